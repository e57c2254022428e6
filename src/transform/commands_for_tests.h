// Commands out of requests, and the octets of their rows.
#pragma once

#include "gbcs/codec.h"
#include "gbcs/payload.h"
#include "transform/requests_for_tests.h"

namespace gridpost::transform {

inline const UseCase& use_case(std::string_view name) { return *Catalogue::instance().find(name); }

inline gbcs::Message command(std::string_view name, const Source& source, const Target& to) {
  const auto message = to_command(use_case(name), source, to, now());
  EXPECT_TRUE(message) << message.error().text();
  return message.value_or(gbcs::Message{});
}

inline std::string plain(std::string_view text) { return to_hex(*from_hex(text)); }

// The octets of each row's or component's data.
inline std::vector<std::string> rows(std::string_view name, const gbcs::Message& message) {
  std::vector<std::string> out;
  const auto payload = gbcs::decode_unpacked(use_case(name), message);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return out;
  for (const gbcs::Item& item : payload->items) {
    Bytes octets;
    const bool dlms = use_case(name).protocol == Protocol::Dlms;
    EXPECT_TRUE(dlms ? gbcs::dlms::write(item.value, octets, nullptr) : gbcs::gbz::write(item.value, octets));
    out.push_back(to_hex(octets));
  }
  return out;
}

}  // namespace gridpost::transform
