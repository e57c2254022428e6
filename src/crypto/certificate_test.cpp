#include "crypto/certificate.h"

#include <rapidcheck.h>

#include "crypto/test_data.h"
#include "crypto/testpki.h"

namespace gridpost::crypto {
namespace {

using test::hex;

const TestPki& pki() {
  static const TestPki made = TestPki::create();
  return made;
}

Certificate organisation(int role, Usage usage) {
  return pki().issue_organisation(Eui64{0x02005E0000001000}, role, usage).value()->certificate;
}

// The certificate with some octets of its DER replaced by others of the same length; its signature is void.
Result<Certificate> altered(const Certificate& certificate, const Bytes& from, const Bytes& to) {
  Bytes der = certificate.der();
  const auto at = std::search(der.begin(), der.end(), from.begin(), from.end());
  EXPECT_NE(at, der.end());
  EXPECT_EQ(from.size(), to.size());
  std::copy(to.begin(), to.end(), at);
  return Certificate::parse(der);
}

TEST(Certificate, PemAndDerAreTheSame) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  EXPECT_EQ(Certificate::parse(certificate.der()).value(), certificate);
  EXPECT_EQ(Certificate::parse(view_of(certificate.pem())).value(), certificate);
  EXPECT_EQ(Certificate::parse(view_of("Some text before it\n" + certificate.pem())).value(), certificate);
}

TEST(Certificate, ShowsItsSerialInBothForms) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  ASSERT_EQ(certificate.serial_hex().size(), 32u);
  const auto with_serial = [&](const std::string& serial) {
    return altered(certificate, hex("0210" + certificate.serial_hex()), hex("0210" + serial)).value();
  };
  EXPECT_EQ(with_serial("01000000000000000000000000000100").serial_hex(), "01000000000000000000000000000100");
  EXPECT_EQ(with_serial("01000000000000000000000000000100").serial_decimal(),
            "1329227995784915872903807060280344832");  // 2^120 + 256
  EXPECT_EQ(with_serial("00C097CE7BC90715B34B9F1000000001").serial_decimal(),
            "1000000000000000000000000000000000001");  // 10^36 + 1
}

TEST(Certificate, RefusesSerialNumbersThatAreNotPositive) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  const Bytes from = hex("0210" + certificate.serial_hex());
  EXPECT_FALSE(altered(certificate, from, hex("0210 80000000000000000000000000000001")));
  EXPECT_FALSE(altered(certificate, from, hex("0210 00000000000000000000000000000000")));
}

TEST(Certificate, RoleIsTwoHexadecimalDigits) {
  EXPECT_EQ(organisation(2, Usage::DigitalSignature).role(), 2);
  EXPECT_EQ(organisation(role::kXmlSigningUser, Usage::DigitalSignature).role(), 135);
  const auto lower = altered(organisation(0x7F, Usage::KeyAgreement), hex("0C023746"), hex("0C023766"));
  EXPECT_EQ(lower.value().role(), 127);
}

TEST(Certificate, AnotherOuLeavesTheRoleEmptyWithTheReason) {
  const auto other =
      altered(organisation(2, Usage::DigitalSignature), hex("060355040B0C023032"), hex("060355040B0C025831"));
  ASSERT_TRUE(other) << other.error().text();
  EXPECT_FALSE(other->role());
  EXPECT_EQ(other->role_problem(), "OU 'X1' is not a role of two hexadecimal digits");
}

TEST(Certificate, RefusesMalformedIdentities) {
  // A bit string with an unused bit; an alternative name whose serial number has 7 octets.
  EXPECT_FALSE(altered(organisation(2, Usage::DigitalSignature), hex("06035504 2D030900"), hex("06035504 2D030901")));
  const Certificate device = pki().issue_device(Eui64{0x02005E0000002000}, Usage::KeyAgreement).value()->certificate;
  EXPECT_FALSE(altered(device, hex("040802005E00"), hex("040702005E00")));
}

TEST(Certificate, RefusesTwoKeyUsagesOrNone) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  EXPECT_FALSE(altered(certificate, hex("0404 03020780"), hex("0404 03020388")));
  EXPECT_FALSE(altered(certificate, hex("0404 03020780"), hex("0404 03020640")));
  EXPECT_EQ(altered(certificate, hex("0404 03020780"), hex("0404 03020308")).value().usage(), Usage::KeyAgreement);
}

TEST(Certificate, RefusesAnotherSignatureAlgorithm) {
  Bytes der = organisation(2, Usage::DigitalSignature).der();
  const Bytes from = hex("2A8648CE3D040302");
  for (auto at = std::search(der.begin(), der.end(), from.begin(), from.end()); at != der.end();
       at = std::search(der.begin(), der.end(), from.begin(), from.end())) {
    *(at + 7) = 3;  // ecdsa-with-SHA384
  }
  const auto other = Certificate::parse(der);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().what, "the signature algorithm is not ecdsa-with-SHA256");
}

TEST(Certificate, RefusesWhatIsNoCertificate) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  EXPECT_FALSE(Certificate::parse({}));
  EXPECT_FALSE(Certificate::parse(view_of(certificate.public_key().pem())));
  EXPECT_FALSE(Certificate::parse(view_of("-----BEGIN CERTIFICATE-----\n")));
  EXPECT_FALSE(Certificate::parse(view_of("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n")));
  for (std::size_t size = 0; size < certificate.der().size(); ++size)
    EXPECT_FALSE(Certificate::parse(View(certificate.der()).first(size))) << size;
  Bytes longer = certificate.der();
  longer.push_back(0);
  EXPECT_FALSE(Certificate::parse(longer));
}

TEST(Certificate, IsValidInItsPeriodIncludingBothEnds) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  const TimeMs from = parse_date_time("2015-01-01T00:00:00Z").value();
  const TimeMs to = parse_date_time("2049-12-31T23:59:59Z").value();
  EXPECT_FALSE(certificate.valid_at(from - 1));
  EXPECT_TRUE(certificate.valid_at(from));
  EXPECT_TRUE(certificate.valid_at(to + 999));
  EXPECT_FALSE(certificate.valid_at(to + 1000));
}

TEST(Certificate, KnowsItsIssuer) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  EXPECT_TRUE(certificate.issued_by(pki().issuing()->certificate));
  EXPECT_FALSE(certificate.issued_by(pki().root()->certificate));
  EXPECT_FALSE(certificate.issued_by(certificate));
  EXPECT_TRUE(pki().issuing()->certificate.issued_by(pki().root()->certificate));
  // Another authority of the same name.
  EXPECT_FALSE(certificate.issued_by(TestPki::create().issuing()->certificate));
}

TEST(Certificate, AnyChangeOfTheSignedPartVoidsTheSignature) {
  const Certificate certificate = organisation(2, Usage::DigitalSignature);
  const Certificate& authority = pki().issuing()->certificate;
  const std::size_t signed_end = certificate.der().size() - 90;  // algorithm and signature take less
  rc::check([&](std::uint8_t mask) {
    RC_PRE(mask != 0);
    Bytes der = certificate.der();
    const auto at = *rc::gen::inRange<std::size_t>(0, signed_end);
    der[at] = static_cast<std::uint8_t>(der[at] ^ mask);
    const auto other = Certificate::parse(der);
    const bool accepted = other && other->issued_by(authority);
    RC_ASSERT(!accepted);
  });
}

}  // namespace
}  // namespace gridpost::crypto
