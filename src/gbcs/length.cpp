#include "gbcs/length.h"

#include <fmt/format.h>

namespace gridpost::gbcs {

void put_length(Bytes& out, std::size_t length) {
  if (length < 0x80) {
    out.push_back(static_cast<std::uint8_t>(length));
  } else if (length < 0x100) {
    out.push_back(0x81);
    put_be(out, length, 1);
  } else if (length < 0x10000) {
    out.push_back(0x82);
    put_be(out, length, 2);
  } else {  // no GBCS message is so long; readers refuse it
    out.push_back(0x83);
    put_be(out, length, 3);
  }
}

Result<std::size_t> read_length(Reader& in, std::string_view what) {
  GP_TRY(first, in.u8(what));
  if (first < 0x80) return first;
  if (first != 0x81 && first != 0x82) return in.error(fmt::format("{} begins with {:02X}", what, first));
  const std::size_t octets = first & 0x7Fu;
  GP_TRY(length, in.be(octets, what));
  if (length < (octets == 1 ? 0x80u : 0x100u)) return in.error(fmt::format("{} is not in its shortest form", what));
  return static_cast<std::size_t>(length);
}

}  // namespace gridpost::gbcs
