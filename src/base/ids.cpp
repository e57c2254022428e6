#include "base/ids.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace gridpost {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string Eui64::text() const {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out(23, '-');
  for (std::size_t i = 0; i < 16; ++i) out[i / 2 * 3 + i % 2] = kDigits[value >> (60 - 4 * i) & 15];
  return out;
}

std::string Eui64::plain() const { return fmt::format("{:016x}", value); }

Bytes Eui64::bytes() const {
  Bytes out;
  put_be(out, value, 8);
  return out;
}

Result<Eui64> Eui64::parse(std::string_view text) {
  std::string digits;
  if (text.size() == 23) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % 3 == 2) {
        if (text[i] != '-') return fail(fmt::format("'{}' is not an EUI-64: expected a hyphen", text));
      } else {
        digits += text[i];
      }
    }
  } else {
    digits = std::string(text);
  }
  if (digits.size() != 16) return fail(fmt::format("'{}' is not an EUI-64: it needs 8 hexadecimal pairs", text));
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (ec != std::errc{} || end != digits.data() + digits.size())
    return fail(fmt::format("'{}' is not an EUI-64: not hexadecimal", text));
  return Eui64{value};
}

std::string RequestId::text() const { return fmt::format("{}:{}:{}", originator.text(), target.text(), counter); }

Result<RequestId> RequestId::parse(std::string_view text) {
  text = trimmed(text);
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos || first != 23 || second != 47)
    return fail(fmt::format("'{}' is not originator:target:counter", text));
  GP_TRY(originator, Eui64::parse(text.substr(0, 23)));
  GP_TRY(target, Eui64::parse(text.substr(24, 23)));
  const std::string_view number = text.substr(second + 1);
  if (!all_digits(number) || (number.size() > 1 && number[0] == '0'))
    return fail(fmt::format("'{}' is not a counter", number));
  std::uint64_t counter = 0;
  const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), counter);
  if (ec != std::errc{} || end != number.data() + number.size())
    return fail(fmt::format("counter {} does not fit 64 bits", number));
  return RequestId{originator, target, counter};
}

char mpan_check_digit(std::string_view twelve) {
  static constexpr int kPrimes[12] = {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};
  int sum = 0;
  for (std::size_t i = 0; i < 12 && i < twelve.size(); ++i) sum += (twelve[i] - '0') * kPrimes[i];
  return static_cast<char>('0' + sum % 11 % 10);
}

std::string mprn_check_digits(std::string_view leading) {
  int sum = 0;
  int weight = static_cast<int>(leading.size());
  for (char c : leading) sum += (c - '0') * weight--;
  return fmt::format("{:02}", sum % 11);
}

bool valid_mpan(std::string_view number) {
  return number.size() == 13 && all_digits(number) && mpan_check_digit(number.substr(0, 12)) == number[12];
}

bool valid_mprn(std::string_view number) {
  return number.size() >= 6 && number.size() <= 10 && all_digits(number) &&
         mprn_check_digits(number.substr(0, number.size() - 2)) == number.substr(number.size() - 2);
}

}  // namespace gridpost
