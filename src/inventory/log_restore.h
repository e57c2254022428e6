// Services 8.12.1 and 8.12.2: a new hub takes the logs of the one that it replaces. (DUIS 8.6, 7.5)
#pragma once

#include <span>

#include "inventory/change.h"

namespace gridpost::inventory {

// What is known when the log of a hub, or of a gas proxy, shall be restored on another.
struct RestoreFacts {
  const Device& fresh;  // the target: CHF or GPF
  Eui64 old_id;
  const Device* old = nullptr;                      // null: not in the inventory
  std::span<const HubLogEntry> fresh_log, old_log;  // of CHFs
  std::span<const Join> fresh_joins, old_joins;     // of GPFs
  std::span<const Device> behind_fresh;             // Devices behind the new hub
};
Outcome<void> check_hub_restore(const RestoreFacts& facts);
Outcome<void> check_proxy_restore(const RestoreFacts& facts);

// The new hub has taken the log: its entries and the Devices behind it are the new hub's. `devices` are those behind
// the old one.
Change hub_log_restored(const Device& fresh, const Device& old, std::span<const HubLogEntry> old_log,
                        std::span<const Device> devices, TimeMs now);
// The new gas proxy has taken the log: it is joined to what the old one was joined to, and follows the GSME among
// those.
Change proxy_log_restored(const Device& fresh, const Device& old, std::span<const Join> old_joins,
                          std::span<const Device> devices, TimeMs now);

}  // namespace gridpost::inventory
