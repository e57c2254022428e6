// Does a certificate lead to a root we trust? (smki 1 and 7)
#pragma once

#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/key_store.h"

namespace gridpost::crypto {

// Follows the issuers up to a self-signed certificate in `authorities`; each step must be signed by a certificate whose
// usage is certificate signing and whose status is in use. The error names the step that fails. Every certificate on
// the way must be valid at this time, unless that is waived.
Status verify_chain(const Certificate& certificate, const KeyStore& authorities, TimeMs now,
                    ValidityPolicy policy = ValidityPolicy::Enforce);

}  // namespace gridpost::crypto
