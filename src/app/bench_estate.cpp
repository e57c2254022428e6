#include "app/bench_estate.h"
#include "app/keys.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

#include "app/housekeeping.h"
#include "app/nation.h"
#include "inventory/change.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr TimeMs kDayOfEstate = 1'764'547'200'000;  // 2025-12-01

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The median microseconds of one call, for homes by chance.
template <class Call>
Result<double> median(int calls, std::uint64_t homes, Call call) {
  std::mt19937_64 random(20'251'201);
  std::vector<double> micros;
  for (int i = 0; i < calls; ++i) {
    const std::uint64_t home = random() % homes;
    const auto start = Clock::now();
    GP_CHECK(call(home));
    micros.push_back(1e6 * since(start));
  }
  const auto middle = micros.begin() + static_cast<std::ptrdiff_t>(micros.size() / 2);
  std::nth_element(micros.begin(), middle, micros.end());
  return *middle;
}

// A Device that is there, or what is wrong.
Result<inventory::Device> device(engine::Transaction& tx, Eui64 id) {
  GP_TRY(found, tx.device(id));
  if (!found) return fail("the estate does not have it", id.text());
  return *found;
}

Status update_one(engine::Store& store, std::uint64_t home, TimeMs now) {
  GP_TRY(tx, store.begin());
  GP_TRY(meter, device(*tx, Nation::meter_of(home)));
  inventory::Change change;
  const bool suspended = meter.status == SmiStatus::Suspended;
  using inventory::StatusEvent;
  const bool moved = suspended
                         ? inventory::move_status(meter, StatusEvent::ModelListed, {inventory::Condition::ModelListed},
                                                  now, change, SmiStatus::Commissioned)
                         : inventory::move_status(meter, StatusEvent::ModelUnlisted, {}, now, change);
  if (!moved) return {};  // one of the few that are not in service; the median does not mind
  GP_CHECK(tx->apply(exchange::PutDevice{meter}));
  for (const inventory::StatusChange& one : change.statuses) GP_CHECK(tx->apply(exchange::RecordStatus{one}));
  return tx->commit_unsynced();
}

// Before the updates, which would take Devices out of Pending.
Status keep_house(const OpenStore& open, EstateCosts& costs) {
  const ManualClock clock(kDayOfEstate);
  const registration::Desk desk;
  const engine::FlagKeeper flags(desk);
  const engine::HousekeepingSetup setup{
      RuleBook(), kDefaultBroker, flags, {.items = 256, .time = std::chrono::seconds(1), .rest = 0}};
  const auto start = Clock::now();
  GP_TRY(job, run_housekeeping(*open.store, setup, clock, {}));
  costs.housekeeping_seconds = since(start);
  GP_TRY(tx, open.store->read());
  GP_TRY(figures, figures_of(*tx, job.id));
  costs.removed = figures.removed();
  return {};
}

Result<EstateCosts> costs_of(const EstateBench& options, std::uint64_t homes) {
  const std::string folder = fmt::format("{}/{}", options.folder, homes);
  std::filesystem::remove_all(folder);
  EstateCosts costs;
  costs.homes = homes;
  GP_TRY(made, make_estate(folder, Nation({.homes = homes, .now = kDayOfEstate, .due = options.due})));
  costs.devices = made.devices;
  costs.make_seconds = made.seconds;
  costs.store_mib = static_cast<double>(std::filesystem::file_size(folder + "/gridpost.db")) / (1 << 20);
  GP_TRY(open, open_store_with_clock(folder));
  engine::Store& store = *open.store;
  GP_TRY(read, median(options.reads, homes, [&](std::uint64_t home) -> Status {
           GP_TRY(tx, store.read());
           GP_CHECK(device(*tx, Nation::meter_of(home)));
           return {};
         }));
  costs.read_micros = read;
  GP_TRY(home_read, median(options.reads, homes, [&](std::uint64_t home) -> Status {
           GP_TRY(tx, store.read());
           GP_CHECK(tx->devices_of_hub(Nation::hub_of(home)));
           return {};
         }));
  costs.home_micros = home_read;
  GP_CHECK(keep_house(open, costs));
  GP_TRY(update, median(options.reads, homes, [&](std::uint64_t home) -> Status {
           GP_TRY(tx, store.read());
           GP_TRY(there, tx->device(Nation::meter_of(home)));
           tx.reset();
           return there ? update_one(store, home, kDayOfEstate) : Status();  // housekeeping took it
         }));
  costs.update_micros = update;
  costs.peak_mib = peak_mib();
  return costs;
}

}  // namespace

Result<EstateFiguresOfTwo> bench_estate(const EstateBench& options) {
  GP_TRY(small, costs_of(options, options.small));
  GP_TRY(large, costs_of(options, options.large));
  return EstateFiguresOfTwo{small, large};
}

}  // namespace gridpost::app
