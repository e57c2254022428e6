// SHA-256, random octets and comparison in constant time.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace gridpost::crypto {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4).
Digest sha256(View octets);

// Octets from OpenSSL's random generator, fit for keys and serial numbers.
Bytes random_bytes(std::size_t octets);

// True if both have the same length and octets; takes the same time wherever they differ.
bool equal(View left, View right);

}  // namespace gridpost::crypto
