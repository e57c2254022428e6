// Housekeeping on a store: runs in batches, dry runs, settings, resets, figures. (SECMP0060)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/housekeeping.h"
#include "catalogue/rule_list.h"
#include "engine/put_in_force.h"
#include "must.h"
#include "run_command.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test::housekeeping_test {
namespace {

using inventory::RetentionProfile;

constexpr Eui64 kSupplier{0x90B3D51F30010000}, kOther{0x90B3D51F30020000}, kBroker{0x90B3D51F30000002};

TimeMs at(std::string_view date) { return local_midnight(date).value(); }

class Housekeeping : public testing::Test {
 protected:
  Housekeeping()
      : folder_(fmt::format("{}/gridpost-housekeeping-{}", std::filesystem::temp_directory_path().string(), getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = must(store::open_sqlite(folder_ + "/gridpost.db"));
  }
  ~Housekeeping() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class Work>
  void write(Work work) {
    auto tx = must(store_->begin());
    work(*tx);
    must(tx->commit());
  }
  static inventory::Device pending(std::uint64_t id, std::string_view since, DeviceType type = DeviceType::ESME) {
    inventory::Device d;
    d.id = Eui64{id};
    d.type = type;
    d.status_since = at(since);
    d.notified_by = kSupplier;
    return d;
  }
  void put(const inventory::Device& d) {
    write([&](engine::Transaction& tx) {
      must(tx.apply(exchange::PutDevice{d}));
      must(tx.apply(exchange::RecordStatus{{d.id, d.status_since, std::nullopt, d.status, "12.2"}}));
    });
  }
  void put_hub(std::uint64_t id, std::string_view since) {
    inventory::Device hub = pending(id, since, DeviceType::CHF), proxy = pending(id + 1, since, DeviceType::GPF);
    hub.hub = proxy.hub = hub.id;
    hub.gpf = proxy.id;
    put(hub);
    put(proxy);
  }
  void put_many(std::uint64_t first, int count, std::string_view since, DeviceType type = DeviceType::ESME) {
    write([&](engine::Transaction& tx) {
      for (int i = 0; i < count; ++i)
        must(tx.apply(exchange::PutDevice{pending(first + static_cast<std::uint64_t>(i), since, type)}));
    });
  }
  void set(std::string_view name, std::string_view value) {
    write([&](engine::Transaction& tx) {
      const auto before = must(engine::housekeeping_settings(tx));
      must(engine::set_housekeeping(tx, must(inventory::with_setting(before, name, value)), "test", now_));
    });
  }
  bool has(std::uint64_t id) { return must(must(store_->read())->device(Eui64{id})).has_value(); }

  engine::Job begin() {
    engine::Job job;
    write([&](engine::Transaction& tx) { job = must(engine::begin_housekeeping(tx, now_)); });
    return job;
  }
  bool batch(const engine::Job& job) {
    engine::HousekeepingKind kind(rules_, kBroker, flags_);
    engine::Job after;
    write([&](engine::Transaction& tx) {
      after = must(engine::job_batch(tx, kind, job.id, {.items = 7, .rest = 0}, {now_, 1}));
    });
    return after.state != engine::JobState::Done;
  }
  // A whole run; how many Devices it has removed.
  std::uint64_t run() {
    const engine::Job job = begin();
    while (batch(job)) {
    }
    return must(app::figures_of(*must(store_->read()), job.id)).removed();
  }
  inventory::RetentionPolicy policy() { return must(engine::housekeeping_policy(*must(store_->read()), rules_, now_)); }
  app::RemovalFigures dry() { return must(app::dry_run(*store_, policy(), now_)); }
  std::vector<exchange::OutboxItem> pushes() { return must(must(store_->read())->pushes({.limit = 100'000})); }

  Ran command(const std::string& words) { return run_gridpost("housekeeping " + words + " --data " + folder_); }

  std::string folder_;
  std::unique_ptr<engine::Store> store_;
  RuleBook rules_;
  registration::Desk desk_;
  engine::FlagKeeper flags_{desk_};
  TimeMs now_ = at("2021-06-01");
};

// A removal goes the same way as any other change of the inventory: what is kept of the metering point follows.
TEST_F(Housekeeping, R77_16_R77_17_TheFlagOfAMeteringPointFollowsARemoval) {
  const std::string mpan = "1500000000010";
  inventory::Device used = pending(1000, "2018-05-01"), left = pending(2000, "2018-05-01");
  used.status = SmiStatus::Commissioned;
  used.import_mpxn = left.import_mpxn = mpan;
  write([&](engine::Transaction& tx) {
    exchange::Effects effects = {exchange::PutDevice{used}, exchange::PutDevice{left}};
    must(engine::put_in_force(tx, effects, {}, {}, {flags_, rules_.rules_at(now_), kBroker, now_, 1}));
  });
  const auto point = [&] { return must(must(store_->read())->records().flag_point(mpan)).value(); };
  EXPECT_TRUE(point().several_meters);
  EXPECT_EQ(run(), 1u);
  EXPECT_FALSE(has(2000));
  EXPECT_FALSE(point().several_meters) << "only one meter is left";
  EXPECT_EQ(point().state.flag, registration::ServiceFlag::A);
}

TEST_F(Housekeeping, R60_01_R60_16_TheDryRunSaysWhatTheRunRemovesAndTheSecondRunRemovesNothing) {
  put_many(1000, 40, "2018-05-01");
  put_many(2000, 30, "2018-06-01");  // 36 months to the day
  put_many(3000, 20, "2018-06-02");
  put_many(4000, 10, "2018-05-01", DeviceType::PPMID);
  std::vector<Eui64> listed;
  must(app::dry_run(*store_, policy(), now_,
                    [&](const auto& removal, const auto&) { listed.push_back(removal.device); }));
  EXPECT_EQ(dry().removed(), 80u);
  EXPECT_EQ(run(), 80u);
  for (const Eui64 id : listed) EXPECT_FALSE(has(id.value));
  EXPECT_TRUE(has(3000));
  EXPECT_EQ(dry().removed(), 0u);
  EXPECT_EQ(run(), 0u);
}

TEST_F(Housekeeping, R60_08_R60_21_TheProfilesOnAStore) {
  struct Row {
    std::string_view profile;
    std::uint64_t due;
  };
  put_many(1000, 1, "2020-04-20");  // 13 months
  put_many(2000, 1, "2018-04-20");  // 37 months
  put_many(3000, 1, "2016-04-20");  // 61 months
  for (const Row& row : {Row{"legal36", 2}, Row{"fia", 0}, Row{"tactical", 2}, Row{"old12", 3}}) {
    set("profile", row.profile);
    EXPECT_EQ(dry().removed(), row.due) << row.profile;
  }
}

TEST_F(Housekeeping, R60_03_RREL_01_TheSettingsHoldFromTheDateOn) {
  put_many(1000, 5, "2018-01-01");
  now_ = at("2019-11-07") - 1;
  EXPECT_EQ(dry().removed(), 5u) << "12 months";
  now_ = at("2019-11-07");
  EXPECT_EQ(dry().removed(), 0u) << "36 months";
}

// A run is under way when the settings change: what they keep is kept from the next batch on.
TEST_F(Housekeeping, R60_09_NothingGoesOnceTheListIsFull) {
  set("profile", "tactical");
  put_many(1000, 20, "2015-01-01");
  const engine::Job job = begin();
  EXPECT_TRUE(batch(job));
  set("profile", "fia");
  while (batch(job)) {
  }
  EXPECT_EQ(must(app::figures_of(*must(store_->read()), job.id)).removed(), 7u);
  EXPECT_EQ(run(), 0u);
}

TEST_F(Housekeeping, R60_06_ATypeOnTheListIsKeptByTheNextRun) {
  put_many(1000, 3, "2015-01-01", DeviceType::IHD);
  put_hub(2000, "2015-01-01");
  set("excluded", "+IHD");
  EXPECT_EQ(run(), 2u);
  EXPECT_TRUE(has(1000));
  EXPECT_FALSE(has(2000));
  EXPECT_FALSE(has(2001));
}

TEST_F(Housekeeping, R60_10_R60_11_R60_12_EachNotifierHearsOfItsDevicesAndNobodyOfHubs) {
  put(pending(1000, "2015-01-01"));
  inventory::Device others = pending(1001, "2015-01-01", DeviceType::GSME);
  others.notified_by = kOther;
  put(others);
  put(pending(1002, "2015-01-01"));
  put_hub(2000, "2015-01-01");
  EXPECT_EQ(run(), 5u);
  const auto told = pushes();
  ASSERT_EQ(told.size(), 3u);
  for (const exchange::OutboxItem& item : told) {
    const std::string body(item.body.begin(), item.body.end());
    EXPECT_NE(body.find(">N8<"), std::string::npos) << body;
    EXPECT_NE(body.find(item.device.text()), std::string::npos) << body;
    EXPECT_EQ(item.user, item.device == Eui64{1001} ? kOther : kSupplier);
    EXPECT_EQ(item.queued_at, 1) << "its age counts from now: the endpoint may be down";
  }
  std::set<std::string> identities;
  for (const exchange::OutboxItem& item : told) identities.insert(item.identity);
  EXPECT_EQ(identities.size(), 3u);
  for (const std::uint64_t half : {2000u, 2001u}) {
    const auto audit = must(must(store_->read())->audit({.device = Eui64{half}}));
    ASSERT_EQ(audit.size(), 1u);
    EXPECT_EQ(audit[0].kind, "housekeeping");
  }
}

TEST_F(Housekeeping, R60_15_WhatLeavesPendingDuringTheRunIsKept) {
  put_many(1000, 30, "2015-01-01");
  const engine::Job job = begin();
  EXPECT_TRUE(batch(job));
  inventory::Device d = pending(1029, "2015-01-01");
  d.status = SmiStatus::Whitelisted;
  d.status_since = now_;
  put(d);
  while (batch(job)) {
  }
  EXPECT_TRUE(has(1029));
  EXPECT_FALSE(has(1028));
}

TEST_F(Housekeeping, R60_07_AHubStaysWhileItsProxyIsInUse) {
  put_hub(2000, "2015-01-01");
  inventory::Device proxy = *must(must(store_->read())->device(Eui64{2001}));
  proxy.status = SmiStatus::InstalledNotCommissioned;
  put(proxy);
  EXPECT_EQ(run(), 0u);
}

TEST_F(Housekeeping, R60_14_R60_22_HistoriesCountWhereTheSettingsSaySo) {
  inventory::Device back = pending(1000, "2020-06-01");
  put(back);
  write([&](engine::Transaction& tx) {
    must(tx.apply(exchange::RecordStatus{{back.id, at("2020-07-01"), SmiStatus::Pending, SmiStatus::Suspended, ""}}));
    must(tx.apply(exchange::RecordStatus{{back.id, at("2020-08-01"), SmiStatus::Suspended, SmiStatus::Pending, ""}}));
    back.status_since = at("2020-08-01");
    must(tx.apply(exchange::PutDevice{back}));
  });
  set("months", "12");
  EXPECT_EQ(dry().removed(), 0u) << "the count began anew after the suspension";
  set("continues_after_suspension", "yes");
  EXPECT_EQ(dry().removed(), 1u);
  put_many(2000, 4, "2015-01-01");
  EXPECT_EQ(dry().removed(), 5u);
  set("only_reactivated", "yes");
  EXPECT_EQ(dry().removed(), 1u) << "those that were never in use stay";
}

TEST_F(Housekeeping, R60_19_AResetChangesExactlyTheSelectedOrNone) {
  put_many(1000, 500, "2015-01-01");
  std::vector<Eui64> selected;
  for (std::uint64_t i = 0; i < 500; ++i) selected.push_back(Eui64{1000 + i});
  {
    auto tx = must(store_->begin());
    EXPECT_FALSE(engine::reset_pending(*tx, selected, 499, "test", now_));
  }
  inventory::Device gone_on = pending(1499, "2015-01-01");
  gone_on.status = SmiStatus::Whitelisted;
  put(gone_on);
  {
    auto tx = must(store_->begin());
    const Status refused = engine::reset_pending(*tx, selected, 500, "test", now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().where, gone_on.id.text());
  }
  EXPECT_EQ(dry().removed(), 499u) << "nothing was changed";
  selected.pop_back();
  write([&](engine::Transaction& tx) { must(engine::reset_pending(tx, selected, 499, "test", now_)); });
  EXPECT_EQ(dry().removed(), 0u);
  const auto audit = must(must(store_->read())->audit({.device = Eui64{1000}}));
  ASSERT_EQ(audit.size(), 1u);
  EXPECT_EQ(audit[0].rule, rule::kPendingReset.name);
}

TEST_F(Housekeeping, R60_20_RCOM_08_AStricterSettingShowsWhatItDoesAndAsks) {
  put_many(1000, 90, "2019-01-01");
  store_.reset();
  // The clock of a fresh store begins now, when all of these are due after 36 months too.
  const auto [loose, yes] = command("set months=240 --by Ann");
  EXPECT_EQ(yes, 0) << loose;
  const auto [asked, no] = command("set months=12 --by Bob");
  EXPECT_EQ(no, 1);
  EXPECT_NE(asked.find("90 Devices more become due at once, 90 in all"), std::string::npos) << asked;
  const auto [before, shown] = command("settings");
  EXPECT_NE(before.find("months.ESME=240"), std::string::npos) << before;
  const auto [set, done] = command("set months=12 --by Bob --yes");
  EXPECT_EQ(done, 0) << set;
  store_ = must(store::open_sqlite(folder_ + "/gridpost.db"));
  const auto audit = must(must(store_->read())->audit({}));
  ASSERT_EQ(audit.size(), 2u);
  EXPECT_EQ(audit[0].rule, rule::kHousekeepingSet.name);
  EXPECT_GT(audit[0].at, 0);
  const std::string& words = audit[0].explanation;
  EXPECT_EQ(words.substr(0, 7), "by Bob:") << words;
  EXPECT_LT(words.find("months.ESME=12 "), words.find("instead of"));
  EXPECT_GT(words.find("months.ESME=240 "), words.find("instead of"));
}

TEST_F(Housekeeping, R60_23_R60_24_HubsThatWereRemovedAreStillInStock) {
  std::string accepted = "hub,party,date\n";
  for (std::uint64_t i = 0; i < 100; ++i) {
    put_hub(2000 + 2 * i, i < 20 ? "2015-01-01" : "2021-01-01");
    accepted += fmt::format("{},{},2021-02-01\n", Eui64{2000 + 2 * i}.text(), kSupplier.text());
  }
  EXPECT_EQ(must(app::load_deliveries(*store_, accepted, false)), 100u);
  write([&](engine::Transaction& tx) {
    for (std::uint64_t i = 20; i < 50; ++i)
      must(tx.apply(
          exchange::RecordStatus{{Eui64{2000 + 2 * i}, now_, SmiStatus::Pending, SmiStatus::Commissioned, "8.14.1"}}));
  });
  EXPECT_EQ(run(), 40u);
  const auto figures = must(must(store_->read())->housekeeping().hub_stock());
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(figures[0], (inventory::HubStock{kSupplier, 100, 30, 0, 70, 20}));
  // Two are returned, one by its party and one by 8.14.4.
  must(app::load_deliveries(*store_, fmt::format("{},2021-05-01\n", Eui64{2000 + 2 * 99}.text()), true));
  write([&](engine::Transaction& tx) {
    must(tx.apply(
        exchange::RecordStatus{{Eui64{2000 + 2 * 98}, now_, SmiStatus::Pending, SmiStatus::Decommissioned, "8.14.4"}}));
  });
  EXPECT_EQ(must(must(store_->read())->housekeeping().hub_stock())[0],
            (inventory::HubStock{kSupplier, 100, 30, 2, 68, 20}));
}

TEST_F(Housekeeping, R60_24_ARegisterWithAWrongLineIsRefusedWhole) {
  const std::string good = fmt::format("{},{},2021-02-01\n", Eui64{2000}.text(), kSupplier.text());
  for (const std::string bad : {"x,y,z\n", "00-00-00-00-00-00-00-01,2021-01-01\n"}) {
    const auto loaded = app::load_deliveries(*store_, good + bad, false);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().where.substr(0, 6), "line 2");
  }
  EXPECT_TRUE(must(must(store_->read())->housekeeping().hub_stock()).empty());
  EXPECT_FALSE(app::load_deliveries(*store_, fmt::format("{},2021-02-01\n", Eui64{7}.text()), true))
      << "never accepted";
}

TEST_F(Housekeeping, R60_26_TheAgeingListCountsByTypeNotifierAndYears) {
  put_many(1000, 3, "2020-12-01");
  put_many(2000, 2, "2019-12-01");
  put_many(3000, 1, "2020-12-01", DeviceType::IHD);
  write([&](engine::Transaction& tx) {
    inventory::Device listed = pending(2001, "2019-12-01");
    listed.manufacturer = "0004";
    listed.model = "00050006";
    listed.firmware_version = "00000002";
    must(tx.apply(exchange::PutDevice{listed}));
    must(tx.put_product({DeviceType::ESME, "0004", "00050006", "00000002", "", "", inventory::CplStatus::Active}));
  });
  const auto lines = must(app::ageing_list(*store_, policy(), now_));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(std::tie(lines[0].years, lines[0].devices, lines[0].not_listed), std::tuple(0, 3u, 3u));
  EXPECT_EQ(std::tie(lines[1].years, lines[1].devices, lines[1].not_listed), std::tuple(1, 2u, 1u));
  EXPECT_EQ(lines[1].first_removal, at("2022-12-01"));
  EXPECT_EQ(lines[2].type, DeviceType::IHD);
  EXPECT_EQ(lines[2].not_listed, 0u) << "displays have no model on the list";
}

TEST_F(Housekeeping, R60_28_WhatTheHubsCostThatAreDueByADay) {
  for (std::uint64_t i = 0; i < 10; ++i) put_hub(2000 + 2 * i, "2019-01-01");
  EXPECT_EQ(dry().hubs(), 0u);
  const auto by_then = must(app::dry_run(*store_, policy(), at("2022-01-01")));
  EXPECT_EQ(by_then.hubs(), 10u);
  EXPECT_EQ(app::cost_of(by_then.hubs()), (std::pair<std::uint64_t, std::uint64_t>(360, 500)));
}

TEST_F(Housekeeping, RREL_05_OnAndOffAgainLosesOnlyWhatTheOldRuleRemoves) {
  put_many(1000, 10, "2019-12-01");  // 18 months
  put_many(2000, 10, "2021-01-01");
  set("months.IHD", "6");
  const auto settings = must(engine::housekeeping_settings(*must(store_->read())));
  EXPECT_EQ(run(), 0u) << "36 months";
  must(rules_.override_with("secmp0060", "never"));
  EXPECT_EQ(dry().removed(), 10u);
  must(rules_.override_with("secmp0060", "always"));
  EXPECT_EQ(run(), 0u);
  EXPECT_EQ(must(engine::housekeeping_settings(*must(store_->read()))), settings);
  must(rules_.override_with("secmp0060", "never"));
  EXPECT_EQ(run(), 10u);
  EXPECT_TRUE(has(2009));
  const auto history = must(must(store_->read())->status_history(Eui64{1000}));
  ASSERT_EQ(history.size(), 1u) << "what was known of it is still known";
}

TEST_F(Housekeeping, ARunThatIsUnderWayIsGoneOnWith) {
  put_many(1000, 30, "2015-01-01");
  const engine::Job first = begin();
  batch(first);
  EXPECT_EQ(begin().id, first.id);
  const engine::Job seen = *must(must(store_->read())->jobs().find(first.id));
  EXPECT_EQ(seen.total, 30u);
  EXPECT_EQ(seen.done, 7u);
  EXPECT_EQ(run(), 30u);
  EXPECT_NE(begin().id, first.id);
  EXPECT_FALSE(batch(first)) << "a batch of a run that has ended does nothing";
}

TEST_F(Housekeeping, TheReportNamesEachDeviceWithItsAge) {
  put(pending(0x8000000000000001, "2015-01-01"));
  put_hub(2000, "2015-02-01");
  EXPECT_EQ(run(), 3u);
  const auto [text, code] = command("report --list");
  EXPECT_EQ(code, 0);
  EXPECT_NE(text.find("3 Devices removed"), std::string::npos) << text;
  EXPECT_NE(text.find(fmt::format("80-00-00-00-00-00-00-01,ESME,2015-01-01T00:00:00Z,{}", kSupplier.text())),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(fmt::format("{},CHF,2015-02-01T00:00:00Z,\n", Eui64{2000}.text())), std::string::npos) << text;
}

// What was refused has removed nothing and left no run open.
TEST_F(Housekeeping, ARunThatIsRefusedBeginsNothing) {
  put_many(1000, 3, "2015-01-01");
  for (const auto& [words, says] :
       {std::pair("run --registration " + folder_ + "/nosuch.toml", "nosuch.toml"),
        std::pair(std::string("run --list"), "--list"), std::pair(std::string("run --at 2022-07-01"), "--at")}) {
    const auto [text, code] = command(words);
    EXPECT_EQ(code, 2) << words;
    EXPECT_NE(text.find(says), std::string::npos) << text;
  }
  EXPECT_TRUE(must(must(store_->read())->jobs().list("", 10)).empty());
  EXPECT_TRUE(has(1000));
}

}  // namespace
}  // namespace gridpost::test::housekeeping_test
