#include "crypto/gcm.h"

#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {
namespace {

const EVP_CIPHER* algorithm() {
  // Fetched once: OpenSSL 3 otherwise looks the algorithm up in every call.
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  return cipher;
}

EVP_CIPHER_CTX* context() {
  thread_local const CipherCtxPtr kept(EVP_CIPHER_CTX_new());
  return kept.get();
}

// Encrypts plain to out (may both be empty) and writes the tag.
void encrypt(const AesKey& key, const Iv& iv, View aad, View plain, std::uint8_t* out, std::span<std::uint8_t> tag) {
  EVP_CIPHER_CTX* const c = context();
  int size = 0;
  must(EVP_EncryptInit_ex2(c, algorithm(), key.data(), iv.data(), nullptr) == 1);
  if (!aad.empty()) must(EVP_EncryptUpdate(c, nullptr, &size, aad.data(), static_cast<int>(aad.size())) == 1);
  if (!plain.empty()) must(EVP_EncryptUpdate(c, out, &size, plain.data(), static_cast<int>(plain.size())) == 1);
  std::uint8_t none = 0;
  must(EVP_EncryptFinal_ex(c, &none, &size) == 1);
  must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1);
}

}  // namespace

std::array<std::uint8_t, 16> gmac(const AesKey& key, const Iv& iv, View aad) {
  std::array<std::uint8_t, 16> tag;
  encrypt(key, iv, aad, {}, nullptr, tag);
  return tag;
}

Bytes gcm_encrypt(const AesKey& key, const Iv& iv, View aad, View plain) {
  Bytes out(plain.size() + kTagSize);
  encrypt(key, iv, aad, plain, out.data(), std::span(out).last(kTagSize));
  return out;
}

Result<Bytes> gcm_decrypt(const AesKey& key, const Iv& iv, View aad, View cipher_and_tag) {
  if (cipher_and_tag.size() < kTagSize) return fail("a ciphertext needs 12 octets of tag");
  const View cipher = cipher_and_tag.first(cipher_and_tag.size() - kTagSize);
  std::array<std::uint8_t, kTagSize> tag;
  std::copy(cipher.data() + cipher.size(), cipher.data() + cipher_and_tag.size(), tag.begin());
  EVP_CIPHER_CTX* const c = context();
  Bytes plain(cipher.size());
  int size = 0;
  must(EVP_DecryptInit_ex2(c, algorithm(), key.data(), iv.data(), nullptr) == 1);
  must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
  if (!aad.empty()) must(EVP_DecryptUpdate(c, nullptr, &size, aad.data(), static_cast<int>(aad.size())) == 1);
  if (!cipher.empty())
    must(EVP_DecryptUpdate(c, plain.data(), &size, cipher.data(), static_cast<int>(cipher.size())) == 1);
  std::uint8_t none = 0;
  if (EVP_DecryptFinal_ex(c, &none, &size) != 1) {
    ERR_clear_error();
    return fail("the tag of the encrypted data is wrong", {}, "gbcs 4.4");
  }
  return plain;
}

}  // namespace gridpost::crypto
