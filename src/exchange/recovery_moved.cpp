// The recovery of a Device's credentials goes a step on, as an operator tells. (DUIS 7.5)
#include <fmt/format.h>

#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/known.h"

namespace gridpost::exchange {
namespace {

Audit noted_step(const RecoveryMoved& event, const Known& known, const NamedRule& rule, const std::string& what) {
  AuditEntry entry;
  entry.at = known.now;
  entry.kind = "recovery";
  entry.device = event.device;
  entry.rule = rule.name;
  entry.clause = rule.clause;
  entry.explanation = fmt::format("{} by {}: {}", inventory::text(event.step), event.by, what);
  return {std::move(entry)};
}

}  // namespace

// Said again, it changes nothing and leaves no trace: a list of many Devices can be given once more after a crash.
Decision recovery_moved(const RecoveryMoved& event, const Known& known) {
  Decision d;
  const inventory::Device* device = find_device(known, event.device);
  if (!device) {
    d.effects.push_back(noted_step(event, known, rule::kRecoveryStatus, "it is not in the inventory"));
    return d;
  }
  const auto change = inventory::recovery_moved(*device, event.step, known.now);
  if (!change) {
    d.effects.push_back(noted_step(event, known, change.error().rule, change.error().explanation));
    return d;
  }
  if (change->empty()) return d;
  add_change(*change, d.effects);
  d.alerts = alerts_of(*change, known, {});
  d.effects.push_back(noted_step(event, known, change->rules.front(), in_words(*change)));
  return d;
}

}  // namespace gridpost::exchange
