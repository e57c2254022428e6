// Payloads of described use cases, written by hand in tests.
#pragma once

#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {

inline const UseCase& use_case(std::string_view name) { return *Catalogue::instance().find(name); }

inline Result<Payload> decoded(std::string_view name, Cra cra, std::string_view content,
                               const Cipher* cipher = nullptr) {
  return decode_unpacked(use_case(name), message_of(cra, use_case(name).code, hex(content)), cipher);
}

// Decodes and encodes again to the same octets.
inline Payload both_ways(std::string_view name, Cra cra, std::string_view content, const Cipher* cipher = nullptr) {
  const auto payload = decoded(name, cra, content, cipher);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return {};
  const auto octets = encode(use_case(name), cra, *payload, cipher);
  EXPECT_TRUE(octets) << octets.error().text();
  if (octets) EXPECT_EQ(to_hex(*octets), to_hex(hex(content)));
  return *payload;
}

}  // namespace gridpost::gbcs
