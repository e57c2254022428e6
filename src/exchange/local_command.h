// Commands over the WAN, to the User for local delivery, or both. (DUIS 3.8)
#pragma once

#include "exchange/event.h"

namespace gridpost::exchange {

// By the Command Variant of the request: to the Device with I99 (1, 5), to the User in an I0 (2, 6), or both: I99, and
// the local command pushed (3, 7). Sets the answer, stores the record, and puts into the outbox what leaves.
void deliver(const duis::Request& request, RequestRecord record, const gbcs::Message& command, const Known& known,
             Decision& decision);

// A push that carries a local command carries it without the access control broker's MAC, which is added when it
// leaves: the grouping part, or none for every other push.
std::optional<Bytes> bare_command(const OutboxItem& item);
// The body of such a push with the whole command instead.
Bytes with_command(const OutboxItem& item, View command);

}  // namespace gridpost::exchange
