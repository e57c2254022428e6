#include "inventory/update_status.h"

#include <fmt/format.h>

#include "inventory/kinds.h"

namespace gridpost::inventory {
namespace {

StatusEvent hub_event(SmiStatus to) {
  if (to == SmiStatus::Commissioned) return StatusEvent::SetHubCommissioned;
  return to == SmiStatus::Withdrawn ? StatusEvent::SetHubWithdrawn : StatusEvent::SetHubInstalled;
}

tl::unexpected<Refusal> wrong_source(const Device& device, SmiStatus to) {
  return refuse(rule::kUpdateStatusFrom, fmt::format("{} is {} and cannot become {}", device.id.text(),
                                                     catalogue::text(device.status), catalogue::text(to)));
}

}  // namespace

Outcome<Change> update_status(Device device, SmiStatus to, const std::optional<Product>& product, TimeMs now) {
  if (is_hub_function(device.type) || is_type_2(device.type))
    return refuse(rule::kUpdateStatusType,
                  fmt::format("{} is a {}; UpdateDeviceStatusExceptCH is for meters, PPMIDs and HCALCSs",
                              device.id.text(), catalogue::text(device.type)));
  const bool again = to == SmiStatus::Pending;
  const StatusEvent event = again ? StatusEvent::SetPending : StatusEvent::SetInstalled;
  if (!could_move(device, event)) return wrong_source(device, to);
  Change change;
  if (!move_status(device, event, if_so(is_listed(product), Condition::ModelListed), now, change))
    return refuse(rule::kUpdateModelListed, fmt::format("{} {} with firmware {} is not on the Central Products List",
                                                        device.manufacturer, device.model, device.firmware_version));
  change.rules.push_back(again ? rule::kReactivated : rule::kStatusUpdated);
  if (again) device.commissioned_at.reset();
  change.devices.push_back(std::move(device));
  return change;
}

Change move_hub(Device hub, const Device* gpf, StatusEvent event, TimeMs now) {
  Change change;
  if (gpf) {
    Device proxy = *gpf;
    move_status(proxy, event, {}, now, change);
    if (proxy != *gpf) change.devices.push_back(std::move(proxy));
  }
  move_status(hub, event, {}, now, change);
  change.devices.push_back(std::move(hub));
  return change;
}

Outcome<Change> update_hub_status(Device hub, const Device* gpf, SmiStatus to, TimeMs now) {
  if (hub.type != DeviceType::CHF)
    return refuse(rule::kUpdateStatusType, fmt::format("{} is a {}; UpdateDeviceStatusCH is for the CHF of a hub",
                                                       hub.id.text(), catalogue::text(hub.type)));
  const StatusEvent event = hub_event(to);
  if (!could_move(hub, event)) return wrong_source(hub, to);
  Change change = move_hub(std::move(hub), gpf, event, now);
  change.rules.push_back(rule::kStatusUpdated);
  return change;
}

}  // namespace gridpost::inventory
