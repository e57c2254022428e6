// The 20-digit number that tops a prepayment meter up. (GBCS 10)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/agreement.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// What the class bits say of the value.
enum class TopUpUnit : std::uint8_t { Pence = 0, Pounds = 1 };

constexpr std::uint32_t kMaxTopUpValue = 8191;

// What the digits say. Whether the supplier made them only the key shows: see utrn_is_genuine().
struct Utrn {
  std::uint16_t counter_bits = 0;  // the low 10 bits of the high half of the supplier's counter
  std::uint8_t unit_class = 0;     // 0 pence, 1 pounds; 2 and 3 have no meaning
  std::uint16_t value = 0;         // 0 to 8191, in that unit
  std::uint32_t code = 0;          // authentication code

  bool operator==(const Utrn&) const = default;
  // In pence; none for a class without meaning.
  std::optional<std::uint32_t> pence() const;
};

// Who tops which meter up, and with which counter: that of the request. Its low 32 bits are zero.
struct TopUp {
  Eui64 supplier;
  Eui64 device;
  std::uint64_t counter = 0;
};

// The token. The secret is that of the supplier's prepayment key agreement key and the Device's key agreement key. An
// error if the value is greater than 8191, or the counter has low bits.
Result<std::string> make_utrn(const crypto::SharedSecret& secret, const TopUp& top_up, TopUpUnit unit,
                              std::uint32_t value);

// Takes 20 digits apart; blanks and hyphens between them are skipped. An error says what is wrong: another length, a
// wrong check digit, or a number that is no token.
Result<Utrn> read_utrn(std::string_view digits);

// True if the supplier made this token for this Device with this counter.
bool utrn_is_genuine(const Utrn& utrn, const crypto::SharedSecret& secret, const TopUp& top_up);

// The counter that a Device takes a token to mean: the smallest one with these bits that is greater than `last`, the
// greatest one that it has accepted. None if there is none left.
std::optional<std::uint64_t> utrn_counter(const Utrn& utrn, std::uint64_t last);

}  // namespace gridpost::gbcs
