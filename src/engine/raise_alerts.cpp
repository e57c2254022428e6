#include "engine/raise_alerts.h"

namespace gridpost::engine {

void stamp(exchange::Effects& effects, std::int64_t machine_ms) {
  for (exchange::Effect& effect : effects)
    if (auto* enqueue = std::get_if<exchange::Enqueue>(&effect)) enqueue->item.queued_at = machine_ms;
}

Status raise_alerts(Transaction& tx, const exchange::RaisedAlerts& alerts, Eui64 broker, TimeMs now,
                    std::int64_t machine_ms) {
  for (const exchange::RaisedAlert& alert : alerts) {
    for (const Eui64 receiver : alert.receivers) {
      GP_TRY(last, tx.counter(broker, receiver, std::string(exchange::kAlertStream)));
      const std::uint64_t number = exchange::next_alert_number(last, now);
      exchange::Effects effects = exchange::queue_alert(alert, broker, receiver, number, now);
      stamp(effects, machine_ms);
      for (const exchange::Effect& effect : effects) GP_CHECK(tx.apply(effect));
    }
  }
  return {};
}

}  // namespace gridpost::engine
