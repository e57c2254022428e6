#include "crypto/certificate.h"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <ctime>

#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {

struct Certificate::Parsed {
  explicit Parsed(const PublicKey& key) : public_key(key) {}

  Bytes der;
  PublicKey public_key;
  Serial serial{};
  std::optional<Eui64> eui;
  bool is_device = false;
  std::optional<int> role;
  std::string role_problem;
  Usage usage = Usage::DigitalSignature;
  Bytes subject_key_id;
  Bytes authority_key_id;
  std::string issuer_name;
  std::string subject_name;
  TimeMs not_before = 0;
  TimeMs not_after = 0;
};

namespace {

constexpr const char* kHardwareModuleName = "1.3.6.1.5.5.7.8.4";
constexpr const char* kProfile = "SMKI certificate profile";

View octets_of(const ASN1_STRING* text) {
  return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// An extension decoded by OpenSSL, or null if the certificate has none of this kind or a broken one.
template <class T, auto Free>
std::unique_ptr<T, Freed<Free>> extension(const X509* x509, int nid) {
  return std::unique_ptr<T, Freed<Free>>(static_cast<T*>(X509_get_ext_d2i(x509, nid, nullptr, nullptr)));
}

std::string name_text(const X509_NAME* name) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr && X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) >= 0);
  return written(bio.get());
}

Result<TimeMs> time_of_asn1(const ASN1_TIME* time, std::string_view what) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return openssl_fail(fmt::format("{} is no time", what));
  return time_of(
      Civil{parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, 0});
}

// The last subject entry of this kind, or null.
const ASN1_STRING* subject_entry(const X509_NAME* subject, int nid) {
  const int index = X509_NAME_get_index_by_NID(subject, nid, -1);
  return index < 0 ? nullptr : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
}

// HardwareModuleName ::= SEQUENCE { hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING }, the latter an EUI-64.
Result<Eui64> eui_of_hardware_module(View der) {
  Reader reader(der);
  const auto header = [&reader](unsigned tag) -> Result<std::size_t> {
    GP_TRY(got, reader.u8("tag"));
    GP_TRY(size, reader.u8("length"));
    if (got != tag || size > reader.left()) return reader.error("malformed hardware module name");
    return size;
  };
  GP_CHECK(header(0x30));
  GP_TRY(type_size, header(0x06));
  GP_CHECK(reader.take(type_size, "hardware type"));
  GP_TRY(serial_size, header(0x04));
  if (serial_size != 8) return reader.error("the hardware serial number is not an EUI-64");
  GP_TRY(serial, reader.take(8, "hardware serial number"));
  GP_CHECK(reader.finish("hardware module name"));
  return Eui64::of(serial);
}

// The EUI-64 of a device certificate, if it has a hardware module name.
Result<std::optional<Eui64>> device_eui(const X509* x509) {
  const auto names = extension<GENERAL_NAMES, &GENERAL_NAMES_free>(x509, NID_subject_alt_name);
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int kind = 0;
    const auto* name =
        static_cast<const OTHERNAME*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind));
    if (kind != GEN_OTHERNAME) continue;
    std::array<char, 64> oid{};
    OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()), name->type_id, 1);
    if (std::string_view(oid.data()) != kHardwareModuleName || name->value->type != V_ASN1_SEQUENCE) continue;
    GP_TRY(eui, eui_of_hardware_module(octets_of(name->value->value.sequence)));
    return eui;
  }
  return std::optional<Eui64>{};
}

// The EUI-64 in the subject of an organisation certificate, if there is one.
Result<std::optional<Eui64>> organisation_eui(const X509_NAME* subject) {
  const ASN1_STRING* id = subject_entry(subject, NID_x500UniqueIdentifier);
  if (id == nullptr) return std::optional<Eui64>{};
  if (ASN1_STRING_type(id) != V_ASN1_BIT_STRING || ASN1_STRING_length(id) != 8 || (id->flags & 7) != 0)
    return fail("x500UniqueIdentifier is not a BIT STRING of 64 bits", {}, kProfile);
  return Eui64::of(octets_of(id));
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

Result<int> role_of(const X509_NAME* subject) {
  const ASN1_STRING* unit = subject_entry(subject, NID_organizationalUnitName);
  if (unit == nullptr) return fail("the subject has no OU");
  const std::string text = text_of(octets_of(unit));
  if (text.size() == 2) {
    const auto high = hex_digit(text[0]);
    const auto low = hex_digit(text[1]);
    if (high && low) return *high * 16 + *low;
  }
  return fail(fmt::format("OU '{}' is not a role of two hexadecimal digits", text));
}

Result<Usage> usage_of(const X509* x509) {
  const auto bits = extension<ASN1_BIT_STRING, &ASN1_BIT_STRING_free>(x509, NID_key_usage);
  if (!bits) return fail("the certificate has no key usage", {}, kProfile);
  const bool signs = ASN1_BIT_STRING_get_bit(bits.get(), 0) == 1;
  const bool agrees = ASN1_BIT_STRING_get_bit(bits.get(), 4) == 1;
  const bool certifies = ASN1_BIT_STRING_get_bit(bits.get(), 5) == 1;
  if (signs + agrees + certifies != 1)
    return fail("key usage must be one of digitalSignature, keyAgreement and keyCertSign", {}, kProfile);
  return signs ? Usage::DigitalSignature : agrees ? Usage::KeyAgreement : Usage::CertificateSigning;
}

Result<Bytes> key_id(const ASN1_OCTET_STRING* id, std::string_view what) {
  if (id == nullptr) return Bytes{};
  const View octets = octets_of(id);
  if (octets.size() != 8) return fail(fmt::format("{} has {} octets, not 8", what, octets.size()), {}, kProfile);
  return Bytes(octets.begin(), octets.end());
}

Result<Serial> serial_of(const X509* x509) {
  const BnPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nullptr));
  if (!number || BN_is_negative(number.get()) || BN_is_zero(number.get()) || BN_num_bytes(number.get()) > 16)
    return fail("the serial number is not a positive number of up to 16 octets", {}, kProfile);
  Serial serial;
  must(BN_bn2binpad(number.get(), serial.data(), 16) == 16);
  return serial;
}

// The DER in a PEM text, or the octets themselves.
Result<Bytes> der_of(View pem_or_der) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const std::string text = text_of(pem_or_der);
  if (text.find("-----BEGIN ") == std::string::npos) return Bytes(pem_or_der.begin(), pem_or_der.end());
  const auto begin = text.find(kBegin);
  const auto end = text.find("-----END CERTIFICATE-----", begin);
  if (begin == std::string::npos || end == std::string::npos) return fail("the PEM text holds no certificate");
  return from_base64(std::string_view(text).substr(begin + kBegin.size(), end - begin - kBegin.size()));
}

}  // namespace

// Fills a Parsed from OpenSSL's form, which is not kept: it takes more room than all the rest.
struct CertificateParser {
  static Result<Certificate> parse(Bytes der) {
    const unsigned char* at = der.data();
    const X509Ptr x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!x509) return openssl_fail("this is no certificate");
    if (at != der.data() + der.size()) return fail("octets follow the certificate");
    if (X509_get_signature_nid(x509.get()) != NID_ecdsa_with_SHA256)
      return fail("the signature algorithm is not ecdsa-with-SHA256", {}, kProfile);
    const EVP_PKEY* raw_key = X509_get0_pubkey(x509.get());
    if (raw_key == nullptr) return openssl_fail("the public key is unusable");
    GP_TRY(key, PublicKey::of(raw_key));
    auto parsed = std::make_shared<Certificate::Parsed>(key);
    GP_TRY(serial, serial_of(x509.get()));
    parsed->serial = serial;
    GP_CHECK(read_identity(x509.get(), *parsed));
    GP_CHECK(read_extensions(x509.get(), *parsed));
    GP_TRY(not_before, time_of_asn1(X509_get0_notBefore(x509.get()), "notBefore"));
    GP_TRY(not_after, time_of_asn1(X509_get0_notAfter(x509.get()), "notAfter"));
    parsed->not_before = not_before;
    parsed->not_after = not_after;
    parsed->der = std::move(der);
    return Certificate(std::move(parsed));
  }

  static Status read_identity(const X509* x509, Certificate::Parsed& parsed) {
    const X509_NAME* subject = X509_get_subject_name(x509);
    parsed.subject_name = name_text(subject);
    parsed.issuer_name = name_text(X509_get_issuer_name(x509));
    GP_TRY(device, device_eui(x509));
    if (device && X509_NAME_entry_count(subject) == 0) {
      parsed.is_device = true;
      parsed.eui = device;
      return {};
    }
    GP_TRY(organisation, organisation_eui(subject));
    parsed.eui = organisation;
    if (const auto role = role_of(subject)) {
      parsed.role = *role;
    } else {
      parsed.role_problem = role.error().what;
    }
    return {};
  }

  static Status read_extensions(const X509* x509, Certificate::Parsed& parsed) {
    GP_TRY(usage, usage_of(x509));
    parsed.usage = usage;
    const auto subject = extension<ASN1_OCTET_STRING, &ASN1_OCTET_STRING_free>(x509, NID_subject_key_identifier);
    const auto authority = extension<AUTHORITY_KEYID, &AUTHORITY_KEYID_free>(x509, NID_authority_key_identifier);
    GP_TRY(subject_id, key_id(subject.get(), "subjectKeyIdentifier"));
    GP_TRY(authority_id, key_id(authority ? authority->keyid : nullptr, "authorityKeyIdentifier"));
    parsed.subject_key_id = std::move(subject_id);
    parsed.authority_key_id = std::move(authority_id);
    return {};
  }
};

Result<Certificate> Certificate::parse(View pem_or_der) {
  GP_TRY(der, der_of(pem_or_der));
  auto certificate = CertificateParser::parse(std::move(der));
  ERR_clear_error();  // a missing extension leaves nothing behind, a broken one does
  return certificate;
}

std::string Certificate::pem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr &&
       PEM_write_bio(bio.get(), PEM_STRING_X509, "", parsed_->der.data(), static_cast<long>(parsed_->der.size())) > 0);
  return written(bio.get());
}

std::optional<Serial> read_serial(std::string_view digits, SerialForm form) {
  const bool decimal = form == SerialForm::Decimal;
  if (digits.empty() || digits.front() == '-') return std::nullopt;
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  constexpr std::size_t kMostDigits = 39;  // of 16 octets in decimal
  if (digits.size() > kMostDigits) return std::nullopt;
  const std::string text(digits);
  BIGNUM* raw = nullptr;
  const int read = decimal ? BN_dec2bn(&raw, text.c_str()) : BN_hex2bn(&raw, text.c_str());
  const BnPtr number(raw);
  Serial serial;
  const bool whole = number && read == static_cast<int>(text.size());
  if (!whole || BN_bn2binpad(number.get(), serial.data(), static_cast<int>(serial.size())) < 0) {
    ERR_clear_error();
    return std::nullopt;
  }
  return serial;
}

bool Certificate::issued_by(const Certificate& issuer) const {
  if (issuer_name() != issuer.subject_name()) return false;
  const bool both_ids = !authority_key_id().empty() && !issuer.subject_key_id().empty();
  if (both_ids && authority_key_id() != issuer.subject_key_id()) return false;
  const unsigned char* octets = der().data();
  const X509Ptr x509(d2i_X509(nullptr, &octets, static_cast<long>(der().size())));
  const bool good = x509 && X509_verify(x509.get(), issuer.public_key().handle().get()) == 1;
  ERR_clear_error();
  return good;
}

const Bytes& Certificate::der() const { return parsed_->der; }
const PublicKey& Certificate::public_key() const { return parsed_->public_key; }
const Serial& Certificate::serial() const { return parsed_->serial; }
std::string Certificate::serial_hex() const { return to_hex(serial()); }

std::string Certificate::serial_decimal() const {
  const BnPtr number(BN_bin2bn(serial().data(), static_cast<int>(serial().size()), nullptr));
  must(number != nullptr);
  char* digits = BN_bn2dec(number.get());
  must(digits != nullptr);
  std::string out = digits;
  OPENSSL_free(digits);
  return out;
}

std::optional<Eui64> Certificate::eui() const { return parsed_->eui; }
bool Certificate::is_device() const { return parsed_->is_device; }
std::optional<int> Certificate::role() const { return parsed_->role; }
const std::string& Certificate::role_problem() const {
  static const std::string of_device = "a device certificate carries no role";
  return is_device() ? of_device : parsed_->role_problem;
}
Usage Certificate::usage() const { return parsed_->usage; }
const Bytes& Certificate::subject_key_id() const { return parsed_->subject_key_id; }
const Bytes& Certificate::authority_key_id() const { return parsed_->authority_key_id; }
const std::string& Certificate::issuer_name() const { return parsed_->issuer_name; }
const std::string& Certificate::subject_name() const { return parsed_->subject_name; }
TimeMs Certificate::not_before() const { return parsed_->not_before; }
TimeMs Certificate::not_after() const { return parsed_->not_after; }
bool Certificate::valid_at(TimeMs time) const { return time >= not_before() && time < not_after() + kSecond; }

std::string_view usage_name(Usage usage) {
  switch (usage) {
    case Usage::DigitalSignature:
      return "digitalSignature";
    case Usage::KeyAgreement:
      return "keyAgreement";
    case Usage::CertificateSigning:
      return "keyCertSign";
  }
  return "unknown";
}

}  // namespace gridpost::crypto
