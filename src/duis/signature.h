// XML signatures of requests and responses: one algorithm set, one place, one form. (duis 4)
#pragma once

#include <string>

#include "crypto/key_store.h"
#include "duis/request.h"
#include "duis/xml.h"

namespace gridpost::duis {

// The rule that errors of verify() and bind() name.
inline constexpr char kSignatureRule[] = "DUIS XML signature";

// Roles in the certificates that sign requests: the Users' XML-signing key, and the supplier's own key, which stock
// tools use for one of their suppliers. (duis 4)
inline constexpr int kXmlSigningRole = 135;
inline constexpr int kSupplierRole = 2;

// Signs a message in canonical form, such as write() makes. Yields the whole document: XML declaration, the message,
// and in it, as the last child of the root, the signature.
Result<std::string> sign(std::string_view canonical_message, const crypto::Certificate& certificate,
                         const crypto::PrivateKey& key);

// Whose certificate a signature was made with. That it may speak for anybody is for bind() to say.
struct Signer {
  crypto::KeyEntryPtr entry;
  const crypto::Certificate& certificate() const { return entry->certificate; }
};

// Whether a digest that fails is tried again in the form in which the public clients' tool hashes: without white space
// between elements and with collapsed values. (duis 4.1)
enum class Quirks { Strict, FollowStockTool };

// Checks the one signature of the document. Refuses every form but that of duis 4: other algorithms, further
// references, objects, certificates inside, identifiers, signatures elsewhere than at the end of the root.
Result<Signer> verify(const Document& document, const crypto::KeyStore& keys, Quirks quirks = Quirks::FollowStockTool);

// Checks that the signer may speak for the originator of the request: same identity, a role that signs XML, the right
// key usage, in use and, unless waived by the policy or by the entry itself, valid now. (duis 6, step 3)
Status bind(const Signer& signer, const Request& request, TimeMs now,
            crypto::ValidityPolicy policy = crypto::ValidityPolicy::Enforce);

}  // namespace gridpost::duis
