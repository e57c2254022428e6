#include <fmt/format.h>

#include "exchange/answers.h"
#include "exchange/change_of_supplier.h"
#include "exchange/command.h"
#include "exchange/flows.h"
#include "exchange/local_command.h"
#include "exchange/outcome.h"
#include "exchange/question.h"
#include "exchange/service_checks.h"

namespace gridpost::exchange {
namespace {

// Command Variant 4: the pre-command goes back for checking and signing. (DUIS 3.3)
Decision issue_pre_command(const RequestArrived& event, const Known& known, const gbcs::Message& pre_command) {
  RequestRecord record = record_of(event.request, known);
  record.state = RequestState::PreCommandIssued;
  record.pre_command = gbcs::write(pre_command);
  note_command(record, pre_command);
  const std::string& version = known.devices.at(record.device).gbcs_version;
  Decision d;
  d.answer = answer(event.request, known, "I0",
                    duis::PreCommand{version.empty() ? std::string("4.2") : version, record.pre_command});
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  d.effects.push_back(
      StartTimer{{0, known.now + known.limits.pre_command_validity, TimerKind::PreCommandExpiry, record.id}});
  d.effects.push_back(PutRequest{std::move(record)});
  d.effects.push_back(Audit{title(event, known, "I0", rule::kAccepted, {})});
  return d;
}

// Command Variants 1 to 3. (DUIS 3.2, 3.8)
Decision issue_command(const RequestArrived& event, const Known& known, const gbcs::Message& command) {
  Decision d;
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  RequestRecord record = record_of(event.request, known);
  note_command(record, command);
  note_instructions(record, command);
  deliver(event.request, std::move(record), command, known, d);
  d.effects.push_back(Audit{title(event, known, d.answer->code, rule::kAccepted, remark_on(event.request, known))});
  return d;
}

Decision hold(const RequestArrived& event, const Known& known, TimeMs until) {
  RequestRecord record = record_of(event.request, known);
  record.state = RequestState::Held;
  Decision d;
  d.answer = answer(event.request, known, "I99");
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  d.effects.push_back(set_counter(held_stream_of(record.id, record.variant), record.id.counter));
  d.effects.push_back(StartTimer{{0, until, TimerKind::ExecutionDate, record.id}});
  d.effects.push_back(PutRequest{std::move(record)});
  d.effects.push_back(Audit{title(event, known, "I99", rule::kAccepted, "held until " + iso(until))});
  return d;
}

// The last request of the service that is held for the Device ends; this one is done with that. (DUIS 3.4, proposed)
Decision cancel(const RequestArrived& event, const Known& known) {
  if (!known.request || known.request->state != RequestState::Held)
    return refused(event, known, rule::kNothingToCancel,
                   fmt::format("no {} of {} is held for {}", event.request.variant, event.request.id.originator.text(),
                               event.request.id.target.text()));
  Decision d;
  d.answer = answer(event.request, known, "I0");
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  for (Effect& e : final_failure(*known.request, known, "request", rule::kCancelled.code, rule::kCancelled,
                                 "cancelled by " + event.request.id.text()))
    d.effects.push_back(std::move(e));
  d.effects.push_back(Audit{title(event, known, "I0", rule::kAccepted, "cancels " + known.request->id.text())});
  return d;
}

bool takes_date(const catalogue::Service& service, int command_variant) {
  using catalogue::FutureDated;
  return (service.future_dated == FutureDated::Dsp && command_variant == 1) ||
         (service.future_dated == FutureDated::Device && command_variant == 4) ||
         (service.future_dated == FutureDated::DspAndDevice && command_variant == 1);
}

// What the date of the request is refused for, or the cancellation of what is held here.
std::optional<Decision> settled_by_date(const RequestArrived& event, const Known& known) {
  const duis::Request& request = event.request;
  const auto date = execution_date(request.body);
  if (!date) return std::nullopt;
  const catalogue::Service& service = *catalogue::find_service(request.variant);
  if (!takes_date(service, request.command_variant))
    return refused(event, known, rule::kExecutionDate,
                   fmt::format("{} with Command Variant {} takes no execution date here", service.variant,
                               request.command_variant));
  if (*date <= known.now)
    return refused(event, known, rule::kExecutionDate,
                   fmt::format("{} is not ahead of {}", iso(*date), iso(known.now)));
  if (*date != kCancelDate || service.future_dated == catalogue::FutureDated::Device) return std::nullopt;
  // The Device may have the command already: then it is the one to cancel it. (DUIS 3.6)
  const bool held_here = known.request && known.request->state == RequestState::Held;
  if (service.future_dated == catalogue::FutureDated::DspAndDevice && !held_here) return std::nullopt;
  return cancel(event, known);
}

// I99, and N26 in place of an answer. (DUIS 8.9)
Decision supplier_change_refused(const RequestArrived& event, const Known& known, const inventory::Refusal& why) {
  Decision d = change_of_supplier_refused(record_of(event.request, known), known, why);
  d.answer = answer(event.request, known, "I99");
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  return d;
}

}  // namespace

Decision device_service(const RequestArrived& event, const Known& known) {
  const duis::Request& request = event.request;
  if (auto settled = settled_by_date(event, known)) return *std::move(settled);
  if (const auto checked = check_service(request, known); !checked)
    return ends_with_alert(checked.error()) ? supplier_change_refused(event, known, checked.error())
                                            : refused(event, known, checked.error().rule, checked.error().explanation);
  if (const auto carried = check_carrier(request.id.target, known); !carried)
    return refused(event, known, carried.error().rule, carried.error().explanation);
  const auto command = make_command(request, known);
  if (!command) return refused(event, known, command.error().rule, command.error().explanation);
  if (const auto until = held_until(request, known)) return hold(event, known, *until);
  return request.command_variant == 4 ? issue_pre_command(event, known, *command)
                                      : issue_command(event, known, *command);
}

}  // namespace gridpost::exchange
