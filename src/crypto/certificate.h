// An X.509 certificate of the SMKI profile: of an organisation, of a device, or of an authority. (smki 1 to 3)
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/keys.h"

namespace gridpost::crypto {

// What the one key usage of a certificate allows. Authorities sign certificates.
enum class Usage : std::uint8_t { DigitalSignature, KeyAgreement, CertificateSigning };

// "digitalSignature", "keyAgreement", "keyCertSign".
std::string_view usage_name(Usage usage);

// Remote party roles, the OU of an organisation certificate. (smki 2)
namespace role {
constexpr int kRoot = 0;
constexpr int kRecovery = 1;
constexpr int kSupplier = 2;
constexpr int kNetworkOperator = 3;
constexpr int kAccessControlBroker = 4;
constexpr int kTransitionalCos = 5;
constexpr int kWanProvider = 6;
constexpr int kIssuingAuthority = 7;
constexpr int kLoadController = 8;
constexpr int kOther = 127;
constexpr int kXmlSigningUser = 135;
constexpr int kXmlSigningDsp = 137;
}  // namespace role

// 16 octets, the highest first.
using Serial = std::array<std::uint8_t, 16>;
enum class SerialForm : std::uint8_t { Decimal, Hex };
// Leading zeros, and letters of either case, do not matter; nothing if it is no number, or larger than 16 octets.
std::optional<Serial> read_serial(std::string_view digits, SerialForm form);

// Parsed once and never changed; cheap to copy.
class Certificate {
 public:
  // Refuses other keys than P-256, other signatures than ecdsa-with-SHA256, serial numbers of more than 16 octets or
  // not above zero, none or more than one key usage, and an identity or key identifier that is malformed.
  static Result<Certificate> parse(View pem_or_der);

  // The octets as they came, not re-encoded.
  const Bytes& der() const;
  std::string pem() const;
  const PublicKey& public_key() const;
  const Serial& serial() const;
  // 32 upper-case digits.
  std::string serial_hex() const;
  std::string serial_decimal() const;
  // Organisation: x500UniqueIdentifier. Device: serial number of the hardware module name. Authorities have none.
  std::optional<Eui64> eui() const;
  bool is_device() const;
  // The OU, two hexadecimal digits. Empty for devices and for an OU that is not such a number.
  std::optional<int> role() const;
  // Why role() is empty: "OU '137' is not a role of two hexadecimal digits".
  const std::string& role_problem() const;
  Usage usage() const;
  // 8 octets, or empty if the extension is missing.
  const Bytes& subject_key_id() const;
  const Bytes& authority_key_id() const;
  // The form of RFC 2253, "CN=Z1,OU=07". Independent of the string types in the certificate.
  const std::string& issuer_name() const;
  const std::string& subject_name() const;
  TimeMs not_before() const;
  // Includes this second. 9999-12-31T23:59:59Z means no expiry.
  TimeMs not_after() const;
  bool valid_at(TimeMs time) const;
  // True if the other names itself as issuer (name, and key identifiers where both are there) and made the signature.
  bool issued_by(const Certificate& issuer) const;

  bool operator==(const Certificate& other) const { return der() == other.der(); }

 private:
  struct Parsed;
  friend struct CertificateParser;
  explicit Certificate(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace gridpost::crypto
