// One GBCS message with everything that can be found out about it with the keys at hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalogue/use_case.h"
#include "crypto/agreed_secrets.h"
#include "crypto/key_store.h"
#include "gbcs/codec.h"
#include "gbcs/show.h"

namespace gridpost::codec {

struct Examined {
  gbcs::Message message;
  const UseCase* use_case = nullptr;     // null: not described
  std::optional<gbcs::Payload> payload;  // none: not described, or see `problem`
  gbcs::Checked checked;
  std::string problem;  // why the payload could not be decoded
  gbcs::Cipher cipher;  // of its encrypted parts; empty without the key

  bool has_bad_protection() const { return checked.mac == "bad" || checked.signature == "bad"; }
};

// An error only if the octets are no GBCS message. Commands have the MAC of the broker, all else that of originator and
// recipient. (GBCS 4.2) The service reference variant tells apart what one code may mean. Whoever examines many
// messages keeps the secrets from one to the next in `kept`.
Result<Examined> examine(View octets, const crypto::KeyStore& keys, Eui64 broker, TimeMs now,
                         std::string_view variant = {}, crypto::AgreedSecrets* kept = nullptr);

// The secret of two parties, if the private key of one of them is here. An error says what is missing. `kept`: those
// agreed on before.
Result<crypto::SharedSecret> shared_secret(const crypto::KeyStore& keys, Eui64 a, Eui64 b, TimeMs now,
                                           crypto::AgreedSecrets* kept = nullptr);

// An error unless the message, encoded again from its values, has these octets. It names the first octet that differs.
Status writes_back(const Examined& examined, View octets);

// The octets of a GBCS message written in hexadecimal, base64 or binary; the form is recognised.
Result<Bytes> message_octets(std::string_view text);

}  // namespace gridpost::codec
