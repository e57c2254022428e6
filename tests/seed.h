// The seed of chance in tests over generated cases.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

namespace gridpost::chance {

// The number in GRIDPOST_SEED, or the usual one; said on standard output.
inline std::uint64_t seed(std::uint64_t usual = 20251124) {
  const char* given = std::getenv("GRIDPOST_SEED");
  const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : usual;
  fmt::print("seed {} (set GRIDPOST_SEED for another)\n", value);
  return value;
}

}  // namespace gridpost::chance
