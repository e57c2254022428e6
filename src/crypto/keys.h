// P-256 keys. Parsed once; the handles are cheap to copy and may be shared between threads.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

struct evp_pkey_st;
struct evp_pkey_ctx_st;

namespace gridpost::crypto {

// 04 || x || y (SEC 1, uncompressed).
using Point = std::array<std::uint8_t, 65>;

class PublicKey {
 public:
  // SubjectPublicKeyInfo, PEM or DER. Any curve but P-256 is an error.
  static Result<PublicKey> parse(View pem_or_der);
  // The 65 octets of an uncompressed point; it must lie on the curve.
  static Result<PublicKey> from_point(View octets);
  // Takes over an OpenSSL key.
  static Result<PublicKey> adopt(std::shared_ptr<evp_pkey_st> key);

  const Point& point() const { return *point_; }
  // 8 octets: 0100 and the last 60 bits of the SHA-1 over the point. (RFC 5280 4.2.1.2 method 2)
  Bytes key_identifier() const;
  // SubjectPublicKeyInfo.
  Bytes der() const;
  std::string pem() const;
  bool operator==(const PublicKey& other) const { return point() == other.point(); }

  evp_pkey_st* handle() const { return key_.get(); }
  // A context ready to verify; copied for each verification, since copying is cheaper than looking algorithms up.
  evp_pkey_ctx_st* verifier() const { return verifier_.get(); }

 private:
  PublicKey() = default;
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<evp_pkey_ctx_st> verifier_;
  std::shared_ptr<const Point> point_;
};

class PrivateKey {
 public:
  static PrivateKey generate();
  // PKCS#8 (or SEC 1) without password, PEM or DER. Any curve but P-256 is an error.
  static Result<PrivateKey> parse(View pem_or_der);

  const PublicKey& public_key() const { return public_key_; }
  // PKCS#8, unencrypted.
  std::string pem() const;

  evp_pkey_st* handle() const { return key_.get(); }
  // Contexts ready to sign and to agree; copied for each operation.
  evp_pkey_ctx_st* signer() const { return signer_.get(); }
  evp_pkey_ctx_st* agreer() const { return agreer_.get(); }

 private:
  explicit PrivateKey(PublicKey public_key) : public_key_(std::move(public_key)) {}
  static Result<PrivateKey> adopt(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<evp_pkey_ctx_st> signer_;
  std::shared_ptr<evp_pkey_ctx_st> agreer_;
  PublicKey public_key_;
};

}  // namespace gridpost::crypto
