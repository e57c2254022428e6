// Reading short texts word by word.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace gridpost::devices {

// Cuts the next word off the text; empty at its end.
std::string_view next_word(std::string_view& text);
// A whole number of seconds from 1 to `most`, in milliseconds.
Result<TimeMs> parse_seconds(std::string_view word, std::int64_t most);

}  // namespace gridpost::devices
