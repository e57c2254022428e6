// What the public signing tool does: signs requests in the name of their originator, verifies messages and takes their
// signatures off. (duis 4.1)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/key_store.h"

namespace gridpost::duis {

// The tool's exit codes, which are its server's error codes as well.
enum class ToolCode : int {
  Good = 0,
  Unreadable = 2,  // no XML that we read
  NoKey = 3,       // no key of the originator
  Invalid = 10,    // against the schema, or the signature is wrong
};

struct ToolAnswer {
  ToolCode code = ToolCode::Good;
  std::string text;  // the document, or why there is none
};

// Signs a request with the XML-signing key of its originator, or with its supplier key. Signatures that it has are
// dropped. A counter takes the place of the one in the RequestID. The body is checked by the grammar as far as the
// catalogue knows the service.
ToolAnswer tool_sign(std::string_view document, std::optional<std::uint64_t> counter, const crypto::KeyStore& keys,
                     TimeMs now);

// Checks form and signature and gives the message without it, in canonical form. As with the public tool, it does not
// matter who signed as long as the certificate is known, and an unsigned response passes.
ToolAnswer tool_verify(std::string_view document, const crypto::KeyStore& keys);

}  // namespace gridpost::duis
