// Ownership and error text of OpenSSL objects; for the .cpp files of this room.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gridpost::crypto {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};

using PkeyPtr = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using PkeyCtxPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<&EVP_PKEY_CTX_free>>;
using MdCtxPtr = std::unique_ptr<EVP_MD_CTX, Freed<&EVP_MD_CTX_free>>;
using CipherCtxPtr = std::unique_ptr<EVP_CIPHER_CTX, Freed<&EVP_CIPHER_CTX_free>>;
using BioPtr = std::unique_ptr<BIO, Freed<&BIO_free_all>>;
using BnPtr = std::unique_ptr<BIGNUM, Freed<&BN_free>>;
using X509Ptr = std::unique_ptr<X509, Freed<&X509_free>>;

// The newest message of OpenSSL's error queue, which is emptied.
inline std::string openssl_reason() {
  std::array<char, 256> text{};
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

// An error that ends with OpenSSL's reason.
inline tl::unexpected<Error> openssl_fail(std::string what) { return fail(std::move(what) + ": " + openssl_reason()); }

// For calls with arguments of fixed and right size, which fail only when the machine is out of memory or entropy.
inline void must(bool done) {
  if (!done) std::abort();
}

// A read-only BIO over these octets.
inline BioPtr bio_of(View octets) {
  BioPtr bio(
      BIO_new_mem_buf(octets.empty() ? "" : static_cast<const void*>(octets.data()), static_cast<int>(octets.size())));
  must(bio != nullptr);
  return bio;
}

// What was written into a memory BIO.
inline std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace gridpost::crypto
