#include "crypto/agreement.h"

#include <algorithm>

#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {

Result<SharedSecret> agree(const PrivateKey& own, const PublicKey& peer) {
  const PkeyCtxPtr context(EVP_PKEY_CTX_dup(own.agreer()));
  // No second validation of the peer: a PublicKey lies on the curve, and P-256 has cofactor 1.
  if (!context || EVP_PKEY_derive_set_peer_ex(context.get(), peer.handle().get(), 0) != 1)
    return openssl_fail("key agreement cannot use the peer's key");
  SharedSecret secret;
  std::size_t size = secret.z.size();
  if (EVP_PKEY_derive(context.get(), secret.z.data(), &size) != 1 || size != secret.z.size())
    return openssl_fail("key agreement failed");
  return secret;
}

AesKey derive_key(const SharedSecret& secret, View other_info) {
  Bytes input{0, 0, 0, 1};
  input.reserve(4 + secret.z.size() + other_info.size());
  append(input, secret.z);
  append(input, other_info);
  const Digest digest = sha256(input);
  AesKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

}  // namespace gridpost::crypto
