// The codes of DUIS responses: what each one means and of which class it is.
#pragma once

#include <span>
#include <string_view>

namespace gridpost::catalogue {

struct ResponseCode {
  enum class Class { Info, Authorisation, Validation, Communication, Timeout, Service, Warning };
  std::string_view code;     // "E19"
  std::string_view meaning;  // for the person who reads a refusal
  Class kind;
};

// The codes that this system sends; the schema knows more.
std::span<const ResponseCode> response_codes();
// Null when the code is none of ours.
const ResponseCode* find_response_code(std::string_view code);

}  // namespace gridpost::catalogue
