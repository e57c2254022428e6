#include "crypto/key_store.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/files.h"
#include "crypto/test_data.h"
#include "crypto/testpki.h"

namespace gridpost::crypto::key_store_test {
namespace {

const Eui64 kSupplier{0x02005E0000001000};
const Eui64 kDevice{0x02005E0000002000};
const TimeMs kNow = parse_date("2025-06-01").value();
const TimeMs kLate = parse_date("2050-06-01").value();  // organisations are valid until the end of 2049

const TestPki& pki() {
  static const TestPki made = TestPki::create();
  return made;
}

KeyEntry organisation(int role, Usage usage, std::string name = {}) {
  return *pki().issue_organisation(kSupplier, role, usage, std::move(name)).value();
}

TEST(KeyStore, FindsByIdentityUsageAndRole) {
  KeyStore store;
  const auto ds = store.add(organisation(2, Usage::DigitalSignature));
  const auto xml = store.add(organisation(role::kXmlSigningUser, Usage::DigitalSignature));
  const auto ka = store.add(organisation(2, Usage::KeyAgreement));
  const auto top_up = store.add(organisation(2, Usage::KeyAgreement, "02005e0000001000-pp-ka"));
  const auto device = store.add(*pki().issue_device(kDevice, Usage::KeyAgreement).value());
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kNow), ds);
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kNow, 2), ds);
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kNow, role::kXmlSigningUser), xml);
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kNow, 3), nullptr);
  EXPECT_EQ(store.find(kSupplier, Usage::KeyAgreement, kNow), ka);
  EXPECT_EQ(store.find(kSupplier, Usage::KeyAgreement, kNow, 2, true), top_up);
  EXPECT_EQ(store.find(kDevice, Usage::KeyAgreement, kNow), device);
  EXPECT_EQ(store.find(kDevice, Usage::DigitalSignature, kNow), nullptr);
  EXPECT_EQ(store.find(Eui64{1}, Usage::KeyAgreement, kNow), nullptr);
  EXPECT_EQ(store.certificates_of(kSupplier).size(), 4u);
  EXPECT_TRUE(store.certificates_of(Eui64{1}).empty());
  EXPECT_EQ(store.size(), 5u);
}

TEST(KeyStore, FindsEveryCertificateInUseAfterAReissue) {
  KeyStore store;
  const auto first = store.add(organisation(2, Usage::DigitalSignature, "first"));
  const auto second = store.add(organisation(2, Usage::DigitalSignature, "second"));
  const auto revoked = store.add(organisation(2, Usage::DigitalSignature, "revoked"));
  store.add(organisation(role::kXmlSigningUser, Usage::DigitalSignature));
  store.add(organisation(2, Usage::KeyAgreement));
  ASSERT_TRUE(store.set_status(revoked->certificate, CertificateStatus::Revoked));
  EXPECT_EQ(store.find_all(kSupplier, Usage::DigitalSignature, kNow), (std::vector{first, second}));
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kNow), first);
  EXPECT_TRUE(store.find_all(kSupplier, Usage::DigitalSignature, kNow, 3).empty());
  EXPECT_TRUE(store.find_all(kSupplier, Usage::DigitalSignature, kLate).empty());
}

TEST(KeyStore, FindsBySerialHoweverItIsWritten) {
  KeyStore store;
  const auto entry = store.add(organisation(2, Usage::DigitalSignature));
  store.add(organisation(2, Usage::KeyAgreement));
  const Certificate& certificate = entry->certificate;
  std::string lower = certificate.serial_hex();
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  EXPECT_EQ(store.by_serial_hex(certificate.serial_hex()), entry);
  EXPECT_EQ(store.by_serial_hex("00" + lower), entry);
  EXPECT_EQ(store.by_serial_decimal(certificate.serial_decimal()), entry);
  EXPECT_EQ(store.by_serial_decimal("0" + certificate.serial_decimal()), entry);
  EXPECT_EQ(store.by_serial_decimal("1"), nullptr);
  EXPECT_EQ(store.by_serial_hex(""), nullptr);
  EXPECT_EQ(store.by_serial_decimal(certificate.serial_decimal() + "x"), nullptr);
  EXPECT_EQ(store.by_serial_decimal("A"), nullptr) << "a digit of the other base";
  // One more than the greatest number of 16 octets, and the certificate's own number beyond that.
  EXPECT_EQ(store.by_serial_hex("1" + std::string(32, '0')), nullptr);
  EXPECT_EQ(store.by_serial_hex("1" + certificate.serial_hex()), nullptr);
  EXPECT_EQ(store.by_serial_decimal("340282366920938463463374607431768211456"), nullptr);
}

TEST(KeyStore, FindsByIssuerAndSerialWhateverTheOrderOfTheName) {
  KeyStore store;
  const auto entry = store.add(organisation(2, Usage::DigitalSignature));
  const std::string& serial = entry->certificate.serial_decimal();
  EXPECT_EQ(store.by_issuer_serial("CN=GPIssuing,OU=07", serial), entry);
  EXPECT_EQ(store.by_issuer_serial("OU=07, CN=GPIssuing ", serial), entry);
  EXPECT_EQ(store.by_issuer_serial("CN=GPRoot,OU=00", serial), nullptr);
  EXPECT_EQ(store.by_issuer_serial("CN=GPIssuing,OU=07", "12"), nullptr);
}

TEST(KeyStore, FindsByKeyIdentifier) {
  KeyStore store;
  const auto entry = store.add(*pki().issuing());
  store.add(*pki().root());
  EXPECT_EQ(store.by_key_id(entry->certificate.subject_key_id()), std::vector<KeyEntryPtr>{entry});
  EXPECT_TRUE(store.by_key_id(Bytes(8, 0)).empty());
}

TEST(KeyStore, OnlyCertificatesInUseAreFoundForUse) {
  KeyStore store;
  const auto old = store.add(*pki().issue_device(kDevice, Usage::DigitalSignature).value());
  ASSERT_TRUE(store.set_status(old->certificate, CertificateStatus::NotInUse));
  EXPECT_EQ(store.find(kDevice, Usage::DigitalSignature, kNow), nullptr);
  const auto shown = store.by_serial_hex(old->certificate.serial_hex());
  EXPECT_EQ(shown->status, CertificateStatus::NotInUse);
  EXPECT_FALSE(shown->usable_at(kNow));
  EXPECT_EQ(old->status, CertificateStatus::InUse) << "an entry in someone's hands does not change";
  const auto fresh = store.add(*pki().issue_device(kDevice, Usage::DigitalSignature).value());
  EXPECT_EQ(store.find(kDevice, Usage::DigitalSignature, kNow), fresh);
  EXPECT_EQ(store.certificates_of(kDevice).size(), 2u);
  EXPECT_FALSE(store.set_status(pki().root()->certificate, CertificateStatus::Revoked));
}

TEST(KeyStore, EnforcesValidityUnlessWaived) {
  KeyStore store;
  KeyEntry entry = organisation(2, Usage::DigitalSignature);
  const auto enforced = store.add(entry);
  EXPECT_TRUE(enforced->usable_at(kNow));
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kLate), nullptr);
  EXPECT_EQ(enforced->status_at(kNow), CertificateStatus::InUse);
  EXPECT_EQ(enforced->status_at(kLate), CertificateStatus::Expired);
  const auto refusal = enforced->usable_at(kLate);
  ASSERT_FALSE(refusal);
  EXPECT_NE(refusal.error().what.find("2049-12-31T23:59:59Z"), std::string::npos) << refusal.error().what;
  entry.validity = ValidityPolicy::WaiveWithWarning;
  const auto waived = store.add(entry);
  EXPECT_EQ(store.size(), 1u);
  EXPECT_TRUE(waived->usable_at(kLate));
  EXPECT_EQ(waived->status_at(kLate), CertificateStatus::InUse);
  EXPECT_EQ(store.find(kSupplier, Usage::DigitalSignature, kLate), waived);
}

TEST(KeyStore, PrivateKeysMeetTheirCertificatesInEitherOrder) {
  const auto issued = pki().issue_device(kDevice, Usage::DigitalSignature).value();
  const KeyEntry bare{.certificate = issued->certificate, .private_key = {}, .name = "bare"};
  KeyStore key_first;
  EXPECT_EQ(key_first.add_key(*issued->private_key), 0u);
  EXPECT_TRUE(key_first.add(bare)->private_key);
  KeyStore certificate_first;
  EXPECT_FALSE(certificate_first.add(bare)->private_key);
  EXPECT_EQ(certificate_first.add_key(*issued->private_key), 1u);
  EXPECT_TRUE(certificate_first.find(kDevice, Usage::DigitalSignature, kNow)->private_key);
  EXPECT_EQ(certificate_first.add_key(PrivateKey::generate()), 0u);
}

TEST(KeyStore, PrepaymentIsToldFromTheName) {
  EXPECT_TRUE(names_prepayment("90b3d51f30010000-pp-ka"));
  EXPECT_TRUE(names_prepayment("Z1-supplierPP-ka"));
  EXPECT_FALSE(names_prepayment("Z1-supplier-ka"));
  EXPECT_FALSE(names_prepayment("SUPPLIER-ka"));
}

TEST(LoadFolder, ReadsWhatWasWrittenAndTheKeysOfOneOwner) {
  const test::TempFolder folder;
  const std::vector<KeyEntryPtr> entries = {
      pki().issue_organisation(kSupplier, 2, Usage::DigitalSignature).value(),
      pki().issue_organisation(kSupplier, 2, Usage::KeyAgreement, "02005e0000001000-pp-ka").value(),
      pki().issue_device(kDevice, Usage::KeyAgreement).value()};
  ASSERT_TRUE(write_folder(folder.path(), entries, true));
  KeyStore store;
  const auto certificates = store.load_folder(folder.path() / "certificates", kNow);
  ASSERT_TRUE(certificates) << certificates.error().text();
  EXPECT_EQ(certificates->certificates, 3u);
  EXPECT_EQ(certificates->keys, 0u);
  EXPECT_TRUE(certificates->warnings.empty());
  const auto keys = store.load_folder(folder.path() / "devices", kNow);
  ASSERT_TRUE(keys) << keys.error().text();
  EXPECT_EQ(keys->keys, 1u);
  EXPECT_TRUE(keys->warnings.empty());
  EXPECT_TRUE(store.find(kDevice, Usage::KeyAgreement, kNow)->private_key);
  EXPECT_FALSE(store.find(kSupplier, Usage::DigitalSignature, kNow)->private_key);
  EXPECT_NE(store.find(kSupplier, Usage::KeyAgreement, kNow, 2, true), nullptr);
}

TEST(LoadFolder, SkipsWhatItCannotUseAndSaysSo) {
  const test::TempFolder folder;
  const KeyEntry a = organisation(2, Usage::DigitalSignature);
  const auto put = [&folder](const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder.path() / name, text, Secrecy::Open));
  };
  put("a.pem", a.certificate.pem());
  put("a.key", PrivateKey::generate().pem());
  put("bare.pem", a.certificate.public_key().pem());
  put("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  put("empty.key", "");
  put("notes.txt", "not read");
  put("fffffffffffffffe-ds.pem", organisation(3, Usage::DigitalSignature).certificate.pem());
  KeyStore store;
  const auto report = store.load_folder(folder.path(), kNow);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->certificates, 2u);
  EXPECT_EQ(report->keys, 1u);
  EXPECT_EQ(report->warnings.size(), 6u) << testing::PrintToString(report->warnings);
  const auto warned = [&report](std::string_view text) {
    return std::any_of(report->warnings.begin(), report->warnings.end(),
                       [text](const std::string& line) { return line.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(warned("bare.pem: a bare public key"));
  EXPECT_TRUE(warned("broken.pem: "));
  EXPECT_TRUE(warned("empty.key: "));
  EXPECT_TRUE(warned("a: the private key is not that of the certificate"));
  EXPECT_TRUE(warned("a: no certificate has this private key yet"));
  EXPECT_TRUE(warned("fffffffffffffffe-ds: the certificate is that of 02-00-5E-00-00-00-10-00"));
}

TEST(LoadFolder, OneWarningAnImportForValidity) {
  const test::TempFolder folder;
  ASSERT_TRUE(write_folder(folder.path(),
                           {pki().issue_organisation(kSupplier, 2, Usage::DigitalSignature).value(),
                            pki().issue_organisation(kSupplier, 2, Usage::KeyAgreement).value()},
                           false));
  KeyStore enforcing;
  const auto refused = enforcing.load_folder(folder.path() / "certificates", kLate).value();
  ASSERT_EQ(refused.warnings.size(), 1u);
  EXPECT_NE(refused.warnings[0].find("2 certificates are not valid"), std::string::npos) << refused.warnings[0];
  EXPECT_EQ(enforcing.find(kSupplier, Usage::DigitalSignature, kLate), nullptr);
  KeyStore waiving;
  const auto waived =
      waiving.load_folder(folder.path() / "certificates", kLate, ValidityPolicy::WaiveWithWarning).value();
  ASSERT_EQ(waived.warnings.size(), 1u);
  EXPECT_NE(waived.warnings[0].find("waived"), std::string::npos) << waived.warnings[0];
  EXPECT_NE(waiving.find(kSupplier, Usage::DigitalSignature, kLate), nullptr);
}

TEST(LoadFolder, AMissingFolderIsAnError) {
  const test::TempFolder folder;
  KeyStore store;
  EXPECT_FALSE(store.load_folder(folder.path() / "nowhere", kNow));
}

TEST(KeystoreJson, SurvivesSavingAndLoading) {
  const test::TempFolder folder;
  const auto file = folder.path() / "keystore.json";
  KeyStore store;
  const auto ds = store.add(organisation(2, Usage::DigitalSignature, "mine"));
  store.add(organisation(2, Usage::KeyAgreement, "minePP-ka"));
  store.add(*pki().issue_device(kDevice, Usage::KeyAgreement).value());
  store.add(*pki().root());
  ASSERT_TRUE(store.save_keystore_json(file, true));
  const auto json = nlohmann::json::parse(std::ifstream(file));
  const auto& entry = json.at("02005e0000001000").at("digitalSignature").at(ds->certificate.serial_decimal());
  EXPECT_EQ(entry.at("certificate"), ds->certificate.pem());
  EXPECT_EQ(entry.at("privateKey"), ds->private_key->pem());
  EXPECT_EQ(entry.at("role"), 2);
  EXPECT_EQ(entry.at("name"), "mine");
  EXPECT_FALSE(json.at("02005e0000002000").at("keyAgreement").begin()->contains("role"));
  EXPECT_EQ(json.size(), 2u);
  KeyStore again;
  const auto report = again.load_keystore_json(file, kNow);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->certificates, 3u);
  EXPECT_EQ(report->keys, 3u);
  EXPECT_TRUE(report->warnings.empty());
  EXPECT_TRUE(again.find(kSupplier, Usage::KeyAgreement, kNow, 2, true)->private_key);
  ASSERT_TRUE(store.save_keystore_json(file, false));
  KeyStore public_only;
  EXPECT_EQ(public_only.load_keystore_json(file, kNow).value().keys, 0u);
}

TEST(KeystoreJson, RefusesOtherShapes) {
  const test::TempFolder folder;
  const auto file = folder.path() / "keystore.json";
  KeyStore store;
  EXPECT_FALSE(store.load_keystore_json(file, kNow)) << "missing";
  for (const char* text : {"", "{", "[]", "7", R"({"a": 1})", R"({"a": {"b": []}})"}) {
    ASSERT_TRUE(write_file(file, text, Secrecy::Open));
    EXPECT_FALSE(store.load_keystore_json(file, kNow)) << text;
  }
}

TEST(KeystoreJson, SkipsEntriesThatContradictTheirPlace) {
  const test::TempFolder folder;
  const auto file = folder.path() / "keystore.json";
  const KeyEntry entry = organisation(2, Usage::DigitalSignature);
  const std::string serial = entry.certificate.serial_decimal();
  const nlohmann::json good{{"certificate", entry.certificate.pem()}};
  nlohmann::json wrong_key = good;
  wrong_key["privateKey"] = PrivateKey::generate().pem();
  const std::string own = kSupplier.plain();
  const std::vector<nlohmann::json> contradictions = {
      {{kDevice.plain(), {{"digitalSignature", {{serial, good}}}}}},
      {{own, {{"keyAgreement", {{serial, good}}}}}},
      {{own, {{"digitalSignature", {{"1", good}}}}}},
      {{own, {{"digitalSignature", {{serial, wrong_key}}}}}},
      {{own, {{"digitalSignature", {{serial, nlohmann::json::object()}}}}}},
      {{own, {{"digitalSignature", {{serial, 7}}}}}},
  };
  for (const auto& json : contradictions) {
    ASSERT_TRUE(write_file(file, json.dump(), Secrecy::Open));
    KeyStore store;
    const auto report = store.load_keystore_json(file, kNow);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->warnings.size(), 1u) << json;
    EXPECT_EQ(store.size(), 0u) << json;
  }
}

}  // namespace
}  // namespace gridpost::crypto::key_store_test
