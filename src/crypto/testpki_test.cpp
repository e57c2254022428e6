#include "crypto/testpki.h"

#include <openssl/sha.h>

#include <fstream>

#include "crypto/agreement.h"
#include "crypto/chain.h"
#include "crypto/signature.h"
#include "crypto/test_data.h"

namespace gridpost::crypto::testpki_test {
namespace {

using test::contains;
using test::hex;
namespace fs = std::filesystem;

const Eui64 kUser{0x90B3D51F30010000};
const Eui64 kDevice{0x02005E0000002000};

const TestPki& pki() {
  static const TestPki made = TestPki::create();
  return made;
}

// RFC 5280 4.2.1.2 method 2, computed here once more with other means.
Bytes expected_key_id(const PublicKey& key) {
  std::array<std::uint8_t, 20> sha1{};
  SHA1(key.point().data(), key.point().size(), sha1.data());
  Bytes id(sha1.begin() + 12, sha1.end());
  id[0] = static_cast<std::uint8_t>((id[0] & 0x0F) + 0x40);
  return id;
}

// What every certificate has. (smki 1)
void expect_common_profile(const Certificate& certificate, const Certificate& issuer) {
  const View der = certificate.der();
  EXPECT_TRUE(contains(der, hex("A003020102 0210" + certificate.serial_hex()))) << "version 3, serial of 16 octets";
  EXPECT_LT(hex(certificate.serial_hex())[0], 0x80) << "positive serial";
  EXPECT_TRUE(contains(der, hex("300A06082A8648CE3D040302"))) << "ecdsa-with-SHA256 without parameters";
  EXPECT_TRUE(contains(der, hex("301306072A8648CE3D020106082A8648CE3D030107"))) << "P-256 by name";
  EXPECT_TRUE(contains(der, hex("0603551D20 0101FF 0413 3011300F060D2A863A0001848FB90F01020104"))) << "policies";
  const Bytes own = expected_key_id(certificate.public_key());
  const Bytes above = expected_key_id(issuer.public_key());
  EXPECT_TRUE(contains(der, hex("0603551D0E 040A0408" + to_hex(own)))) << "subject key identifier, not critical";
  EXPECT_TRUE(contains(der, hex("0603551D23 040C300A8008" + to_hex(above))))
      << "authority key identifier, not critical";
  EXPECT_EQ(certificate.subject_key_id(), own);
  EXPECT_EQ(certificate.authority_key_id(), above);
  EXPECT_EQ(iso(certificate.not_before()), "2015-01-01T00:00:00Z");
  EXPECT_TRUE(certificate.issued_by(issuer));
}

TEST(TestPki, OrganisationCertificatesHaveTheProfile) {
  const auto entry = pki().issue_organisation(kUser, role::kXmlSigningUser, Usage::DigitalSignature);
  ASSERT_TRUE(entry) << entry.error().text();
  const Certificate& certificate = (*entry)->certificate;
  expect_common_profile(certificate, pki().issuing()->certificate);
  const View der = certificate.der();
  EXPECT_TRUE(contains(der, hex("060355040B 0C02 3837"))) << "OU is the text 87";
  EXPECT_TRUE(contains(der, hex("060355042D 030900 90B3D51F30010000")))
      << "BIT STRING of 64 bits, zeros at its end kept";
  EXPECT_TRUE(contains(der, hex("0603551D0F 0101FF 0404 03020780"))) << "critical key usage";
  EXPECT_EQ(certificate.eui(), kUser);
  EXPECT_FALSE(certificate.is_device());
  EXPECT_EQ(certificate.role(), 135);
  EXPECT_EQ(certificate.usage(), Usage::DigitalSignature);
  EXPECT_EQ(certificate.issuer_name(), "CN=GPIssuing,OU=07");
  EXPECT_EQ(iso(certificate.not_after()), "2049-12-31T23:59:59Z");
  EXPECT_EQ((*entry)->name, "90b3d51f30010000-xml-ds");
}

TEST(TestPki, DeviceCertificatesHaveTheProfile) {
  const auto entry = pki().issue_device(kDevice, Usage::KeyAgreement);
  ASSERT_TRUE(entry) << entry.error().text();
  const Certificate& certificate = (*entry)->certificate;
  expect_common_profile(certificate, pki().issuing()->certificate);
  const View der = certificate.der();
  const std::string times = to_hex(view_of("150101000000Z")) + "180F" + to_hex(view_of("99991231235959Z"));
  EXPECT_TRUE(contains(der, hex("170D" + times + "3000"))) << "validity, then an empty subject";
  EXPECT_TRUE(contains(der, hex("0603551D11 0101FF 042B 3029 A027 06082B06010505070804 A01B 3019 060D")))
      << "critical SAN";
  EXPECT_TRUE(contains(der, hex("0408 02005E0000002000")));
  EXPECT_TRUE(contains(der, hex("0603551D0F 0101FF 0404 03020308"))) << "critical key usage";
  EXPECT_EQ(certificate.eui(), kDevice);
  EXPECT_TRUE(certificate.is_device());
  EXPECT_FALSE(certificate.role());
  EXPECT_EQ(certificate.usage(), Usage::KeyAgreement);
  EXPECT_EQ(certificate.subject_name(), "");
  EXPECT_EQ(iso(certificate.not_after()), "9999-12-31T23:59:59Z");
  EXPECT_EQ((*entry)->name, "02005e0000002000-ka");
}

TEST(TestPki, AuthoritiesHaveTheProfile) {
  const Certificate& root = pki().root()->certificate;
  const Certificate& issuing = pki().issuing()->certificate;
  expect_common_profile(root, root);
  expect_common_profile(issuing, root);
  EXPECT_EQ(root.subject_name(), "CN=GPRoot,OU=00");
  EXPECT_EQ(issuing.subject_name(), "CN=GPIssuing,OU=07");
  EXPECT_EQ(issuing.issuer_name(), "CN=GPRoot,OU=00");
  for (const auto* certificate : {&root, &issuing}) {
    EXPECT_EQ(certificate->usage(), Usage::CertificateSigning);
    EXPECT_FALSE(certificate->eui());
    EXPECT_TRUE(contains(certificate->der(), hex("0603551D13 0101FF 0405 30030101FF"))) << "basic constraints";
  }
}

TEST(TestPki, KeysOfIssuedEntriesWork) {
  const auto signer = pki().issue_organisation(kUser, role::kSupplier, Usage::DigitalSignature).value();
  const auto signature = sign(*signer->private_key, view_of("text")).value();
  EXPECT_TRUE(verify(signer->certificate.public_key(), view_of("text"), signature));
  const auto user = pki().issue_organisation(kUser, role::kSupplier, Usage::KeyAgreement).value();
  const auto device = pki().issue_device(kDevice, Usage::KeyAgreement).value();
  EXPECT_EQ(agree(*user->private_key, device->certificate.public_key()).value(),
            agree(*device->private_key, user->certificate.public_key()).value());
}

TEST(TestPki, CertifiesAGivenPublicKey) {
  const PrivateKey own = PrivateKey::generate();
  const auto device = pki().issue_device(kDevice, Usage::DigitalSignature, own.public_key()).value();
  EXPECT_FALSE(device->private_key);
  EXPECT_EQ(device->certificate.public_key(), own.public_key());
  const auto user = pki().issue_organisation(kUser, 3, Usage::KeyAgreement, "mine", own.public_key()).value();
  EXPECT_FALSE(user->private_key);
  EXPECT_EQ(user->name, "mine");
  EXPECT_EQ(user->certificate.public_key(), own.public_key());
}

TEST(TestPki, RefusesRolesAndUsagesThatDoNotFit) {
  EXPECT_FALSE(pki().issue_organisation(kUser, 256, Usage::DigitalSignature));
  EXPECT_FALSE(pki().issue_organisation(kUser, -1, Usage::DigitalSignature));
  EXPECT_FALSE(pki().issue_organisation(kUser, 2, Usage::CertificateSigning));
  EXPECT_FALSE(pki().issue_device(kDevice, Usage::CertificateSigning));
}

TEST(TestPki, SerialNumbersDiffer) {
  EXPECT_NE(pki().issue_device(kDevice, Usage::DigitalSignature).value()->certificate.serial_hex(),
            pki().issue_device(kDevice, Usage::DigitalSignature).value()->certificate.serial_hex());
}

TEST(WriteFolder, SplitsPrivateKeysByOwner) {
  const test::TempFolder folder;
  const Eui64 dcc{0x90B3D51F30000002};
  const std::vector<KeyEntryPtr> entries = {
      pki().root(),
      pki().issuing(),
      pki().issue_organisation(dcc, role::kAccessControlBroker, Usage::KeyAgreement).value(),
      pki().issue_organisation(dcc, role::kXmlSigningDsp, Usage::DigitalSignature).value(),
      pki().issue_organisation(kUser, role::kSupplier, Usage::DigitalSignature).value(),
      pki().issue_organisation(kUser, role::kSupplier, Usage::KeyAgreement, "90b3d51f30010000-pp-ka").value(),
      pki().issue_device(kDevice, Usage::DigitalSignature).value(),
  };
  ASSERT_TRUE(write_folder(folder.path(), entries, true));
  std::vector<std::string> files;
  for (const auto& file : fs::recursive_directory_iterator(folder.path())) {
    if (!file.is_regular_file()) continue;
    files.push_back(fs::relative(file.path(), folder.path()).string());
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const bool secret = file.path().extension() == ".key";
    EXPECT_EQ(text.find("PRIVATE KEY") != std::string::npos, secret) << file.path();
    const auto others = fs::perms::group_all | fs::perms::others_all;
    EXPECT_EQ((fs::status(file.path()).permissions() & others) == fs::perms::none, secret) << file.path();
  }
  std::sort(files.begin(), files.end());
  const std::vector<std::string> expected = {
      "authority/GPIssuing.key",
      "authority/GPRoot.key",
      "certificates/02005e0000002000-ds.pem",
      "certificates/90b3d51f30000002-ka.pem",
      "certificates/90b3d51f30000002-xml-ds.pem",
      "certificates/90b3d51f30010000-ds.pem",
      "certificates/90b3d51f30010000-pp-ka.pem",
      "certificates/GPIssuing.pem",
      "certificates/GPRoot.pem",
      "dcc/90b3d51f30000002-ka.key",
      "dcc/90b3d51f30000002-xml-ds.key",
      "devices/02005e0000002000-ds.key",
      "users/90b3d51f30010000/90b3d51f30010000-ds.key",
      "users/90b3d51f30010000/90b3d51f30010000-pp-ka.key",
  };
  EXPECT_EQ(files, expected);
}

TEST(WriteFolder, LeavesKeysOutAndKeepsEntriesOfOneNameApart) {
  const test::TempFolder folder;
  const std::vector<KeyEntryPtr> entries = {pki().issue_device(kDevice, Usage::DigitalSignature).value(),
                                            pki().issue_device(kDevice, Usage::DigitalSignature).value()};
  ASSERT_TRUE(write_folder(folder.path(), entries, false));
  EXPECT_FALSE(fs::exists(folder.path() / "devices"));
  KeyStore store;
  EXPECT_EQ(store.load_folder(folder.path() / "certificates", 0).value().certificates, 2u);
  EXPECT_EQ(store.certificates_of(kDevice).size(), 2u);
}

TEST(WriteFolder, RefusesNamesThatLeaveTheFolder) {
  const test::TempFolder folder;
  const auto entry = pki().issue_organisation(kUser, 2, Usage::DigitalSignature, "../../x").value();
  EXPECT_FALSE(write_folder(folder.path(), {entry}, true));
}

TEST(TestPki, IsOpenedAgainFromItsFolders) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_folder(folder.path(), {pki().root(), pki().issuing()}, true));
  KeyStore store;
  ASSERT_TRUE(store.load_folder(folder.path() / "certificates", 0));
  EXPECT_FALSE(TestPki::open(store)) << "without private key";
  ASSERT_TRUE(store.load_folder(folder.path() / "authority", 0));
  const auto again = TestPki::open(store);
  ASSERT_TRUE(again) << again.error().text();
  const auto device = again->issue_device(kDevice, Usage::DigitalSignature).value();
  EXPECT_TRUE(verify_chain(device->certificate, store, parse_date("2025-06-01").value()));
}

}  // namespace
}  // namespace gridpost::crypto::testpki_test
