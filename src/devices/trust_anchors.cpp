#include "devices/trust_anchors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gridpost::devices {
namespace {

namespace role = crypto::role;
using crypto::Usage;

constexpr std::string_view kAnchor = "anchor/";  // + role/usage: a certificate, DER

constexpr DeviceTypes kMeters{DeviceType::ESME, DeviceType::GSME, DeviceType::GPF};
constexpr DeviceTypes kNetworkOperators{DeviceType::ESME, DeviceType::GPF};  // a GSME: a reference message
constexpr DeviceTypes kHub{DeviceType::CHF};
constexpr DeviceTypes kBehind{DeviceType::ESME, DeviceType::GSME, DeviceType::GPF, DeviceType::HCALCS,
                              DeviceType::PPMID};
constexpr DeviceTypes kAll{DeviceType::ESME, DeviceType::GSME,   DeviceType::GPF,
                           DeviceType::CHF,  DeviceType::HCALCS, DeviceType::PPMID};

// Which Devices have which slots. (proposed, but for those that reference messages show)
struct Place {
  Slot slot;
  DeviceTypes owners;
};
constexpr auto kPlaces = std::to_array<Place>({
    {{role::kRecovery, Usage::DigitalSignature}, kAll},
    {{role::kSupplier, Usage::DigitalSignature}, kBehind},
    {{role::kSupplier, Usage::KeyAgreement}, kBehind},
    {{role::kSupplier, Usage::KeyAgreement, true}, kMeters},
    {{role::kNetworkOperator, Usage::DigitalSignature}, kNetworkOperators},
    {{role::kNetworkOperator, Usage::KeyAgreement}, kNetworkOperators},
    {{role::kAccessControlBroker, Usage::DigitalSignature}, kHub},
    {{role::kAccessControlBroker, Usage::KeyAgreement}, kAll},
    {{role::kTransitionalCos, Usage::DigitalSignature}, kAll},
    {{role::kWanProvider, Usage::DigitalSignature}, kHub},
    {{role::kLoadController, Usage::DigitalSignature}, {DeviceType::ESME}},
    {{role::kLoadController, Usage::KeyAgreement}, {DeviceType::ESME}},
});

std::optional<Eui64> party_in(const Parties& parties, int of) {
  switch (of) {
    case role::kSupplier:
      return parties.supplier;
    case role::kNetworkOperator:
      return parties.network_operator;
    case role::kAccessControlBroker:
      return parties.broker;
    case role::kRecovery:
      return parties.recovery;
    case role::kTransitionalCos:
      return parties.trans_cos;
    case role::kWanProvider:
      return parties.wan_provider;
    case role::kLoadController:
      return parties.load_controller;
    default:
      return std::nullopt;
  }
}

std::string key_of(const Slot& slot) {
  const char* use = slot.top_up ? "top-up" : slot.usage == Usage::DigitalSignature ? "ds" : "ka";
  return fmt::format("{}{}/{}", kAnchor, slot.role, use);
}

}  // namespace

TrustAnchors::TrustAnchors(DeviceType owner, const Parties& at_start, const crypto::KeyStore& keys, TimeMs world_start,
                           State& state)
    : owner_(owner), parties_(at_start), at_start_(at_start), keys_(keys), world_start_(world_start), state_(state) {
  for (const Place& place : kPlaces)
    if (const Bytes* der = state_.find(key_of(place.slot)))
      if (const auto certificate = crypto::Certificate::parse(*der)) {
        replaced_.insert_or_assign(place.slot, *certificate);
        note_party(place.slot, *certificate);
      }
}

std::optional<Eui64> TrustAnchors::party(int of) const { return party_in(parties_, of); }

bool TrustAnchors::has(const Slot& slot) const {
  return std::any_of(kPlaces.begin(), kPlaces.end(),
                     [&](const Place& place) { return place.slot == slot && place.owners.has(owner_); });
}

std::optional<Anchor> TrustAnchors::find(const Slot& slot) const {
  if (!has(slot)) return std::nullopt;
  if (const auto it = replaced_.find(slot); it != replaced_.end())
    return Anchor{slot, it->second.eui().value_or(Eui64()), it->second.subject_key_id()};
  const auto party = party_in(at_start_, slot.role);
  const auto entry = party ? keys_.find(*party, slot.usage, world_start_, {}, slot.top_up) : nullptr;
  return entry ? std::optional(Anchor{slot, *party, entry->certificate.subject_key_id()}) : std::nullopt;
}

std::vector<Anchor> TrustAnchors::of_role(int of) const {
  std::vector<Anchor> out;
  for (const Place& place : kPlaces)
    if (place.slot.role == of)
      if (auto anchor = find(place.slot)) out.push_back(std::move(*anchor));
  return out;
}

std::vector<crypto::PublicKey> TrustAnchors::keys(const Slot& slot) const {
  if (!has(slot)) return {};
  if (const auto it = replaced_.find(slot); it != replaced_.end()) return {it->second.public_key()};
  std::vector<crypto::PublicKey> out;
  if (const auto party = party_in(at_start_, slot.role))
    for (const auto& entry : keys_.find_all(*party, slot.usage, world_start_, {}, slot.top_up))
      out.push_back(entry->certificate.public_key());
  return out;
}

std::vector<crypto::PublicKey> TrustAnchors::signing_keys(Eui64 party) const {
  std::vector<crypto::PublicKey> out;
  for (const Place& place : kPlaces) {
    if (place.slot.usage != Usage::DigitalSignature) continue;
    const auto held = find(place.slot);
    if (!held || held->party != party) continue;
    for (auto& key : keys(place.slot)) out.push_back(std::move(key));
  }
  if (party == parties_.broker)
    for (const auto& entry : keys_.find_all(party, Usage::DigitalSignature, world_start_))
      out.push_back(entry->certificate.public_key());
  return out;
}

std::optional<crypto::PublicKey> TrustAnchors::agreement_key(Eui64 party) const {
  for (const auto& [slot, certificate] : replaced_)
    if (slot.usage == Usage::KeyAgreement && !slot.top_up && certificate.eui() == party)
      return certificate.public_key();
  const auto entry = keys_.find(party, Usage::KeyAgreement, world_start_);
  return entry ? std::optional(entry->certificate.public_key()) : std::nullopt;
}

bool TrustAnchors::leads_to_root(const crypto::Certificate& certificate,
                                 const std::vector<crypto::Certificate>& path) const {
  const auto is_root_of = [](const crypto::Certificate& issuer) {
    return [&issuer](const crypto::KeyEntryPtr& root) {
      return root->certificate.role() == role::kRoot && issuer.issued_by(root->certificate);
    };
  };
  return std::any_of(path.begin(), path.end(), [&](const crypto::Certificate& issuer) {
    if (issuer.usage() != Usage::CertificateSigning || !certificate.issued_by(issuer)) return false;
    const auto roots = keys_.by_key_id(issuer.authority_key_id());
    return std::any_of(roots.begin(), roots.end(), is_root_of(issuer));
  });
}

void TrustAnchors::put(const Slot& slot, const crypto::Certificate& certificate) {
  state_.put(key_of(slot), certificate.der());
  replaced_.insert_or_assign(slot, certificate);
  note_party(slot, certificate);
}

// The owner of the signing key is the party of the role; a broker is known by its key agreement.
void TrustAnchors::note_party(const Slot& slot, const crypto::Certificate& certificate) {
  const Usage telling = slot.role == role::kAccessControlBroker ? Usage::KeyAgreement : Usage::DigitalSignature;
  const auto eui = certificate.eui();
  if (slot.usage != telling || slot.top_up || !eui) return;
  if (slot.role == role::kSupplier) parties_.supplier = eui;
  if (slot.role == role::kNetworkOperator) parties_.network_operator = eui;
  if (slot.role == role::kAccessControlBroker) parties_.broker = *eui;
  if (slot.role == role::kRecovery) parties_.recovery = eui;
  if (slot.role == role::kTransitionalCos) parties_.trans_cos = eui;
  if (slot.role == role::kWanProvider) parties_.wan_provider = eui;
  if (slot.role == role::kLoadController) parties_.load_controller = eui;
}

}  // namespace gridpost::devices
