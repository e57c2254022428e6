// The device log of a hub: service 8.11 and the alert CS14. (DUIS 8.5, 7.5)
#pragma once

#include <optional>
#include <span>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

// Entries of a hub's log, its gas proxy among them. (DUIS 7.4)
inline constexpr std::size_t kHubLogEntries = 16;

// The body of an 8.11.
struct LogRequest {
  Eui64 device;
  bool add = true;
  bool has_details = false;  // AddDeviceToCHFWhitelist is there
  std::string import_mpxn;
  std::string secondary_import_mpan;
  std::string export_mpan;
  TimeMs join_period = 0;
  std::size_t install_code_octets = 0;

  // All metering points that it names.
  std::vector<std::string> mpxns() const;
};
// Reads UpdateHANDeviceLog, which the grammar has accepted.
Result<LogRequest> read_log_request(const Element& body);

// What is known when an 8.11 is checked.
struct LogFacts {
  Eui64 hub;
  const Device* device = nullptr;           // null: not in the inventory
  std::span<const HubLogEntry> log;         // the hub's
  std::optional<Product> product;           // of the device's model
  std::vector<std::string> not_registered;  // those of mpxns() at which the User is not the registered party
  std::optional<Eui64> gpf =
      std::nullopt;  // the hub's gas proxy, which is on the log whether the hub reports it or not
};
// The checks before the command is sent.
Outcome<void> check_log_request(const LogRequest& request, const LogFacts& facts);

// The hub has made the log entry: the Device is Whitelisted behind it and carries the metering points; if the hub has
// told of a link key before, it has joined as well.
// While it has not, `id` waits for that.
Change log_entry_made(const LogRequest& request, const RequestId& id, Device device, Eui64 hub,
                      std::span<const HubLogEntry> log, TimeMs now);
// The hub has removed the entry.
Change log_entry_removed(Device device, Eui64 hub, TimeMs now);

// One entry of the log that a CS14 brings; the link key hash is empty until the Device has joined.
struct ReportedEntry {
  Eui64 device;
  Bytes link_key_hash;
};
// Takes over the log as the hub reports it. `devices` are those of its entries that are in the inventory.
Change log_reported(Eui64 hub, std::span<const ReportedEntry> reported, std::span<const HubLogEntry> image,
                    std::span<const Device> devices, TimeMs now);

// The join period of an 8.11 is over: whoever waits for the join is told so. Empty if nobody does any more.
Change join_period_over(const RequestId& id, std::span<const HubLogEntry> log);

}  // namespace gridpost::inventory
