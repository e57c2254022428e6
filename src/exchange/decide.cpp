#include <fmt/format.h>
#include <fmt/ranges.h>

#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/overload.h"

namespace gridpost::exchange {
namespace {

Decision device_spoke(const DeviceSpoke& event, const Known& known) {
  if (!event.parsed) return only_noted(event, known, "answer", rule::kAnswerForm, event.parse_error);
  switch (event.parsed->header.cra) {
    case gbcs::Cra::Response:
      return device_answered(event, known);
    case gbcs::Cra::Alert:
      return device_alerted(event, known);
    case gbcs::Cra::Command:
      break;
  }
  return only_noted(event, known, "answer", rule::kAnswerForm, "a Device sends no commands");
}

// Who caused what follows from the event: the User whose request it is, else the DCC itself.
Eui64 cause_of(const Event& event, const Known& known) {
  if (const auto* arrived = std::get_if<RequestArrived>(&event)) return arrived->request.id.originator;
  return known.request ? known.request->id.originator : Eui64{};
}

}  // namespace

Decision only_noted(const DeviceSpoke& event, const Known& known, std::string_view kind, const NamedRule& rule,
                    std::string explanation) {
  Decision d;
  d.effects.push_back(Audit{title(event, known, kind, rule, std::move(explanation))});
  return d;
}

// Every title of the audit trail says which code modifications the decision asked for, every change of a status who
// caused it. (RREL, RCOM-08)
Decision decide(const Event& event, const Known& known) {
  known.rules.consulted();
  Decision d = std::visit(Overload{[&](const RequestArrived& e) { return request_arrived(e, known); },
                                   [&](const DeviceSpoke& e) { return device_spoke(e, known); },
                                   [&](const TimerFired& e) { return timer_fired(e, known); },
                                   [&](const PushEnded& e) { return push_ended(e, known); },
                                   [&](const ListingChanged& e) { return listing_changed(e, known); },
                                   [&](const HubRecalled& e) { return hub_recalled(e, known); },
                                   [&](const RecoveryMoved& e) { return recovery_moved(e, known); }},
                          event);
  const std::string consulted = fmt::format("{}", fmt::join(known.rules.consulted(), ","));
  for (Effect& effect : d.effects) {
    if (auto* audit = std::get_if<Audit>(&effect)) audit->entry.rules_consulted = consulted;
    if (auto* status = std::get_if<RecordStatus>(&effect)) status->by = cause_of(event, known);
  }
  return d;
}

}  // namespace gridpost::exchange
