#include "exchange/alerts_of_change.h"

#include <algorithm>
#include <array>

#include "exchange/credentials_updated.h"
#include "exchange/facts.h"
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
  std::vector<Device> out = partners_of(known, meter);
  std::erase_if(out, [](const Device& d) { return !inventory::is_type_1(d.type); });
  return out;
}

// A meter that was never given a metering point has nobody who could be told.
bool concerns_somebody(const Device& device) {
  return !inventory::is_meter(device.type) || !device.import_mpxn.empty();
}

RaisedAlert tell_decommissioned(const Device& meter, const Known& known, Eui64 by) {
  return meter_decommissioned(meter, joined_type_1(meter.id, known),
                              parties(meter, kNetworkOperators | kSuppliers, known, by));
}
RaisedAlert tell_withdrawn(const Device& meter, const Known& known, Eui64 by) {
  return meter_withdrawn(meter, joined_type_1(meter.id, known),
                         parties(meter, kNetworkOperators | kSuppliers, known, by));
}
RaisedAlert tell_hub_returned(const Device& hub, const Known& known, Eui64) {
  return hub_decommissioned(hub, parties(hub, kResponsible, known));
}
RaisedAlert tell_commissioned(const Device& meter, const Known& known, Eui64) {
  return meter_commissioned(meter, parties(meter, kNetworkOperators, known));
}

// Whoever answers for the Device, and who operates the network. (from memory)
RaisedAlert tell_suspended(const Device& device, const Known& known, Eui64) {
  return device_suspended(device, parties(device, kResponsible | kNetworkOperators, known));
}
RaisedAlert tell_restored(const Device& device, const Known& known, Eui64) {
  return device_restored(device, parties(device, kResponsible | kNetworkOperators, known));
}

RaisedAlert tell_recovered(const Device& device, const Known& known, Eui64) {
  return recovery_complete(device, parties(device, kResponsible | kNetworkOperators, known));
}

// The codes of the table of statuses that are told here, each with what it says and to whom. N8 goes with what removes
// a Device, N24, N30 and N31 with the request that asked.
struct Teller {
  std::string_view code;
  RaisedAlert (*tell)(const Device& device, const Known& known, Eui64 by);
};
constexpr auto kTellers = std::to_array<Teller>({
    {"N1", tell_decommissioned},
    {"N2", tell_withdrawn},
    {"N9", tell_hub_returned},
    {"N16", tell_commissioned},
    {"N28", tell_suspended},
    {"N29", tell_restored},
    {"N48", tell_recovered},
});

void add_alerts(const Device& device, const inventory::StatusChange& change, const Known& known, Eui64 by,
                RaisedAlerts& alerts) {
  const auto* row = catalogue::transition_behind(change.cause, device.type, change.from, change.to);
  if (!row || !concerns_somebody(device)) return;
  for (const Teller& t : kTellers)
    if (row->tells(t.code)) alerts.push_back(t.tell(device, known, by));
}

// The Device that the body names under this element.
const Device* named_device(const Element& body, std::string_view element, const Known& known) {
  const auto id = named_in(body, element);
  return id ? find_device(known, *id) : nullptr;
}

const Device* hub_of(const Device* gpf, const Known& known) {
  return gpf && gpf->hub ? find_device(known, *gpf->hub) : nullptr;
}

void add_restored(const RequestRecord& record, const Element& body, bool proxy, const Known& known,
                  RaisedAlerts& alerts) {
  const Device* fresh = find_device(known, record.device);
  const Device* old = named_device(body, proxy ? "OldGPFID" : "OldCHFID", known);
  const Device* old_hub = proxy ? hub_of(old, known) : old;
  const Device* new_hub = proxy ? hub_of(fresh, known) : fresh;
  if (!old_hub || !new_hub) return;
  std::vector<Eui64> receivers = parties(*old_hub, kResponsible, known);
  for (const Eui64 id : parties(*new_hub, kResponsible, known))
    if (std::find(receivers.begin(), receivers.end(), id) == receivers.end()) receivers.push_back(id);
  alerts.push_back(log_restored(proxy, *old_hub, *new_hub, known.now, std::move(receivers)));
}

}  // namespace

RaisedAlerts alerts_of_answer(const RequestRecord& record, const inventory::Change& change, const Known& known) {
  RaisedAlerts alerts;
  if (change.rules.empty()) return alerts;  // most answers change nothing, and reading the facts is dear
  const bool listed = change.rests_on(rule::kFirmwareCorrected);
  if (listed || change.rests_on(rule::kFirmwareNotListed))
    alerts.push_back(firmware_mismatch(listed, change.devices.front(), change.details.front().from,
                                       parties(change.devices.front(), kResponsible, known)));
  const auto body = body_of_facts(record.facts);
  if (!body) return alerts;
  if (change.rests_on(rule::kRemoved)) {
    alerts.push_back(log_updated(record.id));
    const Device* device = named_device(*body, "DeviceID", known);
    const Device* hub = find_device(known, record.device);
    if (device && hub && device->type == DeviceType::PPMID)
      alerts.push_back(display_removed(device->id, hub->id, parties(*hub, kResponsible, known, record.id.originator)));
  }
  if (change.rests_on(rule::kHubLogRestored)) add_restored(record, *body, false, known, alerts);
  if (change.rests_on(rule::kProxyLogRestored)) add_restored(record, *body, true, known, alerts);
  return alerts;
}

RaisedAlerts alerts_of_credentials(const gbcs::Payload& payload, Eui64 id, const Known& known) {
  RaisedAlerts alerts;
  const Device* device = find_device(known, id);
  if (!device) return alerts;
  for (const ReplacedCredentials& replaced : replaced_credentials(payload)) {
    std::vector<Eui64> receivers = parties(*device, kResponsible, known);
    if (replaced.user && std::find(receivers.begin(), receivers.end(), *replaced.user) == receivers.end())
      receivers.push_back(*replaced.user);
    alerts.push_back(credentials_updated(id, replaced, std::move(receivers)));
  }
  return alerts;
}

std::vector<Eui64> responsible_suppliers(const Device& device, const Known& known) {
  return parties(device, kResponsible, known);
}

RaisedAlerts alerts_of(const inventory::Change& change, const Known& known, Eui64 by) {
  RaisedAlerts alerts;
  for (const inventory::StatusChange& s : change.statuses) {
    const auto device =
        std::find_if(change.devices.begin(), change.devices.end(), [&](const Device& d) { return d.id == s.device; });
    if (device != change.devices.end()) add_alerts(*device, s, known, by, alerts);
  }
  for (const RequestId& id : change.joins_seen) alerts.push_back(log_updated(id));
  return alerts;
}

}  // namespace gridpost::exchange
