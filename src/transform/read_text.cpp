#include "transform/read_text.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "gbcs/date_time.h"

namespace gridpost::transform {
namespace {

constexpr std::uint8_t kNotSpecified = 0xFF;
constexpr std::uint8_t kLastDay = 0xFE;
constexpr std::uint8_t kSecondLastDay = 0xFD;

// The one child of Year, Month, ...: a number, or a word for a wildcard. `gas` elements have longer names.
Result<int> part(const Element& date, std::string_view name, int wildcard) {
  const Element* e = date.child(name);
  if (!e) e = date.child(fmt::format("Gas{}WithWildcards", name));
  if (!e || e->children.empty()) return fail(fmt::format("the date has no {}", name), date.name);
  const Element& choice = e->children.front();
  if (choice.name.find("Specified") == 0) {
    GP_TRY(number, read_number(choice.text, Wire::UInt, 2));
    return static_cast<int>(number);
  }
  if (choice.name == "LastDayOfMonth") return kLastDay;
  if (choice.name == "SecondLastDayOfMonth") return kSecondLastDay;
  return wildcard;
}

Bytes date5(int year, int month, int day, int weekday) {
  Bytes out;
  put_be(out, static_cast<std::uint64_t>(year), 2);
  for (int p : {month, day, weekday}) out.push_back(static_cast<std::uint8_t>(p));
  return out;
}

// "65535-04-29Z"; a time zone says nothing about a date of a calendar.
Result<Bytes> read_schema_date(std::string_view text) {
  int parts[3] = {};
  const char* at = text.data();
  const char* end = at + text.size();
  for (int i = 0; i < 3; ++i) {
    const auto [stop, ec] = std::from_chars(at, end, parts[i]);
    if (ec != std::errc{} || (i < 2 && (stop == end || *stop != '-')))
      return fail(fmt::format("'{}' is no date", text));
    at = i < 2 ? stop + 1 : stop;
  }
  if (parts[0] < 0 || parts[0] > 0xFFFF) return fail(fmt::format("the year of '{}' does not fit two octets", text));
  return date5(parts[0], parts[1], parts[2], kNotSpecified);
}

}  // namespace

Result<std::int64_t> read_number(std::string_view text, Wire wire, std::uint8_t width) {
  std::string_view digits = trimmed(text);
  const bool plus = digits.starts_with('+');
  if (plus) digits.remove_prefix(1);
  const char* end = digits.data() + digits.size();
  const unsigned bits = width == 0 ? 64 : 8u * width;
  if (wire == Wire::Int && !plus && digits.starts_with('-')) {
    std::int64_t value = 0;
    const auto [stop, ec] = std::from_chars(digits.data(), end, value);
    if (ec != std::errc{} || stop != end) return fail(fmt::format("'{}' is not a number", text));
    if (bits < 64 && value < -(std::int64_t{1} << (bits - 1))) return fail(fmt::format("{} is too small", text));
    return value;
  }
  std::uint64_t value = 0;
  const auto [stop, ec] = std::from_chars(digits.data(), end, value);
  if (ec != std::errc{} || stop != end) return fail(fmt::format("'{}' is not a number that fits here", text));
  const unsigned usable = wire == Wire::Int && width != 0 ? bits - 1 : bits;
  if (usable < 64 && value >> usable != 0) return fail(fmt::format("{} does not fit {} octets", text, width));
  return static_cast<std::int64_t>(value);
}

Result<Bytes> read_date5(const Element& date) {
  if (date.children.empty() && !date.text.empty()) return read_schema_date(trimmed(date.text));
  GP_TRY(year, part(date, "Year", 0xFFFF));
  GP_TRY(month, part(date, "Month", kNotSpecified));
  GP_TRY(day, part(date, "DayOfMonth", kNotSpecified));
  GP_TRY(weekday, part(date, "DayOfWeek", kNotSpecified));
  return date5(year, month, day, weekday);
}

Result<Bytes> read_billing_date(const Element& periodicity, int months_later) {
  constexpr int kAnyYear = 0xFFFF;
  if (periodicity.name == "Daily") return date5(kAnyYear, kNotSpecified, kNotSpecified, kNotSpecified);
  const Element* day_element = periodicity.child("DayOfMonth");
  GP_TRY(day, read_number(day_element ? day_element->text : periodicity.text, Wire::UInt, 1));
  if (periodicity.name == "Weekly") return date5(kAnyYear, kNotSpecified, kNotSpecified, static_cast<int>(day));
  if (periodicity.name == "Monthly") return date5(kAnyYear, kNotSpecified, static_cast<int>(day), kNotSpecified);
  GP_TRY(start, read_number(periodicity.text_at("BillingPeriodStartMonth"), Wire::UInt, 1));
  const auto month = static_cast<int>((start - 1 + months_later) % 12 + 1);
  return date5(kAnyYear, month, static_cast<int>(day), kNotSpecified);
}

Result<Bytes> read_gas_date4(const Element& date) {
  GP_TRY(year, part(date, "Year", 1900 + kNotSpecified));
  GP_TRY(month, part(date, "Month", kNotSpecified));
  GP_TRY(day, part(date, "DayOfMonth", kNotSpecified));
  GP_TRY(weekday, part(date, "DayOfWeek", kNotSpecified));
  if (year < 1900 || year > 1900 + 0xFF) return fail(fmt::format("year {} does not fit a gas date", year), date.name);
  Bytes out;
  for (int p : {year - 1900, month, day, weekday}) out.push_back(static_cast<std::uint8_t>(p));
  return out;
}

Result<Bytes> read_time4(std::string_view text) {
  GP_TRY(time, parse_date_time("2000-01-02T" + std::string(trimmed(text))));
  const Civil c = civil_of(time);
  return Bytes{static_cast<std::uint8_t>(c.hour), static_cast<std::uint8_t>(c.minute),
               static_cast<std::uint8_t>(c.second), static_cast<std::uint8_t>(c.millisecond / 10)};
}

Result<std::int64_t> read_minute_of_day(std::string_view text) {
  GP_TRY(octets, read_time4(text));
  return octets[0] * 60 + octets[1];
}

Result<std::int64_t> read_decimal(std::string_view text, int places) {
  std::string digits(trimmed(text));
  const std::size_t point = digits.find('.');
  if (point != std::string::npos) digits.erase(point, 1);
  std::size_t fraction = point == std::string::npos ? 0 : digits.size() - point;
  for (; fraction > static_cast<std::size_t>(places) && digits.back() == '0'; --fraction) digits.pop_back();
  if (fraction > static_cast<std::size_t>(places))
    return fail(fmt::format("'{}' has more than {} decimal places", text, places));
  if (digits.find_first_of("0123456789") == std::string::npos) return fail(fmt::format("'{}' is not a number", text));
  digits.append(static_cast<std::size_t>(places) - fraction, '0');
  Result<std::int64_t> number = read_number(digits, Wire::Int, 0);
  if (!number) return fail(fmt::format("'{}' is not a decimal number that fits here", text));
  return number;
}

Result<std::int64_t> read_code(std::string_view name) {
  std::uint16_t code = 0;
  const char* end = name.data() + name.size();
  if (name.size() != 5 || name.front() != 'x') return fail(fmt::format("'{}' is not called after a code", name));
  const auto [stop, ec] = std::from_chars(name.data() + 1, end, code, 16);
  if (ec != std::errc{} || stop != end) return fail(fmt::format("'{}' is not called after a code", name));
  return code;
}

std::string general_time_text(TimeMs time) {
  if (time == kCancelDate) return "99991231235959Z";
  return gbcs::general_time(time);
}

}  // namespace gridpost::transform
