#include "exchange/inventory_effects.h"

#include "exchange/facts.h"
#include "exchange/non_device.h"
#include "exchange/payload_success.h"
#include "exchange/question.h"
#include "inventory/hub_log.h"
#include "inventory/hub_status.h"
#include "inventory/meters.h"

namespace gridpost::exchange {
namespace {

using inventory::Change;
using inventory::Device;

Change log_change(const RequestRecord& record, const Known& known) {
  const auto body = body_of_facts(record.facts);
  const auto request = body ? inventory::read_log_request(*body) : fail("no body");
  const Device* device = request ? find_device(known, request->device) : nullptr;
  if (!device) return {};
  const auto log = known.hub_logs.find(record.device);
  const std::span<const inventory::HubLogEntry> entries =
      log == known.hub_logs.end() ? std::span<const inventory::HubLogEntry>() : log->second;
  if (request->add) {
    // Another hub may have taken it while the command was on its way.
    if (device->hub && *device->hub != record.device) return {};
    return inventory::log_entry_made(*request, *device, record.device, entries, known.now);
  }
  return device->hub == record.device ? inventory::log_entry_removed(*device, record.device, known.now) : Change();
}

}  // namespace

void add_answer_needs(const RequestRecord& record, Eui64 hub, Needs& needs) {
  if (record.state != RequestState::InFlight) return;
  needs.devices.push_back(record.device);
  if (record.variant == "8.1.1" || record.variant == "6.20.1") {
    needs.homes.push_back(hub);
  } else if (record.variant == "8.11") {
    needs.homes.push_back(record.device);
    const auto body = body_of_facts(record.facts);
    const auto request = body ? inventory::read_log_request(*body) : fail("no body");
    if (request) needs.devices.push_back(request->device);
  }
}

Change answer_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known) {
  if (!succeeded(payload)) return {};
  if (record.variant == "8.11") return log_change(record, known);
  const Device* meter = find_device(known, record.device);
  if (!meter) return {};
  const Device* hub = meter->hub ? find_device(known, *meter->hub) : nullptr;
  const Device* proxy = gas_proxy_of(*meter, known);
  if (record.variant == "8.1.1") return inventory::clock_set(*meter, hub, proxy, known.now);
  if (record.variant != "6.20.1") return {};
  const auto body = body_of_facts(record.facts);
  return body ? inventory::mpxns_set(*meter, *body, proxy, known.now) : Change();
}

Change contact_change(Eui64 hub, const Known& known) {
  const Device* chf = find_device(known, hub);
  return chf ? inventory::hub_heard(*chf, gas_proxy_of(*chf, known), known.now) : Change();
}

}  // namespace gridpost::exchange
