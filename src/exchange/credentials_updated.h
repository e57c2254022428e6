// What a Device tells of credentials that were replaced in it. (GBCS 7; DUIS 3.11)
#pragma once

#include "exchange/dcc_alert.h"
#include "gbcs/message.h"

namespace gridpost::exchange {

// True if the payload is the outcome of a replacement: an answer at once, or an alert about one that the Device held.
bool tells_replacement(const gbcs::Payload& payload);

// The remote parties whose credentials were replaced, by role; nothing of slots whose replacement failed, and of roles
// that DUIS has no word for.
std::vector<ReplacedCredentials> replaced_credentials(const gbcs::Payload& payload);

}  // namespace gridpost::exchange
