#include "inventory/update_status.h"

#include <fmt/format.h>

#include "inventory/kinds.h"

namespace gridpost::inventory {
namespace {

using catalogue::SmiStatuses;

// The statuses from which each status can be reached by 8.4.
constexpr SmiStatuses kToPending = {SmiStatus::Decommissioned, SmiStatus::Whitelisted, SmiStatus::Withdrawn};
constexpr SmiStatuses kToInstalled = {SmiStatus::Pending, SmiStatus::Whitelisted, SmiStatus::InstalledNotCommissioned};
constexpr SmiStatuses kHubToCommissioned = {SmiStatus::Pending, SmiStatus::InstalledNotCommissioned,
                                            SmiStatus::Commissioned};
constexpr SmiStatuses kHubToInstalled = {SmiStatus::Pending, SmiStatus::InstalledNotCommissioned};
constexpr SmiStatuses kHubToWithdrawn = {SmiStatus::InstalledNotCommissioned, SmiStatus::Commissioned};

constexpr SmiStatuses hub_sources(SmiStatus to) {
  if (to == SmiStatus::Commissioned) return kHubToCommissioned;
  return to == SmiStatus::Withdrawn ? kHubToWithdrawn : kHubToInstalled;
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
  if (!(again ? kToPending : kToInstalled).has(device.status)) return wrong_source(device, to);
  if (again && (!product || product->status != CplStatus::Active))
    return refuse(rule::kUpdateModelListed, fmt::format("{} {} with firmware {} is not on the Central Products List",
                                                        device.manufacturer, device.model, device.firmware_version));
  Change change;
  change.rules.push_back(again ? rule::kReactivated : rule::kStatusUpdated);
  set_status(device, to, now, "8.4", change);
  if (again) device.commissioned_at.reset();
  change.devices.push_back(std::move(device));
  return change;
}

Change move_hub(Device hub, const Device* gpf, SmiStatus to, std::string cause, TimeMs now) {
  Change change;
  if (gpf) {
    const bool waits = to == SmiStatus::Commissioned || to == SmiStatus::InstalledNotCommissioned;
    const bool stays = waits && gpf->status != SmiStatus::Pending;
    Device proxy = *gpf;
    if (!stays) set_status(proxy, waits ? SmiStatus::InstalledNotCommissioned : to, now, cause, change);
    if (proxy != *gpf) change.devices.push_back(std::move(proxy));
  }
  set_status(hub, to, now, std::move(cause), change);
  change.devices.push_back(std::move(hub));
  return change;
}

Outcome<Change> update_hub_status(Device hub, const Device* gpf, SmiStatus to, TimeMs now) {
  if (hub.type != DeviceType::CHF)
    return refuse(rule::kUpdateStatusType, fmt::format("{} is a {}; UpdateDeviceStatusCH is for the CHF of a hub",
                                                       hub.id.text(), catalogue::text(hub.type)));
  if (!hub_sources(to).has(hub.status)) return wrong_source(hub, to);
  Change change = move_hub(std::move(hub), gpf, to, "8.4", now);
  change.rules.push_back(rule::kStatusUpdated);
  return change;
}

}  // namespace gridpost::inventory
