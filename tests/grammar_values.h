// Values by chance: of a simple type, or close to where its verdict turns.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "catalogue/simple_type.h"

namespace gridpost::chance {

using catalogue::grammar::SimpleType;
using Base = SimpleType::Base;

// --- chance ---

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return most - least == UINT64_MAX ? engine_() : least + engine_() % (most - least + 1);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::string text(std::string_view alphabet, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

inline std::uint64_t seed() {
  const char* given = std::getenv("GRIDPOST_SEED");
  const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : 20251124;
  fmt::print("seed {} (set GRIDPOST_SEED for another)\n", value);
  return value;
}

// --- values ---

inline std::string padded(Dice& dice, std::string value) {
  const std::vector<std::string> blanks = {" ", "\n", "\t", "  ", "\r\n"};
  if (dice.one_in(2)) value = dice.pick(blanks) + value;
  if (dice.one_in(2)) value += dice.pick(blanks);
  return value;
}

inline std::string pairs(Dice& dice) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += (i ? "-" : "") + dice.text("0123456789abcdefABCDEF", 2);
  return out;
}

inline std::string some_date_time(Dice& dice) {
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", dice.between(2000, 2040), dice.between(1, 12),
                                dice.between(1, 28), dice.below(24), dice.below(60), dice.below(60));
  if (dice.one_in(3)) out += "." + dice.text("0123456789", 1 + dice.below(6));
  if (dice.one_in(2)) out += dice.one_in(3) ? "+01:00" : "Z";
  return out;
}

inline std::string some_number(Dice& dice, const SimpleType& type) {
  const std::int64_t least = type.minimum.value_or(-1000);
  const std::uint64_t most =
      type.maximum.value_or(type.total_digits ? *type.total_digits > 10 ? 999999999999 : 9999 : 99);
  if (least < 0 && dice.one_in(2)) return std::to_string(-static_cast<std::int64_t>(dice.below(100)));
  const std::uint64_t from = least < 0 ? 0 : static_cast<std::uint64_t>(least);
  switch (dice.below(4)) {
    case 0:
      return std::to_string(from);
    case 1:
      return std::to_string(most);
    default:
      return std::to_string(dice.between(from, most));
  }
}

inline std::string some_text(Dice& dice, const SimpleType& type) {
  const std::size_t most = std::min<std::size_t>(type.max_length, type.min_length + 20);
  std::string out;
  if (!type.characters.empty()) {
    for (std::size_t n = dice.between(type.min_length, most); n > 0; --n) {
      const auto& [first, last] = dice.pick(type.characters);
      out += static_cast<char>(dice.between(static_cast<unsigned char>(first), static_cast<unsigned char>(last)));
    }
    return out;
  }
  const std::vector<std::string> letters = {"a", "B", "7", " ", ".", "é", "£", "&", "<", "漢", "😀", "-"};
  for (std::size_t n = dice.between(type.min_length, most); n > 0; --n) out += dice.pick(letters);
  return out;
}

// Close to the bounds and to the last place, with zeros at either end.
inline std::string some_decimal(Dice& dice, const SimpleType& type) {
  const std::uint64_t most = type.maximum.value_or(99999);
  const std::uint64_t least = type.minimum.value_or(0) < 0 ? 0 : static_cast<std::uint64_t>(type.minimum.value_or(0));
  const std::vector<std::uint64_t> some = {0, least, most - 1, most, most + 1, dice.between(least, most)};
  std::string out =
      fmt::format("{:0{}}", dice.one_in(2) ? dice.between(least, most) : dice.pick(some), *type.places + 1);
  out.insert(out.size() - *type.places, ".");
  if (dice.one_in(4)) out += dice.text("05", 1);
  if (dice.one_in(4)) out += "00";
  if (dice.one_in(6)) out = dice.text("+-0", 1) + out;
  return out;
}

// A value of the type, most often.
inline std::string some_value(Dice& dice, const SimpleType& type) {
  if (!type.values.empty()) return dice.pick(type.values);
  switch (type.base) {
    case Base::String:
      return some_text(dice, type);
    case Base::Token:
      return dice.text("abc-12", 1 + dice.below(10));
    case Base::Boolean:
      return dice.pick(std::vector<std::string>{"true", "false", "0", "1"});
    case Base::Integer:
    case Base::SignedInteger:
    case Base::UnsignedInteger:
      return some_number(dice, type);
    case Base::Decimal:
      if (type.places) return some_decimal(dice, type);
      return dice.pick(std::vector<std::string>{"5.4", "5.0", "5.1", "5", "9.9", "-1", ".5", "+5.40"});
    case Base::DateTime:
      return some_date_time(dice);
    case Base::Date:
      return some_date_time(dice).substr(0, 10);
    case Base::Time:
      return some_date_time(dice).substr(11, 8);
    case Base::HexBinary:
      return dice.text("0123456789abcdefABCDEF",
                       2 * dice.between(type.min_length, std::min<std::size_t>(type.max_length, type.min_length + 20)));
    case Base::Base64Binary:
      return to_base64(view_of(dice.text("abcdefgh12345678\x01\x7f", dice.below(30))));
    case Base::AnyUri:
      return dice.pick(
          std::vector<std::string>{"", "http://www.w3.org/2001/04/xmlenc#sha256", "#id", "a/b?c", "urn:x:y"});
    case Base::Eui:
      return pairs(dice);
    case Base::EuiList: {
      std::string out = pairs(dice);
      for (std::size_t more = dice.below(4); more > 0; --more) out += "," + pairs(dice);
      return out;
    }
    case Base::RequestId:
      return pairs(dice) + ":" + pairs(dice) + ":" + std::to_string(dice.between(0, UINT64_MAX));
  }
  return {};
}

// A value that may or may not be of the type, close to where the verdict turns.
inline std::string wild_value(Dice& dice, const SimpleType& type) {
  static const std::vector<std::string> kOdd = {"",
                                                " ",
                                                "0",
                                                "-0",
                                                "+0",
                                                "1",
                                                "+1",
                                                "01",
                                                "-1",
                                                "3600",
                                                "3601",
                                                "86400",
                                                "86401",
                                                "0.50",
                                                "2.00",
                                                "2.01",
                                                "1.60",
                                                "2.5",
                                                "1.5",
                                                "2147483647",
                                                "2147483648",
                                                "4294967295",
                                                "4294967296",
                                                "18446744073709551615",
                                                "18446744073709551616",
                                                "999999999999",
                                                "1000000000000",
                                                "000999999999999",
                                                "999999999999999999999999",
                                                "9999999999999999999999999",
                                                "1.",
                                                ".",
                                                ".5",
                                                "- ",
                                                "1.5",
                                                "1e3",
                                                "true",
                                                "TRUE",
                                                "Add",
                                                " Add",
                                                "ESME",
                                                "2020-02-29T24:00:00Z",
                                                "2021-02-29T00:00:00",
                                                "0000-01-01T00:00:00",
                                                "2020-01-01T00:00:00+14:01",
                                                "-0004-02-29T23:59:59.999",
                                                "AAB=",
                                                "AA==",
                                                "AAAA",
                                                "!!!!",
                                                "A",
                                                "abcdefabcdef",
                                                "123456789012345678901234567890ab",
                                                "123456789012345678901234567890abcd",
                                                "nonsense",
                                                "\xC3\xA9\xC3\xA9\xC3\xA9"};
  std::string out = dice.one_in(2) ? dice.pick(kOdd) : some_value(dice, type);
  switch (dice.below(7)) {
    case 0:
      return padded(dice, out);
    case 1:
      return dice.text("+-0", 1) + out;
    case 2:
      return out + dice.text("0123456789 =Z.:-", 1);
    case 3: {
      const bool ascii = std::all_of(out.begin(), out.end(), [](char c) { return (c & 0x80) == 0; });
      return ascii ? out.substr(0, out.size() / 2) : out;
    }
    case 4:
      return out + out;
    case 5: {
      if (!out.empty() && static_cast<unsigned char>(out.back()) < 0x80) out.back() = dice.text("059:-+=AZ ", 1)[0];
      return out;
    }
    default:
      return out;
  }
}

}  // namespace gridpost::chance
