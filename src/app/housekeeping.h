// Housekeeping on a server's store: runs, dry runs, figures. (SECMP0060)
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>

#include "engine/housekeeping.h"
#include "engine/world_time.h"

namespace gridpost::app {

// A server's store with its clock, opened by another program than the server.
struct OpenStore {
  std::unique_ptr<engine::Store> store;
  std::unique_ptr<engine::WorldTime> clock;
};
Result<OpenStore> open_store_with_clock(const std::string& folder);

// What a run would remove, or has removed, by type.
struct RemovalFigures {
  struct Line {
    std::uint64_t removed = 0;
    std::uint64_t told = 0;  // with N8
  };
  std::map<DeviceType, Line> by_type;

  std::uint64_t removed() const;
  std::uint64_t told() const;
  std::uint64_t hubs() const;  // counted by their CHFs
};
// What replacing the hubs costs, in pounds: 36 to 50 each. (R60-28)
std::pair<std::uint64_t, std::uint64_t> cost_of(std::uint64_t hubs);

Result<RemovalFigures> dry_run(engine::Store& store, const inventory::RetentionPolicy& policy, TimeMs as_of,
                               const engine::OnDue& on_due = {});
Result<RemovalFigures> figures_of(engine::Transaction& tx, std::int64_t job);

// Begins a run, or finds the one under way: its number, for job_run.h.
Result<std::int64_t> begin_run(engine::Store& store, const WorldClock& clock);

// Pending Devices by type, notifier and age. (R60-26)
struct AgeingLine {
  DeviceType type = DeviceType::ESME;
  Eui64 notified_by;
  int years = 0;  // whole years of age
  std::uint64_t devices = 0;
  std::uint64_t not_listed = 0;         // of these, whose model is not on the Central Products List
  std::optional<TimeMs> first_removal;  // when the oldest of them is due; none: never
};
Result<std::vector<AgeingLine>> ageing_list(engine::Store& store, const inventory::RetentionPolicy& policy, TimeMs now);

// "hub,party,2026-01-31" a line; a first line that begins with "hub" is a heading. All lines or none. With `returned`
// "hub,2026-01-31": the party has returned the hub.
Result<std::size_t> load_deliveries(engine::Store& store, std::string_view text, bool returned);

}  // namespace gridpost::app
