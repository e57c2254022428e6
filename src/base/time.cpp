#include "base/time.h"

#include <fmt/format.h>

namespace gridpost {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date.
std::int64_t days_of(int y, int m, int d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = static_cast<int>(y - era * 400);
  const int doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

int month_days(int year, int month) {
  static constexpr int kDays[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// 01:00 UTC of the last Sunday of the month.
TimeMs last_sunday(int year, int month) {
  const std::int64_t last = days_of(year, month, month_days(year, month));
  const std::int64_t weekday = ((last + 4) % 7 + 7) % 7;  // 0 = Sunday
  return (last - weekday) * kDay + kHour;
}

bool summer(TimeMs time) {
  const int year = civil_of(time).year;
  return time >= last_sunday(year, 3) && time < last_sunday(year, 10);
}

// Reads exactly `count` digits.
bool digits(std::string_view& text, int count, int& out) {
  if (text.size() < static_cast<std::size_t>(count)) return false;
  out = 0;
  for (int i = 0; i < count; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  text.remove_prefix(static_cast<std::size_t>(count));
  return true;
}

bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool read_date(std::string_view& rest, Civil& c) {
  return digits(rest, 4, c.year) && skip(rest, '-') && digits(rest, 2, c.month) && skip(rest, '-') &&
         digits(rest, 2, c.day) && c.year >= 1 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= month_days(c.year, c.month);
}

// Reads an optional zone; the offset is in minutes.
bool read_zone(std::string_view& rest, int& offset) {
  offset = 0;
  if (rest.empty() || skip(rest, 'Z')) return true;
  const char sign = rest.front();
  if (sign != '+' && sign != '-') return false;
  rest.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!digits(rest, 2, hours) || !skip(rest, ':') || !digits(rest, 2, minutes)) return false;
  if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return false;
  offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

}  // namespace

Civil civil_of(TimeMs time) {
  std::int64_t days = time / kDay;
  std::int64_t rest = time % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int doe = static_cast<int>(days - era * 146097);
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  Civil c;
  c.day = doy - (153 * mp + 2) / 5 + 1;
  c.month = mp < 10 ? mp + 3 : mp - 9;
  c.year = static_cast<int>(yoe + era * 400) + (c.month <= 2 ? 1 : 0);
  c.hour = static_cast<int>(rest / kHour);
  c.minute = static_cast<int>(rest % kHour / kMinute);
  c.second = static_cast<int>(rest % kMinute / kSecond);
  c.millisecond = static_cast<int>(rest % kSecond);
  return c;
}

TimeMs time_of(const Civil& c) {
  return days_of(c.year, c.month, c.day) * kDay + c.hour * kHour + c.minute * kMinute + c.second * kSecond +
         c.millisecond;
}

std::string iso_ms(TimeMs time) {
  const Civil c = civil_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", c.year, c.month, c.day, c.hour, c.minute, c.second,
                     c.millisecond);
}

std::string iso(TimeMs time) {
  const Civil c = civil_of(time);
  if (c.year < 0 || c.year > 9999)
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second);
  std::string out = "0000-00-00T00:00:00Z";  // digit by digit: logs and answers are full of times
  const auto put = [&out](std::size_t at, int two) {
    out[at] = static_cast<char>('0' + two / 10);
    out[at + 1] = static_cast<char>('0' + two % 10);
  };
  put(0, c.year / 100);
  put(2, c.year % 100);
  put(5, c.month);
  put(8, c.day);
  put(11, c.hour);
  put(14, c.minute);
  put(17, c.second);
  return out;
}

std::string iso_date(TimeMs time) {
  const Civil c = civil_of(time);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

Result<TimeMs> parse_date_time(std::string_view text) {
  std::string_view rest = text;
  Civil c;
  int offset = 0;
  const bool shape = read_date(rest, c) && skip(rest, 'T') && digits(rest, 2, c.hour) && skip(rest, ':') &&
                     digits(rest, 2, c.minute) && skip(rest, ':') && digits(rest, 2, c.second);
  bool fraction_zero = true;
  if (shape && skip(rest, '.')) {
    int scale = 100;
    if (rest.empty() || rest.front() < '0' || rest.front() > '9')
      return fail(fmt::format("'{}' is not a date and time", text));
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      c.millisecond += (rest.front() - '0') * scale;
      if (rest.front() != '0') fraction_zero = false;
      scale /= 10;
      rest.remove_prefix(1);
    }
  }
  const bool midnight = c.hour == 24 && c.minute == 0 && c.second == 0 && fraction_zero;
  if (!shape || (c.hour > 23 && !midnight) || c.minute > 59 || c.second > 59 || !read_zone(rest, offset) ||
      !rest.empty())
    return fail(fmt::format("'{}' is not a date and time", text));
  return time_of(c) - offset * kMinute;
}

Result<TimeMs> parse_date(std::string_view text) {
  std::string_view rest = text;
  Civil c;
  if (!read_date(rest, c) || !rest.empty()) return fail(fmt::format("'{}' is not a date", text));
  return time_of(c);
}

Civil london(TimeMs time) { return civil_of(time + (summer(time) ? kHour : 0)); }

TimeMs from_london(const Civil& civil) {
  const TimeMs as_utc = time_of(civil);
  return summer(as_utc - kHour) ? as_utc - kHour : as_utc;
}

TimeMs start_of_local_day(TimeMs time) {
  const Civil c = london(time);
  return from_london({c.year, c.month, c.day, 0, 0, 0, 0});
}

}  // namespace gridpost
