#include "inventory/joins.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "inventory/kinds.h"
#include "inventory/meters.h"

namespace gridpost::inventory {
namespace {

using enum DeviceType;

// Which Devices join, and whether the side of the first one is critical. (GBCS 11, CS03)
struct Pair {
  DeviceType device, other;
  bool critical;
};
constexpr auto kPairs = std::to_array<Pair>({
    {ESME, PPMID, true},
    {ESME, HCALCS, true},
    {HCALCS, ESME, true},
    {GSME, PPMID, true},
    {PPMID, ESME, false},
    {PPMID, GSME, false},
    {GSME, GPF, false},
    {GPF, GSME, false},
    {GPF, PPMID, false},
    {GPF, IHD, false},
    {GPF, CAD, false},
    {ESME, IHD, false},
    {ESME, CAD, false},
});

const Pair* pair_of(DeviceType device, DeviceType other) {
  const auto it =
      std::find_if(kPairs.begin(), kPairs.end(), [&](const Pair& p) { return p.device == device && p.other == other; });
  return it == kPairs.end() ? nullptr : &*it;
}

// A gas proxy is on the log of its hub for good.
bool on_log(const JoinFacts& f) {
  return f.other->type == GPF ||
         std::any_of(f.log.begin(), f.log.end(), [&](const HubLogEntry& e) { return e.device == f.other_id; });
}

std::string not_on_log(const JoinFacts& f) { return fmt::format("{} is not on the log of the hub", f.other_id.text()); }

std::string both(const JoinFacts& f) { return fmt::format("{} and {}", f.device.id.text(), f.other_id.text()); }

// The Device of the pair that the join commissions, and the one that has to be Commissioned for it.
struct Commissioning {
  const Device& follows;
  const Device& leads;
};
std::optional<Commissioning> commissioning(const Device& a, const Device& b) {
  for (const auto& [follows, leads] : {Commissioning{a, b}, Commissioning{b, a}}) {
    if (is_type_1(follows.type) && (leads.type == ESME || leads.type == GPF)) return Commissioning{follows, leads};
    if (follows.type == GPF && leads.type == GSME) return Commissioning{follows, leads};
  }
  return std::nullopt;
}

}  // namespace

Outcome<void> check_join(const JoinFacts& f) {
  if (!f.other) return refuse(rule::kJoinOther, fmt::format("{} is not in the inventory", f.other_id.text()));
  const Pair* pair = pair_of(f.device.type, f.other->type);
  if (!pair)
    return refuse(rule::kJoinOther, fmt::format("a {} does not join a {}", catalogue::text(f.device.type),
                                                catalogue::text(f.other->type)));
  if (!f.device.hub || f.device.hub != f.other->hub)
    return refuse(rule::kJoinOther, fmt::format("{} do not stand behind one hub", both(f)));
  if (pair->critical != f.critical)
    return refuse(rule::kJoinVariant, fmt::format("a {} joins a {} with {}", catalogue::text(f.device.type),
                                                  catalogue::text(f.other->type), pair->critical ? "8.7.1" : "8.7.2"));
  if (!on_log(f)) return refuse(rule::kJoinLog, not_on_log(f));
  return {};
}

Outcome<void> check_unjoin(const JoinFacts& f) {
  const bool joined = std::any_of(f.joins.begin(), f.joins.end(), [&](const Join& j) {
    return (j.device == f.device.id && j.other == f.other_id) || (j.device == f.other_id && j.other == f.device.id);
  });
  if (!f.other || !joined) return refuse(rule::kUnjoinJoined, fmt::format("{} are not joined", both(f)));
  const Pair* pair = pair_of(f.device.type, f.other->type);
  if (pair && pair->critical != f.critical)
    return refuse(rule::kUnjoinVariant,
                  fmt::format("a {} leaves a {} with {}", catalogue::text(f.device.type),
                              catalogue::text(f.other->type), pair->critical ? "8.8.1" : "8.8.2"));
  if (!f.critical && !on_log(f)) return refuse(rule::kUnjoinLog, not_on_log(f));
  return {};
}

Change joined(const Device& device, const Device& other, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kDevicesJoined);
  change.joins.push_back({device.id, other.id, now});
  const auto roles = commissioning(device, other);
  if (!roles) return change;
  if (roles->leads.type == GSME) {
    change.append(gas_proxy_follows(roles->follows, roles->leads, now));
  } else {
    Device follows = roles->follows;
    move_status(follows, StatusEvent::Joined,
                if_so(roles->leads.status == SmiStatus::Commissioned, Condition::LeaderCommissioned), now, change);
    if (follows != roles->follows) change.devices.push_back(std::move(follows));
  }
  return change;
}

Change unjoined(const Device& device, const Device& other, std::span<const Join> joins, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kDevicesUnjoined);
  change.gone_joins.push_back({device.id, other.id, 0});
  for (const Device* one : {&device, &other}) {
    const bool joined_still = std::any_of(joins.begin(), joins.end(), [&](const Join& j) {
      return (j.device == one->id || j.other == one->id) && !(j.device == device.id && j.other == other.id);
    });
    Device alone = *one;
    if (move_status(alone, StatusEvent::Unjoined, if_so(!joined_still, Condition::JoinedToNothing), now, change))
      change.devices.push_back(std::move(alone));
  }
  return change;
}

}  // namespace gridpost::inventory
