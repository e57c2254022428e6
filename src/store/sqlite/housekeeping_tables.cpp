#include "store/sqlite/housekeeping_tables.h"

namespace gridpost::store {

namespace {

// Both need the partial index, which its condition in words of the schema chooses.
#define GP_PENDING "status = 0"
static_assert(static_cast<int>(SmiStatus::Pending) == 0);
constexpr Sql kPending{"pending", "SELECT status_since, id FROM device WHERE " GP_PENDING
                                  " AND type = ?1 AND status_since <= "
                                  "?4 AND (status_since, id) > (?2, ?3) ORDER BY status_since, id LIMIT ?5"};
constexpr Sql kCountPending{"count pending",
                            "SELECT count(*) FROM device WHERE " GP_PENDING " AND type = ? AND status_since <= ?"};
constexpr Sql kPutRemoval{"put removal", "INSERT INTO removal VALUES (?, ?, ?, ?, ?, ?)"};
constexpr Sql kRemovals{"removals",
                        "SELECT device, type, pending_since, told, at FROM removal WHERE job = ?1 AND device > ?2 "
                        "ORDER BY device LIMIT ?3"};
constexpr Sql kFirstRemovals{"first removals",
                             "SELECT device, type, pending_since, told, at FROM removal WHERE job = ?1 "
                             "ORDER BY device LIMIT ?2"};
constexpr Sql kRemovalCounts{"removal counts",
                             "SELECT type, count(*), count(told) FROM removal WHERE job = ? GROUP BY type "
                             "ORDER BY type"};
constexpr Sql kPutDelivery{"put hub delivery", "INSERT OR REPLACE INTO hub_delivery VALUES (?, ?, ?, ?)"};
constexpr Sql kDelivery{"hub delivery", "SELECT hub, party, accepted_at, returned_at FROM hub_delivery WHERE hub = ?"};
// Whether a hub was ever Commissioned, or returned, its status history says, which outlives its record.
constexpr Sql kHubStock{
    "hub stock",
    "SELECT party, count(*), sum(live), sum(NOT live AND back), sum(NOT live AND NOT back), "
    "sum(NOT live AND NOT back AND NOT known) FROM ("
    "SELECT party, "
    "EXISTS (SELECT 1 FROM status_change c WHERE c.device = d.hub AND c.to_status = ?) AS live, "
    "(returned_at IS NOT NULL OR EXISTS (SELECT 1 FROM status_change c WHERE c.device = d.hub AND c.cause IN "
    "('8.14.3', '8.14.4'))) AS back, "
    "EXISTS (SELECT 1 FROM device k WHERE k.id = d.hub) AS known FROM hub_delivery d) GROUP BY party ORDER BY party"};

exchange::Removal read_removal(const Statement& row) {
  exchange::Removal removal;
  removal.device = row.eui(0);
  removal.type = catalogue::device_type(row.text(1)).value_or(removal.type);
  removal.pending_since = row.integer(2);
  if (!row.null(3)) removal.told = row.eui(3);
  removal.at = row.integer(4);
  return removal;
}

}  // namespace

Result<std::vector<HousekeepingTables::Pending>> HousekeepingTables::pending(DeviceType type, const Pending& after,
                                                                             TimeMs until, std::size_t limit) {
  const auto read = [](const Statement& row) { return Pending{row.integer(0), row.eui(1)}; };
  return db_.rows(kPending, read, type, after.since, after.device, until, limit);
}

Result<std::uint64_t> HousekeepingTables::count_pending(DeviceType type, TimeMs until) {
  GP_TRY(count, db_.row(
                    kCountPending, [](const Statement& row) { return row.number(0); }, type, until));
  return count.value_or(0);
}

Status HousekeepingTables::put_removal(std::int64_t job, const exchange::Removal& removal) {
  return db_.run(kPutRemoval, job, removal.device, text(removal.type), removal.pending_since, removal.told, removal.at);
}

// Identifiers with the top bit set come first: their order is that of signed numbers.
Result<std::vector<exchange::Removal>> HousekeepingTables::removals(std::int64_t job, Eui64 after, std::size_t limit) {
  if (after == Eui64{}) return db_.rows(kFirstRemovals, read_removal, job, limit);
  return db_.rows(kRemovals, read_removal, job, after, limit);
}

Result<std::vector<HousekeepingTables::RemovalCount>> HousekeepingTables::removal_counts(std::int64_t job) {
  const auto read = [](const Statement& row) {
    return RemovalCount{catalogue::device_type(row.text(0)).value_or(DeviceType::ESME), row.number(1), row.number(2)};
  };
  return db_.rows(kRemovalCounts, read, job);
}

Status HousekeepingTables::put_hub_delivery(const inventory::HubDelivery& d) {
  return db_.run(kPutDelivery, d.hub, d.party, d.accepted_at, d.returned_at);
}

Result<std::optional<inventory::HubDelivery>> HousekeepingTables::hub_delivery(Eui64 hub) {
  const auto read = [](const Statement& row) {
    inventory::HubDelivery d{row.eui(0), row.eui(1), row.integer(2), std::nullopt};
    if (!row.null(3)) d.returned_at = row.integer(3);
    return d;
  };
  return db_.row(kDelivery, read, hub);
}

Result<std::vector<inventory::HubStock>> HousekeepingTables::hub_stock() {
  const auto read = [](const Statement& row) {
    return inventory::HubStock{row.eui(0), row.number(1), row.number(2), row.number(3), row.number(4), row.number(5)};
  };
  return db_.rows(kHubStock, read, SmiStatus::Commissioned);
}

}  // namespace gridpost::store
