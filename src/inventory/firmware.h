// Services 11.2 and 11.3: the firmware version that a Device reports, or has activated. (DUIS 8.13)
#pragma once

#include <optional>
#include <span>

#include "inventory/change.h"

namespace gridpost::inventory {

// The record of the Device says what the Device says. `product` is the model with the version reported; `by` asked. A
// version that is not on the Central Products List suspends the Device, one that is ends its suspension; `history` is
// that of its statuses, oldest first. Empty if record and Device agree.
Change firmware_reported(const Device& device, const std::string& version, const std::optional<Product>& product,
                         std::span<const StatusChange> history, Eui64 by, TimeMs now);

// A Device may have the firmware of the entry: the entry holds, is one of its model, and knows its variant. (R125-14)
bool firmware_suits(const Device& device, const Product& entry);

// The same after an activation that `by` asked for: no mismatch, but what was to be.
Change firmware_activated(const Device& device, const std::string& version, const std::optional<Product>& product,
                          std::span<const StatusChange> history, Eui64 by, TimeMs now);

}  // namespace gridpost::inventory
