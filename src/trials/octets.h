// Where in the octets of an answer something stands: they are compared with those that it should have.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "codec/examine.h"

namespace gridpost::trials {

// "octet 17": the first one that differs; empty if none does.
inline std::string first_difference(View expected, View found) {
  const auto [e, f] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (e == expected.end() && f == found.end()) return {};
  return fmt::format("octet {}", f - found.begin());
}

// The same of an answer with another payload.
inline std::string first_difference(const UseCase& use_case, const codec::Examined& answer,
                                    const gbcs::Payload& payload) {
  gbcs::Message changed = answer.message;
  const auto content = gbcs::encode(use_case, gbcs::Cra::Response, payload, &answer.cipher);
  if (!content) return {};
  changed.content = *content;
  return first_difference(gbcs::write(changed), gbcs::write(answer.message));
}

}  // namespace gridpost::trials
