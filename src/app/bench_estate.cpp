#include "app/bench_estate.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

#include "app/housekeeping.h"
#include "app/job_run.h"
#include "app/keys.h"
#include "app/nation.h"
#include "app/products_list.h"
#include "engine/flag_runs.h"
#include "engine/model_job.h"
#include "inventory/change.h"
#include "network/provider_folders.h"

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

// Batches as large as they get, one after the other: there is nobody else here.
constexpr engine::JobPace kHurried{.items = 4096, .time = std::chrono::seconds(1), .rest = 0};

// One provider of electricity and one of gas for all network operators. The final rules of the flags have no value for
// what is suspended, so no file would follow: this profile has one. (R77-37, R77-42)
registration::Desk desk_of_nation() {
  registration::Desk desk;
  desk.organisation = "7700000001";
  desk.sender = "DCC01";
  desk.settings.profile = registration::FlagProfile::Anis;
  registration::Provider electricity{"electricity", Fuel::Electricity, "PES1", "P", "", "", {}};
  registration::Provider gas{"gas", Fuel::Gas, "", "", "7700000002", "RDP01", {}};
  for (const access::User& user : Nation::users()) {
    if (user.roles.has(UserRole::ED)) electricity.operators[fmt::format("D{:03}", user.id.value % 1000)] = user.id;
    if (user.roles.has(UserRole::GT)) gas.operators["GT1"] = user.id;
  }
  desk.providers = {electricity, gas};
  return desk;
}

// The median microseconds of the calls that did something, for homes by chance; the same ones for the same seed.
template <class Call>
Result<double> median(std::uint64_t seed, int calls, std::uint64_t homes, Call call) {
  std::mt19937_64 random(seed);
  std::vector<double> micros;
  for (int i = 0; i < calls; ++i) {
    const std::uint64_t home = random() % homes;
    const auto start = Clock::now();
    GP_TRY(did, call(home));
    if (did) micros.push_back(1e6 * since(start));
  }
  if (micros.empty()) return fail("there was nothing to measure", "estate");
  const auto middle = micros.begin() + static_cast<std::ptrdiff_t>(micros.size() / 2);
  std::nth_element(micros.begin(), middle, micros.end());
  return *middle;
}

// Measures one estate.
class Bench {
 public:
  Bench(const EstateBench& options, std::uint64_t homes)
      : options_(options), folder_(fmt::format("{}/{}", options.folder, homes)) {
    costs_.homes = homes;
  }

  Result<EstateCosts> run() {
    GP_CHECK(make());
    GP_TRY(open, open_store_with_clock(folder_));
    store_ = std::move(open.store);
    GP_CHECK(read());
    GP_CHECK(keep_house());
    GP_CHECK(each_home(costs_.update, [this](std::uint64_t home) { return update_one(home, false); }));
    GP_CHECK(each_home(costs_.flag, [this](std::uint64_t home) { return update_one(home, true); }));
    GP_CHECK(suspend());
    GP_CHECK(make_files());
    costs_.peak_mib = peak_mib();
    return costs_;
  }

 private:
  void show(std::string_view part, std::uint64_t done, std::uint64_t total) const {
    if (options_.progress) options_.progress(fmt::format("{} homes: {}", costs_.homes, part), done, total);
  }
  OnJob shown(const char* part) const {
    return [this, part](const engine::Job& job) { show(part, job.done, total_of(job)); };
  }
  // Twice for the same homes; each cost has homes of its own.
  template <class Call>
  Status each_home(HomeCost& cost, Call call) {
    ++seed_;
    GP_TRY(first, median(seed_, options_.reads, costs_.homes, call));
    GP_TRY(again, median(seed_, options_.reads, costs_.homes, call));
    cost = {first, again};
    return {};
  }

  Status make() {
    std::filesystem::remove_all(folder_);
    GP_TRY(made, make_estate(folder_, Nation({.homes = costs_.homes, .now = kDayOfEstate, .due = options_.due}),
                             [this](std::uint64_t homes) { show("making them", homes, costs_.homes); }));
    costs_.devices = made.devices;
    costs_.make_seconds = made.seconds;
    costs_.store_mib = static_cast<double>(std::filesystem::file_size(folder_ + "/gridpost.db")) / (1 << 20);
    return {};
  }

  Status read() {
    GP_CHECK(each_home(costs_.read, [this](std::uint64_t home) -> Result<bool> {
      GP_TRY(tx, store_->read());
      GP_TRY(device, tx->device(Nation::meter_of(home)));
      return device.has_value();
    }));
    return each_home(costs_.home, [this](std::uint64_t home) -> Result<bool> {
      GP_TRY(tx, store_->read());
      GP_TRY(devices, tx->devices_of_hub(Nation::hub_of(home)));
      return !devices.empty();
    });
  }

  // Before the updates, which would take Devices out of Pending.
  Status keep_house() {
    engine::HousekeepingKind kind(book_, kDefaultBroker, keeper_);
    const auto start = Clock::now();
    GP_TRY(id, begin_run(*store_, clock_));
    GP_CHECK(run_job(*store_, kind, id, kHurried, clock_, shown("housekeeping")));
    costs_.housekeeping_seconds = since(start);
    GP_TRY(tx, store_->read());
    GP_TRY(figures, figures_of(*tx, id));
    costs_.removed = figures.removed();
    return {};
  }

  // The meter of the home is suspended, or restored. False: it is not in service.
  Result<bool> update_one(std::uint64_t home, bool with_flag) {
    using inventory::StatusEvent;
    GP_TRY(tx, store_->begin());
    GP_TRY(meter, tx->device(Nation::meter_of(home)));
    if (!meter) return false;  // housekeeping took it
    inventory::Change change;
    const bool moved =
        meter->status == SmiStatus::Suspended
            ? inventory::move_status(*meter, StatusEvent::ModelListed, {inventory::Condition::ModelListed},
                                     kDayOfEstate, change, SmiStatus::Commissioned)
            : inventory::move_status(*meter, StatusEvent::ModelUnlisted, {}, kDayOfEstate, change);
    if (!moved) return false;
    GP_CHECK(tx->apply(exchange::PutDevice{*meter}));
    for (const inventory::StatusChange& one : change.statuses) GP_CHECK(tx->apply(exchange::RecordStatus{one}));
    if (with_flag)
      GP_CHECK(keeper_.derive(*tx, meter->import_mpxn, book_.rules_at(kDayOfEstate), kDayOfEstate, "bench"));
    GP_CHECK(tx->commit_unsynced());
    return true;
  }

  // The ESMEs of a model that two Devices of a hundred are of.
  Status suspend() {
    const auto products = Nation::products();
    const auto model = std::find_if(products.begin(), products.end(),
                                    [](const inventory::Product& p) { return p.model == Nation::kTwoPercent; });
    if (model == products.end()) return fail("the nation has no such model", std::string(Nation::kTwoPercent));
    inventory::Product entry = *model;
    entry.status = inventory::CplStatus::Withdrawn;
    const crypto::KeyStore keys;
    const auto kind =
        engine::ModelKind::listing({.rules = book_, .keys = keys, .broker = kDefaultBroker, .desk = desk_});
    const auto start = Clock::now();
    GP_TRY(tx, store_->begin());
    GP_TRY(id, put_entry(*tx, entry, {"bench", kDayOfEstate}));
    GP_CHECK(tx->commit());
    tx.reset();
    if (!id) return fail("it had left the list already", entry.model);
    GP_TRY(job, run_job(*store_, *kind, *id, kHurried, clock_, shown("suspending a model")));
    costs_.suspension_seconds = since(start);
    costs_.suspended = job.done;
    return {};
  }

  // One run for each provider, of everything that waits.
  Status make_files() {
    const std::string root = folder_ + "/providers";
    std::vector<std::string> names;
    for (const registration::Provider& p : desk_.providers) names.push_back(p.name);
    GP_TRY(folders, network::DiskFolders::open(root, names));
    const engine::FlagWork work{desk_,
                                book_,
                                keeper_,
                                *folders,
                                [this](const std::function<Status(engine::Transaction&)>& piece) -> Status {
                                  GP_TRY(tx, store_->begin());
                                  GP_CHECK(piece(*tx));
                                  return tx->commit();
                                },
                                [] { return kDayOfEstate; }};
    show("writing files", 0, 1);
    const auto start = Clock::now();
    GP_CHECK(engine::run_now(work));
    costs_.files_seconds = since(start);
    show("writing files", 1, 1);
    GP_TRY(tx, store_->read());
    GP_TRY(files, tx->records().files(1'000'000));
    costs_.files = files.size();
    for (const registration::FileRecord& file : files) costs_.in_files += file.records;
    return {};
  }

  const EstateBench& options_;
  const std::string folder_;
  const RuleBook book_;
  const ManualClock clock_{kDayOfEstate};
  const registration::Desk desk_ = desk_of_nation();
  const engine::FlagKeeper keeper_{desk_};
  std::unique_ptr<engine::Store> store_;
  std::uint64_t seed_ = 20'251'201;
  EstateCosts costs_;
};

}  // namespace

Result<EstateFiguresOfTwo> bench_estate(const EstateBench& options) {
  GP_TRY(small, Bench(options, options.small).run());
  GP_TRY(large, Bench(options, options.large).run());
  return EstateFiguresOfTwo{small, large};
}

}  // namespace gridpost::app
