#include "exchange/alert_code.h"

namespace gridpost::exchange {
namespace {

std::optional<std::uint16_t> code_at(View content, std::size_t offset) {
  if (content.size() < offset + 2) return std::nullopt;
  return static_cast<std::uint16_t>(get_be(content.subspan(offset, 2)));
}

}  // namespace

std::optional<std::uint16_t> alert_code(View content) {
  constexpr std::size_t kDlmsCode = 9;  // 0F, invoke id (4), 00, structure (2), long-unsigned tag
  if (content.size() > kDlmsCode && content[0] == 0x0F && content[5] == 0 && content[6] == 0x02 && content[8] == 0x12)
    return code_at(content, kDlmsCode);
  if (content.size() > 3 && content[0] == 0x01 && content[1] == 0x09) return code_at(content, 3);
  if (content.size() < 2 || content[0] != 0x30) return std::nullopt;
  // SEQUENCE with a length of one to three octets, then INTEGER 00 8F xx.
  const std::size_t first = content[1] < 0x80 ? 2 : 2u + (content[1] & 0x7Fu);
  if (content.size() < first + 5 || content[first] != 0x02 || content[first + 1] != 3) return std::nullopt;
  return code_at(content, first + 3);
}

}  // namespace gridpost::exchange
