#include "exchange/supplement.h"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/customer_number.h"
#include "exchange/question.h"
#include "transform/transform.h"

namespace gridpost::exchange {
namespace {

using inventory::refuse;
using transform::Supplement;

// A hub's log goes to another hub as the first one reported it: those that have joined, by their link keys, and the
// identifier of the network that they know. (DUIS 8.6)
Supplement::Log hub_log(Eui64 hub, const Known& known) {
  Supplement::Log log;
  if (const inventory::Device* device = find_device(known, hub)) log.han_identifier = device->han_identifier;
  for (const inventory::HubLogEntry& entry : log_of_hub(known, hub))
    if (!entry.link_key_hash.empty()) log.entries.push_back({entry.device, {}, entry.link_key_hash});
  return log;
}

// A gas proxy's log: what it was joined to.
Supplement::Log proxy_log(Eui64 gpf, const Known& known) {
  Supplement::Log log;
  for (const inventory::Device& partner : partners_of(known, gpf))
    log.entries.push_back({partner.id, partner.type, {}});
  return log;
}

}  // namespace

void add_supplement_needs(const duis::Request& request, Needs& needs) {
  if (const auto other = named_in(request.body, "OtherDeviceID")) {
    needs.devices.push_back(*other);
    needs.certificates.push_back({*other});
  }
  if (const auto hub = named_in(request.body, "OldCHFID")) needs.homes.push_back(*hub);
  needs.chance = request.variant == kCustomerNumberService;
}

void add_further_supplement_needs(const duis::Request& request, const Known& known, Needs& needs) {
  const inventory::Device* device = find_device(known, request.id.target);
  if (device && !is_known_remote_party(known, *device, request.id.originator))
    needs.certificates.push_back({request.id.originator});
  if (const auto proxy = named_in(request.body, "OldGPFID"))
    for (const inventory::Join& j : joins_of(known, *proxy)) needs.devices.push_back(j.partner_of(*proxy));
}

Supplement supplement_of(const duis::Request& request, const Known& known) {
  Supplement out;
  if (const auto other = named_in(request.body, "OtherDeviceID"))
    if (const inventory::Device* device = find_device(known, *other))
      out.other_device = Supplement::OtherDevice{device->type, certificate_of(known, *other)};
  if (const auto hub = named_in(request.body, "OldCHFID")) out.log = hub_log(*hub, known);
  if (const auto gpf = named_in(request.body, "OldGPFID")) out.log = proxy_log(*gpf, known);
  if (known.user) out.user_roles = known.user->roles;
  if (request.variant == kCustomerNumberService) out.customer_number = customer_number(known);
  return out;
}

inventory::Outcome<void> check_supplement(const UseCase& use_case, const Supplement& supplement,
                                          const duis::Request& request, const Known& known) {
  const bool has_certificate = supplement.other_device && !supplement.other_device->certificate.empty();
  if (use_case.asks_for("$/OtherDevice/Certificate") && !has_certificate)
    return refuse(rule::kPartnerCertificate, fmt::format("there is no key agreement certificate in use of {}",
                                                         request.body.text_at("OtherDeviceID")));
  if (use_case.asks_for("$/Log") && (!supplement.log || supplement.log->entries.empty()))
    return refuse(rule::kRestoreBackup, "no device log is known that could be restored");
  const inventory::Device& device = known.devices.at(request.id.target);
  const bool known_party = is_known_remote_party(known, device, request.id.originator);
  if (transform::carries_certificate(use_case, known_party) && certificate_of(known, request.id.originator).empty())
    return refuse(rule::kPartyCertificate,
                  fmt::format("there is no key agreement certificate in use of {}, whom the Device does not know",
                              request.id.originator.text()));
  return {};
}

Bytes certificate_of(const Known& known, Eui64 owner) {
  const auto found = known.certificates.find({owner});
  return found == known.certificates.end() ? Bytes() : found->second;
}

}  // namespace gridpost::exchange
