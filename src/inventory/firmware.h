// Services 11.2 and 11.3: the firmware version that a Device reports, or has activated. (DUIS 8.13)
#pragma once

#include <optional>

#include "inventory/change.h"

namespace gridpost::inventory {

// The record of the Device says what the Device says. `product` is the model with the version reported; `by` asked.
// Empty if they agree.
Change firmware_reported(const Device& device, const std::string& version, const std::optional<Product>& product,
                         Eui64 by, TimeMs now);

// The same after an activation that `by` asked for: no mismatch, but what was to be.
Change firmware_activated(const Device& device, const std::string& version, const std::optional<Product>& product,
                          Eui64 by, TimeMs now);

}  // namespace gridpost::inventory
