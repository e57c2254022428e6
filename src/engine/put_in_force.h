// Puts into force what was decided: in one way for requests, Devices, timers and housekeeping, so that service flags
// follow every change and every alert has its number.
#pragma once

#include "engine/flag_keeper.h"
#include "exchange/dcc_alert.h"

namespace gridpost::engine {

// What holds while it is put into force.
struct InForce {
  const FlagKeeper& flags;
  const Rules& rules;
  Eui64 broker;  // alerts come from it
  TimeMs now = 0;
  std::int64_t machine_ms = 0;  // when pushes and commands are queued: rules see world time only
};

// Applies the effects, lets the flags follow, and queues the alerts. `before` has the Devices as they were loaded, by
// which the decision was made.
Status put_in_force(Transaction& tx, exchange::Effects& effects, const exchange::RaisedAlerts& alerts,
                    const FlagKeeper::Before& before, const InForce& how);

}  // namespace gridpost::engine
