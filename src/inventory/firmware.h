// Service 11.2: the firmware version that a Device reports. (DUIS 8.13)
#pragma once

#include <optional>

#include "inventory/change.h"

namespace gridpost::inventory {

// The record of the Device says what the Device says. `product` is the model with the version reported; `by` asked.
// Empty if they agree.
Change firmware_reported(const Device& device, const std::string& version, const std::optional<Product>& product,
                         Eui64 by, TimeMs now);

}  // namespace gridpost::inventory
