#include "crypto/testpki.h"

#include <fmt/format.h>

#include <set>

#include "crypto/digest.h"
#include "crypto/extension_octets.h"
#include "crypto/files.h"
#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {
namespace {

constexpr const char* kNotBefore = "20150101000000Z";
constexpr const char* kNotAfter = "20491231235959Z";
constexpr const char* kNever = "99991231235959Z";

// The octets of the extensions, DER.
constexpr std::uint8_t kIsAuthority[] = {0x30, 0x03, 0x01, 0x01, 0xFF};
// SEQUENCE { SEQUENCE { 1.2.826.0.1.8641679.1.2.1.4 } }
constexpr std::uint8_t kPolicies[] = {0x30, 0x11, 0x30, 0x0F, 0x06, 0x0D, 0x2A, 0x86, 0x3A, 0x00,
                                      0x01, 0x84, 0x8F, 0xB9, 0x0F, 0x01, 0x02, 0x01, 0x04};

// What the certificates differ in.
struct Profile {
  std::string unit;          // OU; empty for devices
  std::string common_name;   // CN; may be empty
  std::optional<Eui64> eui;  // organisation: in the subject; device: alternative name
  bool device = false;
  Usage usage = Usage::DigitalSignature;
};

Bytes joined(std::initializer_list<View> parts) {
  Bytes out;
  for (const View part : parts) append(out, part);
  return out;
}

void add_text(X509_NAME* name, int nid, const std::string& text) {
  if (text.empty()) return;
  const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
  must(X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, octets, static_cast<int>(text.size()), -1, 0) == 1);
}

void add_identity(X509_NAME* name, Eui64 eui) {
  const Bytes octets = eui.bytes();
  std::unique_ptr<X509_NAME_ENTRY, Freed<&X509_NAME_ENTRY_free>> entry(X509_NAME_ENTRY_create_by_NID(
      nullptr, NID_x500UniqueIdentifier, V_ASN1_BIT_STRING, octets.data(), static_cast<int>(octets.size())));
  must(entry != nullptr);
  // All 64 bits count: otherwise OpenSSL drops zeros at the end.
  ASN1_STRING* bits = X509_NAME_ENTRY_get_data(entry.get());
  bits->flags = (bits->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT;
  must(X509_NAME_add_entry(name, entry.get(), -1, 0) == 1);
}

void add_extension(X509* x509, int nid, bool critical, View der) {
  must(X509_add_ext(x509, make_extension(nid, critical, der).get(), -1) == 1);
}

void set_serial(X509* x509) {
  Bytes octets = random_bytes(16);
  octets[0] = static_cast<std::uint8_t>((octets[0] & 0x3Fu) | 0x40u);  // positive, and 16 octets long
  const BnPtr number(BN_bin2bn(octets.data(), 16, nullptr));
  must(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr);
}

void set_subject(X509* x509, const Profile& profile) {
  X509_NAME* subject = X509_get_subject_name(x509);
  add_text(subject, NID_organizationalUnitName, profile.unit);
  add_text(subject, NID_commonName, profile.common_name);
  if (profile.eui && !profile.device) add_identity(subject, *profile.eui);
}

void add_extensions(X509* x509, const Profile& profile, const PublicKey& key, const PublicKey& issuer_key) {
  add_extension(x509, NID_key_usage, true, usage_octets(profile.usage));
  add_extension(x509, NID_certificate_policies, true, kPolicies);
  if (profile.usage == Usage::CertificateSigning) add_extension(x509, NID_basic_constraints, true, kIsAuthority);
  if (profile.device) add_extension(x509, NID_subject_alt_name, true, device_name_octets(*profile.eui));
  const std::uint8_t subject_head[] = {0x04, 0x08};
  const std::uint8_t authority_head[] = {0x30, 0x0A, 0x80, 0x08};
  add_extension(x509, NID_subject_key_identifier, false, joined({subject_head, key.key_identifier()}));
  add_extension(x509, NID_authority_key_identifier, false, joined({authority_head, issuer_key.key_identifier()}));
}

// Makes and signs a certificate. Without an issuer it is self-signed by `issuer_key`.
Certificate issue(const Profile& profile, const PublicKey& key, const PrivateKey& issuer_key,
                  const Certificate* issuer) {
  const X509Ptr x509(X509_new());
  must(x509 && X509_set_version(x509.get(), X509_VERSION_3) == 1);
  set_serial(x509.get());
  set_subject(x509.get(), profile);
  if (issuer == nullptr) {
    must(X509_set_issuer_name(x509.get(), X509_get_subject_name(x509.get())) == 1);
  } else {
    const unsigned char* der = issuer->der().data();
    const X509Ptr above(d2i_X509(nullptr, &der, static_cast<long>(issuer->der().size())));
    must(above && X509_set_issuer_name(x509.get(), X509_get_subject_name(above.get())) == 1);
  }
  must(ASN1_TIME_set_string_X509(X509_getm_notBefore(x509.get()), kNotBefore) == 1);
  must(ASN1_TIME_set_string_X509(X509_getm_notAfter(x509.get()), profile.device ? kNever : kNotAfter) == 1);
  must(X509_set_pubkey(x509.get(), key.handle().get()) == 1);
  add_extensions(x509.get(), profile, key, issuer_key.public_key());
  must(X509_sign(x509.get(), issuer_key.handle(), EVP_sha256()) > 0);
  unsigned char* octets = nullptr;
  const int size = i2d_X509(x509.get(), &octets);
  must(size > 0);
  auto certificate = Certificate::parse(View(octets, static_cast<std::size_t>(size)));
  OPENSSL_free(octets);
  must(certificate.has_value());
  return *certificate;
}

KeyEntryPtr entry_of(Certificate certificate, std::optional<PrivateKey> key, std::string name) {
  KeyEntry entry{.certificate = std::move(certificate), .private_key = std::move(key), .name = std::move(name)};
  entry.prepayment = names_prepayment(entry.name);
  return std::make_shared<const KeyEntry>(std::move(entry));
}

// Issues for a given public key, or for a fresh pair.
KeyEntryPtr issue_entry(const Profile& profile, const KeyEntry& issuer, std::string name,
                        std::optional<PublicKey> key) {
  std::optional<PrivateKey> own;
  if (!key) {
    own = PrivateKey::generate();
    key = own->public_key();
  }
  return entry_of(issue(profile, *key, *issuer.private_key, &issuer.certificate), std::move(own), std::move(name));
}

std::string default_name(Eui64 eui, Usage usage, int role) {
  if (usage == Usage::KeyAgreement) return eui.plain() + "-ka";
  return eui.plain() + (role == role::kXmlSigningUser || role == role::kXmlSigningDsp ? "-xml-ds" : "-ds");
}

Status refuse_authority(Usage usage) {
  if (usage == Usage::CertificateSigning) return fail("organisations and devices do not sign certificates");
  return {};
}

}  // namespace

TestPki TestPki::create(std::string_view authority) {
  const Profile top{
      .unit = "00", .common_name = fmt::format("{}Root", authority), .eui = {}, .usage = Usage::CertificateSigning};
  const PrivateKey key = PrivateKey::generate();
  auto root = entry_of(issue(top, key.public_key(), key, nullptr), key, top.common_name);
  const Profile below{
      .unit = "07", .common_name = fmt::format("{}Issuing", authority), .eui = {}, .usage = Usage::CertificateSigning};
  auto issuing = issue_entry(below, *root, below.common_name, {});
  return {std::move(root), std::move(issuing)};
}

Result<TestPki> TestPki::open(const KeyStore& store) {
  for (const auto& issuing : store.all()) {
    const bool signs = issuing->certificate.usage() == Usage::CertificateSigning && issuing->private_key;
    if (!signs || issuing->certificate.role() != role::kIssuingAuthority) continue;
    for (const auto& root : store.by_key_id(issuing->certificate.authority_key_id())) {
      if (root->certificate.role() == role::kRoot && issuing->certificate.issued_by(root->certificate))
        return TestPki(root, issuing);
    }
  }
  return fail("the store has no issuing authority with private key and root");
}

Result<KeyEntryPtr> TestPki::issue_organisation(Eui64 eui, int role, Usage usage, std::string name,
                                                std::optional<PublicKey> key) const {
  GP_CHECK(refuse_authority(usage));
  if (role < 0 || role > 0xFF) return fail(fmt::format("role {} has no two hexadecimal digits", role));
  if (name.empty()) name = default_name(eui, usage, role);
  const Profile profile{.unit = fmt::format("{:02X}", role), .common_name = {}, .eui = eui, .usage = usage};
  return issue_entry(profile, *issuing_, std::move(name), key);
}

Result<KeyEntryPtr> TestPki::issue_device(Eui64 eui, Usage usage, std::optional<PublicKey> key) const {
  GP_CHECK(refuse_authority(usage));
  const Profile profile{.unit = {}, .common_name = {}, .eui = eui, .device = true, .usage = usage};
  return issue_entry(profile, *issuing_, eui.plain() + (usage == Usage::KeyAgreement ? "-ka" : "-ds"), key);
}

std::filesystem::path key_owner(const Certificate& certificate) {
  if (certificate.is_device()) return "devices";
  switch (certificate.role().value_or(role::kOther)) {
    case role::kRoot:
    case role::kIssuingAuthority:
      return "authority";
    case role::kRecovery:
    case role::kAccessControlBroker:
    case role::kTransitionalCos:
    case role::kWanProvider:
    case role::kXmlSigningDsp:
      return "dcc";
    default:
      break;
  }
  const auto eui = certificate.eui();
  return std::filesystem::path("users") / (eui ? eui->plain() : certificate.serial_hex());
}

Status write_folder(const std::filesystem::path& root, const std::vector<KeyEntryPtr>& entries, bool with_keys) {
  std::set<std::string> taken;
  for (const auto& entry : entries) {
    const Certificate& certificate = entry->certificate;
    std::string name = entry->name.empty() ? certificate.serial_hex() : entry->name;
    if (name.find('/') != std::string::npos) return fail("not a file name", name);
    if (!taken.insert(name).second) name += "-" + certificate.serial_hex().substr(24);
    GP_CHECK(write_file(root / "certificates" / (name + ".pem"), certificate.pem(), Secrecy::Open));
    if (!with_keys || !entry->private_key) continue;
    GP_CHECK(
        write_file(root / key_owner(certificate) / (name + ".key"), entry->private_key->pem(), Secrecy::OwnerOnly));
  }
  return {};
}

}  // namespace gridpost::crypto
