#include "exchange/answers.h"
#include "exchange/broker_alert.h"
#include "exchange/change_of_supplier.h"
#include "exchange/credentials_updated.h"
#include "exchange/hub_alert.h"
#include "exchange/inventory_effects.h"
#include "exchange/outcome.h"
#include "exchange/overload.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

// 8.13: the request that is answered, or what an alert needs.
void add_returned_needs(const DeviceSpoke& returned, Needs& needs) {
  const gbcs::Header& h = returned.parsed->header;
  if (h.cra == gbcs::Cra::Alert) {
    needs.returned = Needs::Stream{h.originator, h.recipient, alert_stream(returned)};
    needs.command = command_of_outcome(returned);
  } else if (!needs.request) {
    needs.command = Needs::Command{h.originator, h.recipient, h.counter};
  }
}

Needs request_needs(const RequestArrived& event) {
  Needs needs;
  if (event.refusal) return needs;
  add_needs_of(event.request, needs);
  needs.counter = stream_of(event.request);
  if (event.request.command_variant >= 5 && event.request.command_variant <= 7) needs.request = event.request.id;
  if (event.returned && event.returned->parsed) add_returned_needs(*event.returned, needs);
  if (execution_date(event.request.body)) needs.held = held_stream_of(event.request.id, event.request.variant);
  return needs;
}

Needs speech_needs(const DeviceSpoke& event) {
  Needs needs;
  if (!event.parsed) return needs;
  const gbcs::Header& h = event.parsed->header;
  if (h.cra == gbcs::Cra::Response) needs.command = Needs::Command{h.originator, h.recipient, h.counter};
  if (h.cra != gbcs::Cra::Alert) return needs;
  needs.user = h.recipient;
  needs.command = command_of_outcome(event);
  needs.counter = Needs::Stream{h.originator, h.recipient, alert_stream(event)};
  if (is_told_to_users(event)) {
    needs.devices.push_back(h.originator);
    needs.homes.push_back(event.hub);
  }
  if (is_hub_log_alert(event)) {
    needs.homes.push_back(h.originator);
    for (const auto& entry : reported_entries(*event.payload)) needs.devices.push_back(entry.device);
  }
  return needs;
}

Needs timer_needs(const TimerFired& event) {
  Needs needs;
  needs.request = event.timer.request;
  needs.command_taken = event.timer.kind == TimerKind::CommandTimeout;
  if (needs.command_taken) needs.devices.push_back(event.timer.request.target);
  if (event.timer.kind == TimerKind::JoinPeriod) needs.homes.push_back(event.timer.request.target);
  return needs;
}

Needs listing_needs(const ListingChanged& event) {
  Needs needs;
  needs.devices.push_back(event.device);
  needs.histories.push_back(event.device);
  return needs;
}

// The list's entry, and the home, whose suppliers are told.
Needs further_listing_needs(const ListingChanged& event, const Known& known) {
  Needs needs;
  const inventory::Device* device = find_device(known, event.device);
  if (!device) return needs;
  needs.product = model_of(*device);
  if (const auto hub = carrier_of(*device)) needs.homes.push_back(*hub);
  return needs;
}

// What is held for a hub that is recalled ends, and that for its gas proxy.
Needs recall_needs(const HubRecalled& event) {
  Needs needs;
  needs.devices.push_back(event.hub);
  needs.homes.push_back(event.hub);
  needs.held_for.push_back(event.hub);
  return needs;
}

Needs further_recall_needs(const HubRecalled& event, const Known& known) {
  Needs needs;
  const inventory::Device* hub = find_device(known, event.hub);
  if (hub && hub->gpf) needs.held_for.push_back(*hub->gpf);
  return needs;
}

// The home, whose suppliers are told.
Needs further_recovery_needs(const RecoveryMoved& event, const Known& known) {
  Needs needs;
  const inventory::Device* device = find_device(known, event.device);
  const auto hub = device ? carrier_of(*device) : std::nullopt;
  if (hub) needs.homes.push_back(*hub);
  return needs;
}

Needs further_request_needs(const RequestArrived& event, const Known& known) {
  Needs needs;
  if (event.refusal) return needs;
  add_further_needs_of(event.request, known, needs);
  if (known.last_held && execution_date(event.request.body) == kCancelDate)
    needs.request = RequestId{event.request.id.originator, event.request.id.target, *known.last_held};
  return needs;
}

// The line of the Central Products List for the firmware that the Device says it has.
void add_firmware_needs(const DeviceSpoke& event, const Known& known, Needs& needs) {
  const inventory::Device* device = known.request ? find_device(known, known.request->device) : nullptr;
  const std::string version = event.payload && device ? reported_firmware(*event.payload) : std::string();
  if (version.empty()) return;
  if (known.request->variant != kFirmwareService && known.request->variant != kActivationService) return;
  needs.product = model_of(*device);
  needs.product->firmware_version = version;
  needs.histories.push_back(device->id);
}

Needs further_speech_needs(const DeviceSpoke& event, const Known& known, int round) {
  Needs needs;
  if (round == 2) add_firmware_needs(event, known, needs);
  if (round > 1) return needs;
  if (known.request) add_change_of_supplier_needs(*known.request, needs);
  // The outcome of an activation, or of a replacement of credentials.
  if (known.request && event.parsed && event.parsed->header.cra == gbcs::Cra::Alert &&
      (known.request->variant == kActivationService || (event.payload && tells_replacement(*event.payload))))
    needs.devices.push_back(known.request->device);
  if (!known.request || !event.parsed || event.parsed->header.cra != gbcs::Cra::Response) return needs;
  add_answer_needs(*known.request, event.hub, needs);
  needs.held = outcome_stream_of(*known.request);
  return needs;
}

Needs further_timer_needs(const TimerFired& event, const Known& known, int round) {
  Needs needs;
  if (event.timer.kind != TimerKind::ExecutionDate || !known.request || known.request->state != RequestState::Held)
    return needs;
  const auto request = request_of(*known.request);
  if (!request) return needs;
  if (round == 1) add_needs_of(*request, needs);
  if (round == 2) add_further_needs_of(*request, known, needs);
  return needs;
}

}  // namespace

bool Needs::empty() const {
  return !user && devices.empty() && held_for.empty() && joins.empty() && histories.empty() && homes.empty() &&
         mpxns.empty() && !request && !command && !counter && !returned && !held && !product && !coverage &&
         uprn.empty() && post_code.empty() && address_identifier.empty() && !command_taken && certificates.empty() &&
         !chance;
}

Needs needs(const Event& event) {
  return std::visit(
      Overload{[](const RequestArrived& e) { return request_needs(e); },
               [](const DeviceSpoke& e) { return speech_needs(e); }, [](const TimerFired& e) { return timer_needs(e); },
               [](const PushEnded&) { return Needs(); }, [](const ListingChanged& e) { return listing_needs(e); },
               [](const HubRecalled& e) { return recall_needs(e); },
               [](const RecoveryMoved& e) {
                 Needs needs;
                 needs.devices.push_back(e.device);
                 return needs;
               }},
      event);
}

Needs further_needs(const Event& event, const Known& known, int round) {
  if (const auto* timer = std::get_if<TimerFired>(&event)) return further_timer_needs(*timer, known, round);
  if (const auto* speech = std::get_if<DeviceSpoke>(&event)) return further_speech_needs(*speech, known, round);
  if (round > 1) return {};
  if (const auto* listing = std::get_if<ListingChanged>(&event)) return further_listing_needs(*listing, known);
  if (const auto* recall = std::get_if<HubRecalled>(&event)) return further_recall_needs(*recall, known);
  if (const auto* recovery = std::get_if<RecoveryMoved>(&event)) return further_recovery_needs(*recovery, known);
  if (const auto* request = std::get_if<RequestArrived>(&event)) return further_request_needs(*request, known);
  return {};
}

}  // namespace gridpost::exchange
