// Suspension: a Device whose model is not on the Central Products List any more, and its way back. (DUIS 7.5; RCOM-07)
#pragma once

#include <optional>
#include <span>

#include "inventory/change.h"

namespace gridpost::inventory {

// The status that a Suspended Device held immediately before; none if it is not Suspended, or its history does not say.
// `history` is oldest first.
std::optional<SmiStatus> held_before_suspension(const Device& device, std::span<const StatusChange> history);

// The list says something new about the Device's model; `entry` is that of its model with its firmware. It is Suspended
// if the entry does not hold, restored if it does. Empty if the status goes with the list already.
Change model_reviewed(Device device, const std::optional<Product>& entry, std::span<const StatusChange> history,
                      TimeMs now);

}  // namespace gridpost::inventory
