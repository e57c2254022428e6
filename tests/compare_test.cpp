// Rules by date: generated traffic across each modification's date shows what that modification changes, and nothing
// else. (RREL)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "app/compare.h"
#include "must.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test::compare_test {
namespace {

using app::Comparison;
using app::Difference;

app::Nation nation_at(TimeMs now) { return app::Nation({.homes = 120, .seed = 1, .now = now, .due = 0.1}); }

Comparison compare(TimeMs from, TimeMs to, const RuleBook& book = RuleBook(), std::size_t requests = 120) {
  const app::Nation nation = nation_at(std::max(from, to));
  const app::CompareOptions options{
      from, to, fmt::format("{}/gridpost-compare-test-{}", std::filesystem::temp_directory_path().string(), getpid()),
      ""};
  return must(app::compare_rules(book, options, nation, app::make_traffic(nation, requests)));
}

// What differs: counted by the cause and the kind.
std::map<std::string, std::map<std::string, int>> counted(const Comparison& comparison) {
  std::map<std::string, std::map<std::string, int>> counts;
  for (const Difference& d : comparison.differences) ++counts[d.cause][d.what];
  return counts;
}

TimeMs date_of(const std::string& key) { return *RuleBook().effective(key); }
std::string all_of(const Comparison& comparison) {
  std::string text;
  for (const Difference& d : comparison.differences)
    text += fmt::format("{}: {} {}: {} / {}\n", d.cause, d.what, d.where, d.before, d.after);
  return text;
}
// Across the date of the modification.
Comparison across(const std::string& key) { return compare(date_of(key) - kDay, date_of(key)); }

bool is_electric(const std::string& mpxn) { return mpxn.size() == 13; }

TEST(Compare, RREL_01_SECMP0060KeepsWhatIsPendingForLessThan36Months) {
  const Comparison c = across("secmp0060");
  EXPECT_EQ(c.switched, std::vector<std::string>{"secmp0060"});
  int kept = 0, silent = 0;
  for (const Difference& d : c.differences) {
    EXPECT_EQ(d.cause, "secmp0060");
    EXPECT_TRUE(d.after.empty()) << all_of(c);
    if (d.what == "status") {
      EXPECT_EQ(d.before, "Pending to no record by housekeeping");
      ++kept;
    } else {
      EXPECT_EQ(d.what, "alert");
      EXPECT_EQ(d.before, "N8");
      ++silent;
    }
  }
  EXPECT_GT(kept, 10);
  EXPECT_GT(silent, 5);
  EXPECT_LT(silent, kept) << "nobody was told of hubs";
}

TEST(Compare, RREL_01_MP146ShowsDaysThatWereHidden) {
  const Comparison c = across("mp146");
  EXPECT_EQ(c.switched, std::vector<std::string>{"mp146"});
  EXPECT_GE(c.differences.size(), 4u);
  for (const Difference& d : c.differences) {
    EXPECT_EQ(d.what, "answer");
    EXPECT_NE(d.where.find(", 12.1 by "), std::string::npos) << d.where;
    EXPECT_EQ(d.before.find("AnticipatedCoverageDate"), std::string::npos) << d.before;
    EXPECT_NE(d.after.find("AnticipatedCoverageDate"), std::string::npos) << d.after;
  }
}

// Both fuels have the same date; each explains its own flags and files.
TEST(Compare, RREL_01_RREL_04_MP077ChangesFlagsAndFilesOfItsFuel) {
  const Comparison c = across("mp077.elec");
  EXPECT_EQ(c.switched, (std::vector<std::string>{"mp077.elec", "mp077.gas"}));
  const auto counts = counted(c);
  for (const char* key : {"mp077.elec", "mp077.gas"}) {
    ASSERT_TRUE(counts.contains(key)) << all_of(c);
    EXPECT_GT(counts.at(key).at("flag"), 3);
    EXPECT_GT(counts.at(key).at("file"), 0);
    EXPECT_EQ(counts.at(key).size(), 2u) << all_of(c);
  }
  for (const Difference& d : c.differences) {
    const bool electric = d.cause == "mp077.elec";
    if (d.what == "file") EXPECT_EQ(d.where.substr(0, 3), electric ? "D03" : "DXI");
    if (d.what == "flag") EXPECT_EQ(is_electric(d.where.substr(d.where.find(", ") + 2)), electric) << d.where;
  }
}

TEST(Compare, RREL_01_MP125AcceptsCorrections) {
  const Comparison c = across("mp125");
  EXPECT_EQ(c.switched, std::vector<std::string>{"mp125"});
  const auto counts = counted(c);
  EXPECT_GT(counts.at("mp125").at("answer"), 10) << all_of(c);
  EXPECT_GT(counts.at("mp125").at("detail"), 10);
  for (const Difference& d : c.differences) {
    if (d.what != "answer") continue;
    EXPECT_NE(d.where.find(", 8.4 by "), std::string::npos) << d.where;
    EXPECT_EQ(d.before, "E080409 (inventory.update-pending)");
  }
  EXPECT_TRUE(std::any_of(c.differences.begin(), c.differences.end(),
                          [](const Difference& d) { return d.what == "answer" && d.after.substr(0, 2) == "I0"; }));
}

// These change what no request of the interface shows, or are not built: nothing differs.
TEST(Compare, RREL_01_WhatTheInterfaceDoesNotShowMakesNoDifference) {
  const Comparison c = compare(date_of("secmp0015") - kDay, date_of("sat.visibility"), RuleBook(), 60);
  EXPECT_EQ(c.switched, (std::vector<std::string>{"secmp0015", "mp121.ssi", "sat.visibility"}));
  EXPECT_TRUE(c.differences.empty()) << all_of(c);
}

// Over all dates at once every difference still has one cause, and they are those of the single dates.
TEST(Compare, RREL_03_OverManyYearsEachDifferenceHasItsCause) {
  const TimeMs first = date_of("secmp0060") - kDay, last = date_of("mp125");
  const Comparison forward = compare(first, last, RuleBook(), 60);
  const auto counts = counted(forward);
  std::set<std::string> causes;
  for (const auto& [cause, kinds] : counts) causes.insert(cause);
  EXPECT_EQ(causes, (std::set<std::string>{"secmp0060", "mp146", "mp077.elec", "mp077.gas", "mp125"}));
  const Comparison backward = compare(last, first, RuleBook(), 24);
  EXPECT_EQ(backward.switched.size(), forward.switched.size());
  EXPECT_TRUE(counted(backward).contains("mp125"));
}

TEST(Compare, TheSameRulesShowTheSame) {
  const TimeMs day = local_midnight("2020-06-01").value();
  const Comparison c = compare(day, day + 30 * kDay, RuleBook(), 12);
  EXPECT_TRUE(c.switched.empty());
  EXPECT_TRUE(c.differences.empty());
}

TEST(Compare, RREL_02_OverridesMoveTheDate) {
  RuleBook book;
  ASSERT_TRUE(book.override_with("mp125", "2020-01-01"));
  const TimeMs day = local_midnight("2020-01-01").value();
  EXPECT_EQ(compare(day - kDay, day, book, 12).switched, std::vector<std::string>{"mp125"});
}

TEST(Traffic, IsWrittenAndReadBack) {
  const app::Traffic traffic = app::make_traffic(nation_at(1'700'000'000'000), 30);
  ASSERT_EQ(traffic.size(), 31u);
  EXPECT_EQ(must(app::read_traffic(app::write_traffic(traffic))), traffic);
  const std::string good = "{\"at\": \"2021-01-01T00:00:00Z\", \"housekeeping\": true}\n";
  for (const std::string bad : {"x\n", "{\"at\": \"2021-01-02T00:00:00Z\"}\n", "{\"at\": 5, \"housekeeping\": true}\n",
                                "{\"at\": \"2020-12-31T00:00:00Z\", \"housekeeping\": true}\n"}) {
    const auto read = app::read_traffic(good + bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().where.substr(0, 6), "line 2");
  }
}

// Requests that a server has answered, compared on a copy of its store.
TEST(Traffic, RREL_08_WhatWasRecordedIsComparedOnTheStoreAsItIs) {
  const std::string folder =
      fmt::format("{}/gridpost-traffic-{}", std::filesystem::temp_directory_path().string(), getpid());
  std::filesystem::remove_all(folder);
  const TimeMs to = date_of("mp125");
  const app::Nation nation = nation_at(to);
  must(app::make_estate(folder, nation));
  std::uint64_t devices = 0;
  {
    auto store = must(store::open_sqlite(folder + "/gridpost.db"));
    auto tx = must(store->begin());
    for (const app::TrafficStep& step : app::make_traffic(nation, 24)) {
      exchange::AuditEntry entry;
      entry.at = step.at;
      entry.kind = "request";
      entry.body = step.document;
      must(tx->apply(exchange::Audit{entry}));
    }
    must(tx->commit());
    const app::Traffic recorded = must(app::record_traffic(*store, 1'000));
    EXPECT_EQ(recorded.size(), 24u) << "the run of housekeeping is no request";
    const Comparison c =
        must(app::compare_rules(RuleBook(), {to - kDay, to, folder + "/compare", folder}, nation, recorded));
    EXPECT_EQ(counted(c).size(), 1u);
    EXPECT_GT(counted(c)["mp125"]["answer"], 0);
    const auto read = must(store->read());
    for (std::uint64_t home = 0; home < 24; ++home)
      for (const inventory::Device& d : nation.home(home).devices) {
        EXPECT_EQ(must(read->device(d.id)), d) << "the store itself is left alone";
        ++devices;
      }
  }
  EXPECT_GT(devices, 24u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gridpost::test::compare_test
