// What the store keeps for housekeeping: Pending Devices by age, what was removed, and the register of hubs.
// (SECMP0060)
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "exchange/housekeeping.h"
#include "inventory/hub_stock.h"

namespace gridpost::engine {

// Part of a transaction on the store; lives as long as that.
class HousekeepingRecords {
 public:
  virtual ~HousekeepingRecords() = default;

  // A Pending Device and since when it has that status.
  struct Pending {
    TimeMs since = 0;
    Eui64 device;

    bool operator==(const Pending&) const = default;
  };
  // Those of a type, oldest first, then by identifier, that come after `after` and not after the time `until`.
  virtual Result<std::vector<Pending>> pending(DeviceType type, const Pending& after, TimeMs until,
                                               std::size_t limit) = 0;
  virtual Result<std::uint64_t> count_pending(DeviceType type, TimeMs until) = 0;

  // A job removes a Device once: a second note of it is an error.
  virtual Status put_removal(std::int64_t job, const exchange::Removal& removal) = 0;
  // Of a job, those after this Device; the first ones with none (zero).
  virtual Result<std::vector<exchange::Removal>> removals(std::int64_t job, Eui64 after, std::size_t limit) = 0;
  struct RemovalCount {
    DeviceType type = DeviceType::ESME;
    std::uint64_t removed = 0;
    std::uint64_t told = 0;  // with N8
  };
  virtual Result<std::vector<RemovalCount>> removal_counts(std::int64_t job) = 0;  // by type, those that are there

  virtual Status put_hub_delivery(const inventory::HubDelivery& delivery) = 0;
  virtual Result<std::optional<inventory::HubDelivery>> hub_delivery(Eui64 hub) = 0;
  virtual Result<std::vector<inventory::HubStock>> hub_stock() = 0;  // by party
};

}  // namespace gridpost::engine
