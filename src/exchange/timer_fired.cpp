#include <fmt/format.h>

#include "access/path.h"
#include "exchange/answers.h"
#include "exchange/change_of_supplier.h"
#include "exchange/command.h"
#include "exchange/flows.h"
#include "exchange/outcome.h"
#include "exchange/question.h"
#include "exchange/service_checks.h"
#include "inventory/hub_log.h"

namespace gridpost::exchange {
namespace {

Decision stale(const TimerFired& event, const Known& known) {
  Decision d;
  AuditEntry entry;
  entry.at = known.now;
  entry.kind = "timer";
  entry.user = event.timer.request.originator;
  entry.device = event.timer.request.target;
  entry.request_id = event.timer.request.text();
  entry.rule = rule::kTimerStale.name;
  entry.clause = rule::kTimerStale.clause;
  entry.explanation = known.request ? "the request is not in the state that the timer was for" : "no such request";
  d.effects.push_back(Audit{std::move(entry)});
  return d;
}

Decision failed(const Known& known, const NamedRule& rule, std::string_view code, std::string explanation) {
  return {std::nullopt, false, final_failure(*known.request, known, "timer", code, rule, std::move(explanation))};
}

// E20 if the hub never took the command, E21 if it did. (DUIS 3.2)
// One to a Device that has not joined its hub is lost there: its User learns so before the others' time is over, unless
// the Device has joined in the meantime.
Decision command_timed_out(const TimerFired& event, const Known& known) {
  const inventory::Device* device = find_device(known, known.request->device);
  if (device && !has_joined(*device))
    return failed(known, rule::kNotJoined, rule::kNotJoined.code,
                  fmt::format("{} is {}: it has not joined the HAN of its hub", device->id.text(),
                              catalogue::text(device->status)));
  if (const TimeMs due = known.request->received_at + known.limits.command_timeout; event.timer.due < due)
    return {std::nullopt,
            false,
            {StartTimer{{0, due, TimerKind::CommandTimeout, known.request->id}},
             Audit{title(*known.request, known, "timer", {}, rule::kNotJoined, "the Device has joined meanwhile")}}};
  const NamedRule& rule = known.command_taken ? rule::kNoAnswer : rule::kNotReached;
  return failed(known, rule, rule.code,
                fmt::format("{} since {}", known.command_taken ? "no answer" : "no hub has taken the command",
                            iso(known.request->received_at)));
}

// A pre-command that nobody signed: its User has had its result, the I0 that carried it.
Decision pre_command_expired(const Known& known) {
  RequestRecord record = *known.request;
  record.state = RequestState::Done;
  record.result_code = "I0";
  record.pre_command.clear();
  Decision d;
  d.effects.push_back(Audit{title(record, known, "timer", {}, rule::kPreCommandExpired, "not signed in time")});
  d.effects.push_back(PutRequest{std::move(record)});
  return d;
}

// The execution date of a held request: everything is checked again, for the User may have lost the meter. (DUIS 3.4)
Decision execute(const Known& known) {
  const auto request = request_of(*known.request);
  if (!request) return failed(known, rule::kTransform, rule::kTransform.code, request.error().text());
  const WebService path = access::path_of(request->command_variant).value_or(WebService::NonDevice);
  const auto verdict = access::check(question_of(*request, path, known, effect_time(*request, known)));
  if (!verdict.allowed)
    return failed(known, NamedRule{verdict.rule, verdict.code, verdict.clause, {}}, verdict.code, verdict.explanation);
  const auto give_up = [&](const inventory::Refusal& r) { return failed(known, r.rule, r.rule.code, r.explanation); };
  if (const auto checked = check_service(*request, known); !checked)
    return ends_with_alert(checked.error()) ? change_of_supplier_refused(*known.request, known, checked.error())
                                            : give_up(checked.error());
  if (const auto carried = check_carrier(request->id.target, known); !carried) return give_up(carried.error());
  const auto command = make_command(*request, known);
  if (!command) return give_up(command.error());
  RequestRecord record = *known.request;
  record.state = RequestState::InFlight;
  note_command(record, *command);
  note_instructions(record, *command);
  Decision d;
  send_command(record, *command, known, d.effects);
  d.effects.push_back(Audit{title(record, known, "timer", {}, rule::kAccepted, "the execution date has come")});
  d.effects.push_back(PutRequest{std::move(record)});
  return d;
}

// No join in the period of an 8.11. (DUIS 8.5)
Decision join_period_ended(const TimerFired& event, const Known& known) {
  const auto log = known.hub_logs.find(known.request->device);
  if (log == known.hub_logs.end()) return stale(event, known);
  const auto change = inventory::join_period_over(known.request->id, log->second);
  if (change.empty()) return stale(event, known);
  Decision d;
  add_change(change, d.effects);
  d.alerts.push_back(join_not_seen(known.request->id));
  d.effects.push_back(Audit{title(*known.request, known, "timer", {}, rule::kJoinNotSeen, "no join was seen in time")});
  return d;
}

}  // namespace

Decision timer_fired(const TimerFired& event, const Known& known) {
  if (!known.request) return stale(event, known);
  const RequestState state = known.request->state;
  switch (event.timer.kind) {
    case TimerKind::CommandTimeout:
      return state == RequestState::InFlight ? command_timed_out(event, known) : stale(event, known);
    case TimerKind::PreCommandExpiry:
      return state == RequestState::PreCommandIssued ? pre_command_expired(known) : stale(event, known);
    case TimerKind::ExecutionDate:
      return state == RequestState::Held ? execute(known) : stale(event, known);
    case TimerKind::JoinPeriod:
      return join_period_ended(event, known);
    case TimerKind::OutcomesDue:
      return outcomes_due(known).value_or(stale(event, known));
  }
  return stale(event, known);
}

}  // namespace gridpost::exchange
