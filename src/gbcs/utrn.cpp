#include "gbcs/utrn.h"

#include <fmt/format.h>

#include <array>

#include "crypto/gcm.h"
#include "gbcs/protection.h"

namespace gridpost::gbcs {
namespace {

// The smallest token, as a number of 19 digits; a token has 57 bits above it.
constexpr std::uint64_t kFirst = 7394156990786306048;
constexpr std::uint64_t kTokens = std::uint64_t{1} << 57;
constexpr std::uint32_t kCounterBits = 0x3FF;
constexpr std::uint8_t kCommandFlag = 1;

// ---- check digit of Verhoeff: the dihedral group of ten, a permutation, the inverses ----

int product(int a, int b) {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
  return b < 5 ? 5 + (a - b) % 5 : (a - b + 5) % 5;
}

int permuted(int times, int digit) {
  static constexpr std::array<int, 10> kOnce = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  for (int i = 0; i < times % 8; ++i) digit = kOnce[digit];
  return digit;
}

// Digits count from the left, the first one permuted four times. 0 for a number with its check digit.
int verhoeff(std::string_view digits) {
  int x = 0;
  int times = 4;
  for (const char digit : digits) x = product(x, permuted(times++, digit - '0'));
  return x;
}

char check_digit(std::string_view digits) {
  static constexpr std::string_view kInverses = "1267583094";
  return kInverses[static_cast<std::size_t>(verhoeff(digits))];
}

// ---- the authentication code ----

std::uint32_t high_half(const Utrn& utrn) {
  return std::uint32_t{utrn.counter_bits} << 15 | std::uint32_t{utrn.unit_class} << 13 | utrn.value;
}

// The last 4 octets of the whole tag: not the first ones, as in a MAC.
std::uint32_t code_of(const Utrn& utrn, const crypto::SharedSecret& secret, const TopUp& top_up) {
  const auto key = message_key(secret, {top_up.supplier, kCommandFlag, top_up.counter, top_up.device});
  crypto::Iv iv{};
  const Bytes supplier = top_up.supplier.bytes();
  std::copy(supplier.begin(), supplier.end(), iv.begin());
  Bytes aad{0x11, 0, 0, 0, 0, 0};
  append(aad, supplier);
  put_be(aad, top_up.device.value, 8);
  aad.push_back(kCommandFlag);
  put_be(aad, top_up.counter, 8);
  put_be(aad, high_half(utrn), 4);
  const auto tag = crypto::gmac(key, iv, aad);
  return static_cast<std::uint32_t>(get_be(View(tag).last(4)));
}

std::uint16_t bits_of(std::uint64_t counter) { return static_cast<std::uint16_t>(counter >> 32 & kCounterBits); }

}  // namespace

std::optional<std::uint32_t> Utrn::pence() const {
  if (unit_class == static_cast<std::uint8_t>(TopUpUnit::Pence)) return value;
  if (unit_class == static_cast<std::uint8_t>(TopUpUnit::Pounds)) return value * 100u;
  return std::nullopt;
}

Result<std::string> make_utrn(const crypto::SharedSecret& secret, const TopUp& top_up, TopUpUnit unit,
                              std::uint32_t value) {
  if (value > kMaxTopUpValue) return fail(fmt::format("{} is greater than {}", value, kMaxTopUpValue), "value");
  if ((top_up.counter & 0xFFFFFFFF) != 0)
    return fail(fmt::format("the low 32 bits of counter {} are not zero", top_up.counter), "counter");
  Utrn utrn{bits_of(top_up.counter), static_cast<std::uint8_t>(unit), static_cast<std::uint16_t>(value), 0};
  utrn.code = code_of(utrn, secret, top_up);
  std::string digits = std::to_string(kFirst + (std::uint64_t{high_half(utrn)} << 32 | utrn.code));
  digits += check_digit(digits);
  return digits;
}

Result<Utrn> read_utrn(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view(" \t\r\n-").find(text[i]) != std::string_view::npos) continue;
    if (text[i] < '0' || text[i] > '9')
      return fail(fmt::format("'{}' is no digit", text[i]), fmt::format("character {}", i));
    digits += text[i];
  }
  if (digits.size() != 20) return fail(fmt::format("a UTRN has 20 digits, not {}", digits.size()));
  if (verhoeff(digits) != 0)
    return fail(fmt::format("the check digit is {}, {} belongs to the others", digits.back(),
                            check_digit(std::string_view(digits).substr(0, 19))),
                "digit 20");
  const std::uint64_t number = std::stoull(digits.substr(0, 19));
  if (number < kFirst || number - kFirst >= kTokens)
    return fail(fmt::format("{} is not between {} and {}", number, kFirst, kFirst + kTokens - 1), "digits 1 to 19");
  const std::uint64_t token = number - kFirst;
  const auto high = static_cast<std::uint32_t>(token >> 32);
  return Utrn{static_cast<std::uint16_t>(high >> 15), static_cast<std::uint8_t>(high >> 13 & 3),
              static_cast<std::uint16_t>(high & kMaxTopUpValue), static_cast<std::uint32_t>(token)};
}

bool utrn_is_genuine(const Utrn& utrn, const crypto::SharedSecret& secret, const TopUp& top_up) {
  return (top_up.counter & 0xFFFFFFFF) == 0 && utrn.counter_bits == bits_of(top_up.counter) &&
         utrn.code == code_of(utrn, secret, top_up);
}

std::optional<std::uint64_t> utrn_counter(const Utrn& utrn, std::uint64_t last) {
  const std::uint64_t past = last >> 32;
  std::uint64_t high = (past & ~std::uint64_t{kCounterBits}) | utrn.counter_bits;
  if (high <= past) high += kCounterBits + 1;
  if (high > 0xFFFFFFFF) return std::nullopt;
  return high << 32;
}

}  // namespace gridpost::gbcs
