#include "catalogue/simple_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <cmath>

#include "base/ids.h"
#include "base/text.h"
#include "catalogue/schema_time.h"

namespace gridpost::catalogue::grammar {
namespace {

using Base = SimpleType::Base;

constexpr unsigned kMostDigits = 24;  // libxml2 refuses longer numbers

bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

std::string_view trimmed(std::string_view text) {
  skip_blanks(text);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// A whole number of any size: what range and digit checks need of it.
struct Number {
  bool negative = false;
  bool huge = false;  // above 64 bits
  unsigned digits = 0;
  std::uint64_t magnitude = 0;
};

std::optional<Number> parse_number(Base base, std::string_view text) {
  if (base == Base::Integer) text = trimmed(text);
  Number n;
  if (base != Base::UnsignedInteger && !text.empty() && (text.front() == '+' || text.front() == '-')) {
    n.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  n.digits = static_cast<unsigned>(std::min<std::size_t>(text.size(), kMostDigits + 1));
  if (n.digits > kMostDigits) return std::nullopt;
  for (char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    n.huge = n.huge || n.magnitude > (UINT64_MAX - digit) / 10;
    n.magnitude = n.magnitude * 10 + digit;
  }
  if (n.magnitude == 0 && !n.huge) n.negative = false;
  return n;
}

bool below(const Number& n, std::int64_t minimum) {
  const std::uint64_t size =
      minimum < 0 ? 0 - static_cast<std::uint64_t>(minimum) : static_cast<std::uint64_t>(minimum);
  if (minimum >= 0) return n.negative || (!n.huge && n.magnitude < size);
  return n.negative && (n.huge || n.magnitude > size);
}

bool above(const Number& n, std::uint64_t maximum) { return !n.negative && (n.huge || n.magnitude > maximum); }

bool fits_number(const SimpleType& type, std::string_view value) {
  const auto n = parse_number(type.base, value);
  if (!n) return false;
  if (type.minimum && below(*n, *type.minimum)) return false;
  if (type.maximum && above(*n, *type.maximum)) return false;
  if (type.total_digits && n->digits > *type.total_digits) return false;
  if (type.values.empty()) return true;
  return std::any_of(type.values.begin(), type.values.end(), [&](const std::string& v) {
    const auto other = parse_number(type.base, v);
    return other && other->negative == n->negative && other->magnitude == n->magnitude && !n->huge;
  });
}

// At most 24 digits and points after the leading zeros. libxml2 lets a lone sign pass if a blank follows it.
bool fits_decimal(std::string_view text) {
  skip_blanks(text);
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  if (text.empty()) return false;
  const std::size_t zeros = std::min(text.find_first_not_of('0'), text.size());
  text.remove_prefix(zeros);
  unsigned taken = 0;
  bool point = false;
  while (!text.empty() && taken < kMostDigits) {
    if (text.front() == '.' && !point) {
      point = true;
      if (taken == 0 && zeros == 0 && (text.size() < 2 || !is_digit(text[1]))) return false;
    } else if (is_digit(text.front())) {
      ++taken;
    } else {
      break;
    }
    text.remove_prefix(1);
  }
  skip_blanks(text);
  return text.empty();
}

// The decimal in units of its last allowed place. Zeros at its end do not count.
bool fits_places(const SimpleType& type, std::string_view text) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (!text.empty() && (negative || text.front() == '+')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string fraction(point < text.size() ? text.substr(point + 1) : std::string_view());
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > *type.places) return false;
  fraction.resize(*type.places, '0');
  const auto n = parse_number(Base::Integer, (negative ? "-" : "") + digits + fraction);
  return n && !(type.minimum && below(*n, *type.minimum)) && !(type.maximum && above(*n, *type.maximum));
}

std::optional<std::size_t> hex_octets(std::string_view text) {
  text = trimmed(text);
  if (text.size() % 2 != 0 || !std::all_of(text.begin(), text.end(), is_hex_digit)) return std::nullopt;
  return text.size() / 2;
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Characters outside the alphabet are skipped, as libxml2 does; unused bits before the padding must be zero.
std::optional<std::size_t> base64_octets(std::string_view text) {
  std::size_t count = 0;
  std::size_t padding = 0;
  int last = 0;
  for (char c : text) {
    const int digit = base64_digit(c);
    if (c == '=') {
      ++padding;
    } else if (digit >= 0) {
      if (padding > 0) return std::nullopt;
      last = digit;
      ++count;
    }
  }
  const std::size_t rest = count % 4;
  if (padding == 0 && rest == 0) return count / 4 * 3;
  if (padding == 1 && rest == 3 && (last & 3) == 0) return count / 4 * 3 + 2;
  if (padding == 2 && rest == 2 && (last & 15) == 0) return count / 4 * 3 + 1;
  return std::nullopt;
}

// Near enough to RFC 3986 for algorithm names and empty references; what is doubtful is refused.
bool fits_uri(std::string_view text) {
  const std::string uri = collapse(text);
  bool fragment = false;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const char c = uri[i];
    if (c == '%') {
      if (i + 2 >= uri.size() || !is_hex_digit(uri[i + 1]) || !is_hex_digit(uri[i + 2])) return false;
    } else if (c == '[' || c == ']' || (c == '#' && fragment)) {
      return false;
    }
    fragment = fragment || c == '#';
  }
  const std::size_t colon = uri.find(':');
  if (colon == std::string::npos || colon > uri.find_first_of("/?#")) return true;
  const std::string_view scheme = std::string_view(uri).substr(0, colon);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !scheme.empty() && letter(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), [&](char c) {
    return letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_eui(std::string_view text) {
  if (text.size() != 23) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i % 3 == 2 ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  return true;
}

constexpr std::size_t kEuiLength = 23;

// libxml2 lets the last one of a list begin with a third hexadecimal digit; who uses the list refuses that.
bool is_eui_list(std::string_view text) {
  while (text.size() > kEuiLength && text[kEuiLength] == ',' && is_eui(text.substr(0, kEuiLength)))
    text.remove_prefix(kEuiLength + 1);
  if (text.size() == kEuiLength + 1 && is_hex_digit(text.front())) text.remove_prefix(1);
  return is_eui(text);
}

bool fits_length(const SimpleType& type, std::size_t length) {
  return length >= type.min_length && length <= type.max_length;
}

bool fits_text(const SimpleType& type, std::string_view value) {
  if (!fits_length(type, characters(value))) return false;
  const auto allowed = [&](char c) {
    return std::any_of(type.characters.begin(), type.characters.end(),
                       [c](const auto& range) { return c >= range.first && c <= range.second; });
  };
  if (!type.characters.empty() && !std::all_of(value.begin(), value.end(), allowed)) return false;
  return type.values.empty() || std::find(type.values.begin(), type.values.end(), value) != type.values.end();
}

bool fits(const SimpleType& type, std::string_view value) {
  switch (type.base) {
    case Base::String:
      return fits_text(type, value);
    case Base::Token:
      return fits_text(type, collapse(value));
    case Base::Boolean: {
      const std::string_view v = trimmed(value);
      return v == "true" || v == "false" || v == "1" || v == "0";
    }
    case Base::Integer:
    case Base::SignedInteger:
    case Base::UnsignedInteger:
      return fits_number(type, value);
    case Base::Decimal:
      return fits_decimal(value) && (!type.places || fits_places(type, value));
    case Base::DateTime:
      return is_schema_date_time(value);
    case Base::Date:
      return is_schema_date(value);
    case Base::Time:
      return is_schema_time(value);
    case Base::HexBinary: {
      const auto octets = hex_octets(value);
      return octets && fits_length(type, *octets);
    }
    case Base::Base64Binary: {
      const auto octets = base64_octets(value);
      return octets && fits_length(type, *octets);
    }
    case Base::AnyUri:
      return fits_uri(value);
    case Base::Eui:
      return is_eui(trimmed(value));
    case Base::EuiList:
      return fits_length(type, value.size()) && is_eui_list(value);
    case Base::RequestId:
      return RequestId::parse(value).has_value();
  }
  return false;
}

std::string expectation(const SimpleType& type) {
  if (!type.values.empty()) return fmt::format("one of {}", fmt::join(type.values, ", "));
  std::string out = type.name;
  if (type.places) {
    const auto bound = [&](auto number) {
      return static_cast<double>(number) / std::pow(10, static_cast<int>(*type.places));
    };
    return fmt::format("{} from {} to {} with at most {} places", out, bound(*type.minimum), bound(*type.maximum),
                       *type.places);
  }
  if (type.minimum && type.maximum)
    out += fmt::format(" from {} to {}", *type.minimum, *type.maximum);
  else if (type.minimum)
    out += fmt::format(" of at least {}", *type.minimum);
  if (type.total_digits) out += fmt::format(" with at most {} digits", *type.total_digits);
  const char* unit = type.base == Base::HexBinary || type.base == Base::Base64Binary ? "octets" : "characters";
  if (type.min_length > 0 && type.min_length == type.max_length)
    out += fmt::format(" of {} {}", type.min_length, unit);
  else if (type.max_length != SIZE_MAX)
    out += fmt::format(" of {} to {} {}", type.min_length, type.max_length, unit);
  else if (type.min_length > 0)
    out += fmt::format(" of at least {} {}", type.min_length, unit);
  return out;
}

// Long or unprintable values do not belong into an error in full.
std::string shown(std::string_view value) {
  constexpr std::size_t kMost = 60;
  std::size_t end = std::min(value.size(), kMost);
  while (end < value.size() && end > 0 && (value[end] & 0xC0) == 0x80) --end;
  return fmt::format("'{}'{}", value.substr(0, end), end < value.size() ? " (cut)" : "");
}

SimpleType plain(Base base, std::string name) {
  SimpleType out;
  out.base = base;
  out.name = std::move(name);
  return out;
}

SimpleType ranged(Base base, std::int64_t minimum, std::uint64_t maximum) {
  SimpleType out = plain(base, "a whole number");
  out.minimum = minimum;
  out.maximum = maximum;
  return out;
}

SimpleType sized(Base base, std::string name, std::size_t least, std::size_t most) {
  SimpleType out = plain(base, std::move(name));
  out.min_length = least;
  out.max_length = most;
  return out;
}

}  // namespace

Status check(const SimpleType& type, std::string_view value) {
  if (fits(type, value)) return {};
  return fail(fmt::format("expected {}, found {}", expectation(type), shown(value)));
}

std::string collapse(std::string_view value) {
  std::string out;
  for (char c : trimmed(value)) {
    if (!is_blank(c))
      out += c;
    else if (out.back() != ' ')
      out += ' ';
  }
  return out;
}

SimpleType string(std::size_t min_length, std::size_t max_length) {
  return sized(Base::String, "text", min_length, max_length);
}
SimpleType printable(std::size_t min_length, std::size_t max_length) {
  SimpleType out = sized(Base::String, "printable text", min_length, max_length);
  out.characters = {{' ', '~'}};
  return out;
}
SimpleType digit_text(std::size_t min_length, std::size_t max_length, bool blanks) {
  SimpleType out = sized(Base::String, blanks ? "digits and blanks" : "digits", min_length, max_length);
  out.characters = {{'0', '9'}};
  if (blanks) out.characters.emplace_back(' ', ' ');
  return out;
}
SimpleType token() { return plain(Base::Token, "text"); }
SimpleType boolean() { return plain(Base::Boolean, "true or false"); }
SimpleType decimal() { return plain(Base::Decimal, "a decimal number"); }
SimpleType decimal(unsigned places, std::int64_t least, std::uint64_t most) {
  SimpleType out = ranged(Base::Decimal, least, most);
  out.name = "a decimal number";
  out.places = places;
  return out;
}
SimpleType date_time() { return plain(Base::DateTime, "a date and time"); }
SimpleType date() { return plain(Base::Date, "a date"); }
SimpleType time_of_day() { return plain(Base::Time, "a time of day"); }
SimpleType hex(std::size_t min_octets, std::size_t max_octets) {
  return sized(Base::HexBinary, "hexadecimal", min_octets, max_octets);
}
SimpleType base64(std::size_t max_octets) { return sized(Base::Base64Binary, "base64", 0, max_octets); }
SimpleType any_uri() { return plain(Base::AnyUri, "a URI"); }
SimpleType eui() { return plain(Base::Eui, "eight hexadecimal pairs joined with hyphens"); }
SimpleType eui_list(std::size_t most) {
  return sized(Base::EuiList, "eight hexadecimal pairs joined with hyphens, or several such separated by commas",
               kEuiLength, most * (kEuiLength + 1) - 1);
}
SimpleType request_id() { return plain(Base::RequestId, "originator:target:counter"); }

SimpleType integer(std::int64_t minimum, std::uint64_t maximum) { return ranged(Base::Integer, minimum, maximum); }
SimpleType big_integer() { return plain(Base::Integer, "a whole number"); }
SimpleType digits(std::int64_t minimum, unsigned total_digits) {
  SimpleType out = plain(Base::Integer, "a whole number");
  out.minimum = minimum;
  out.total_digits = total_digits;
  return out;
}
SimpleType int8() { return ranged(Base::SignedInteger, INT8_MIN, INT8_MAX); }
SimpleType int16() { return ranged(Base::SignedInteger, INT16_MIN, INT16_MAX); }
SimpleType int32(std::int64_t minimum, std::uint64_t maximum) { return ranged(Base::SignedInteger, minimum, maximum); }
SimpleType int64() { return ranged(Base::SignedInteger, INT64_MIN, INT64_MAX); }
SimpleType uint8() { return ranged(Base::UnsignedInteger, 0, UINT8_MAX); }
SimpleType uint16(std::uint16_t minimum, std::uint16_t maximum) {
  return ranged(Base::UnsignedInteger, minimum, maximum);
}
SimpleType uint32() { return ranged(Base::UnsignedInteger, 0, UINT32_MAX); }
SimpleType uint64(std::uint64_t maximum) { return ranged(Base::UnsignedInteger, 0, maximum); }

SimpleType one_of(std::vector<std::string> values) {
  SimpleType out = string();
  out.values = std::move(values);
  return out;
}
SimpleType one_token_of(std::vector<std::string> values) {
  SimpleType out = token();
  out.values = std::move(values);
  return out;
}

}  // namespace gridpost::catalogue::grammar
