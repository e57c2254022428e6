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

// One estate.
class MeasuredEstate {
 public:
  MeasuredEstate(const EstateBench& options, std::uint64_t homes)
      : options_(options), folder_(fmt::format("{}/{}", options.folder, homes)) {
    costs_.homes = homes;
  }

  EstateCosts& costs() { return costs_; }

  Status make() {
    std::filesystem::remove_all(folder_);
    GP_TRY(made, make_estate(folder_, Nation({.homes = costs_.homes, .now = kDayOfEstate, .due = options_.due}),
                             [this](std::uint64_t homes) { show("making them", homes, costs_.homes); }));
    costs_.devices = made.devices;
    costs_.make_seconds = made.seconds;
    costs_.store_mib = static_cast<double>(std::filesystem::file_size(folder_ + "/gridpost.db")) / (1 << 20);
    GP_TRY(open, open_store_with_clock(folder_));
    store_ = std::move(open.store);
    return {};
  }

  // As in a server, where somebody else has always just committed: what a reader had kept of the store is void then.
  Status commit_something() {
    GP_TRY(tx, store_->begin());
    GP_CHECK(tx->set_setting("bench.commits", std::to_string(++commits_)));
    return tx->commit_unsynced();
  }

  // False, as for all that concern one home: there was nothing to do.
  Result<bool> read_one(std::uint64_t home) {
    GP_TRY(tx, store_->read());
    GP_TRY(device, tx->device(Nation::meter_of(home)));
    return device.has_value();
  }

  Result<bool> read_home(std::uint64_t home) {
    GP_TRY(tx, store_->read());
    GP_TRY(devices, tx->devices_of_hub(Nation::hub_of(home)));
    return !devices.empty();
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
  Result<bool> update_status(std::uint64_t home) { return update(home, false); }
  // The same, and what follows for the flag of its metering point.
  Result<bool> update_flag(std::uint64_t home) { return update(home, true); }

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

 private:
  void show(std::string_view part, std::uint64_t done, std::uint64_t total) const {
    if (options_.progress) options_.progress(fmt::format("{} homes: {}", costs_.homes, part), done, total);
  }
  OnJob shown(const char* part) const {
    return [this, part](const engine::Job& job) { show(part, job.done, total_of(job)); };
  }
  Result<bool> update(std::uint64_t home, bool with_flag) {
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

  const EstateBench& options_;
  const std::string folder_;
  const RuleBook book_;
  const ManualClock clock_{kDayOfEstate};
  const registration::Desk desk_ = desk_of_nation();
  const engine::FlagKeeper keeper_{desk_};
  std::unique_ptr<engine::Store> store_;
  std::uint64_t commits_ = 0;
  EstateCosts costs_;
};

using Call = Result<bool> (MeasuredEstate::*)(std::uint64_t home);

// What a call costs, for homes by chance; the same ones for the same seed.
class HomeSample {
 public:
  HomeSample(MeasuredEstate& estate, std::uint64_t seed) : estate_(estate), random_(seed) {}

  Status add(Call call, int times) {
    for (int i = 0; i < times; ++i) {
      const std::uint64_t home = random_() % estate_.costs().homes;
      GP_CHECK(estate_.commit_something());
      const auto start = Clock::now();
      GP_TRY(did, (estate_.*call)(home));
      if (did) micros_.push_back(1e6 * since(start));
    }
    return {};
  }
  // Of the calls that did something.
  Result<double> median() {
    if (micros_.empty()) return fail("there was nothing to measure", "estate");
    const auto middle = micros_.begin() + static_cast<std::ptrdiff_t>(micros_.size() / 2);
    std::nth_element(micros_.begin(), middle, micros_.end());
    return *middle;
  }

 private:
  MeasuredEstate& estate_;
  std::mt19937_64 random_;
  std::vector<double> micros_;
};

// Both estates, measured in turns of so many homes: a machine whose speed wanders must not make a ratio.
class BothEstates {
 public:
  explicit BothEstates(const EstateBench& options)
      : reads_(options.reads), small_(options, options.small), large_(options, options.large) {}

  Result<EstateFiguresOfTwo> run() {
    GP_CHECK(each(&MeasuredEstate::make));
    GP_CHECK(each_home(&EstateCosts::read, &MeasuredEstate::read_one));
    GP_CHECK(each_home(&EstateCosts::home, &MeasuredEstate::read_home));
    GP_CHECK(each(&MeasuredEstate::keep_house));
    GP_CHECK(each_home(&EstateCosts::update, &MeasuredEstate::update_status));
    GP_CHECK(each_home(&EstateCosts::flag, &MeasuredEstate::update_flag));
    GP_CHECK(each(&MeasuredEstate::suspend));
    GP_CHECK(each(&MeasuredEstate::make_files));
    return EstateFiguresOfTwo{small_.costs(), large_.costs(), peak_mib()};
  }

 private:
  static constexpr int kTurn = 50;

  Status each(Status (MeasuredEstate::*part)()) {
    GP_CHECK((small_.*part)());
    return (large_.*part)();
  }
  // Twice for the same homes; each cost has homes of its own.
  Status each_home(HomeCost EstateCosts::*cost, Call call) {
    ++seed_;
    GP_CHECK(medians(cost, &HomeCost::first, call));
    return medians(cost, &HomeCost::again, call);
  }
  Status medians(HomeCost EstateCosts::*cost, double HomeCost::*which, Call call) {
    HomeSample small(small_, seed_), large(large_, seed_);
    for (int done = 0; done < reads_; done += kTurn) {
      const int times = std::min(kTurn, reads_ - done);
      GP_CHECK(small.add(call, times));
      GP_CHECK(large.add(call, times));
    }
    GP_TRY(of_small, small.median());
    GP_TRY(of_large, large.median());
    small_.costs().*cost.*which = of_small;
    large_.costs().*cost.*which = of_large;
    return {};
  }

  const int reads_;
  MeasuredEstate small_, large_;
  std::uint64_t seed_ = 20'251'201;
};

}  // namespace

Result<EstateFiguresOfTwo> bench_estate(const EstateBench& options) { return BothEstates(options).run(); }

}  // namespace gridpost::app
