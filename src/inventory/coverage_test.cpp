// The coverage table: which lines answer, and which day they show.
#include "inventory/coverage.h"

#include <gtest/gtest.h>

namespace gridpost::inventory {
namespace {

TimeMs day(std::string_view text) { return parse_date(text).value(); }

Coverage line(std::string region, std::string_view from, bool planned = false) {
  Coverage c;
  c.post_code = "ZQ1 2AB";
  c.region = std::move(region);
  if (!from.empty()) c.from = day(from);
  c.planned = planned;
  c.technology = "Radio";
  c.likelihood = "Low";
  return c;
}

TEST(Coverage, R146_12_PostCodesAreReadWithoutRegardToCaseAndBlanks) {
  for (const char* good : {"AB1 2CD", "ab12cd", " a b12 CD"}) EXPECT_EQ(normal_post_code(good), "AB1 2CD") << good;
  EXPECT_EQ(normal_post_code("W1A1HQ"), "W1A 1HQ");
  EXPECT_EQ(normal_post_code("EC1A1BB"), "EC1A 1BB");
  for (const char* bad : {"AB1-2C", "AB1 CDE", "1B1 2CD", "ABC12CD", "AB1 2C1", "A 2CD", "ABCDEF", "AB123 4CD"})
    EXPECT_EQ(normal_post_code(bad), std::nullopt) << bad;
}

TEST(Coverage, R146_03_AvailablePlacesShowNoDay) {
  Coverage there = line("South", "2035-03-01");
  there.available = true;
  EXPECT_EQ(shown_day(there, true, day("2025-01-01")), std::nullopt);
  EXPECT_EQ(shown_day(line("South", ""), true, day("2025-01-01")), std::nullopt);
}

TEST(Coverage, R146_05_BeforeTheChangeNoDayAfter2020) {
  const TimeMs now = day("2020-12-01");
  EXPECT_EQ(shown_day(line("North", "2020-12-31"), false, now), day("2020-12-31"));
  EXPECT_EQ(shown_day(line("North", "2021-01-01"), false, now), std::nullopt);
  EXPECT_EQ(shown_day(line("North", "2021-01-01"), true, now), day("2021-01-01"));  // R146-06
  EXPECT_EQ(shown_day(line("North", "2035-03-01"), true, now), day("2035-03-01"));
}

TEST(Coverage, R146_07_WithoutABuildPlanTheLastSixWeeks) {
  const Coverage c = line("Central", "2021-12-01");
  EXPECT_EQ(shown_day(c, true, day("2021-10-19")), std::nullopt);
  EXPECT_EQ(shown_day(c, true, day("2021-10-20")), day("2021-12-01"));
  EXPECT_EQ(shown_day(line("Central", "2021-12-01", true), true, day("2020-06-01")), day("2021-12-01"));  // R146-08
}

TEST(Coverage, R146_09_TheNorthTellsAll) {
  const TimeMs now = day("2021-10-02");  // 60 days ahead
  EXPECT_EQ(shown_day(line("North", "2021-12-01"), true, now), day("2021-12-01"));
  EXPECT_EQ(shown_day(line("4G North", "2021-12-01"), true, now), day("2021-12-01"));
  EXPECT_EQ(shown_day(line("South", "2021-12-01"), true, now), std::nullopt);
}

TEST(Coverage, R146_10_ADayThatHasPassedIsNotShown) {
  EXPECT_EQ(shown_day(line("North", "2021-12-01"), true, day("2021-12-01")), std::nullopt);
  EXPECT_EQ(shown_day(line("North", "2021-12-01"), true, day("2021-11-30")), day("2021-12-01"));
}

TEST(Coverage, TheNearestLinesAnswer) {
  Coverage whole = line("South", ""), address = line("South", ""), home = line("South", "");
  address.address_identifier = "7";
  home.address_identifier = "8";
  home.uprn = "100";
  const std::vector<Coverage> known = {whole, address, home, line("4G South", "")};
  EXPECT_EQ(find_coverage({"100", "ZQ1 2AB", ""}, known).value(), std::vector{home});
  EXPECT_EQ(find_coverage({"", "ZQ1 2AB", "7"}, known).value(), std::vector{address});
  EXPECT_EQ(find_coverage({"", "ZQ1 2AB", "8"}, known).value(), std::vector{home});
  EXPECT_EQ(find_coverage({"", "ZQ1 2AB", "9"}, known).value(), (std::vector{whole, line("4G South", "")}));
  EXPECT_EQ(find_coverage({"999", "ZQ1 2AB", ""}, known).value(), (std::vector{whole, line("4G South", "")}));
  EXPECT_EQ(find_coverage({"", "ZQ9 9ZZ", "7"}, known).error().rule.code, "E120101");
  Coverage upstairs = home;
  upstairs.uprn = "101";
  EXPECT_EQ(find_coverage({"", "ZQ1 2AB", "8"}, std::vector{home, upstairs}).error().rule.code, "E120102");
}

}  // namespace
}  // namespace gridpost::inventory
