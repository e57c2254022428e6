// 8.13: a User brings back what a Device answered to a local command. (DUIS 8.7, 3.8)
#include <fmt/format.h>

#include "base/text.h"
#include "exchange/accept_answer.h"
#include "exchange/flows.h"
#include "exchange/inventory_effects.h"
#include "exchange/non_device.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

using inventory::Outcome;
using inventory::refuse;

bool is_local(int command_variant) {
  return command_variant == 2 || command_variant == 3 || command_variant == 6 || command_variant == 7;
}

// The original request, if it is the User's and was for local delivery.
Outcome<RequestRecord> original_of(const RequestArrived& event, const Known& known) {
  if (!known.request || known.request->id.originator != event.request.id.originator)
    return refuse(rule::kReturnedRequest, "no request of this User has the answer that was returned");
  if (!is_local(known.request->command_variant))
    return refuse(rule::kReturnedLocal, fmt::format("{} was sent with Command Variant {}", known.request->id.text(),
                                                    known.request->command_variant));
  return *known.request;
}

// An alert answers no request: it is told as if it had come over the WAN. Whoever brings it back is its receiver.
Decision return_alert(const RequestArrived& event, const Known& known) {
  const gbcs::Header& h = event.returned->parsed->header;
  if (h.recipient != event.request.id.originator)
    return refused(event, known, rule::kReturnedAnswer, fmt::format("the alert is for {}", h.recipient.text()));
  Known as_alert = known;
  as_alert.last_counter = known.last_returned;
  Decision told = device_alerted(*event.returned, as_alert);
  const auto* noted = told.effects.size() == 1 ? std::get_if<Audit>(&told.effects.front()) : nullptr;
  if (noted) return refused(event, known, rule::kReturnedAnswer, noted->entry.explanation);
  Decision d = done(event, known, std::move(told.effects));
  d.alerts = std::move(told.alerts);
  return d;
}

}  // namespace

void returned_needs(const duis::Request& request, Needs& needs) {
  const auto original = RequestId::parse(trimmed(request.body.text_at("OriginalRequestID")));
  if (original) needs.request = *original;
}

void returned_further_needs(const duis::Request&, const Known& known, Needs& needs) {
  if (!known.request) return;
  RequestRecord record = *known.request;
  record.state = RequestState::InFlight;  // what the answer over the WAN would need
  add_answer_needs(record, Eui64{}, needs);
}

// As if it had come over the WAN, with two differences: it is no contact with the hub, and by default it does not
// commission a meter, for which the clock has to be set over the WAN. (DUIS 8.11)
Decision return_local_answer(const RequestArrived& event, const Known& known) {
  if (!event.returned || !event.returned->parsed)
    return refused(event, known, rule::kReturnedAnswer,
                   event.returned ? event.returned->parse_error : "DeviceGBCSResponse holds no message");
  if (event.returned->parsed->header.cra == gbcs::Cra::Alert) return return_alert(event, known);
  const auto record = original_of(event, known);
  if (!record) return refused(event, known, record.error().rule, record.error().explanation);
  DeviceSpoke spoke = *event.returned;
  if (const inventory::Device* device = find_device(known, record->device))
    spoke.hub = carrier_of(*device).value_or(Eui64{});
  if (const auto checked = check_answer(spoke, *record, known); !checked)
    return refused(event, known, rule::kReturnedAnswer, checked.error().explanation);
  inventory::Change change;
  if (spoke.payload && (record->variant != "8.1.1" || known.limits.commission_by_returned_answer))
    change = answer_change(*record, *spoke.payload, known);
  Decision accepted = accept_answer(spoke, *record, std::move(change), known);
  Decision d = done(event, known, std::move(accepted.effects));
  d.alerts = std::move(accepted.alerts);
  return d;
}

}  // namespace gridpost::exchange
