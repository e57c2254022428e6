#include "mmc/calendar.h"

#include <fmt/format.h>

namespace gridpost::mmc {
namespace {

constexpr unsigned kAny = 0xFF;
constexpr unsigned kAnyYear = 0xFFFF;
constexpr unsigned kLastDay = 0xFE;
constexpr unsigned kSecondLastDay = 0xFD;

struct Date {
  unsigned year = kAnyYear;
  unsigned month = kAny;
  unsigned day = kAny;
  unsigned day_of_week = kAny;
};

std::optional<Date> date_of(View octets) {
  if (octets.size() < 5) return std::nullopt;
  return Date{static_cast<unsigned>(octets[0]) << 8 | octets[1], octets[2], octets[3], octets[4]};
}

// Year from 1900, month, day, day of the week.
std::optional<Date> gas_date_of(View octets) {
  if (octets.size() != 4) return std::nullopt;
  return Date{octets[0] == kAny ? kAnyYear : 1900u + octets[0], octets[1], octets[2], octets[3]};
}

// One part: its number, or a word for what stands for no number.
void add_part(Element& to, std::string_view part, unsigned number, unsigned any) {
  Element& element = to.add(part);
  if (number == any)
    element.add(fmt::format("NonSpecified{}", part));
  else if (part == "DayOfMonth" && number == kLastDay)
    element.add("LastDayOfMonth");
  else if (part == "DayOfMonth" && number == kSecondLastDay)
    element.add("SecondLastDayOfMonth");
  else
    element.add(fmt::format("Specified{}", part), std::to_string(number));
}

// The same with the names of gas.
void add_gas_part(Element& to, std::string_view part, unsigned number, unsigned any) {
  Element& element = to.add(fmt::format("Gas{}WithWildcards", part));
  if (number != any)
    element.add(fmt::format("Specified{}", part), std::to_string(number));
  else
    element.add(fmt::format("{}NonSpecified{}", part == "DayOfMonth" ? "Gas" : "", part));
}

bool is_month(unsigned n) { return n >= 1 && n <= 12; }
bool is_day(unsigned n) { return n >= 1 && n <= 31; }
bool is_day_of_week(unsigned n) { return n >= 1 && n <= 7; }

// A date of a period of several months: day and first month.
bool add_long_period(Element& calendar, std::string_view name, const Date& first) {
  if (!is_month(first.month) || !is_day(first.day)) return false;
  Element& period = calendar.add(name);
  period.add("DayOfMonth", std::to_string(first.day));
  period.add("BillingPeriodStartMonth", std::to_string(first.month));
  return true;
}

bool add_periodicity(Element& calendar, std::size_t dates, const Date& first) {
  if (dates == 4) return add_long_period(calendar, "Quarterly", first);
  if (dates == 2) return add_long_period(calendar, "SixMonthly", first);
  if (dates != 1) return false;
  if (first.month != kAny) return add_long_period(calendar, "Yearly", first);
  if (is_day(first.day))
    calendar.add("Monthly", std::to_string(first.day));
  else if (is_day_of_week(first.day_of_week))
    calendar.add("Weekly", std::to_string(first.day_of_week));
  else if (first.day == kAny && first.day_of_week == kAny)
    calendar.add("Daily");
  else
    return false;
  return true;
}

}  // namespace

std::optional<std::string> time_text(View octets) {
  if (octets.size() != 4 || octets[0] > 23 || octets[1] > 59 || octets[2] > 59) return std::nullopt;
  const std::string whole = fmt::format("{:02}:{:02}:{:02}", octets[0], octets[1], octets[2]);
  return octets[3] == 0 || octets[3] > 99 ? whole : fmt::format("{}.{:02}", whole, octets[3]);
}

std::optional<std::string> minute_text(std::int64_t minutes) {
  if (minutes < 0 || minutes >= 24 * 60) return std::nullopt;
  return fmt::format("{:02}:{:02}:00Z", minutes / 60, minutes % 60);
}

std::optional<std::string> day_text(View octets) {
  const auto date = date_of(octets);
  if (!date || !is_month(date->month) || !is_day(date->day)) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
}

bool add_wildcard_date(Element& to, View octets) {
  const bool gas = octets.size() == 4;
  const auto date = gas ? gas_date_of(octets) : date_of(octets);
  if (!date) return false;
  const bool end_of_month = !gas && (date->day == kLastDay || date->day == kSecondLastDay);
  const bool known_day = is_day(date->day) || date->day == kAny || end_of_month;
  if (!known_day || (date->month != kAny && !is_month(date->month)) ||
      (date->day_of_week != kAny && !is_day_of_week(date->day_of_week)))
    return false;
  const auto add = gas ? add_gas_part : add_part;
  add(to, "Year", date->year, kAnyYear);
  add(to, "Month", date->month, kAny);
  add(to, "DayOfMonth", date->day, kAny);
  add(to, "DayOfWeek", date->day_of_week, kAny);
  return true;
}

bool add_billing_calendar(Element& to, const Value& dates) {
  if (dates.items.empty() || dates.items.front().items.size() != 2) return false;
  const auto time = time_text(dates.items.front().items[0].octets);
  const auto first = date_of(dates.items.front().items[1].octets);
  if (!time || !first) return false;
  Element calendar;
  calendar.prefix = to.prefix;
  calendar.add("BillingTime", *time);
  if (!add_periodicity(calendar, dates.items.size(), *first)) return false;
  for (Element& part : calendar.children) to.children.push_back(std::move(part));
  return true;
}

}  // namespace gridpost::mmc
