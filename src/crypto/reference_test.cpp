// Tests against the public test certificates and vectors; they need GRIDPOST_REFERENCE_DATA.
#include <fstream>
#include <regex>

#include "crypto/agreement.h"
#include "crypto/gcm.h"
#include "crypto/key_store.h"
#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

namespace fs = std::filesystem;

const TimeMs kIn2020 = parse_date("2020-06-01").value();
const TimeMs kIn2026 = parse_date("2026-06-01").value();

const Eui64 kBroker{0x90B3D51F30000002};
const Eui64 kSupplier{0x90B3D51F30010000};
const Eui64 kMeter{0x00DB1234567890A0};

struct ReferenceTest : testing::Test {
  void SetUp() override {
    const auto folder = test::reference_data();
    if (!folder) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NOTHING was compared with the reference data";
    data = *folder;
  }

  std::string text(const char* file) const {
    std::ifstream in(data / file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::size_t files_ending(const char* folder, const char* ending) const {
    std::size_t count = 0;
    for (const auto& file : fs::directory_iterator(data / folder)) count += file.path().extension() == ending ? 1 : 0;
    return count;
  }

  static bool warned(const LoadReport& report, std::string_view words) {
    return std::any_of(report.warnings.begin(), report.warnings.end(),
                       [words](const std::string& line) { return line.find(words) != std::string::npos; });
  }

  fs::path data;
};

// The values behind a label in the section on test vectors, in the order of the text.
std::vector<std::string> values(const std::string& section, const std::string& label) {
  std::vector<std::string> out;
  const std::regex pattern(label + " `([0-9A-F]+)`");
  for (std::sregex_iterator at(section.begin(), section.end(), pattern), end; at != end; ++at) out.push_back((*at)[1]);
  return out;
}

TEST_F(ReferenceTest, KeyDerivationVectors) {
  const std::string spec = text("spec/gbcs.md");
  const auto from = spec.find("### 4.5");
  ASSERT_NE(from, std::string::npos);
  const std::string section = spec.substr(from, spec.find("\n## 5", from) - from);
  const auto secrets = values(section, "Z");
  const auto infos = values(section, "other info");
  const auto keys = values(section, "AES key");
  ASSERT_EQ(secrets.size(), 2u);
  ASSERT_EQ(infos.size(), 3u);
  ASSERT_EQ(keys.size(), 3u);
  KeyStore store;
  ASSERT_TRUE(store.load_folder(data / "keys", kIn2020));
  const auto meter = store.find(kMeter, Usage::KeyAgreement, kIn2020);
  const auto broker = store.find(kBroker, Usage::KeyAgreement, kIn2020);
  const auto supplier = store.find(kSupplier, Usage::KeyAgreement, kIn2020);
  ASSERT_TRUE(meter && broker && supplier);
  const auto with_broker = agree(*broker->private_key, meter->certificate.public_key()).value();
  const auto with_supplier = agree(*supplier->private_key, meter->certificate.public_key()).value();
  EXPECT_EQ(to_hex(with_broker.z), secrets[0]);
  EXPECT_EQ(to_hex(with_supplier.z), secrets[1]);
  EXPECT_EQ(to_hex(derive_key(with_broker, test::hex(infos[0]))), keys[0]);
  EXPECT_EQ(to_hex(derive_key(with_supplier, test::hex(infos[1]))), keys[1]);
  EXPECT_EQ(to_hex(derive_key(with_supplier, test::hex(infos[2]))), keys[2]);
}

TEST_F(ReferenceTest, MacVector) {
  const std::string spec = text("spec/gbcs.md");
  const std::string section = spec.substr(spec.find("### 4.5"));
  const Bytes message = from_hex(text("rtds/1.5_ECS04a/ECS04a_1.5_SUCCESS_COMMAND_GBCS.HEX")).value();
  ASSERT_EQ(message.size(), 148u);
  Bytes aad = test::hex("110000000000");
  append(aad, View(message).subspan(14, 122));
  const auto tag =
      gmac(test::fixed<16>(values(section, "AES key").at(0)), test::fixed<12>(values(section, "IV").at(0)), aad);
  EXPECT_EQ(to_hex(View(tag).first(12)), values(section, "tag").at(0));
  EXPECT_TRUE(equal(View(tag).first(12), View(message).last(12)));
}

TEST_F(ReferenceTest, EveryCertificateAndKeyLoads) {
  const std::size_t pem = files_ending("keys", ".pem");
  const std::size_t key = files_ending("keys", ".key");
  ASSERT_EQ(pem + key, 435u);
  KeyStore store;
  const auto report = store.load_folder(data / "keys", kIn2020);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->certificates, pem - 1) << "all but the bare public key";
  EXPECT_EQ(report->keys, key);
  EXPECT_TRUE(warned(*report, "fffffffffffffffe-ka.pem: a bare public key"));
  EXPECT_TRUE(warned(*report, "90b3d51f30000007-ka: the certificate is that of 90-B3-D5-1F-30-03-00-00"));
  EXPECT_EQ(report->warnings.size(), 4u) << testing::PrintToString(report->warnings) << " (two keys lack certificates)";
  EXPECT_EQ(store.size(), pem - 2) << "one certificate is there twice";
}

TEST_F(ReferenceTest, IdentitiesUsagesAndKeyIdentifiersAgreeWithTheFileNames) {
  KeyStore store;
  ASSERT_TRUE(store.load_folder(data / "keys", kIn2020));
  for (const auto& entry : store.all()) {
    const Certificate& certificate = entry->certificate;
    ASSERT_TRUE(certificate.eui()) << entry->name;
    EXPECT_TRUE(entry->name.starts_with(certificate.eui()->plain())) << entry->name;
    EXPECT_EQ(certificate.usage() == Usage::DigitalSignature, entry->name.ends_with("-ds")) << entry->name;
    EXPECT_EQ(certificate.is_device(), entry->name.starts_with("00db")) << entry->name;
    EXPECT_EQ(certificate.role().has_value(), !certificate.is_device()) << entry->name;
    EXPECT_EQ(certificate.subject_key_id(), certificate.public_key().key_identifier()) << entry->name;
    if (certificate.is_device()) EXPECT_EQ(certificate.authority_key_id().size(), 8u) << entry->name;
    EXPECT_EQ(certificate.issuer_name(), certificate.is_device() ? "CN=E357" : "CN=Z1,OU=07") << entry->name;
    if (certificate.is_device()) EXPECT_EQ(iso(certificate.not_after()), "9999-12-31T23:59:59Z") << entry->name;
  }
}

TEST_F(ReferenceTest, PrepaymentKeysAreApart) {
  KeyStore store;
  ASSERT_TRUE(store.load_folder(data / "keys", kIn2020));
  const auto ordinary = store.find(kSupplier, Usage::KeyAgreement, kIn2020);
  const auto top_up = store.find(kSupplier, Usage::KeyAgreement, kIn2020, role::kSupplier, true);
  ASSERT_TRUE(ordinary && top_up);
  EXPECT_EQ(ordinary->name, "90b3d51f30010000-ka");
  EXPECT_EQ(top_up->name, "90b3d51f30010000-pp-ka");
  EXPECT_TRUE(ordinary->private_key && top_up->private_key);
}

TEST_F(ReferenceTest, ExpiryIsEnforcedByDefaultAndWaivedWithAWarning) {
  KeyStore enforcing;
  const auto refused = enforcing.load_folder(data / "keys", kIn2026).value();
  EXPECT_TRUE(warned(refused, "they will not be used"));
  EXPECT_EQ(enforcing.find(kSupplier, Usage::KeyAgreement, kIn2026), nullptr);
  EXPECT_NE(enforcing.find(kMeter, Usage::KeyAgreement, kIn2026), nullptr) << "devices do not expire";
  KeyStore waiving;
  const auto waived = waiving.load_folder(data / "keys", kIn2026, ValidityPolicy::WaiveWithWarning).value();
  EXPECT_TRUE(warned(waived, "validity is waived"));
  EXPECT_NE(waiving.find(kSupplier, Usage::KeyAgreement, kIn2026), nullptr);
}

TEST_F(ReferenceTest, XmlSigningFolderLoads) {
  KeyStore store;
  const auto report = store.load_folder(data / "keys/xml-signing", kIn2020);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->certificates, files_ending("keys/xml-signing", ".pem") - 1) << "all but the key in .key.pem";
  EXPECT_EQ(report->keys, files_ending("keys/xml-signing", ".key"));
  for (const auto& entry : store.all()) EXPECT_TRUE(entry->private_key) << entry->name;
  const auto dsp = store.find(kBroker, Usage::DigitalSignature, kIn2020, role::kXmlSigningDsp);
  ASSERT_TRUE(dsp);
  EXPECT_EQ(dsp->certificate.serial_hex(), "7DAC7283AAD29BDD23C9EFBFDDB52A41");
  EXPECT_EQ(store.by_issuer_serial("CN=Z1,OU=07", dsp->certificate.serial_decimal()), dsp);
  EXPECT_TRUE(dsp->certificate.authority_key_id().empty());
}

TEST_F(ReferenceTest, TheOldDspCertificateHasNoRole) {
  KeyStore store;
  const auto report = store.load_folder(data / "keys/xml-signing", kIn2020).value();
  EXPECT_TRUE(warned(report, "OU '137' is not a role"));
  const auto old = store.by_serial_hex("261e9ccc40a78fd13d83bce07dacfe08");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->certificate.eui(), kBroker);
  EXPECT_FALSE(old->certificate.role());
}

TEST_F(ReferenceTest, KeystoreJsonLoadsWholly) {
  KeyStore store;
  const auto report = store.load_keystore_json(data / "keys/xml-signing/keystore.json", kIn2020);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(warned(*report, "not valid at")) << "newer ones begin after 2020";
  EXPECT_EQ(report->warnings.size(), 1u) << testing::PrintToString(report->warnings);
  const std::string raw = text("keys/xml-signing/keystore.json");
  std::size_t expected = 0;
  for (auto at = raw.find("BEGIN CERTIFICATE"); at != std::string::npos; at = raw.find("BEGIN CERTIFICATE", at + 1))
    ++expected;
  EXPECT_EQ(report->certificates, expected);
  EXPECT_EQ(report->keys, expected);
  const Eui64 other{0x00DB123456780004};
  EXPECT_NE(store.find(other, Usage::DigitalSignature, kIn2020, role::kXmlSigningUser), nullptr);
  EXPECT_NE(store.find(other, Usage::DigitalSignature, kIn2020, role::kOther), nullptr);
  EXPECT_EQ(store.find(kSupplier, Usage::KeyAgreement, kIn2020, role::kSupplier, true)->name.find("Z1"), 0u);
}

}  // namespace
}  // namespace gridpost::crypto
