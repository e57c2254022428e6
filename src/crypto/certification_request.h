// Requests for a certificate of a device. (PKCS#10; smki 3)
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "crypto/certificate.h"

namespace gridpost::crypto {

// DER: the public key, its usage and the device's identity, signed by the key. The subject is empty.
Result<Bytes> make_certification_request(const PrivateKey& key, Eui64 device, Usage usage);

// What a request asks a certificate for.
struct CertificationRequest {
  PublicKey key;
  Eui64 device;
  Usage usage = Usage::DigitalSignature;
};
// Refuses one that its own key did not sign, and one of another form than make_certification_request() gives.
Result<CertificationRequest> read_certification_request(View der);

}  // namespace gridpost::crypto
