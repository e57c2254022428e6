#include "inventory/decommission.h"

#include <fmt/format.h>

#include "inventory/kinds.h"

namespace gridpost::inventory {

Outcome<Change> decommission(Device device, std::span<const Join> joins, TimeMs now) {
  if (is_hub_function(device.type))
    return refuse(rule::kDecommissionType, fmt::format("{} is a {}; hubs are returned with 8.14.3 or 8.14.4",
                                                       device.id.text(), catalogue::text(device.type)));
  if (is_type_2(device.type))
    return refuse(rule::kDecommissionType, fmt::format("{} is a {}, which is removed from the hub's log with 8.11",
                                                       device.id.text(), catalogue::text(device.type)));
  Change change;
  if (!move_status(device, StatusEvent::Decommissioned, {}, now, change))
    return refuse(rule::kDecommissionStatus, fmt::format("{} is {}", device.id.text(), catalogue::text(device.status)));
  change.rules.push_back(rule::kDecommissioned);
  for (const Join& j : joins)
    if (j.device == device.id || j.other == device.id) change.gone_joins.push_back(j);
  change.devices.push_back(std::move(device));
  return change;
}

}  // namespace gridpost::inventory
