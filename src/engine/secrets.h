// The shared secrets of the access control broker and the Devices, and the MACs made with them. A key agreement is as
// dear as a signature, so its outcome is kept.
#pragma once

#include <mutex>
#include <unordered_map>

#include "crypto/agreement.h"
#include "crypto/key_store.h"
#include "engine/limits.h"

namespace gridpost::engine {

// Any number of threads may use it.
class Secrets {
 public:
  Secrets(const crypto::KeyStore& keys, Eui64 broker, std::size_t limit = limits::kSharedSecrets)
      : keys_(keys), broker_(broker), limit_(limit) {}
  // Of the broker's key agreement key and the Device's certificate in use at this time. An error says which is missing.
  Result<crypto::SharedSecret> with(Eui64 device, TimeMs now);
  // A command without MAC in, with the broker's MAC for its recipient out. One of the broker's own that has no
  // signature field yet is signed before. (GBCS 3.2)
  Result<Bytes> protect(View grouping_part, TimeMs now);

 private:
  struct Kept {
    crypto::KeyEntryPtr ours;  // the certificates that the secret belongs to
    crypto::KeyEntryPtr theirs;
    crypto::SharedSecret secret;
  };
  using Generation = std::unordered_map<Eui64, Kept>;

  const crypto::KeyStore& keys_;
  const Eui64 broker_;
  const std::size_t limit_;
  std::mutex mutex_;
  // Two generations of half the limit each: when the young one is full, the old one is forgotten.
  Generation young_;
  Generation old_;
};

}  // namespace gridpost::engine
