// P-256 keys. Parsed once; cheap to copy, and may be shared between threads.
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
  // The key that OpenSSL has read.
  static Result<PublicKey> of(const evp_pkey_st* key);

  const Point& point() const { return point_; }
  // 8 octets: 0100 and the last 60 bits of the SHA-1 over the point. (RFC 5280 4.2.1.2 method 2)
  Bytes key_identifier() const;
  // SubjectPublicKeyInfo.
  Bytes der() const;
  std::string pem() const;
  bool operator==(const PublicKey& other) const { return point() == other.point(); }

  // OpenSSL's form is made when it is wanted: it takes a hundred times the room of the point, and most keys are those
  // of Devices that nobody speaks with just now.
  std::shared_ptr<evp_pkey_st> handle() const;
  // A context ready to verify, kept for keys that were used lately; copied for each verification, since copying is
  // cheaper than looking algorithms up.
  std::shared_ptr<evp_pkey_ctx_st> verifier() const;

 private:
  explicit PublicKey(const Point& point) : point_(point) {}
  Point point_;
};

class PrivateKey {
 public:
  static PrivateKey generate();
  // PKCS#8 (or SEC 1) without password, PEM or DER. Any curve but P-256 is an error.
  static Result<PrivateKey> parse(View pem_or_der);

  const PublicKey& public_key() const;
  // PKCS#8, unencrypted.
  std::string pem() const;

  evp_pkey_st* handle() const;
  // Contexts ready to sign and to agree; copied for each operation.
  evp_pkey_ctx_st* signer() const;
  evp_pkey_ctx_st* agreer() const;

 private:
  struct Held;
  explicit PrivateKey(std::shared_ptr<const Held> held) : held_(std::move(held)) {}
  static Result<PrivateKey> adopt(std::shared_ptr<evp_pkey_st> key);
  std::shared_ptr<const Held> held_;
};

}  // namespace gridpost::crypto
