// Values close to where the verdict of a simple type turns.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "seed.h"
#include "trials/chance.h"

namespace gridpost::chance {

using catalogue::grammar::SimpleType;
using Base = SimpleType::Base;

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
