#include "registration/flag_dates.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::registration {

std::string date_text(TimeMs time, bool utc) {
  const Civil c = utc ? civil_of(time) : london(time);
  return fmt::format("{:04}{:02}{:02}", c.year, c.month, c.day);
}

std::string effective_from(TimeMs event, const FlagSettings& settings, std::optional<TimeMs> switched_on) {
  return date_text(switched_on ? std::max(event, *switched_on) : event, settings.dates_in_utc);
}

}  // namespace gridpost::registration
