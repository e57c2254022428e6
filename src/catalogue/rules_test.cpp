#include "catalogue/rules.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace gridpost {
namespace {

TimeMs at(std::string_view text) { return parse_date_time(text).value(); }

const Release& release(std::string_view key) {
  for (const Release& r : releases())
    if (r.key == key) return r;
  throw std::runtime_error("no such key");
}

TEST(Rules, RREL_01_ChangeHoldsFromLocalMidnightOfItsDate) {
  const RuleBook book;
  // November: local midnight is UTC midnight.
  EXPECT_FALSE(book.rules_at(at("2021-11-03T23:59:59Z")).on("mp077.elec"));
  EXPECT_TRUE(book.rules_at(at("2021-11-04T00:00:00Z")).on("mp077.elec"));
  // June: local midnight is 23:00 UTC of the day before.
  EXPECT_FALSE(book.rules_at(at("2021-06-23T22:59:59Z")).on("mp146"));
  EXPECT_TRUE(book.rules_at(at("2021-06-23T23:00:00Z")).on("mp146"));
}

TEST(Rules, RREL_02_PresetsDifferAsTheTableSays) {
  const RuleBook documented(Preset::AsDocumented);
  const RuleBook happened(Preset::AsHappened);
  EXPECT_TRUE(documented.rules_at(at("2019-11-15T12:00:00Z")).on("secmp0060"));
  EXPECT_FALSE(happened.rules_at(at("2019-11-15T12:00:00Z")).on("secmp0060"));
  const TimeMs late = at("2025-01-01T00:00:00Z");
  EXPECT_TRUE(documented.rules_at(late).on("mp121.ssi"));
  EXPECT_FALSE(documented.rules_at(late).on("mp121.email"));
  EXPECT_FALSE(happened.rules_at(late).on("mp121.ssi"));
  EXPECT_TRUE(happened.rules_at(late).on("mp121.email"));
  // Gas went live one day later than electricity.
  EXPECT_FALSE(happened.rules_at(at("2021-11-04T12:00:00Z")).on("mp077.gas"));
  EXPECT_TRUE(happened.rules_at(at("2021-11-05T00:00:00Z")).on("mp077.gas"));
  // Where no actual date is known the target stands.
  EXPECT_EQ(happened.effective("mp125"), documented.effective("mp125"));
}

TEST(Rules, RREL_02_EveryKeyCanBeOverridden) {
  for (const Release& r : releases()) {
    RuleBook book;
    ASSERT_TRUE(book.override_with(r.key, "always"));
    EXPECT_TRUE(book.rules_at(at("1970-01-01T00:00:00Z")).on(r.key)) << r.key;
    ASSERT_TRUE(book.override_with(r.key, "never"));
    EXPECT_FALSE(book.rules_at(at("2999-01-01T00:00:00Z")).on(r.key)) << r.key;
    ASSERT_TRUE(book.override_with(r.key, "2030-07-01"));
    EXPECT_EQ(book.effective(r.key), at("2030-06-30T23:00:00Z")) << r.key;
  }
  RuleBook book;
  EXPECT_FALSE(book.override_with("mp999", "always"));
  EXPECT_FALSE(book.override_with("mp125", "soon"));
  EXPECT_FALSE(book.override_with("mp125", "2023-02-29"));
}

TEST(Rules, RREL_03_KeysAreIndependent) {
  for (const Release& a : releases())
    for (const Release& b : releases()) {
      if (a.key == b.key) continue;
      RuleBook book;
      ASSERT_TRUE(book.override_with(a.key, "always"));
      ASSERT_TRUE(book.override_with(b.key, "never"));
      const Rules rules = book.rules_at(at("2022-01-01T00:00:00Z"));
      EXPECT_TRUE(rules.on(a.key)) << a.key << " with " << b.key;
      EXPECT_FALSE(rules.on(b.key)) << b.key << " with " << a.key;
    }
}

TEST(Rules, RREL_04_OneSwitchPerFuelAndNoOther) {
  int switches = 0;
  for (const Release& r : releases()) switches += r.key.starts_with("mp077") ? 1 : 0;
  EXPECT_EQ(switches, 2);
  RuleBook book;
  ASSERT_TRUE(book.override_with("mp077.gas", "always"));
  ASSERT_TRUE(book.override_with("mp077.elec", "never"));
  const Rules rules = book.rules_at(at("2023-01-01T00:00:00Z"));
  EXPECT_TRUE(rules.on("mp077.gas"));
  EXPECT_FALSE(rules.on("mp077.elec"));
}

TEST(Rules, RREL_05_SwitchingOnAndOffLeavesNoTrace) {
  const TimeMs day = at("2019-06-01T00:00:00Z");
  RuleBook book;
  const auto before = book.rules_at(day).all();
  ASSERT_TRUE(book.override_with("secmp0060", "always"));
  EXPECT_TRUE(book.rules_at(day).on("secmp0060"));
  ASSERT_TRUE(book.override_with("secmp0060", "never"));
  EXPECT_EQ(book.rules_at(day).all(), before);
}

TEST(Rules, RREL_06_DecisionDateGivesTargetFallbackOrNone) {
  struct Row {
    std::string_view key, decided, expected;
  };
  const Row rows[] = {
      {"secmp0060", "2019-04-24", "2019-11-07"},
      {"secmp0060", "2019-04-25", ""},
      {"mp146", "2021-06-10", "2021-06-24"},
      {"mp146", "2021-06-11", "2021-11-04"},
      {"mp146", "2021-10-21", "2021-11-04"},
      {"mp146", "2021-10-22", ""},
      {"mp077.elec", "2021-03-04", "2021-11-04"},
      {"mp077.elec", "2021-03-05", "2022-06-30"},
      {"mp077.elec", "2021-10-01", "2022-06-30"},
      {"mp077.elec", "2021-10-02", ""},
      {"mp077.gas", "2021-03-04", "2021-11-04"},
      {"mp077.gas", "2021-10-02", ""},
      {"mp121.email", "2022-02-10", "2022-02-24"},
      {"mp121.email", "2022-02-11", "2022-06-30"},
      {"mp121.email", "2022-06-17", ""},
      {"mp121.ssi", "2022-03-31", "2022-11-03"},
      {"mp121.ssi", "2022-04-01", "2023-06-29"},
      {"mp121.ssi", "2022-11-01", ""},
      {"secmp0015", "2021-05-28", "2022-06-30"},
      {"secmp0015", "2021-05-29", "2022-11-03"},
      {"sat.visibility", "2022-02-03", "2022-11-03"},
      {"sat.visibility", "2022-02-04", "2023-06-29"},
      {"mp125", "2023-02-02", "2023-11-02"},
      {"mp125", "2023-02-03", "2024-11-07"},
      {"mp125", "2024-02-07", "2024-11-07"},
      {"mp125", "2024-02-08", ""},
  };
  for (const Row& row : rows) {
    const auto date = target_date(release(row.key), local_midnight(row.decided).value() + 12 * kHour);
    EXPECT_EQ(date.value_or(""), row.expected) << row.key << " decided " << row.decided;
  }
}

TEST(Rules, RREL_06_DecisionDayEndsAtLocalMidnight) {
  // 10 June 23:30 UTC is already 11 June in Great Britain.
  EXPECT_EQ(target_date(release("mp146"), at("2021-06-10T22:59:59Z")), "2021-06-24");
  EXPECT_EQ(target_date(release("mp146"), at("2021-06-10T23:30:00Z")), "2021-11-04");
}

TEST(Rules, RREL_07_MissingDependencyIsOneWarning) {
  RuleBook book;
  ASSERT_TRUE(book.override_with("secmp0007", "never"));
  ASSERT_EQ(book.warnings().size(), 1u);
  EXPECT_NE(book.warnings()[0].find("secmp0007"), std::string::npos);
  EXPECT_TRUE(book.rules_at(at("2022-07-01T00:00:00Z")).on("secmp0015"));
  ASSERT_TRUE(book.override_with("secmp0007", "always"));
  EXPECT_TRUE(book.warnings().empty());
  ASSERT_TRUE(book.override_with("secmp0007", "never"));
  ASSERT_TRUE(book.override_with("secmp0015", "never"));
  EXPECT_TRUE(book.warnings().empty());
}

TEST(Rules, RREL_08_AnEarlierMomentIsJudgedByItsOwnRules) {
  RuleBook book;
  const auto before = book.rules_at(at("2020-01-01T00:00:00Z")).all();
  ASSERT_TRUE(book.override_with("mp077.elec", "2023-01-01"));
  EXPECT_EQ(book.rules_at(at("2020-01-01T00:00:00Z")).all(), before);
}

TEST(Rules, UnknownKeysAreOff) { EXPECT_FALSE(RuleBook().rules_at(at("2024-01-01T00:00:00Z")).on("no-such-key")); }

}  // namespace
}  // namespace gridpost
