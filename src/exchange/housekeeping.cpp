#include "exchange/housekeeping.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/rule_list.h"
#include "exchange/answers.h"
#include "inventory/change.h"

namespace gridpost::exchange {
namespace {

constexpr std::string_view kCause = "housekeeping";

Audit noted(const NamedRule& rule, Eui64 device, TimeMs now, std::string explanation) {
  AuditEntry entry;
  entry.at = now;
  entry.kind = kCause;
  entry.device = device;
  entry.rule = rule.name;
  entry.clause = rule.clause;
  entry.explanation = std::move(explanation);
  return {std::move(entry)};
}

void leave(const Candidate& candidate, const Removal& removal, Removals& out) {
  const inventory::Device& device = candidate.kept.device;
  for (const inventory::HubLogEntry& entry : candidate.log)
    out.effects.push_back(RemoveHubLogEntry{entry.hub, entry.device});
  if (device.hub && *device.hub != device.id) out.effects.push_back(RemoveHubLogEntry{*device.hub, device.id});
  for (const inventory::Join& join : candidate.joins) out.effects.push_back(RemoveJoin{join.device, join.other});
  inventory::Change change;
  inventory::end_life(device, inventory::StatusEvent::RetentionOver, removal.at, change);
  add_change(change, out.effects);
  out.effects.push_back(noted(
      rule::kPendingTooLong, device.id, removal.at,
      fmt::format("{}, Pending since {}, brought by {}; {}", catalogue::text(device.type), iso(removal.pending_since),
                  device.notified_by.text(), removal.told ? "told with N8" : "nobody is told")));
}

}  // namespace

Removals remove_due(std::span<const Candidate> candidates, const inventory::RetentionPolicy& policy, TimeMs as_of,
                    TimeMs now) {
  std::vector<inventory::Kept> kept;
  kept.reserve(candidates.size());
  for (const Candidate& candidate : candidates) kept.push_back(candidate.kept);
  Removals out;
  for (const inventory::Due& due : inventory::due_devices(kept, policy, as_of)) {
    const auto candidate = std::find_if(candidates.begin(), candidates.end(),
                                        [&](const Candidate& c) { return c.kept.device.id == due.device; });
    const inventory::Device& device = candidate->kept.device;
    if (!inventory::can_move(device, inventory::StatusEvent::RetentionOver, {})) continue;
    const TimeMs since = inventory::pending_since(candidate->kept, policy).value_or(device.status_since);
    out.removed.push_back({device.id, device.type, since, due.told, now});
    leave(*candidate, out.removed.back(), out);
    if (due.told) out.alerts.push_back(device_removed(device.id, {*due.told}));
  }
  return out;
}

Effects reset_pending(const inventory::Device& device, const std::string& by, TimeMs now) {
  inventory::Device reset = device;
  reset.status_since = now;
  return {PutDevice{std::move(reset)}, noted(rule::kPendingReset, device.id, now,
                                             fmt::format("by {}: Pending since {} until now, since {} from now on", by,
                                                         iso(device.status_since), iso(now)))};
}

Effects settings_changed(const std::string& before, const std::string& after, const std::string& by, TimeMs now) {
  return {noted(rule::kHousekeepingSet, {}, now, fmt::format("by {}: {} instead of {}", by, after, before))};
}

}  // namespace gridpost::exchange
