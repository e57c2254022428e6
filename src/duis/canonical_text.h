// Messages that came in canonical form already, as our own programs write them: read in one pass, without an XML
// library, and hashed as they stand. Whatever is not provably canonical is left to the XML parser; nothing is refused
// here. Every message read here is read by the parser to the same tree, and hashes to the same digests.
#pragma once

#include <optional>
#include <string_view>

#include "base/element.h"

namespace gridpost::duis {

struct CanonicalText {
  Element root;
  std::string_view document;     // the root element, from its first octet to its last
  std::string_view signature;    // the last child of the root
  std::string_view signed_info;  // the first child of the signature, if it is ds:SignedInfo without attributes
};

// Takes an XML declaration as we write it, or none, and one element in Canonical XML with the usual prefixes:
// namespaces declared at the root only, but for ds, which the signature may declare; no text beside elements; ASCII
// names. Nothing: the text is another, well-formed or not.
std::optional<CanonicalText> read_canonical_text(std::string_view text, unsigned depth);

}  // namespace gridpost::duis
