// Small things about text.
#pragma once

#include <string_view>

namespace gridpost {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
// The white space of XML.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Without the white space of XML at both ends.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace gridpost
