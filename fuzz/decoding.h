// What the fuzzers of the three payload encodings have in common.
#pragma once

#include "gbcs/allocations_for_tests.h"
#include "payloads.h"

namespace gridpost::fuzz {

// A codec must end in values or an error, with and without a key, and within the memory that decode() promises.
inline void decode_both_ways(View octets, Protocol protocol) {
  static const auto use_cases = use_cases_of(protocol);
  const auto in = read_input(octets, use_cases);
  if (!in) return;
  const std::size_t most = 16 * in->message.content.size() + 256 * 1024;
  if (const auto payload = gbcs::decode(*in->use_case, in->message))
    expect_same_again(*in->use_case, in->message, *payload);
  for (const gbcs::Cipher* cipher : {static_cast<const gbcs::Cipher*>(nullptr), &open_cipher()})
    if (allocations::peak_of([&] { return gbcs::decode(*in->use_case, in->message, cipher); }) > most) __builtin_trap();
}

}  // namespace gridpost::fuzz
