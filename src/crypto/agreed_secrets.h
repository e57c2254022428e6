// Shared secrets that were agreed on before. A key agreement is as dear as verifying a signature, and two parties have
// the same secret as long as they have the same certificates.
#pragma once

#include <mutex>
#include <unordered_map>

#include "crypto/agreement.h"
#include "crypto/key_store.h"

namespace gridpost::crypto {

// Any number of threads may use it.
class AgreedSecrets {
 public:
  // `limit`: how many secrets are kept at most.
  explicit AgreedSecrets(std::size_t limit) : limit_(limit) {}
  // Of these two certificates; `own` has its private key.
  Result<SharedSecret> of(const KeyEntryPtr& own, const KeyEntryPtr& peer);

 private:
  struct Pair {
    KeyEntryPtr own, peer;  // held, so that no other entry can come to stand at their place
    bool operator==(const Pair&) const = default;
  };
  struct PairHash {
    std::size_t operator()(const Pair& p) const {
      return std::hash<KeyEntryPtr>{}(p.own) * 31 + std::hash<KeyEntryPtr>{}(p.peer);
    }
  };
  using Generation = std::unordered_map<Pair, SharedSecret, PairHash>;

  const std::size_t limit_;
  std::mutex mutex_;
  // Two generations of half the limit each: when the young one is full, the old one is forgotten.
  Generation young_;
  Generation old_;
};

}  // namespace gridpost::crypto
