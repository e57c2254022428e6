#include "engine/decider.h"

#include "engine/load.h"
#include "engine/put_in_force.h"

namespace gridpost::engine {

Result<exchange::Decision> Decider::judge(Transaction& tx, const crypto::KeyStore& keys, const Mind& mind,
                                          const exchange::Event& event, exchange::Known& known) {
  forget(known);
  GP_CHECK(load(tx, keys, mind.needs(event), known));
  for (int round = 1;; ++round) {
    const exchange::Needs more = mind.further_needs(event, known, round);
    if (more.empty()) break;
    GP_CHECK(load(tx, keys, more, known));
  }
  return mind.decide(event, known);
}

Result<exchange::Decision> Decider::apply(Transaction& tx, const exchange::Event& event, TimeMs now,
                                          std::int64_t machine_ms) {
  known_.now = now;
  known_.broker = setup_.broker;
  known_.trans_cos = setup_.trans_cos;
  known_.limits = setup_.limits;
  // Rules change at midnight in Great Britain, which is a whole hour.
  if (const TimeMs hour = now / kHour; hour != rules_of_) {
    known_.rules = setup_.rules.rules_at(now);
    rules_of_ = hour;
  }
  GP_TRY(decision, judge(tx, setup_.keys, setup_.mind, event, known_));
  GP_CHECK(put_in_force(tx, decision.effects, decision.alerts, known_.devices,
                        {flags_, known_.rules, setup_.broker, now, machine_ms}));
  return decision;
}

}  // namespace gridpost::engine
