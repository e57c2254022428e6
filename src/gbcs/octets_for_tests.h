// Octets written by hand in tests.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// Hexadecimal with blanks between octets where they help reading.
inline Bytes hex(std::string_view text) {
  auto octets = from_hex(text);
  EXPECT_TRUE(octets) << text << ": " << octets.error().text();
  return octets ? *octets : Bytes{};
}

// The names of values are views of their Type's: in the catalogue Types live for ever, in a test they must be kept.
inline const Type& kept(Type type) {
  static std::deque<Type> types;
  return types.emplace_back(std::move(type));
}

inline Bytes characters(std::string_view text) { return {text.begin(), text.end()}; }

// The parties of the hand-made messages.
constexpr Eui64 kSupplier{0x0A11000000000001};
constexpr Eui64 kBroker{0x0A11000000000002};
constexpr Eui64 kDevice{0x00DB0000000000E1};
constexpr std::uint64_t kCounter = 0x0000000500000006;

// A message with this content from the supplier to the Device, or the other way round; with a time where it must have
// one.
inline Message message_of(Cra cra, std::uint16_t code, Bytes content) {
  Message m;
  m.header.cra = cra;
  m.header.counter = kCounter;
  m.header.originator = cra == Cra::Command ? kSupplier : kDevice;
  m.header.recipient = cra == Cra::Command ? kDevice : kSupplier;
  m.header.code = code;
  const UseCase* use_case = cra == Cra::Response ? Catalogue::instance().for_code(code) : nullptr;
  if (use_case && use_case->stamp == Stamp::WithSource)
    m.header.date_time = DateTime{0x07, 0xDF, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0, 0};
  m.content = std::move(content);
  return m;
}

}  // namespace gridpost::gbcs
