#include "inventory/suspension.h"

#include "inventory/prenotification.h"

namespace gridpost::inventory {

std::optional<SmiStatus> held_before_suspension(const Device& device, std::span<const StatusChange> history) {
  if (device.status != SmiStatus::Suspended || history.empty() || history.back().to != SmiStatus::Suspended)
    return std::nullopt;
  return history.back().from;
}

Change model_reviewed(Device device, const std::optional<Product>& entry, std::span<const StatusChange> history,
                      TimeMs now) {
  Change change;
  if (!has_model_entry(device.type)) return change;
  const bool listed = is_listed(entry);
  const StatusEvent event = listed ? StatusEvent::ModelListed : StatusEvent::ModelUnlisted;
  if (!move_status(device, event, if_so(listed, Condition::ModelListed), now, change,
                   held_before_suspension(device, history)))
    return change;
  change.rules.push_back(listed ? rule::kRestored : rule::kSuspended);
  change.devices.push_back(std::move(device));
  return change;
}

}  // namespace gridpost::inventory
