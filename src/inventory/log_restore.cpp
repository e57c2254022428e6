#include "inventory/log_restore.h"

#include <fmt/format.h>

#include <algorithm>

#include "inventory/kinds.h"
#include "inventory/meters.h"

namespace gridpost::inventory {
namespace {

// Entries of Devices: a gas proxy is on its hub's log for good.
bool has_devices(std::span<const HubLogEntry> log, const std::optional<Eui64>& gpf) {
  return std::any_of(log.begin(), log.end(), [&](const HubLogEntry& e) { return e.device != gpf; });
}

Eui64 partner(const Join& join, Eui64 of) { return join.device == of ? join.other : join.device; }

const Device* find(std::span<const Device> devices, Eui64 id) {
  const auto it = std::find_if(devices.begin(), devices.end(), [&](const Device& d) { return d.id == id; });
  return it == devices.end() ? nullptr : &*it;
}

tl::unexpected<Refusal> no_predecessor(const RestoreFacts& f, DeviceType type) {
  return refuse(rule::kRestoreOld, f.old ? fmt::format("{} is a {}, not another {}", f.old_id.text(),
                                                       catalogue::text(f.old->type), catalogue::text(type))
                                         : fmt::format("{} is not in the inventory", f.old_id.text()));
}

bool is_predecessor(const RestoreFacts& f, DeviceType type) {
  return f.old && f.old->type == type && f.old->id != f.fresh.id;
}

}  // namespace

Outcome<void> check_hub_restore(const RestoreFacts& f) {
  if (!is_predecessor(f, DeviceType::CHF)) return no_predecessor(f, DeviceType::CHF);
  if (!has_devices(f.old_log, f.old->gpf))
    return refuse(rule::kRestoreBackup, fmt::format("no log of {} is known that could be restored", f.old_id.text()));
  if (has_devices(f.fresh_log, f.fresh.gpf))
    return refuse(rule::kRestoreFresh, fmt::format("the log of {} is not empty", f.fresh.id.text()));
  return {};
}

Outcome<void> check_proxy_restore(const RestoreFacts& f) {
  if (!is_predecessor(f, DeviceType::GPF)) return no_predecessor(f, DeviceType::GPF);
  if (f.old_joins.empty())
    return refuse(rule::kRestoreProxyLog, fmt::format("{} was joined to nothing", f.old_id.text()));
  const auto same_home = [&](const Join& j) { return find(f.behind_fresh, partner(j, f.old_id)) != nullptr; };
  if (std::none_of(f.old_joins.begin(), f.old_joins.end(), same_home))
    return refuse(rule::kRestorePremises, fmt::format("nothing that {} was joined to stands behind the hub of {}",
                                                      f.old_id.text(), f.fresh.id.text()));
  if (!f.fresh_joins.empty()) return refuse(rule::kRestoreOnce, fmt::format("{} has a log already", f.fresh.id.text()));
  return {};
}

Change hub_log_restored(const Device& fresh, const Device& old, std::span<const HubLogEntry> old_log,
                        std::span<const Device> devices, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kHubLogRestored);
  for (const HubLogEntry& e : old_log) {
    if (e.device == old.gpf) continue;
    change.gone_entries.push_back(e);
    change.entries.push_back({fresh.id, e.device, now, e.link_key_hash, {}});
  }
  for (const Device& d : devices) {
    if (is_hub_function(d.type) || d.hub != old.id) continue;
    Device moved = d;
    moved.hub = fresh.id;
    change.devices.push_back(std::move(moved));
  }
  return change;
}

Change proxy_log_restored(const Device& fresh, const Device& old, std::span<const Join> old_joins,
                          std::span<const Device> devices, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kProxyLogRestored);
  Device proxy = fresh;
  for (const Join& j : old_joins) {
    change.gone_joins.push_back(j);
    const bool by_proxy = j.device == old.id;
    change.joins.push_back({by_proxy ? fresh.id : j.device, by_proxy ? j.other : fresh.id, now});
    const Device* other = find(devices, partner(j, old.id));
    if (!other || other->type != DeviceType::GSME) continue;
    Change follows = gas_proxy_follows(proxy, *other, now);
    if (!follows.devices.empty()) proxy = follows.devices.front();
    follows.devices.clear();
    change.append(std::move(follows));
  }
  if (proxy != fresh) change.devices.push_back(std::move(proxy));
  return change;
}

}  // namespace gridpost::inventory
