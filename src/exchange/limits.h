// How long the exchange waits for things.
#pragma once

#include "base/time.h"

namespace gridpost::exchange {

struct Limits {
  TimeMs command_timeout = 4 * kHour;      // world time from the command to E20 or E21; a GSME sleeps 30 minutes
  TimeMs pre_command_validity = kDay;      // world time in which a pre-command may come back signed
  std::int64_t push_given_up = 7 * kDay;   // machine time over which a push is retried
  std::int64_t push_longest_wait = kHour;  // machine time between two tries at most
};

// Tries of a push without any wait between them. (DUIS 2.2)
inline constexpr int kImmediateTries = 3;

}  // namespace gridpost::exchange
