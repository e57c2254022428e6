// UTRNs with the keys at hand: made for a supplier, and checked wherever they stand. (GBCS 10)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/agreement.h"
#include "crypto/key_store.h"
#include "gbcs/utrn.h"

namespace gridpost::codec {

// The secret behind the tokens of a supplier for a Device: its prepayment key agreement certificate and the Device's
// key agreement certificate, with the private key of one of them. An error says what is missing.
Result<crypto::SharedSecret> top_up_secret(const crypto::KeyStore& keys, Eui64 supplier, Eui64 device, TimeMs now);

// A token, and what is known about who made it for whom.
struct FoundToken {
  std::string digits;
  std::optional<gbcs::TopUp> top_up;  // none: the digits stood alone
};
// The token in a TopUpDevice request, in a GBCS message that has one, or the digits themselves. A message or request
// says for whom and with which counter.
Result<FoundToken> find_token(std::string_view text);

}  // namespace gridpost::codec
