#include "base/working_days.h"

#include <fmt/format.h>

#include "base/text.h"

namespace gridpost {
namespace {

// 1970-01-01 was a Thursday.
int weekday(std::int64_t day) { return static_cast<int>((day % 7 + 7 + 3) % 7); }  // 0: Monday
constexpr int kSaturday = 5;

// Days since 1970 of a calendar day, which has no zone.
std::int64_t day_of(int year, int month, int day) { return time_of({year, month, day, 0, 0, 0, 0}) / kDay; }
std::int64_t local_day(TimeMs time) {
  const Civil c = london(time);
  return day_of(c.year, c.month, c.day);
}

// The local midnight with which the day begins.
TimeMs begin_of(std::int64_t day) {
  const Civil c = civil_of(day * kDay);
  return from_london({c.year, c.month, c.day, 0, 0, 0, 0});
}

std::string_view next_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(line.substr(0, std::min(line.find('#'), line.size())));
}

}  // namespace

Result<WorkingDays> WorkingDays::parse(std::string_view text, HolidayRegion region) {
  WorkingDays out;
  std::optional<std::int64_t> before;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    const auto wrong = [&](std::string what) {
      return fail(std::move(what), fmt::format("line {}", number), "RCOM-10");
    };
    const auto blank = std::min(line.find(' '), line.size());
    const auto date = parse_date(line.substr(0, blank));
    if (!date) return wrong(date.error().what);
    const std::string_view where = trimmed(line.substr(blank));
    if (!where.empty() && where != "scotland") return wrong(fmt::format("'{}' is no region; scotland is one", where));
    const std::int64_t day = *date / kDay;
    if (before && day <= *before) return wrong("the date is not later than the one before it");
    before = day;
    if (where.empty() || region == HolidayRegion::Union) out.holidays_.insert(day);
  }
  return out;
}

bool WorkingDays::works(std::int64_t day) const { return weekday(day) < kSaturday && !holidays_.contains(day); }

bool WorkingDays::knows_year_of(std::int64_t day) const {
  const int year = civil_of(day * kDay).year;
  const auto first = holidays_.lower_bound(day_of(year, 1, 1));
  return first != holidays_.end() && *first < day_of(year + 1, 1, 1);
}

bool WorkingDays::is_working_day(TimeMs time) const { return works(local_day(time)); }

Result<TimeMs> WorkingDays::due(TimeMs received, int working_days) const {
  if (working_days < 1) return fail(fmt::format("{} is no number of Working Days", working_days), {}, "RCOM-10");
  std::int64_t day = local_day(received);
  for (int left = working_days; left > 0;) {
    ++day;
    if (!knows_year_of(day))
      return fail(fmt::format("the bank holidays of {} are not known", civil_of(day * kDay).year), "calendar",
                  "RCOM-10");
    if (works(day)) --left;
  }
  return begin_of(day + 1) - 1;
}

}  // namespace gridpost
