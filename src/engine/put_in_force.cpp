#include "engine/put_in_force.h"

namespace gridpost::engine {
namespace {

// Notes in every push and command when it was queued: a push is given up by its age.
void stamp(exchange::Effects& effects, std::int64_t machine_ms) {
  for (exchange::Effect& effect : effects)
    if (auto* enqueue = std::get_if<exchange::Enqueue>(&effect)) enqueue->item.queued_at = machine_ms;
}

// Whose turn a number is depends on the receiver and on what was queued before, so it is given in the transaction that
// queues the alert.
Status raise_alerts(Transaction& tx, const exchange::RaisedAlerts& alerts, const InForce& how) {
  for (const exchange::RaisedAlert& alert : alerts) {
    for (const Eui64 receiver : alert.receivers) {
      GP_TRY(last, tx.counter(how.broker, receiver, std::string(exchange::kAlertStream)));
      const std::uint64_t number = exchange::next_alert_number(last, how.now);
      exchange::Effects effects = exchange::queue_alert(alert, how.broker, receiver, number, how.now);
      stamp(effects, how.machine_ms);
      for (const exchange::Effect& effect : effects) GP_CHECK(tx.apply(effect));
    }
  }
  return {};
}

}  // namespace

Status put_in_force(Transaction& tx, exchange::Effects& effects, const exchange::RaisedAlerts& alerts,
                    const FlagKeeper::Before& before, const InForce& how) {
  stamp(effects, how.machine_ms);
  for (const exchange::Effect& effect : effects) GP_CHECK(tx.apply(effect));
  GP_CHECK(how.flags.follow(tx, FlagKeeper::touched_by(effects, before), how.rules, how.now));
  return raise_alerts(tx, alerts, how);
}

}  // namespace gridpost::engine
