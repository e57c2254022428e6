// Octets of extensions that certificates and the requests for them share; for the .cpp files of this room.
#pragma once

#include "base/bytes.h"
#include "base/ids.h"
#include "crypto/certificate.h"
#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {

// keyUsage, DER.
inline View usage_octets(Usage usage) {
  static constexpr std::uint8_t kDigitalSignature[] = {0x03, 0x02, 0x07, 0x80};
  static constexpr std::uint8_t kKeyAgreement[] = {0x03, 0x02, 0x03, 0x08};
  static constexpr std::uint8_t kCertAndCrlSign[] = {0x03, 0x02, 0x01, 0x06};
  switch (usage) {
    case Usage::DigitalSignature:
      return kDigitalSignature;
    case Usage::KeyAgreement:
      return kKeyAgreement;
    case Usage::CertificateSigning:
      return kCertAndCrlSign;
  }
  return {};
}

// subjectAltName of a device, DER: SEQUENCE { [0] { 1.3.6.1.5.5.7.8.4, [0] { SEQUENCE { hardware type
// 1.2.826.0.1.8641679.1.2.2.1, OCTET STRING of the 8 octets } } } }. (smki 3)
inline Bytes device_name_octets(Eui64 device) {
  Bytes out{0x30, 0x29, 0xA0, 0x27, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x04, 0xA0, 0x1B, 0x30, 0x19,
            0x06, 0x0D, 0x2A, 0x86, 0x3A, 0x00, 0x01, 0x84, 0x8F, 0xB9, 0x0F, 0x01, 0x02, 0x02, 0x01, 0x04, 0x08};
  append(out, device.bytes());
  return out;
}

using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freed<&X509_EXTENSION_free>>;

// An extension with this content.
inline ExtensionPtr make_extension(int nid, bool critical, View der) {
  const std::unique_ptr<ASN1_OCTET_STRING, Freed<&ASN1_OCTET_STRING_free>> value(ASN1_OCTET_STRING_new());
  must(value && ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size())) == 1);
  ExtensionPtr extension(X509_EXTENSION_create_by_NID(nullptr, nid, critical ? 1 : 0, value.get()));
  must(extension != nullptr);
  return extension;
}

}  // namespace gridpost::crypto
