// Service 8.3: a Device leaves service. (DUIS 8.2, 7.5)
#pragma once

#include <span>

#include "inventory/change.h"

namespace gridpost::inventory {

// A Device other than a hub becomes Decommissioned, and what it was joined to no longer is.
Outcome<Change> decommission(Device device, std::span<const Join> joins, TimeMs now);

}  // namespace gridpost::inventory
