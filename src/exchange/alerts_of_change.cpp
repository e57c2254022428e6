#include "exchange/alerts_of_change.h"

#include <algorithm>

#include "exchange/question.h"
#include "inventory/kinds.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;

constexpr RoleSet kNetworkOperators = {UserRole::ED, UserRole::GT};
constexpr RoleSet kSuppliers = {UserRole::IS, UserRole::ES, UserRole::GS};
constexpr RoleSet kResponsible = {UserRole::IS, UserRole::GS};

// Who is registered now in one of the roles at the metering points of the Device, once each, but for `not_this`.
std::vector<Eui64> parties(const Device& device, RoleSet roles, const Known& known, Eui64 not_this = {}) {
  std::vector<Eui64> out;
  for (const access::MeteringPoint& p : points_of(known, device, known.now))
    if (roles.has(p.role) && p.party && *p.party != not_this &&
        std::find(out.begin(), out.end(), *p.party) == out.end())
      out.push_back(*p.party);
  return out;
}

// PPMIDs and HCALCSs that were joined to the meter until now.
std::vector<Device> joined_type_1(Eui64 meter, const Known& known) {
  std::vector<Device> out;
  for (const inventory::Join& j : known.joins) {
    if (j.device != meter && j.other != meter) continue;
    const Device* d = find_device(known, j.device == meter ? j.other : j.device);
    const auto same = [&](const Device& other) { return other.id == d->id; };
    if (d && inventory::is_type_1(d->type) && std::none_of(out.begin(), out.end(), same)) out.push_back(*d);
  }
  return out;
}

RoleSet both(RoleSet a, RoleSet b) {
  a.bits = static_cast<std::uint16_t>(a.bits | b.bits);
  return a;
}

void add_alert(const Device& device, SmiStatus to, const Known& known, Eui64 by, RaisedAlerts& alerts) {
  if (inventory::is_meter(device.type) && !device.import_mpxn.empty()) {
    if (to == SmiStatus::Commissioned)
      alerts.push_back(meter_commissioned(device, parties(device, kNetworkOperators, known)));
    if (to == SmiStatus::Decommissioned)
      alerts.push_back(meter_decommissioned(device, joined_type_1(device.id, known),
                                            parties(device, both(kNetworkOperators, kSuppliers), known, by)));
  } else if (device.type == DeviceType::CHF && to == SmiStatus::Decommissioned) {
    alerts.push_back(hub_decommissioned(device, parties(device, kResponsible, known)));
  }
}

}  // namespace

RaisedAlerts alerts_of(const inventory::Change& change, const Known& known, Eui64 by) {
  RaisedAlerts alerts;
  for (const inventory::StatusChange& s : change.statuses) {
    const auto device =
        std::find_if(change.devices.begin(), change.devices.end(), [&](const Device& d) { return d.id == s.device; });
    if (device != change.devices.end() && s.to) add_alert(*device, *s.to, known, by, alerts);
  }
  return alerts;
}

}  // namespace gridpost::exchange
