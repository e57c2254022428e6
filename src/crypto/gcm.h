// AES-128-GCM with a 12-octet IV. (NIST SP 800-38D; gbcs 4.2 and 4.4)
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/agreement.h"

namespace gridpost::crypto {

using Iv = std::array<std::uint8_t, 12>;

// Octets of the tag that follows a ciphertext; a GBCS MAC has as many.
constexpr std::size_t kTagSize = 12;

// The whole 16-octet tag over the AAD with empty plaintext; a GBCS MAC is its first 12 octets.
std::array<std::uint8_t, 16> gmac(const AesKey& key, const Iv& iv, View aad);

// ciphertext || tag (12).
Bytes gcm_encrypt(const AesKey& key, const Iv& iv, View aad, View plain);

// The plaintext of ciphertext || tag (12); an error if the tag is wrong.
Result<Bytes> gcm_decrypt(const AesKey& key, const Iv& iv, View aad, View cipher_and_tag);

}  // namespace gridpost::crypto
