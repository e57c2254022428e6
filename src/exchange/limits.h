// How long the exchange waits for things.
#pragma once

#include <map>
#include <string>

#include "base/time.h"
#include "inventory/esme_variant.h"

namespace gridpost::exchange {

struct Limits {
  bool commission_by_returned_answer = false;  // an 8.1.1 whose answer came by 8.13 commissions its meter (proposed)
  // A variant that the Central Products List contradicts is accepted and noted, or refused. (R125-17)
  inventory::Contradiction variant_contradiction = inventory::Contradiction::Noted;
  // By SMETS version: from when on no gas meter of it should be newly installed. (R15-38)
  std::map<std::string, TimeMs, std::less<>> installation_ends = {};
  TimeMs command_timeout = 4 * kHour;   // world time from the command to E20 or E21; a GSME sleeps 30 minutes
  TimeMs unjoined_timeout = kHour / 2;  // world time to E20 for a Device that has not joined its hub yet
  TimeMs pre_command_validity = kDay;   // world time in which a pre-command may come back signed
  TimeMs outcome_wait = kDay;           // world time from an execution date on which a Device's outcomes are awaited
  TimeMs sent_before_date = kDay;       // world time before its date at which a held 6.23 goes to its Device (proposed)
  std::int64_t push_given_up = 7 * kDay;   // machine time over which a push is retried
  std::int64_t push_longest_wait = kHour;  // machine time between two tries at most
};

// Tries of a push without any wait between them. (DUIS 2.2)
inline constexpr int kImmediateTries = 3;

}  // namespace gridpost::exchange
