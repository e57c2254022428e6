// Working Days: which days count, and when a number of them is over. The bank holidays are data. (RCOM-10)
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/time.h"

namespace gridpost {

// Whose bank holidays are no Working Days: those of England and Wales, or those of Scotland as well. (proposed)
enum class HolidayRegion : std::uint8_t { EnglandAndWales, Union };

// The calendar of Great Britain with its bank holidays. Days are counted as those since 1970-01-01, in local time.
class WorkingDays {
 public:
  // Reads lines such as "2022-06-02" or "2022-11-30 scotland"; what follows a '#' is for people, empty lines are none.
  // Errors name the line: what is no date, a date twice, or out of order.
  static Result<WorkingDays> parse(std::string_view text, HolidayRegion region = HolidayRegion::EnglandAndWales);

  // Monday to Friday, and no bank holiday: the local day of this time.
  bool is_working_day(TimeMs time) const;
  // The last millisecond of the n-th Working Day after the local day of receipt, which itself never counts. An error if
  // the calendar does not reach so far: a year without any bank holiday is not known. n is 1 or more.
  Result<TimeMs> due(TimeMs received, int working_days) const;

 private:
  std::set<std::int64_t> holidays_;  // days since 1970
  bool knows_year_of(std::int64_t day) const;
  bool works(std::int64_t day) const;
};

}  // namespace gridpost
