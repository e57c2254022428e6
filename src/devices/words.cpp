#include "devices/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gridpost::devices {

std::string_view next_word(std::string_view& text) {
  const std::size_t from = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t to = std::min(text.find(' ', from), text.size());
  const std::string_view word = text.substr(from, to - from);
  text.remove_prefix(to);
  return word;
}

Result<TimeMs> parse_seconds(std::string_view word, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || number < 1 || number > most)
    return fail(fmt::format("'{}' is no number of seconds from 1 to {}", word, most));
  return number * kSecond;
}

}  // namespace gridpost::devices
