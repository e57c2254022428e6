// DUIS requests: from a parsed document to what the gateway works with, and back to text for those who send them.
#pragma once

#include <optional>
#include <string>

#include "base/element.h"
#include "base/ids.h"
#include "duis/xml.h"

namespace gridpost::duis {

// The rules that errors of read_request() name; the first one asks for E62, the other for E100.
inline constexpr char kSchemaVersionRule[] = "schemaVersion 5.0 to 5.4";
inline constexpr char kGrammarRule[] = "DUIS schema";

struct Request {
  std::string schema_version;  // as written, to be echoed
  RequestId id;
  int command_variant = 0;  // 1 to 9
  std::string reference;    // "4.1"
  std::string variant;      // "4.1.1"
  Element body;             // the one element below Body
  std::optional<bool> first_in_sequence;
  std::optional<RequestId> preceding;
  bool signed_pre_command = false;
  Bytes gbcs_payload;  // of a signed pre-command
};

// Checks the envelope and the body against the grammar and reads them. Whether reference, variant, body and Command
// Variant belong together is not checked here. (duis 1.1)
Result<Request> read_request(const Document& document);

// What an error response quotes of a request.
struct Quoted {
  RequestId id;
  std::string reference;       // empty if it is no Service Reference of the schema
  std::string variant;         // likewise
  std::string schema_version;  // empty if it is no decimal number
};
// As much of it as can be read, however wrong the rest is; nothing if there is no usable RequestID.
std::optional<Quoted> peek(const Document& document);

// The canonical text, not yet signed. The body must be complete; for signed pre-commands see signed_pre_command_body().
std::string write(const Request& request);
// The body of a request that returns a signed pre-command.
Element signed_pre_command_body(View gbcs_payload);

}  // namespace gridpost::duis
