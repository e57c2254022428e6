// The key bundle: certificates and private keys of test identities in one file, where the public clients fetch it.
// (smki 5)
#pragma once

#include <vector>

#include "crypto/key_store.h"
#include "gateway/http.h"
#include "gateway/zip.h"

namespace gridpost::gateway {

// Every organisation's certificates as org-crypto/cert/NAME.pem; the private keys that the store has, PKCS#8, as
// org-crypto/key/NAME.key. Names are those by which the public clients pick keys: "Z1-supplier-ds", "Z1-supplierPP-ka",
// "Z1-supplier2-ka" for the second supplier by identity, "Z1b-supplier-ds" for a second certificate of the same kind
// (the latest has the plain name), "xml-sign-90B3D51F30010000-ds".
std::vector<ZipFile> bundle_files(const crypto::KeyStore& keys);

// GET /assets/crypto/org-crypto.zip and org-certs.zip, the same file: the public client's own guide and its program
// disagree on the name. The bundle is made once, now.
Result<std::vector<Route>> key_bundle_routes(const crypto::KeyStore& keys);

}  // namespace gridpost::gateway
