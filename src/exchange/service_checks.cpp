#include "exchange/service_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exchange/change_of_supplier.h"
#include "exchange/question.h"
#include "inventory/hub_log.h"
#include "inventory/joins.h"
#include "inventory/log_restore.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;
using inventory::Outcome;
using inventory::refuse;

Eui64 id_in(const duis::Request& request, std::string_view element) {
  return named_in(request.body, element).value_or(Eui64{});
}

// 8.11
Outcome<void> check_log_update(const duis::Request& request, const Known& known) {
  const auto log_request = inventory::read_log_request(request.body);
  if (!log_request) return refuse(rule::kMessage, log_request.error().text());
  inventory::LogFacts facts;
  facts.hub = request.id.target;
  facts.device = find_device(known, log_request->device);
  facts.log = log_of_hub(known, facts.hub);
  if (const Device* hub = find_device(known, facts.hub)) facts.gpf = hub->gpf;
  facts.product = known.product;
  // Export is another supplier's business; whoever installs the meter may name its metering point.
  for (const std::string& mpxn : {log_request->import_mpxn, log_request->secondary_import_mpan})
    if (!mpxn.empty() && !supplies(known, mpxn, request.id.originator)) facts.not_registered.push_back(mpxn);
  return inventory::check_log_request(*log_request, facts);
}

// 8.7.x and 8.8.x
Outcome<void> check_joining(const duis::Request& request, const Known& known,
                            Outcome<void> (*check)(const inventory::JoinFacts&)) {
  const Device& device = known.devices.at(request.id.target);
  const Eui64 other = id_in(request, "OtherDeviceID");
  const bool critical = catalogue::find_service(request.variant)->critical;
  return check({device, other, find_device(known, other), log_of_hub(known, carrier_of(device).value_or(Eui64{})),
                known.joins, critical});
}
Outcome<void> check_joined(const duis::Request& request, const Known& known) {
  return check_joining(request, known, inventory::check_join);
}
Outcome<void> check_unjoined(const duis::Request& request, const Known& known) {
  return check_joining(request, known, inventory::check_unjoin);
}

// 8.9
Outcome<void> check_log_read(const duis::Request& request, const Known& known) {
  if (!request.body.child("ReadSecurityDetails")) return {};
  if (known.devices.at(request.id.target).type != DeviceType::CHF)
    return refuse(rule::kSecurityDetails, request.id.target.text() + " is no hub");
  if (known.user && !known.user->roles.meets({UserRole::IS, UserRole::GS}))
    return refuse(rule::kSecurityDetailsRole, known.user->name + " is no supplier");
  return {};
}

// 8.12.x
Outcome<void> check_restored(const duis::Request& request, const Known& known, std::string_view old_element,
                             Outcome<void> (*check)(const inventory::RestoreFacts&)) {
  const Device& fresh = known.devices.at(request.id.target);
  const Eui64 old = id_in(request, old_element);
  const auto fresh_joins = joins_of(known, fresh.id), old_joins = joins_of(known, old);
  std::vector<Device> behind;
  for (const auto& [id, d] : known.devices)
    if (d.hub && d.hub == carrier_of(fresh)) behind.push_back(d);
  return check({fresh, old, find_device(known, old), log_of_hub(known, fresh.id), log_of_hub(known, old), fresh_joins,
                old_joins, behind});
}
Outcome<void> check_hub_restored(const duis::Request& request, const Known& known) {
  return check_restored(request, known, "OldCHFID", inventory::check_hub_restore);
}
Outcome<void> check_proxy_restored(const duis::Request& request, const Known& known) {
  return check_restored(request, known, "OldGPFID", inventory::check_proxy_restore);
}

struct Check {
  std::string_view variant;
  Outcome<void> (*check)(const duis::Request&, const Known&);
};
constexpr auto kChecks = std::to_array<Check>({
    {kChangeOfSupplierService, check_change_of_supplier},
    {"8.7.1", check_joined},
    {"8.7.2", check_joined},
    {"8.8.1", check_unjoined},
    {"8.8.2", check_unjoined},
    {"8.9", check_log_read},
    {"8.11", check_log_update},
    {"8.12.1", check_hub_restored},
    {"8.12.2", check_proxy_restored},
});

}  // namespace

void add_check_needs(const duis::Request& request, Needs& needs) {
  if (request.body.child("OtherDeviceID")) needs.joins.push_back(request.id.target);
  if (request.body.child("OldGPFID")) {
    needs.devices.push_back(id_in(request, "OldGPFID"));
    needs.joins.push_back(id_in(request, "OldGPFID"));
    needs.joins.push_back(request.id.target);
  }
}

void add_further_check_needs(const duis::Request& request, const Known& known, Needs& needs) {
  const bool needs_home = request.body.child("OtherDeviceID") || request.body.child("OldGPFID");
  for (const Eui64 id : {request.id.target, id_in(request, "OldGPFID")})
    if (const Device* device = find_device(known, id); device && device->hub && needs_home)
      needs.homes.push_back(*device->hub);
}

Outcome<void> check_service(const duis::Request& request, const Known& known) {
  const auto it =
      std::find_if(kChecks.begin(), kChecks.end(), [&](const Check& c) { return c.variant == request.variant; });
  return it == kChecks.end() ? Outcome<void>() : it->check(request, known);
}

std::string remark_on(const duis::Request& request, const Known& known) {
  if (request.variant != "8.11") return {};
  const auto log_request = inventory::read_log_request(request.body);
  if (!log_request || !log_request->add) return {};
  const Device* device = find_device(known, log_request->device);
  if (!device || device->type != DeviceType::GSME) return {};
  const auto end = known.limits.installation_ends.find(device->smets_version);
  if (end == known.limits.installation_ends.end() || known.now < end->second) return {};
  return fmt::format("{} is a gas meter of {}, which is not for new installations since {}", device->id.text(),
                     device->smets_version, iso(end->second));
}

}  // namespace gridpost::exchange
