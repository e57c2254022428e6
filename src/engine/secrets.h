// The shared secrets of the access control broker and the Devices, and the MACs made with them.
#pragma once

#include "crypto/agreed_secrets.h"
#include "engine/limits.h"

namespace gridpost::engine {

// Any number of threads may use it.
class Secrets {
 public:
  Secrets(const crypto::KeyStore& keys, Eui64 broker, std::size_t limit = limits::kSharedSecrets)
      : keys_(keys), broker_(broker), agreed_(limit) {}
  // Of the broker's key agreement key and the Device's certificate in use at this time. An error says which is missing.
  Result<crypto::SharedSecret> with(Eui64 device, TimeMs now);
  // A command without MAC in, with the broker's MAC for its recipient out. One that has no signature
  // field yet is signed before, by the DCC's party that sends it. (GBCS 3.2)
  Result<Bytes> protect(View grouping_part, TimeMs now);

 private:
  const crypto::KeyStore& keys_;
  const Eui64 broker_;
  crypto::AgreedSecrets agreed_;
};

}  // namespace gridpost::engine
