// One GBCS message with everything that can be found out about it with the keys at hand.
#pragma once

#include <optional>

#include "catalogue/use_case.h"
#include "crypto/agreed_secrets.h"
#include "crypto/key_store.h"
#include "gbcs/codec.h"
#include "gbcs/show.h"

namespace gridpost::app {

struct Examined {
  gbcs::Message message;
  const UseCase* use_case = nullptr;     // null: not described
  std::optional<gbcs::Payload> payload;  // none: not described, or see `problem`
  gbcs::Checked checked;
  std::string problem;  // why the payload could not be decoded
};

// An error only if the octets are no GBCS message. The service reference variant tells apart what one code may mean.
// Whoever examines many messages keeps the secrets from one to the next in `kept`.
Result<Examined> examine(View octets, const crypto::KeyStore& keys, Eui64 broker, TimeMs now,
                         std::string_view variant = {}, crypto::AgreedSecrets* kept = nullptr);

}  // namespace gridpost::app
