#include "exchange/push_ended.h"

#include <algorithm>

#include "exchange/answers.h"
#include "exchange/flows.h"

namespace gridpost::exchange {
namespace {

constexpr int kMostDoublings = 30;

Audit noted(const PushEnded& event, const Known& known, const NamedRule& rule) {
  AuditEntry entry;
  entry.at = known.now;
  entry.kind = "push";
  entry.user = event.item.user;
  entry.device = event.item.device;
  if (event.item.request != RequestId()) entry.request_id = event.item.request.text();
  entry.rule = rule.name;
  entry.clause = rule.clause;
  entry.explanation = event.item.identity + ": " + event.detail;
  return {std::move(entry)};
}

}  // namespace

std::int64_t push_wait(int failed_tries, const Limits& limits) {
  if (failed_tries < kImmediateTries) return 0;
  const int doublings = std::min(failed_tries - kImmediateTries, kMostDoublings);
  return std::min(std::int64_t{1000} << doublings, limits.push_longest_wait);
}

Decision push_ended(const PushEnded& event, const Known& known) {
  const std::int64_t id = event.item.id;
  Decision d;
  if (event.outcome == PushOutcome::Delivered) {
    d.effects.push_back(CloseOutbox{id});
    d.effects.push_back(noted(event, known, rule::kDelivered));
    return d;
  }
  const int failed = event.item.attempts + 1;
  const bool refused_for_good = event.outcome == PushOutcome::Refused;
  // What waited behind an older message of its lane has grown old with it.
  const bool too_old = event.machine_ms - event.item.queued_at >= known.limits.push_given_up;
  if (refused_for_good || too_old) {
    const NamedRule& rule = refused_for_good ? rule::kPushRefused : rule::kPushGivenUp;
    d.effects.push_back(ParkOutbox{id, event.detail});
    d.effects.push_back(noted(event, known, rule));
    return d;
  }
  d.effects.push_back(RetryOutbox{.id = id,
                                  .not_before = event.machine_ms + push_wait(failed, known.limits),
                                  .attempts = failed,
                                  .reason = event.detail});
  d.effects.push_back(noted(event, known, rule::kPushRetried));
  return d;
}

}  // namespace gridpost::exchange
