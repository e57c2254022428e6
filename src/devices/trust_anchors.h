// The certificates of remote parties that a Device holds, each in a slot of its own. (GBCS 7)
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <vector>

#include "catalogue/enums.h"
#include "crypto/key_store.h"
#include "devices/state_store.h"

namespace gridpost::devices {

// The remote parties of a Device. CHF: neither supplier nor network operator; the WAN provider is a CHF's alone.
struct Parties {
  Eui64 broker;
  std::optional<Eui64> supplier = {};
  std::optional<Eui64> network_operator = {};
  std::optional<Eui64> recovery = {};
  std::optional<Eui64> trans_cos = {};
  std::optional<Eui64> wan_provider = {};
  std::optional<Eui64> load_controller = {};
};

// A slot: whose certificate it is for (roles: crypto/certificate.h) and for what; `top_up`: for top-ups only.
struct Slot {
  int role = 0;
  crypto::Usage usage = crypto::Usage::DigitalSignature;
  bool top_up = false;

  auto operator<=>(const Slot&) const = default;
};

// A certificate in a slot.
struct Anchor {
  Slot slot;
  Eui64 party;
  Bytes key_identifier;
};

// What was put into a slot stays there. Before that the slot is as the world began, and as nobody says which of a
// party's certificates that was, it takes any that the party has in use.
class TrustAnchors {
 public:
  TrustAnchors(DeviceType owner, const Parties& at_start, const crypto::KeyStore& keys, TimeMs world_start,
               State& state);

  // Who holds the slots of each role at present.
  const Parties& parties() const { return parties_; }
  std::optional<Eui64> party(int role) const;
  // Whether a Device of this type has the slot, empty or not.
  bool has(const Slot& slot) const;
  // None: the slot is empty, or there is no such slot.
  std::optional<Anchor> find(const Slot& slot) const;
  // All certificates of a role.
  std::vector<Anchor> of_role(int role) const;
  // Keys that count as the slot's.
  std::vector<crypto::PublicKey> keys(const Slot& slot) const;
  // Keys with which the party may have signed. The broker's signature is known without a slot. (GBCS 3.2)
  std::vector<crypto::PublicKey> signing_keys(Eui64 party) const;
  // The key to agree with the party on; for a party without a slot, any that is known.
  std::optional<crypto::PublicKey> agreement_key(Eui64 party) const;
  // True if one of the certificates of the path issued it, and that one a root that the Device knows.
  bool leads_to_root(const crypto::Certificate& certificate, const std::vector<crypto::Certificate>& path) const;

  void put(const Slot& slot, const crypto::Certificate& certificate);

 private:
  void note_party(const Slot& slot, const crypto::Certificate& certificate);

  DeviceType owner_;
  Parties parties_;   // at present
  Parties at_start_;  // whose slots were not replaced
  const crypto::KeyStore& keys_;
  TimeMs world_start_;
  State& state_;
  std::map<Slot, crypto::Certificate> replaced_;
};

}  // namespace gridpost::devices
