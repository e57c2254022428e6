#include "inventory/housekeeping.h"

#include <algorithm>

#include "inventory/kinds.h"

namespace gridpost::inventory {
namespace {

constexpr DeviceTypes kAllTypes = {DeviceType::ESME,   DeviceType::GSME,  DeviceType::GPF, DeviceType::CHF,
                                   DeviceType::HCALCS, DeviceType::PPMID, DeviceType::IHD, DeviceType::CAD};

bool is_due(const Kept& kept, const RetentionPolicy& policy, TimeMs now) {
  const auto since = pending_since(kept, policy);
  if (!since || policy.excludes(kept.device.type)) return false;
  const bool was_more = std::any_of(kept.history.begin(), kept.history.end(),
                                    [](const StatusChange& c) { return c.to && *c.to != SmiStatus::Pending; });
  if (policy.only_reactivated && !was_more) return false;
  const int months = policy.months[static_cast<std::size_t>(kept.device.type)];
  return months_later(*since, months) <= now;
}

}  // namespace

std::string_view text(RetentionProfile profile) {
  constexpr std::array<std::string_view, kRetentionProfiles> kTexts = {"legal36", "fia", "tactical", "old12"};
  return kTexts[static_cast<std::size_t>(profile)];
}

bool RetentionPolicy::excludes(DeviceType type) const {
  if (is_hub_function(type)) return excluded.meets({DeviceType::CHF, DeviceType::GPF});
  return excluded.has(type);
}

RetentionPolicy retention_policy(RetentionProfile profile) {
  RetentionPolicy policy;
  const bool short_period = profile == RetentionProfile::Old12 || profile == RetentionProfile::Fia;
  policy.months.fill(short_period ? 12 : 36);
  if (profile == RetentionProfile::Fia) policy.excluded = kAllTypes;
  return policy;
}

RetentionPolicy retention_policy(const Rules& rules, const RetentionPolicy& chosen) {
  return rules.on("secmp0060") ? chosen : retention_policy(RetentionProfile::Old12);
}

RetentionPolicy retention_policy(const Rules& rules, RetentionProfile profile) {
  return retention_policy(rules, retention_policy(profile));
}

TimeMs months_later(TimeMs time, int months) {
  Civil c = london(time);
  const int month = c.year * 12 + c.month - 1 + months;
  c.year = month / 12;
  c.month = month % 12 + 1;
  const Civil next{month % 12 == 11 ? c.year + 1 : c.year, month % 12 == 11 ? 1 : c.month + 1};
  c.day = std::min(c.day, civil_of(time_of(next) - kDay).day);
  return from_london(c);
}

// Calendar months backwards and forwards differ by the days that a month has not: three at most.
std::optional<TimeMs> latest_candidate(DeviceType type, const RetentionPolicy& policy, TimeMs now) {
  if (policy.excludes(type)) return std::nullopt;
  if (policy.continues_after_suspension) return now;  // the count may have begun long before
  return months_later(now, -policy.months[static_cast<std::size_t>(type)]) + 4 * kDay;
}

std::optional<TimeMs> pending_since(const Kept& kept, const RetentionPolicy& policy) {
  if (kept.device.status != SmiStatus::Pending) return std::nullopt;
  TimeMs since = kept.device.status_since;
  if (!policy.continues_after_suspension) return since;
  // Back over each pair of Pending to Suspended and Suspended to Pending.
  for (std::size_t i = kept.history.size(); i-- > 1;) {
    const StatusChange& back = kept.history[i];
    const StatusChange& away = kept.history[i - 1];
    if (back.from != SmiStatus::Suspended || away.from != SmiStatus::Pending || away.to != SmiStatus::Suspended) break;
    if (i < 2) break;
    since = kept.history[i - 2].at;
    --i;
  }
  return since;
}

std::vector<Due> due_devices(std::span<const Kept> devices, const RetentionPolicy& policy, TimeMs now) {
  std::vector<Due> due;
  for (const Kept& kept : devices) {
    if (kept.device.type == DeviceType::GPF || !is_due(kept, policy, now)) continue;
    if (kept.device.type != DeviceType::CHF) {
      due.push_back({kept.device.id, kept.device.notified_by});
      continue;
    }
    const auto proxy = std::find_if(devices.begin(), devices.end(),
                                    [&](const Kept& other) { return other.device.id == kept.device.gpf; });
    if (proxy != devices.end() && proxy->device.status != SmiStatus::Pending) continue;
    due.push_back({kept.device.id, std::nullopt});
    if (proxy != devices.end()) due.push_back({proxy->device.id, std::nullopt});
  }
  return due;
}

}  // namespace gridpost::inventory
