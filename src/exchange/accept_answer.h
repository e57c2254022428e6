// An answer of a Device, over the WAN or brought back by its User. (DUIS 3.2, 3.8)
#pragma once

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// It belongs to the request, which waits for it, and MAC or signature are of the right kind and good.
inventory::Outcome<void> check_answer(const DeviceSpoke& event, const RequestRecord& record, const Known& known);

// The answer goes to the User, the request ends, the change of the inventory holds and is told.
Decision accept_answer(const DeviceSpoke& event, RequestRecord record, inventory::Change change, const Known& known);

}  // namespace gridpost::exchange
