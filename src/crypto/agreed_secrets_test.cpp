#include "crypto/agreed_secrets.h"

#include <gtest/gtest.h>

#include "crypto/testpki.h"

namespace gridpost::crypto {
namespace {

TEST(AgreedSecrets, AreThoseOfTheCertificatesAskedForHoweverFewAreKept) {
  const TestPki pki = TestPki::create();
  const auto made = [&](std::uint64_t eui) { return pki.issue_device(Eui64{eui}, Usage::KeyAgreement).value(); };
  const std::vector<KeyEntryPtr> own{made(1), made(2)};
  const std::vector<KeyEntryPtr> peers{made(1), made(3), made(4), made(5)};  // the first: of one identity, another key
  for (const std::size_t limit : {std::size_t{2}, std::size_t{100}}) {
    AgreedSecrets secrets(limit);
    for (int round = 0; round < 2; ++round)
      for (const auto& a : own)
        for (const auto& b : peers)
          EXPECT_EQ(secrets.of(a, b).value(), agree(*b->private_key, a->certificate.public_key()).value());
  }
}

TEST(AgreedSecrets, NeedAPrivateKey) {
  const TestPki pki = TestPki::create();
  const auto whole = pki.issue_device(Eui64{1}, Usage::KeyAgreement).value();
  const auto bare = pki.issue_device(Eui64{2}, Usage::KeyAgreement, PrivateKey::generate().public_key()).value();
  EXPECT_FALSE(AgreedSecrets(2).of(bare, whole));
  EXPECT_TRUE(AgreedSecrets(2).of(whole, bare));
}

}  // namespace
}  // namespace gridpost::crypto
