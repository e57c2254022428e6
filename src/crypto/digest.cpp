#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {

Digest sha256(View octets) {
  // Fetched once: OpenSSL 3 otherwise looks the algorithm up in every call.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const MdCtxPtr context(EVP_MD_CTX_new());
  Digest digest;
  must(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  must(EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1);
  must(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Bytes random_bytes(std::size_t octets) {
  Bytes out(octets);
  must(RAND_bytes(out.data(), static_cast<int>(octets)) == 1);
  return out;
}

bool equal(View left, View right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace gridpost::crypto
