#include <fmt/format.h>

#include "exchange/answers.h"
#include "exchange/command.h"
#include "exchange/flows.h"
#include "exchange/local_command.h"
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
  deliver(event.request, std::move(record), command, known, d);
  d.effects.push_back(Audit{title(event, known, d.answer->code, rule::kAccepted, remark_on(event.request, known))});
  return d;
}

Decision hold(const RequestArrived& event, const Known& known, TimeMs date) {
  RequestRecord record = record_of(event.request, known);
  record.state = RequestState::Held;
  Decision d;
  d.answer = answer(event.request, known, "I99");
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  d.effects.push_back(set_counter(held_stream_of(record.id, record.variant), record.id.counter));
  d.effects.push_back(StartTimer{{0, date, TimerKind::ExecutionDate, record.id}});
  d.effects.push_back(PutRequest{std::move(record)});
  d.effects.push_back(Audit{title(event, known, "I99", rule::kAccepted, "held until " + iso(date))});
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

Decision not_ahead(const RequestArrived& event, const Known& known, TimeMs date) {
  return refused(event, known, rule::kExecutionDate, fmt::format("{} is not ahead of {}", iso(date), iso(known.now)));
}

Decision dated(const RequestArrived& event, const Known& known, TimeMs date) {
  const catalogue::Service& service = *catalogue::find_service(event.request.variant);
  if (service.future_dated != catalogue::FutureDated::Dsp || event.request.command_variant != 1)
    return refused(event, known, rule::kExecutionDate,
                   fmt::format("{} with Command Variant {} takes no execution date here", service.variant,
                               event.request.command_variant));
  if (date == kCancelDate) return cancel(event, known);
  if (date <= known.now) return not_ahead(event, known, date);
  return hold(event, known, date);
}

// The date goes into the command, and the Device holds it. (DUIS 3.5)
bool device_holds(const duis::Request& request) {
  return catalogue::find_service(request.variant)->future_dated == catalogue::FutureDated::Device &&
         request.command_variant == 4;
}

}  // namespace

Decision device_service(const RequestArrived& event, const Known& known) {
  const duis::Request& request = event.request;
  const auto date = execution_date(request.body);
  const bool held_here = date && !device_holds(request);
  if (date && !held_here && *date <= known.now) return not_ahead(event, known, *date);
  if (held_here && *date == kCancelDate) return dated(event, known, *date);
  if (const auto checked = check_service(request, known); !checked)
    return refused(event, known, checked.error().rule, checked.error().explanation);
  if (const auto carried = check_carrier(request.id.target, known); !carried)
    return refused(event, known, carried.error().rule, carried.error().explanation);
  const auto command = make_command(request, known);
  if (!command) return refused(event, known, command.error().rule, command.error().explanation);
  if (held_here) return dated(event, known, *date);
  return request.command_variant == 4 ? issue_pre_command(event, known, *command)
                                      : issue_command(event, known, *command);
}

}  // namespace gridpost::exchange
