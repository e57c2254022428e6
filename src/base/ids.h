// Identifiers: EUI-64, DUIS RequestID, metering point numbers.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace gridpost {

// EUI-64 of a party or device; also called entity identifier or system title.
struct Eui64 {
  std::uint64_t value = 0;

  auto operator<=>(const Eui64&) const = default;
  // "90-B3-D5-1F-30-01-00-00", the form of DUIS.
  std::string text() const;
  // "90b3d51f30010000", the form of key files.
  std::string plain() const;
  Bytes bytes() const;

  // Eight hexadecimal pairs, with hyphens or without, either case.
  static Result<Eui64> parse(std::string_view text);
  static Eui64 of(View octets) { return Eui64{get_be(octets)}; }
};

// originator:target:counter. A ResponseID has the same form. (DUIS 1.1)
struct RequestId {
  Eui64 originator;
  Eui64 target;
  std::uint64_t counter = 0;

  auto operator<=>(const RequestId&) const = default;
  std::string text() const;
  // Blanks around it are allowed, leading zeros of the counter are not.
  static Result<RequestId> parse(std::string_view text);
};
using ResponseId = RequestId;

enum class Fuel : std::uint8_t { Electricity, Gas };

// True if the number has 13 digits and the right check digit. (MPAN core)
bool valid_mpan(std::string_view number);
// True if the number has 6 to 10 digits and the right check digits. (MPRN)
bool valid_mprn(std::string_view number);
// 12 digits in, the 13th back; 8 digits in, the last two back.
char mpan_check_digit(std::string_view twelve);
std::string mprn_check_digits(std::string_view eight);

}  // namespace gridpost

template <>
struct std::hash<gridpost::Eui64> {
  std::size_t operator()(const gridpost::Eui64& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value * 0x9E3779B97F4A7C15ull);
  }
};
template <>
struct std::hash<gridpost::RequestId> {
  std::size_t operator()(const gridpost::RequestId& id) const noexcept {
    const std::hash<gridpost::Eui64> h;
    return h(id.originator) * 31 + h(id.target) * 7 + std::hash<std::uint64_t>{}(id.counter);
  }
};
