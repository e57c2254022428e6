#include "crypto/chain.h"

#include "crypto/openssl_ptr.h"
#include "crypto/test_data.h"
#include "crypto/testpki.h"

namespace gridpost::crypto {
namespace {

const TimeMs kNow = parse_date("2025-06-01").value();
const TimeMs kLate = parse_date("2050-06-01").value();

// The certificate as if this entry had issued it, without authority key identifier.
Certificate signed_again(const Certificate& certificate, const KeyEntry& issuer) {
  const auto x509_of = [](const Certificate& one) {
    const unsigned char* at = one.der().data();
    return X509Ptr(d2i_X509(nullptr, &at, static_cast<long>(one.der().size())));
  };
  const X509Ptr x509 = x509_of(certificate);
  X509_set_issuer_name(x509.get(), X509_get_subject_name(x509_of(issuer.certificate).get()));
  X509_EXTENSION_free(X509_delete_ext(x509.get(), X509_get_ext_by_NID(x509.get(), NID_authority_key_identifier, -1)));
  X509_sign(x509.get(), issuer.private_key->handle(), EVP_sha256());
  Bytes der(static_cast<std::size_t>(i2d_X509(x509.get(), nullptr)));
  unsigned char* out = der.data();
  i2d_X509(x509.get(), &out);
  return Certificate::parse(der).value();
}

struct ChainTest : testing::Test {
  ChainTest()
      : pki(TestPki::create()), device(pki.issue_device(Eui64{0x02005E0000002000}, Usage::DigitalSignature).value()) {}
  TestPki pki;
  KeyEntryPtr device;
  KeyStore authorities;
};

TEST_F(ChainTest, LeadsFromTheHolderToTheRoot) {
  authorities.add(*pki.root());
  authorities.add(*pki.issuing());
  EXPECT_TRUE(verify_chain(device->certificate, authorities, kNow));
  EXPECT_TRUE(verify_chain(pki.issuing()->certificate, authorities, kNow));
  EXPECT_TRUE(verify_chain(pki.root()->certificate, authorities, kNow));
}

TEST_F(ChainTest, NeedsEveryAuthorityOnTheWay) {
  EXPECT_FALSE(verify_chain(pki.root()->certificate, authorities, kNow)) << "a root that is not ours";
  authorities.add(*pki.issuing());
  const auto rootless = verify_chain(device->certificate, authorities, kNow);
  ASSERT_FALSE(rootless);
  EXPECT_NE(rootless.error().what.find("no trusted issuer CN=GPRoot,OU=00"), std::string::npos)
      << rootless.error().what;
}

TEST_F(ChainTest, RefusesAnotherPkiOfTheSameNames) {
  const TestPki stranger = TestPki::create();
  authorities.add(*stranger.root());
  authorities.add(*stranger.issuing());
  EXPECT_FALSE(verify_chain(device->certificate, authorities, kNow));
}

TEST_F(ChainTest, EndEntitiesAreNoIssuers) {
  const auto user = pki.issue_organisation(Eui64{0x02005E0000001000}, 2, Usage::DigitalSignature).value();
  authorities.add(*pki.root());
  authorities.add(*pki.issuing());
  authorities.add(*user);
  const Certificate forged = signed_again(device->certificate, *user);
  ASSERT_TRUE(forged.issued_by(user->certificate));
  EXPECT_TRUE(verify_chain(user->certificate, authorities, kNow));
  EXPECT_FALSE(verify_chain(forged, authorities, kNow));
}

TEST_F(ChainTest, RevokedAuthoritiesEndTheChain) {
  authorities.add(*pki.root());
  authorities.add(*pki.issuing());
  ASSERT_TRUE(authorities.set_status(pki.issuing()->certificate, CertificateStatus::Revoked));
  EXPECT_FALSE(verify_chain(device->certificate, authorities, kNow));
}

TEST_F(ChainTest, ValidityIsEnforcedAlongTheWayUnlessWaived) {
  authorities.add(*pki.root());
  authorities.add(*pki.issuing());
  const auto late = verify_chain(device->certificate, authorities, kLate);  // the device's own never expires
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().what.find("CN=GPIssuing,OU=07"), std::string::npos) << late.error().what;
  EXPECT_TRUE(verify_chain(device->certificate, authorities, kLate, ValidityPolicy::WaiveWithWarning));
}

}  // namespace
}  // namespace gridpost::crypto
