// Did the Device do what the command asked? (GBCS 5.2, 6.5, 7)
#pragma once

#include "gbcs/message.h"

namespace gridpost::exchange {

// DLMS: every result is 0. GBZ: every default response and attribute record has status 0. Every protocol: a clock that
// the answer tells of is reliable; a refused clock is not success. (DUIS 8.11)
bool succeeded(const gbcs::Payload& payload);

}  // namespace gridpost::exchange
