// Queues DCC alerts, each with its number.
#pragma once

#include "engine/ports.h"
#include "exchange/dcc_alert.h"

namespace gridpost::engine {

// Whose turn a number is depends on the receiver and on what was queued before, so it is given in the transaction that
// queues the alert. `machine_ms` is when: a push is given up by its age.
Status raise_alerts(Transaction& tx, const exchange::RaisedAlerts& alerts, Eui64 broker, TimeMs now,
                    std::int64_t machine_ms);

// Notes in every push and command when it was queued. Rules see world time only.
void stamp(exchange::Effects& effects, std::int64_t machine_ms);

}  // namespace gridpost::engine
