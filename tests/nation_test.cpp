// The national estate: plausible, the same for the same seed, written in bounded memory. (issue 5)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "app/bench_estate.h"
#include "app/housekeeping.h"
#include "app/nation.h"
#include "must.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test::nation_test {
namespace {

using app::Nation;
using app::NationHome;
using registration::Kind;

constexpr TimeMs kNow = 1'764'547'200'000;  // 2025-12-01

bool same(const NationHome& a, const NationHome& b) {
  return a.devices == b.devices && a.history == b.history && a.log == b.log && a.joins == b.joins &&
         a.registrations == b.registrations && a.delivery == b.delivery;
}

TEST(Nation, AHomeDependsOnSeedAndNumberAlone) {
  const Nation one({.homes = 100, .seed = 5, .now = kNow}), again({.homes = 7, .seed = 5, .now = kNow}),
      other({.homes = 100, .seed = 6, .now = kNow});
  int different = 0;
  for (const std::uint64_t home : {99u, 3u, 41u, 0u}) {
    EXPECT_TRUE(same(one.home(home), again.home(home)));
    if (!same(one.home(home), other.home(home))) ++different;
  }
  EXPECT_GT(different, 2);
}

// Histories lead to the status, statuses agree with what is around them, numbers are valid.
TEST(Nation, EachHomeIsConsistent) {
  const Nation nation({.now = kNow});
  std::set<Eui64> ids;
  std::set<std::string> models;
  for (const auto& p : Nation::products()) models.insert(p.manufacturer + p.model + p.firmware_version);
  for (std::uint64_t number = 0; number < 3'000; ++number) {
    SCOPED_TRACE(number);
    const NationHome home = nation.home(number);
    ASSERT_GE(home.devices.size(), 3u);
    EXPECT_EQ(home.devices[0].id, Nation::hub_of(number));
    EXPECT_EQ(home.devices[2].id, Nation::meter_of(number));
    EXPECT_EQ(home.devices[2].type, DeviceType::ESME);
    for (const inventory::Device& d : home.devices) {
      EXPECT_TRUE(ids.insert(d.id).second);
      std::optional<SmiStatus> status;
      TimeMs last = 0;
      for (const inventory::StatusChange& c : home.history) {
        if (c.device != d.id) continue;
        EXPECT_EQ(c.from, status);
        EXPECT_GE(c.at, last);
        EXPECT_LE(c.at, kNow);
        status = c.to;
        last = c.at;
      }
      EXPECT_EQ(status, d.status);
      EXPECT_EQ(last, d.status_since);
      if (!d.firmware_version.empty() && d.type != DeviceType::GPF)
        EXPECT_TRUE(models.contains(d.manufacturer + d.model + d.firmware_version));
      if (d.status == SmiStatus::Commissioned && d.type == DeviceType::ESME) EXPECT_TRUE(valid_mpan(d.import_mpxn));
      if (d.status == SmiStatus::Commissioned && d.type == DeviceType::GSME) EXPECT_TRUE(valid_mprn(d.import_mpxn));
      const bool on_log =
          std::any_of(home.log.begin(), home.log.end(), [&](const auto& e) { return e.device == d.id; });
      if (d.type != DeviceType::CHF && d.type != DeviceType::GPF) EXPECT_EQ(d.hub.has_value(), on_log);
    }
    for (const auto& r : home.registrations)
      EXPECT_TRUE(r.kind == Kind::GasSupplier || r.kind == Kind::Transporter ? valid_mprn(r.mpxn) : valid_mpan(r.mpxn));
    EXPECT_TRUE(registration::party_at(home.registrations, Kind::ImportSupplier, kNow));
  }
}

TEST(Nation, SharesAreWhatWasAskedFor) {
  const Nation nation({.now = kNow, .wrong_variants = 0.1, .due = 0.05});
  int wrong = 0, due = 0, commissioned = 0;
  std::map<Eui64, int> suppliers;
  std::set<std::string> regions;
  constexpr int kHomes = 10'000;
  const auto policy = inventory::retention_policy(inventory::RetentionProfile::Legal36);
  for (int number = 0; number < kHomes; ++number) {
    const NationHome home = nation.home(static_cast<std::uint64_t>(number));
    const inventory::Device& esme = home.devices[2];
    if (esme.esme_variant != Nation::right_variant(esme)) ++wrong;
    if (esme.status == SmiStatus::Commissioned) ++commissioned;
    const inventory::Kept kept{esme, {}};
    if (!due_devices({&kept, 1}, policy, kNow).empty()) ++due;
    ++suppliers[*registration::party_at(home.registrations, Kind::ImportSupplier, kNow)];
    regions.insert(home.devices[0].csp_region);
  }
  EXPECT_NEAR(wrong, 0.1 * kHomes, 0.012 * kHomes);
  EXPECT_NEAR(due, 0.05 * kHomes, 0.01 * kHomes);
  EXPECT_NEAR(commissioned, 0.75 * kHomes, 0.05 * kHomes);
  EXPECT_EQ(suppliers.size(), 10u);
  EXPECT_GT(suppliers.begin()->second, 4 * suppliers.rbegin()->second)
      << "the first is the largest, the last the smallest";
  EXPECT_EQ(regions, (std::set<std::string>{"Central", "North", "South"}));
}

class NationStore : public testing::Test {
 protected:
  NationStore()
      : folder_(fmt::format("{}/gridpost-nation-{}", std::filesystem::temp_directory_path().string(), getpid())) {
    std::filesystem::remove_all(folder_);
  }
  ~NationStore() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(NationStore, TheStoreHasEveryHomeAndItsIndexes) {
  const Nation nation({.homes = 300, .now = kNow});
  const auto figures = must(app::make_estate(folder_, nation));
  EXPECT_EQ(figures.homes, 300u);
  EXPECT_FALSE(app::make_estate(folder_, nation)) << "a store that is there is left alone";
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/gridpost.db.loading"));
  const auto store = must(store::open_sqlite(folder_ + "/gridpost.db"));
  const auto tx = must(store->read());
  std::uint64_t devices = 0;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const NationHome home = nation.home(number);
    devices += home.devices.size();
    for (const inventory::Device& d : home.devices) EXPECT_EQ(must(tx->device(d.id)), d);
    EXPECT_EQ(must(tx->hub_log(home.devices[0].id)).size(), home.log.size());
    EXPECT_EQ(must(tx->registrations(home.registrations[0].mpxn)).size(),
              static_cast<std::size_t>(std::count_if(home.registrations.begin(), home.registrations.end(),
                                                     [&](auto& r) { return r.mpxn == home.registrations[0].mpxn; })));
    std::vector<inventory::StatusChange> of_hub;
    for (const auto& c : home.history)
      if (c.device == home.devices[0].id) of_hub.push_back(c);
    EXPECT_EQ(must(tx->status_history(home.devices[0].id)), of_hub);
  }
  EXPECT_EQ(devices, figures.devices);
}

TEST_F(NationStore, TheBenchMeasuresBothSizes) {
  const auto figures =
      must(app::bench_estate({.small = 200, .large = 400, .reads = 20, .due = 0.1, .folder = folder_}));
  for (const app::EstateCosts& costs : {figures.small, figures.large}) {
    for (const app::HomeCost& cost : {costs.read, costs.home, costs.update, costs.flag}) {
      EXPECT_GT(cost.first, 0);
      EXPECT_GT(cost.again, 0);
    }
    EXPECT_GT(costs.removed, costs.homes / 20);
    EXPECT_GT(costs.housekeeping_seconds, 0);
    EXPECT_NEAR(static_cast<double>(costs.suspended), 0.02 * static_cast<double>(costs.devices),
                0.01 * static_cast<double>(costs.devices));
    EXPECT_GT(costs.suspension_seconds, 0);
    EXPECT_GT(costs.in_files, costs.suspended / 2) << "most of the model's meters are at a metering point, in service";
    EXPECT_EQ(costs.files, 1u) << "ESMEs alone: one file to the provider of electricity";
    EXPECT_GT(costs.files_seconds, 0);
  }
  EXPECT_GT(figures.large.devices, figures.small.devices);
}

}  // namespace
}  // namespace gridpost::test::nation_test
