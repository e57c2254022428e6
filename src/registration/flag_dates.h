// Effective-from dates of service flags. (registration 3, R77-25, R77-26)
#pragma once

#include <string>

#include "registration/flag.h"

namespace gridpost::registration {

// "20211104": the local calendar day of Great Britain at this time, or that of UTC.
std::string date_text(TimeMs time, bool utc);

// From when a value is effective: the day of the change in the inventory that caused it. What the switch-on of a fuel
// causes (`switched_on`) is effective from that day, for its values do not exist earlier.
std::string effective_from(TimeMs event, const FlagSettings& settings,
                           std::optional<TimeMs> switched_on = std::nullopt);

}  // namespace gridpost::registration
