#include "app/input.h"

#include <fstream>
#include <iostream>
#include <sstream>

namespace gridpost::app {

Result<std::string> read_input(const std::string& path) {
  std::ostringstream out;
  if (path == "-") {
    out << std::cin.rdbuf();
    return out.str();
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail("the file cannot be read", path);
  out << in.rdbuf();
  return out.str();
}

Result<Bytes> message_octets(const std::string& text) {
  // A binary message begins with DD or DF; no text form does.
  if (!text.empty() && (static_cast<unsigned char>(text[0]) == 0xDD || static_cast<unsigned char>(text[0]) == 0xDF))
    return Bytes(text.begin(), text.end());
  if (auto hex = from_hex(text)) return *hex;
  auto base64 = from_base64(text);
  if (!base64) return fail("the message is neither hexadecimal, base64 nor binary GBCS");
  return base64;
}

}  // namespace gridpost::app
