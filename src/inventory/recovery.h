// Recovery of a Device's credentials after a compromise: an operator of the SMKI recovery procedure tells how far it
// is. (DUIS 7.5)
#pragma once

#include "inventory/change.h"

namespace gridpost::inventory {

// The steps of the procedure, in their order.
enum class RecoveryStep : std::uint8_t {
  Begun,     // the Device's credentials count as compromised
  Replaced,  // the recovery key has replaced them
  Ended,     // supplier and network operator have replaced them by their own
};
std::string_view text(RecoveryStep step);  // "begun"
std::optional<RecoveryStep> recovery_step(std::string_view text);

// The Device takes the step. Empty if it has taken it already; refused if its status does not lead there.
Outcome<Change> recovery_moved(Device device, RecoveryStep step, TimeMs now);

}  // namespace gridpost::inventory
