// What the fuzzers of payloads have in common. Their input is two octets that choose a use case, one for command or
// response, and the content: so chance need not find message codes and lengths first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gbcs/codec.h"
#include "gbcs/packed.h"
#include "gbcs/protocols.h"

namespace gridpost::fuzz {

// Long invoke ids follow from it: that of the seeds.
constexpr std::uint64_t kCounter = 6;

inline std::vector<const UseCase*> use_cases_of(std::optional<Protocol> protocol) {
  std::vector<const UseCase*> out;
  for (const UseCase& u : Catalogue::instance().use_cases())
    if (!protocol || u.protocol == *protocol) out.push_back(&u);
  return out;
}

// "Decrypts" by taking the last twelve octets off, so that plaintexts are within the fuzzer's reach.
inline const gbcs::Cipher& open_cipher() {
  static const gbcs::Cipher cipher = {[](View sealed) -> Result<Bytes> {
                                        if (sealed.size() < 12) return fail("too short");
                                        return Bytes(sealed.begin(), sealed.end() - 12);
                                      },
                                      [](View plain) -> Result<Bytes> {
                                        Bytes out(plain.begin(), plain.end());
                                        out.resize(out.size() + 12);
                                        return out;
                                      }};
  return cipher;
}

// Whatever is accepted is written back to the same octets, with the items of its lists and without.
inline void expect_same_again(const UseCase& use_case, const gbcs::Message& message, gbcs::Payload payload) {
  for (const bool unpacked : {false, true}) {
    if (unpacked) gbcs::unpack(payload);
    const auto content = gbcs::encode(use_case, message.header.cra, payload);
    if (!content || *content != message.content) __builtin_trap();
  }
}

// A message of one of these use cases with this content.
struct Input {
  const UseCase* use_case = nullptr;
  gbcs::Message message;
};

inline std::optional<Input> read_input(View octets, const std::vector<const UseCase*>& use_cases) {
  if (octets.size() < 3) return std::nullopt;
  Input in;
  in.use_case = use_cases[get_be(octets.first(2)) % use_cases.size()];
  in.message.header.code = in.use_case->code;
  in.message.header.counter = kCounter;
  in.message.header.date_time.emplace();
  in.message.header.cra = in.use_case->is_alert() ? gbcs::Cra::Alert
                          : octets[2] % 2 == 0    ? gbcs::Cra::Response
                                                  : gbcs::Cra::Command;
  in.message.content.assign(octets.begin() + 3, octets.end());
  return in;
}

// The input of a message, by the place of its use case among these.
inline Bytes write_input(std::size_t place, gbcs::Cra cra, View content) {
  Bytes out;
  put_be(out, place, 2);
  out.push_back(cra == gbcs::Cra::Command ? 1 : 0);
  append(out, content);
  return out;
}

}  // namespace gridpost::fuzz
