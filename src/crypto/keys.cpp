#include "crypto/keys.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include <mutex>
#include <unordered_map>

#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {
namespace {

// Refuses to ask for a password: encrypted keys are not for us.
int no_password(char*, int, int, void*) { return -1; }

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == "prime256v1";
}

bool looks_like_pem(View octets) { return text_of(octets).find("-----BEGIN ") != std::string::npos; }

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) { return {key, &EVP_PKEY_free}; }

// A context of this key, initialised by `init`.
std::shared_ptr<EVP_PKEY_CTX> prepared(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*)) {
  std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), &EVP_PKEY_CTX_free);
  must(context != nullptr && init(context.get()) == 1);
  return context;
}

// Null if the octets are no point of the curve.
std::shared_ptr<EVP_PKEY> key_of_point(View octets) {
  const PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  must(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  std::string group = "P-256";
  Bytes point(octets.begin(), octets.end());
  std::array<OSSL_PARAM, 3> params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.data()) != 1) return nullptr;
  return shared(key);
}

// What verifies with the keys that were used lately. Any number of threads may use it.
class Verifiers {
 public:
  using Context = std::shared_ptr<EVP_PKEY_CTX>;

  Context of(const PublicKey& key) {
    const std::string point = text_of(key.point());
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = young_.find(point); found != young_.end()) return found->second;
      if (const auto found = old_.find(point); found != old_.end()) return keep(point, Context(found->second));
    }
    auto made = prepared(key.handle().get(), &EVP_PKEY_verify_init);
    const std::lock_guard lock(mutex_);
    return keep(point, made);
  }

 private:
  using Contexts = std::unordered_map<std::string, Context>;

  // With the mutex held. The context is none of old_, which may be forgotten before it is kept.
  Context keep(const std::string& point, const Context& context) {
    if (young_.size() >= kGeneration) {
      old_ = std::move(young_);
      young_.clear();
    }
    return young_.try_emplace(point, context).first->second;
  }

  static constexpr std::size_t kGeneration = 256;
  std::mutex mutex_;
  // When the young generation is full, the old one is forgotten.
  Contexts young_;
  Contexts old_;
};

}  // namespace

Result<PublicKey> PublicKey::of(const EVP_PKEY* key) {
  if (!key || !is_p256(key)) return fail("the key is not on the curve P-256", {}, "SMKI certificate profile");
  BIGNUM* raw_x = nullptr;
  BIGNUM* raw_y = nullptr;
  const bool have_x = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &raw_x) == 1;
  const bool have_y = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &raw_y) == 1;
  const BnPtr x(raw_x), y(raw_y);
  Point point;
  point[0] = 4;
  if (!have_x || !have_y || BN_bn2binpad(x.get(), point.data() + 1, 32) != 32 ||
      BN_bn2binpad(y.get(), point.data() + 33, 32) != 32)
    return openssl_fail("the key has no public point");
  return PublicKey(point);
}

Result<PublicKey> PublicKey::parse(View pem_or_der) {
  const BioPtr bio = bio_of(pem_or_der);
  const PkeyPtr key(looks_like_pem(pem_or_der) ? PEM_read_bio_PUBKEY(bio.get(), nullptr, &no_password, nullptr)
                                               : d2i_PUBKEY_bio(bio.get(), nullptr));
  if (!key) return openssl_fail("this is no public key");
  return of(key.get());
}

Result<PublicKey> PublicKey::from_point(View octets) {
  if (octets.size() != 65 || octets[0] != 4) return fail("a public key point needs 65 octets that start with 04");
  if (!key_of_point(octets)) return openssl_fail("the point is not on the curve P-256");
  Point point;
  std::copy(octets.begin(), octets.end(), point.begin());
  return PublicKey(point);
}

std::shared_ptr<EVP_PKEY> PublicKey::handle() const {
  auto key = key_of_point(point_);
  must(key != nullptr);
  return key;
}

std::shared_ptr<EVP_PKEY_CTX> PublicKey::verifier() const {
  static Verifiers& verifiers = *new Verifiers;  // never destroyed: OpenSSL may be gone before
  return verifiers.of(*this);
}

Bytes PublicKey::key_identifier() const {
  std::array<std::uint8_t, 20> sha1{};
  must(EVP_Q_digest(nullptr, "SHA1", nullptr, point().data(), point().size(), sha1.data(), nullptr) == 1);
  Bytes id(sha1.end() - 8, sha1.end());
  id[0] = static_cast<std::uint8_t>(0x40u | (id[0] & 0x0Fu));
  return id;
}

Bytes PublicKey::der() const {
  unsigned char* octets = nullptr;
  const int size = i2d_PUBKEY(handle().get(), &octets);
  must(size > 0);
  Bytes out(octets, octets + size);
  OPENSSL_free(octets);
  return out;
}

std::string PublicKey::pem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr && PEM_write_bio_PUBKEY(bio.get(), handle().get()) == 1);
  return written(bio.get());
}

struct PrivateKey::Held {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<EVP_PKEY_CTX> signer;
  std::shared_ptr<EVP_PKEY_CTX> agreer;
  PublicKey public_key;
};

Result<PrivateKey> PrivateKey::adopt(std::shared_ptr<EVP_PKEY> key) {
  GP_TRY(public_key, PublicKey::of(key.get()));
  const PkeyCtxPtr check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!check || EVP_PKEY_pairwise_check(check.get()) != 1)
    return openssl_fail("the private key does not fit its point");
  auto signer = prepared(key.get(), &EVP_PKEY_sign_init);
  auto agreer = prepared(key.get(), &EVP_PKEY_derive_init);
  return PrivateKey(
      std::make_shared<const Held>(Held{std::move(key), std::move(signer), std::move(agreer), public_key}));
}

const PublicKey& PrivateKey::public_key() const { return held_->public_key; }
EVP_PKEY* PrivateKey::handle() const { return held_->key.get(); }
EVP_PKEY_CTX* PrivateKey::signer() const { return held_->signer.get(); }
EVP_PKEY_CTX* PrivateKey::agreer() const { return held_->agreer.get(); }

PrivateKey PrivateKey::generate() {
  auto key = adopt(shared(EVP_EC_gen("P-256")));
  must(key.has_value());
  return std::move(*key);
}

Result<PrivateKey> PrivateKey::parse(View pem_or_der) {
  const BioPtr bio = bio_of(pem_or_der);
  EVP_PKEY* key = looks_like_pem(pem_or_der) ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_password, nullptr)
                                             : d2i_PrivateKey_bio(bio.get(), nullptr);
  if (key == nullptr) return openssl_fail("this is no private key without password");
  return adopt(shared(key));
}

std::string PrivateKey::pem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr &&
       PEM_write_bio_PKCS8PrivateKey(bio.get(), handle(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return written(bio.get());
}

}  // namespace gridpost::crypto
