// Service 8.4, choices UpdateDeviceStatusExceptCH and UpdateDeviceStatusCH. (DUIS 8.3, 7.5; RCOM-06)
#pragma once

#include <optional>

#include "inventory/change.h"

namespace gridpost::inventory {

// UpdateDeviceStatusExceptCH: back to Pending, which begins a new life, or InstalledNotCommissioned ("install and
// leave"). `product` is that of the Device's model.
Outcome<Change> update_status(Device device, SmiStatus to, const std::optional<Product>& product, TimeMs now);

// UpdateDeviceStatusCH. The gas proxy is installed and withdrawn with its hub; it is commissioned on its own. `gpf` is
// that of the hub, where it is known.
Outcome<Change> update_hub_status(Device hub, const Device* gpf, SmiStatus to, TimeMs now);

// What becomes of a hub and of its gas proxy, which has rows of its own in the table: it is commissioned by a gas
// meter. Empty where the table has no row.
Change move_hub(Device hub, const Device* gpf, StatusEvent event, TimeMs now);

}  // namespace gridpost::inventory
