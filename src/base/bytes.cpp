#include "base/bytes.h"

#include <fmt/format.h>

#include <array>

namespace gridpost {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::array<int, 256> base64_values() {
  std::array<int, 256> table{};
  for (int& v : table) v = -1;
  for (int i = 0; i < 64; ++i) table[static_cast<unsigned char>(kBase64[i])] = i;
  return table;
}

}  // namespace

std::string to_hex(View octets) {
  std::string out(octets.size() * 2, '0');
  char* at = out.data();
  for (const std::uint8_t b : octets) {
    *at++ = kHex[b >> 4];
    *at++ = kHex[b & 15];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes out;
  out.reserve(text.size() / 2);
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i]) && high < 0) continue;
    const int v = hex_value(text[i]);
    if (v < 0) return fail(fmt::format("'{}' is not a hexadecimal digit", text[i]), fmt::format("character {}", i));
    if (high < 0) {
      high = v;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | v));
      high = -1;
    }
  }
  if (high >= 0) return fail("odd number of hexadecimal digits", fmt::format("character {}", text.size()));
  return out;
}

std::string to_base64(View octets) {
  std::string out((octets.size() + 2) / 3 * 4, '=');
  char* at = out.data();
  for (std::size_t i = 0; i < octets.size(); i += 3, at += 4) {
    const std::size_t n = std::min<std::size_t>(3, octets.size() - i);
    std::uint32_t v = static_cast<std::uint32_t>(octets[i]) << 16;
    if (n > 1) v |= static_cast<std::uint32_t>(octets[i + 1]) << 8;
    if (n > 2) v |= octets[i + 2];
    at[0] = kBase64[v >> 18];
    at[1] = kBase64[v >> 12 & 63];
    if (n > 1) at[2] = kBase64[v >> 6 & 63];
    if (n > 2) at[3] = kBase64[v & 63];
  }
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  static constexpr auto kValues = base64_values();
  Bytes out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_space(c)) continue;
    const auto where = [i] { return fmt::format("character {}", i); };
    if (c == '=') {
      if (digits < 2) return fail("base64 padding too early", where());
      ++padding;
      group <<= 6;
    } else {
      const int v = kValues[static_cast<unsigned char>(c)];
      if (v < 0) return fail(fmt::format("'{}' is not a base64 character", c), where());
      if (padding > 0) return fail("base64 goes on after its padding", where());
      group = group << 6 | static_cast<std::uint32_t>(v);
    }
    if (++digits == 4) {
      if (padding == 1 && (group & 0xFFu)) return fail("base64 has bits set in its padding", where());
      if (padding == 2 && (group & 0xFFFFu)) return fail("base64 has bits set in its padding", where());
      out.push_back(static_cast<std::uint8_t>(group >> 16));
      if (padding < 2) out.push_back(static_cast<std::uint8_t>(group >> 8));
      if (padding < 1) out.push_back(static_cast<std::uint8_t>(group));
      group = 0;
      digits = 0;
      if (padding > 0) {
        for (std::size_t k = i + 1; k < text.size(); ++k)
          if (!is_space(text[k])) return fail("base64 goes on after its padding", fmt::format("character {}", k));
        return out;
      }
    }
  }
  if (digits != 0) return fail("base64 ends inside a group of four");
  return out;
}

void put_be(Bytes& out, std::uint64_t value, std::size_t octets) {
  const std::size_t at = out.size();
  out.resize(at + octets);
  for (std::size_t i = 0; i < octets; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * (octets - 1 - i)));
}

void put_le(Bytes& out, std::uint64_t value, std::size_t octets) {
  const std::size_t at = out.size();
  out.resize(at + octets);
  for (std::size_t i = 0; i < octets; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

tl::unexpected<Error> Reader::too_few(std::size_t octets, std::string_view what) const {
  return error(fmt::format("{} needs {} octets, {} are left", what, octets, rest_.size()));
}

tl::unexpected<Error> Reader::left_over(std::string_view what) const {
  return error(fmt::format("{} octets follow the end of {}", rest_.size(), what));
}

tl::unexpected<Error> Reader::error(std::string what) const {
  return fail(std::move(what), fmt::format("octet {}", offset_));
}

}  // namespace gridpost
