#include "crypto/certification_request.h"

#include <gtest/gtest.h>

namespace gridpost::crypto {
namespace {

constexpr Eui64 kDevice{0x00DB1234567890A0};

TEST(CertificationRequest, SaysForWhomAndForWhat) {
  const PrivateKey key = PrivateKey::generate();
  for (const Usage usage : {Usage::DigitalSignature, Usage::KeyAgreement}) {
    const auto der = make_certification_request(key, kDevice, usage);
    ASSERT_TRUE(der) << der.error().text();
    const auto read = read_certification_request(*der);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->key, key.public_key());
    EXPECT_EQ(read->device, kDevice);
    EXPECT_EQ(read->usage, usage);
  }
}

TEST(CertificationRequest, IsRefusedWhereAnOctetIsAnother) {
  const auto der = make_certification_request(PrivateKey::generate(), kDevice, Usage::DigitalSignature).value();
  for (std::size_t i = 0; i < der.size(); ++i) {
    Bytes bad = der;
    bad[i] ^= 0x01;
    EXPECT_FALSE(read_certification_request(bad)) << "octet " << i;
  }
  EXPECT_FALSE(read_certification_request(View(der).first(der.size() - 1)));
  Bytes longer = der;
  longer.push_back(0);
  EXPECT_FALSE(read_certification_request(longer));
  EXPECT_FALSE(read_certification_request({}));
}

}  // namespace
}  // namespace gridpost::crypto
