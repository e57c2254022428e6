// Messages from files and standard input, in whatever form they come.
#pragma once

#include <string>

#include "base/bytes.h"

namespace gridpost::app {

// The whole file; "-" is standard input.
Result<std::string> read_input(const std::string& path);
// The octets of a GBCS message written in hexadecimal, base64 or binary; the form is recognised.
Result<Bytes> message_octets(const std::string& text);

}  // namespace gridpost::app
