// Housekeeping: which Devices have been Pending for too long and leave the inventory. (SECMP0060, R60)
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "catalogue/rules.h"
#include "inventory/device.h"

namespace gridpost::inventory {

// The documents differ: 36 months for all; 12 months with every type excluded; the same 36 months as a stopgap; and the
// rule before the change. (R60-08)
enum class RetentionProfile : std::uint8_t { Legal36, Fia, Tactical, Old12 };
inline constexpr int kRetentionProfiles = 4;
std::string_view text(RetentionProfile profile);  // "legal36"

// How long Devices of each type may be Pending, and which types never go. CHF and GPF are one hub: the CHF's months
// count, and a hub is excluded if one of the two is. (R60-02, R60-05, R60-07)
struct RetentionPolicy {
  std::array<int, catalogue::kDeviceTypes> months{};
  DeviceTypes excluded;
  bool continues_after_suspension = false;  // a Device that returns from Suspended goes on counting (R60-14)
  bool only_reactivated = false;            // what was never anything but Pending is kept (R60-22)

  // A type that never goes; the two halves of a hub are excluded together.
  bool excludes(DeviceType type) const;
  // What it asks for beyond the record of a Device.
  bool needs_history() const { return continues_after_suspension || only_reactivated; }
  bool operator==(const RetentionPolicy&) const = default;
};
RetentionPolicy retention_policy(RetentionProfile profile);
// What holds by the rules: what was chosen, or the old rule before the date. (R60-03)
RetentionPolicy retention_policy(const Rules& rules, const RetentionPolicy& chosen);
RetentionPolicy retention_policy(const Rules& rules, RetentionProfile profile);

// The time so many calendar months later, in the calendar of Great Britain; a day that the month has not is its last
// one. (R60-13)
TimeMs months_later(TimeMs time, int months);

// A Pending Device with its status history, oldest first.
struct Kept {
  Device device;
  std::vector<StatusChange> history;
};
// Since when it counts as Pending; none if it is not.
std::optional<TimeMs> pending_since(const Kept& kept, const RetentionPolicy& policy);

// No Device of the type that has its status since a later time can be due; none: none of this type at all. For finding
// candidates by the times in their records.
std::optional<TimeMs> latest_candidate(DeviceType type, const RetentionPolicy& policy, TimeMs now);

// A Device that is due, and who is told with N8: who pre-notified it, or nobody for a hub. (R60-10 to R60-12)
struct Due {
  Eui64 device;
  std::optional<Eui64> told;

  bool operator==(const Due&) const = default;
};
// The Devices that are due, in the order given. A gas proxy goes with its hub and never alone; a hub stays while its
// proxy, where it is given, is not Pending. (R60-01, R60-15)
std::vector<Due> due_devices(std::span<const Kept> devices, const RetentionPolicy& policy, TimeMs now);

}  // namespace gridpost::inventory
