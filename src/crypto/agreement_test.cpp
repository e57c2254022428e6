#include "crypto/agreement.h"

#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

using test::hex;

TEST(Agree, MatchesTheNistVector) {
  // NIST CAVP, ECC CDH primitive, P-256, count 0.
  const PrivateKey own = test::key_of_scalar("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534");
  const PublicKey peer = PublicKey::from_point(hex("04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
                                                   "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"))
                             .value();
  const auto secret = agree(own, peer);
  ASSERT_TRUE(secret) << secret.error().text();
  EXPECT_EQ(to_hex(secret->z), "46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B");
}

TEST(Agree, BothSidesFindTheSameSecret) {
  const PrivateKey a = PrivateKey::generate();
  const PrivateKey b = PrivateKey::generate();
  const PrivateKey c = PrivateKey::generate();
  EXPECT_EQ(agree(a, b.public_key()).value(), agree(b, a.public_key()).value());
  EXPECT_NE(agree(a, b.public_key()).value(), agree(a, c.public_key()).value());
}

TEST(DeriveKey, IsTheFirstHalfOfTheHash) {
  // SHA-256 of 00000001, 00..1F and 0102030405, made with Python's hashlib.
  SharedSecret secret;
  for (std::size_t i = 0; i < secret.z.size(); ++i) secret.z[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(to_hex(derive_key(secret, hex("0102030405"))), "02067ECB1ED6C8C338695BDC5145CB49");
}

}  // namespace
}  // namespace gridpost::crypto
