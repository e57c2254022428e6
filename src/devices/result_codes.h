// Results that Devices give for rows and methods of DLMS commands. (GBCS 5.2)
#pragma once

#include <cstdint>

namespace gridpost::devices {

constexpr std::uint8_t kHardwareFault = 1;
constexpr std::uint8_t kObjectUndefined = 4;
constexpr std::uint8_t kTypeUnmatched = 12;
constexpr std::uint8_t kOtherReason = 250;

}  // namespace gridpost::devices
