// What a good answer of a Device does to the inventory. (DUIS 7.5)
#pragma once

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// What must be loaded for it, by the request that the answer belongs to. `hub` carried the answer.
void add_answer_needs(const RequestRecord& record, Eui64 hub, Needs& needs);

// The change that follows from the answer; empty if the service changes nothing, or the Device refused.
inventory::Change answer_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known);

// A hub carried a message that is genuine: if it was installed without WAN, it has it now. (DUIS 7.5)
inventory::Change contact_change(Eui64 hub, const Known& known);

}  // namespace gridpost::exchange
