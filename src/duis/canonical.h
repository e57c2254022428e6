// Canonical forms of a document and the digests over them. (duis 4, 4.1)
#pragma once

#include "catalogue/grammar.h"
#include "crypto/digest.h"
#include "duis/xml.h"

namespace gridpost::duis {

// SHA-256 of the whole document but its signature. The signature is the last element child of the root.
enum class BodyForm {
  Inclusive,  // Canonical XML 1.0 without comments
  Exclusive,  // Exclusive XML Canonicalization 1.0 without comments
};
Result<crypto::Digest> body_digest(const Document& document, BodyForm form);
// The same after dropping white space between elements and collapsing values where the grammar allows it.
Result<crypto::Digest> tidied_body_digest(const Document& document, BodyForm form);
// A value as stock tools hash it: without the white space that its type does not count. `description` is that of the
// element; without one the value stays as it is.
std::string tidied_value(std::string_view text, const catalogue::grammar::Node* description);
// SHA-256 of the exclusive form of ds:SignedInfo.
Result<crypto::Digest> signed_info_digest(const Document& document);

}  // namespace gridpost::duis
