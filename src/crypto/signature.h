// ECDSA on P-256 over SHA-256. Signatures are r || s, 32 octets each, big-endian; DER is never accepted.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/keys.h"

namespace gridpost::crypto {

constexpr std::size_t kSignatureSize = 64;

// Signs the SHA-256 of the message. (gbcs 4.3)
Result<Bytes> sign(const PrivateKey& key, View message);
// True if these 64 octets are a signature of the message by the owner of the key.
bool verify(const PublicKey& key, View message, View signature);

// The same for a digest that was made before (XML signature).
Result<Bytes> sign_digest(const PrivateKey& key, const Digest& digest);
bool verify_digest(const PublicKey& key, const Digest& digest, View signature);

}  // namespace gridpost::crypto
