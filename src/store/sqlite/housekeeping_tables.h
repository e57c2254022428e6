// The tables of housekeeping.
#pragma once

#include "engine/housekeeping_records.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

class HousekeepingTables final : public engine::HousekeepingRecords {
 public:
  explicit HousekeepingTables(Connection& db) : db_(db) {}

  Result<std::vector<Pending>> pending(DeviceType type, const Pending& after, TimeMs until, std::size_t limit) override;
  Result<std::uint64_t> count_pending(DeviceType type, TimeMs until) override;
  Status put_removal(std::int64_t job, const exchange::Removal& removal) override;
  Result<std::vector<exchange::Removal>> removals(std::int64_t job, Eui64 after, std::size_t limit) override;
  Result<std::vector<RemovalCount>> removal_counts(std::int64_t job) override;
  Status put_hub_delivery(const inventory::HubDelivery& delivery) override;
  Result<std::optional<inventory::HubDelivery>> hub_delivery(Eui64 hub) override;
  Result<std::vector<inventory::HubStock>> hub_stock() override;

 private:
  Connection& db_;
};

}  // namespace gridpost::store
