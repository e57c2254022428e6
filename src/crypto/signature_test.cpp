#include "crypto/signature.h"

#include <rapidcheck.h>

#include <thread>

#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

using test::hex;

// RFC 6979 A.2.5, SHA-256.
const PublicKey& rfc_key() {
  static const PublicKey key =
      PublicKey::from_point(hex("0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"))
          .value();
  return key;
}
const Bytes kSample =
    hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
const Bytes kTest =
    hex("F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
        "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083");

TEST(Verify, AcceptsTheVectorsOfRfc6979) {
  EXPECT_TRUE(verify(rfc_key(), view_of("sample"), kSample));
  EXPECT_TRUE(verify(rfc_key(), view_of("test"), kTest));
  EXPECT_TRUE(verify_digest(rfc_key(), sha256(view_of("test")), kTest));
}

TEST(Verify, RefusesAnotherMessageKeyOrSignature) {
  EXPECT_FALSE(verify(rfc_key(), view_of("Sample"), kSample));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), kTest));
  EXPECT_FALSE(verify(PrivateKey::generate().public_key(), view_of("sample"), kSample));
}

TEST(Verify, RefusesNumbersOutOfRange) {
  const Bytes zero(32, 0);
  const Bytes ones(32, 0xFF);
  const auto joined = [](View r, View s) {
    Bytes out(r.begin(), r.end());
    append(out, s);
    return out;
  };
  const View good(kSample);
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), joined(zero, good.last(32))));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), joined(good.first(32), zero)));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), joined(zero, zero)));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), joined(ones, ones)));
}

TEST(Verify, RefusesDerAndOtherLengths) {
  const Bytes der = hex("3046022100" + to_hex(View(kSample).first(32)) + "022100" + to_hex(View(kSample).last(32)));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), der));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), {}));
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), View(kSample).first(63)));
  Bytes longer = kSample;
  longer.push_back(0);
  EXPECT_FALSE(verify(rfc_key(), view_of("sample"), longer));
}

TEST(Sign, MakesSignaturesThatVerify) {
  const PrivateKey key = PrivateKey::generate();
  // Enough rounds to meet r and s with leading zeros and with the high bit set.
  for (int i = 0; i < 1000; ++i) {
    Bytes message;
    put_be(message, static_cast<std::uint64_t>(i), 4);
    const auto signature = sign(key, message);
    ASSERT_TRUE(signature) << signature.error().text();
    ASSERT_EQ(signature->size(), kSignatureSize);
    ASSERT_TRUE(verify(key.public_key(), message, *signature)) << to_hex(*signature);
  }
}

TEST(Sign, DigestAndMessageAgree) {
  const PrivateKey key = PrivateKey::generate();
  const auto signature = sign_digest(key, sha256(view_of("octets")));
  ASSERT_TRUE(signature);
  EXPECT_TRUE(verify(key.public_key(), view_of("octets"), *signature));
}

TEST(Verify, NoticesEveryChangedBit) {
  const PrivateKey key = PrivateKey::generate();
  rc::check([&key](const Bytes& message) {
    Bytes signature = sign(key, message).value();
    const auto bit = *rc::gen::inRange<std::size_t>(0, kSignatureSize * 8);
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1u << (bit % 8)));
    RC_ASSERT(!verify(key.public_key(), message, signature));
  });
}

TEST(Sign, ManyThreadsShareAKey) {
  const PrivateKey key = PrivateKey::generate();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&key, &good, t] {
      for (int i = 0; i < 50; ++i) {
        const Bytes message(static_cast<std::size_t>(i + 1), static_cast<std::uint8_t>(t));
        const auto signature = sign(key, message);
        good += signature && verify(key.public_key(), message, *signature) ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
}

}  // namespace
}  // namespace gridpost::crypto
