// The codes that alerts and event logs of Devices carry, in words.
#pragma once

#include <cstdint>
#include <string>

namespace gridpost::catalogue {

// "Supply armed"; empty for a code that is not known. (GBCS 8)
std::string alert_title(std::uint16_t code);

}  // namespace gridpost::catalogue
