#include "crypto/gcm.h"

#include <rapidcheck.h>

#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

using test::fixed;
using test::hex;

// McGrew and Viega, test case 4.
const AesKey kKey = fixed<16>("feffe9928665731c6d6a8f9467308308");
const Iv kIv = fixed<12>("cafebabefacedbaddecaf888");
const Bytes kAad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
const Bytes kPlain =
    hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
const Bytes kCipher =
    hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091 5bc94fbc3221a5db94fae95a");

TEST(Gmac, MatchesKnownVectors) {
  // Test case 1: everything zero or empty.
  EXPECT_EQ(to_hex(gmac({}, {}, {})), "58E2FCCEFA7E3061367F1D57A4E7455A");
  // NIST CAVP gcmEncryptExtIV128, no plaintext, 16 octets of AAD.
  EXPECT_EQ(to_hex(gmac(fixed<16>("77be63708971c4e240d1cb79e8d77feb"), fixed<12>("e0e00f19fed7ba0136a797f3"),
                        hex("7a43ec1d9c0a5a78a0b16533a6213cab"))),
            "209FCC8D3675ED938E9C7166709DD946");
}

TEST(Gcm, MatchesTestCase4) {
  EXPECT_EQ(to_hex(gcm_encrypt(kKey, kIv, kAad, kPlain)), to_hex(kCipher));
  EXPECT_EQ(gcm_decrypt(kKey, kIv, kAad, kCipher).value(), kPlain);
}

TEST(Gcm, RefusesWrongKeyIvAadAndShortInput) {
  AesKey key = kKey;
  key[0] ^= 1;
  Iv iv = kIv;
  iv[11] ^= 1;
  EXPECT_FALSE(gcm_decrypt(key, kIv, kAad, kCipher));
  EXPECT_FALSE(gcm_decrypt(kKey, iv, kAad, kCipher));
  EXPECT_FALSE(gcm_decrypt(kKey, kIv, {}, kCipher));
  EXPECT_FALSE(gcm_decrypt(kKey, kIv, kAad, View(kCipher).first(11)));
  EXPECT_FALSE(gcm_decrypt(kKey, kIv, kAad, {}));
}

TEST(Gcm, ARefusalLeavesNothingBehind) {
  EXPECT_FALSE(gcm_decrypt(kKey, kIv, {}, kCipher));
  EXPECT_EQ(gcm_decrypt(kKey, kIv, kAad, kCipher).value(), kPlain);
  EXPECT_EQ(to_hex(gmac({}, {}, {})), "58E2FCCEFA7E3061367F1D57A4E7455A");
  EXPECT_EQ(to_hex(gcm_encrypt(kKey, kIv, kAad, kPlain)), to_hex(kCipher));
}

TEST(Gcm, RoundTripsAndNoticesEveryChangedBit) {
  rc::check([](const Bytes& aad, const Bytes& plain) {
    Bytes cipher = gcm_encrypt(kKey, kIv, aad, plain);
    RC_ASSERT(cipher.size() == plain.size() + kTagSize);
    RC_ASSERT(gcm_decrypt(kKey, kIv, aad, cipher).value() == plain);
    const auto bit = *rc::gen::inRange<std::size_t>(0, cipher.size() * 8);
    cipher[bit / 8] = static_cast<std::uint8_t>(cipher[bit / 8] ^ (1u << (bit % 8)));
    RC_ASSERT(!gcm_decrypt(kKey, kIv, aad, cipher));
  });
}

}  // namespace
}  // namespace gridpost::crypto
