// The simple types of XML Schema as our grammar needs them: what a text or attribute value may be.
// The verdicts are those of libxml2 2.9, including where it is laxer or stricter than the standard; tests/grammar_test
// compares them. A value that passes here is shaped right; whether it can be used is for the reader to say.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace gridpost::catalogue::grammar {

struct SimpleType {
  enum class Base {
    String,           // white space counts
    Token,            // runs of white space are one blank, none at the ends
    Boolean,          // true, false, 1, 0
    Integer,          // sign, leading zeros and blanks around allowed
    SignedInteger,    // xs:long and below: sign, no blanks around
    UnsignedInteger,  // xs:unsignedLong and below: no sign, no blanks around
    Decimal,
    DateTime,
    Date,
    Time,
    HexBinary,
    Base64Binary,
    AnyUri,
    Eui,        // eight hexadecimal pairs joined with hyphens
    EuiList,    // one or more of them, separated by commas
    RequestId,  // originator:target:counter
  };

  Base base = Base::String;
  std::string name;  // in the words of an error: "an EUI-64 identifier"
  // Characters of a string or token, octets of a binary value.
  std::size_t min_length = 0;
  std::size_t max_length = std::numeric_limits<std::size_t>::max();
  // Inclusive range of an integer; of a decimal in units of its last fraction digit.
  std::optional<std::int64_t> minimum;
  std::optional<std::uint64_t> maximum;
  std::optional<unsigned> total_digits;
  // Characters of a string: these ranges of ASCII only; empty: all.
  std::vector<std::pair<char, char>> characters;
  // Of a decimal: at most so many places, `minimum` and `maximum` in units of the last of them.
  std::optional<unsigned> places;
  // Allowed values; empty: all. Of integers, the number counts, not its spelling.
  std::vector<std::string> values;

  // True if XML Schema lets white space around and inside the value be tidied up.
  bool collapses() const { return base != Base::String && base != Base::EuiList; }
};

// What the value had to be and is not; no place, the caller knows it.
Status check(const SimpleType& type, std::string_view value);

// White space at the ends dropped, runs of it inside reduced to one blank.
std::string collapse(std::string_view value);

// --- the notation ---

SimpleType string(std::size_t min_length = 0, std::size_t max_length = std::numeric_limits<std::size_t>::max());
SimpleType printable(std::size_t min_length, std::size_t max_length);  // blank to ~
SimpleType digit_text(std::size_t min_length, std::size_t max_length, bool blanks = false);
SimpleType token();
SimpleType boolean();
SimpleType decimal();
// A decimal with at most so many places; the range in units of the last: (1, 5, 20) is 0.5 to 2.0.
SimpleType decimal(unsigned places, std::int64_t least, std::uint64_t most);
SimpleType date_time();
SimpleType date();
SimpleType time_of_day();
SimpleType hex(std::size_t min_octets = 0, std::size_t max_octets = std::numeric_limits<std::size_t>::max());
SimpleType base64(std::size_t max_octets = std::numeric_limits<std::size_t>::max());
SimpleType any_uri();
SimpleType eui();
SimpleType eui_list(std::size_t most);
SimpleType request_id();

// xs:integer and its kin between the two numbers.
SimpleType integer(std::int64_t minimum, std::uint64_t maximum);
// xs:integer without bounds.
SimpleType big_integer();
// xs:positiveInteger or xs:nonNegativeInteger with a number of digits.
SimpleType digits(std::int64_t minimum, unsigned total_digits);
// xs:byte, short, int, long.
SimpleType int8();
SimpleType int16();
SimpleType int32(std::int64_t minimum = INT32_MIN, std::uint64_t maximum = INT32_MAX);
SimpleType int64();
// xs:unsignedByte, Short, Int, Long.
SimpleType uint8();
SimpleType uint16(std::uint16_t minimum = 0, std::uint16_t maximum = UINT16_MAX);
SimpleType uint32();
SimpleType uint64(std::uint64_t maximum = UINT64_MAX);

// One of these spellings exactly (xs:string).
SimpleType one_of(std::vector<std::string> values);
// One of these with blanks around (xs:token).
SimpleType one_token_of(std::vector<std::string> values);

}  // namespace gridpost::catalogue::grammar
