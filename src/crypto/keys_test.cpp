#include "crypto/keys.h"

#include <atomic>
#include <thread>

#include "crypto/signature.h"
#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

using test::hex;

// RFC 6979 A.2.5.
constexpr const char* kScalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
constexpr const char* kPoint =
    "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";

// The head of a SubjectPublicKeyInfo on P-256. (RFC 5480)
constexpr const char* kSpkiHead = "3059301306072A8648CE3D020106082A8648CE3D030107034200";

TEST(PrivateKey, ComputesItsPublicPoint) {
  EXPECT_EQ(to_hex(test::key_of_scalar(kScalar).public_key().point()), kPoint);
}

TEST(PrivateKey, SurvivesPemAndIsPkcs8) {
  const PrivateKey key = PrivateKey::generate();
  EXPECT_TRUE(key.pem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
  const auto again = PrivateKey::parse(view_of(key.pem()));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->pem(), key.pem());
}

TEST(PrivateKey, IsReadFromRawPkcs8) {
  const std::string pem = PrivateKey::generate().pem();
  const auto from = pem.find('\n') + 1;
  const Bytes der = from_base64(pem.substr(from, pem.find("-----END") - from)).value();
  EXPECT_EQ(der.size(), 138u);
  const auto key = PrivateKey::parse(der);
  ASSERT_TRUE(key) << key.error().text();
  EXPECT_EQ(key->pem(), pem);
}

TEST(PrivateKey, GeneratedOnesDiffer) {
  EXPECT_NE(PrivateKey::generate().public_key(), PrivateKey::generate().public_key());
}

TEST(PrivateKey, RefusesWhatIsNoKey) {
  EXPECT_FALSE(PrivateKey::parse({}));
  EXPECT_FALSE(PrivateKey::parse(hex("00")));
  EXPECT_FALSE(PrivateKey::parse(view_of("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")));
  EXPECT_FALSE(PrivateKey::parse(view_of(PrivateKey::generate().public_key().pem())));
}

TEST(PrivateKey, RefusesAnotherCurve) {
  // ECPrivateKey with scalar 1 on secp256k1 (1.3.132.0.10).
  const auto key = PrivateKey::parse(
      hex("302E020101 0420 0000000000000000000000000000000000000000000000000000000000000001 A00706052B8104000A"));
  ASSERT_FALSE(key);
  EXPECT_NE(key.error().what.find("P-256"), std::string::npos) << key.error().text();
}

TEST(PrivateKey, RefusesAPointThatIsNotItsOwn) {
  const std::string stranger = to_hex(PrivateKey::generate().public_key().point());
  EXPECT_FALSE(PrivateKey::parse(
      hex("3077020101 0420" + std::string(kScalar) + "A00A06082A8648CE3D030107 A144034200" + stranger)));
  EXPECT_TRUE(PrivateKey::parse(
      hex("3077020101 0420" + std::string(kScalar) + "A00A06082A8648CE3D030107 A144034200" + kPoint)));
}

TEST(PublicKey, HasTheUsualDerForm) {
  const auto key = PublicKey::from_point(hex(kPoint));
  ASSERT_TRUE(key) << key.error().text();
  EXPECT_EQ(to_hex(key->der()), std::string(kSpkiHead) + kPoint);
  EXPECT_EQ(PublicKey::parse(key->der()).value(), *key);
  EXPECT_EQ(PublicKey::parse(view_of(key->pem())).value(), *key);
}

TEST(PublicKey, RefusesAPointOffTheCurve) {
  Bytes point = hex(kPoint);
  point[64] ^= 1;
  EXPECT_FALSE(PublicKey::from_point(point));
  EXPECT_FALSE(PublicKey::parse(hex(kSpkiHead + to_hex(point))));
}

TEST(PublicKey, RefusesPointsOfAnotherForm) {
  EXPECT_FALSE(PublicKey::from_point({}));
  EXPECT_FALSE(PublicKey::from_point(hex("00")));
  EXPECT_FALSE(PublicKey::from_point(View(hex(kPoint)).first(64)));
}

TEST(PublicKey, KeyIdentifierIsTheEndOfTheSha1WithFourBitsReplaced) {
  // SHA-1 of the point, computed apart: ends with C9C0B56431563710 before the bits are replaced.
  const Bytes id = PublicKey::from_point(hex(kPoint))->key_identifier();
  EXPECT_EQ(to_hex(id), "49C0B56431563710");
}

// More keys than those whose OpenSSL forms are kept.
TEST(PublicKey, VerifiesHoweverManyOthersWereUsedMeanwhile) {
  const Digest digest = sha256(hex("010203"));
  std::vector<PrivateKey> keys;
  std::vector<Bytes> signatures;
  for (int i = 0; i < 600; ++i) {
    keys.push_back(PrivateKey::generate());
    signatures.push_back(sign_digest(keys.back(), digest).value());
  }
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 0; i < keys.size(); ++i) {
      EXPECT_TRUE(verify_digest(keys[i].public_key(), digest, signatures[i])) << i;
      EXPECT_FALSE(verify_digest(keys[i].public_key(), digest, signatures[(i + 1) % keys.size()])) << i;
    }
}

TEST(PublicKey, VerifiesInManyThreads) {
  const Digest digest = sha256(hex("010203"));
  const PrivateKey key = PrivateKey::generate();
  const Bytes signature = sign_digest(key, digest).value();
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j)
        if (verify_digest(key.public_key(), digest, signature)) ++good;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
}

}  // namespace
}  // namespace gridpost::crypto
