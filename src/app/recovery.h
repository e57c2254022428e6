// The recovery of Devices' credentials, as an operator tells of it. (DUIS 7.5)
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "catalogue/rules.h"
#include "engine/ports.h"
#include "inventory/recovery.h"

namespace gridpost::app {

struct RecoveryCall {
  inventory::RecoveryStep step = inventory::RecoveryStep::Begun;
  std::string by;  // the operator
  Eui64 broker;    // alerts come from it
  RuleBook book;
};

struct RecoveryCount {
  std::size_t moved = 0, so_already = 0;
  std::vector<std::string> refused;  // "00-DB-..: why"
};

// Each Device takes the step, by the rules by which the server decides; some hundreds in a transaction. Given again
// after a crash, the list goes on where it ended. A server that is running sends the alerts.
Result<RecoveryCount> move_recovery(engine::Store& store, const registration::Desk& desk, const WorldClock& clock,
                                    const RecoveryCall& call, const std::vector<Eui64>& devices);

}  // namespace gridpost::app
