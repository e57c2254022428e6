#include "exchange/inventory_effects.h"

#include <algorithm>
#include <array>

#include "exchange/facts.h"
#include "exchange/known.h"
#include "exchange/payload_success.h"
#include "exchange/question.h"
#include "inventory/firmware.h"
#include "inventory/hub_log.h"
#include "inventory/hub_status.h"
#include "inventory/joins.h"
#include "inventory/log_restore.h"
#include "inventory/meters.h"
#include "inventory/opt_in.h"

namespace gridpost::exchange {
namespace {

using inventory::Change;
using inventory::Device;

Change log_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const auto body = body_of_facts(record.facts);
  const auto request = body ? inventory::read_log_request(*body) : fail("no body");
  const Device* device = request ? find_device(known, request->device) : nullptr;
  if (!device) return {};
  if (request->add) {
    // Another hub may have taken it while the command was on its way.
    if (device->hub && *device->hub != record.device) return {};
    return inventory::log_entry_made(*request, record.id, *device, record.device, log_of_hub(known, record.device),
                                     known.now);
  }
  return device->hub == record.device ? inventory::log_entry_removed(*device, record.device, known.now) : Change();
}

const Device* named_device(const RequestRecord& record, std::string_view element, const Known& known) {
  const auto body = body_of_facts(record.facts);
  const auto id = body ? named_in(*body, element) : std::nullopt;
  return id ? find_device(known, *id) : nullptr;
}

// 8.1.1
Change clock_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device& meter = known.devices.at(record.device);
  const Device* hub = meter.hub ? find_device(known, *meter.hub) : nullptr;
  return inventory::clock_set(meter, hub, gas_proxy_of(meter, known), known.now);
}

// 6.20.1
Change mpxn_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device& meter = known.devices.at(record.device);
  const auto body = body_of_facts(record.facts);
  return body ? inventory::mpxns_set(meter, *body, gas_proxy_of(meter, known), known.now) : Change();
}

// 8.7.x, 8.8.x
Change join_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device* other = named_device(record, "OtherDeviceID", known);
  return other ? inventory::joined(known.devices.at(record.device), *other, known.now) : Change();
}
Change unjoin_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device* other = named_device(record, "OtherDeviceID", known);
  return other ? inventory::unjoined(known.devices.at(record.device), *other, known.joins, known.now) : Change();
}

// 8.12.1, 8.12.2
Change hub_restore_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device* old = named_device(record, "OldCHFID", known);
  const auto log = old ? known.hub_logs.find(old->id) : known.hub_logs.end();
  if (log == known.hub_logs.end()) return {};
  return inventory::hub_log_restored(known.devices.at(record.device), *old, log->second, loaded_devices(known),
                                     known.now);
}
Change proxy_restore_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  const Device* old = named_device(record, "OldGPFID", known);
  if (!old) return {};
  return inventory::proxy_log_restored(known.devices.at(record.device), *old, joins_of(known, old->id),
                                       loaded_devices(known), known.now);
}

// 8.5
Change opt_out_change(const RequestRecord& record, const gbcs::Payload&, const Known& known) {
  return inventory::opted_out(known.devices.at(record.device), !known.rules.on(kOptOutEnd), known.now);
}

// 11.2
Change firmware_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known) {
  return inventory::firmware_reported(known.devices.at(record.device), reported_firmware(payload), known.product,
                                      history_of(known, record.device), record.id.originator, known.now);
}

// 11.3. While it is to come there is no outcome in the answer.
Change activation_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known) {
  const Value* activation = payload.find("activation");
  const Value* status = activation ? activation->find("status") : nullptr;
  if (!status || status->number != 0) return {};
  return inventory::firmware_activated(known.devices.at(record.device), reported_firmware(payload), known.product,
                                       history_of(known, record.device), record.id.originator, known.now);
}

struct Consequence {
  std::string_view variant;
  Change (*change)(const RequestRecord&, const gbcs::Payload&, const Known&);
};
constexpr auto kConsequences = std::to_array<Consequence>({
    {kFirmwareService, firmware_change},
    {kActivationService, activation_change},
    {"6.20.1", mpxn_change},
    {"8.1.1", clock_change},
    {"8.5", opt_out_change},
    {"8.7.1", join_change},
    {"8.7.2", join_change},
    {"8.8.1", unjoin_change},
    {"8.8.2", unjoin_change},
    {"8.11", log_change},
    {"8.12.1", hub_restore_change},
    {"8.12.2", proxy_restore_change},
});

const Consequence* consequence_of(std::string_view variant) {
  const auto it = std::find_if(kConsequences.begin(), kConsequences.end(),
                               [&](const Consequence& c) { return c.variant == variant; });
  return it == kConsequences.end() ? nullptr : &*it;
}

}  // namespace

bool changes_inventory(std::string_view variant) { return consequence_of(variant) != nullptr; }

// The homes on both sides, the Devices that the body names, and what they are joined to.
void add_answer_needs(const RequestRecord& record, Eui64 hub, Needs& needs) {
  if (record.state != RequestState::InFlight) return;
  needs.devices.push_back(record.device);
  if (!changes_inventory(record.variant)) return;
  needs.homes.push_back(hub);
  if (record.variant == "8.5") needs.joins.push_back(record.device);  // who is told what was joined to it
  const auto body = body_of_facts(record.facts);
  if (!body) return;
  for (const char* element : {"DeviceID", "OtherDeviceID", "OldGPFID", "OldCHFID"}) {
    const auto id = named_in(*body, element);
    if (!id) continue;
    needs.devices.push_back(*id);
    if (element == std::string_view("OldCHFID")) needs.homes.push_back(*id);
    if (element == std::string_view("DeviceID") || element == std::string_view("OldCHFID")) continue;
    needs.joins.push_back(*id);
    needs.joins.push_back(record.device);
  }
}

Change answer_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known) {
  const Consequence* consequence = consequence_of(record.variant);
  if (!consequence || !succeeded(payload) || !find_device(known, record.device)) return {};
  return consequence->change(record, payload, known);
}

Change outcome_change(const RequestRecord& record, const gbcs::Payload& outcome, const Known& known) {
  if (record.variant != kActivationService || !find_device(known, record.device)) return {};
  return activation_change(record, outcome, known);
}

std::string reported_firmware(const gbcs::Payload& payload) {
  const Value* version = payload.find("firmwareVersion");
  return version ? to_hex(version->octets) : std::string();
}

TimeMs join_period(const RequestRecord& record) {
  const auto body = body_of_facts(record.facts);
  const auto request = body ? inventory::read_log_request(*body) : fail("no body");
  return request ? request->join_period : 0;
}

Change contact_change(Eui64 hub, const Known& known) {
  const Device* chf = find_device(known, hub);
  return chf ? inventory::hub_heard(*chf, gas_proxy_of(*chf, known), known.now) : Change();
}

}  // namespace gridpost::exchange
