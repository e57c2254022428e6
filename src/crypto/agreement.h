// Static key agreement and key derivation. (gbcs 4.1; NIST SP 800-56A)
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys.h"

namespace gridpost::crypto {

// Z: the x coordinate of own private key times peer public key. The same for both sides.
struct SharedSecret {
  std::array<std::uint8_t, 32> z{};
  bool operator==(const SharedSecret&) const = default;
};

// A key for AES-128.
using AesKey = std::array<std::uint8_t, 16>;

// Static ECDH on P-256. Costs about as much as verifying a signature.
Result<SharedSecret> agree(const PrivateKey& own, const PublicKey& peer);

// One round of the concatenation KDF: the first 16 octets of SHA-256(00000001 || Z || other information).
AesKey derive_key(const SharedSecret& secret, View other_info);

}  // namespace gridpost::crypto
