#include "base/working_days.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gridpost::working_days_test {
namespace {

TimeMs at(std::string_view text) { return parse_date_time(text).value(); }

constexpr std::string_view kSome = R"(# some years
2021-12-27
2021-12-28   # instead of the 26th

2022-01-03
2022-01-04 scotland
2022-04-15
2022-04-18
2022-05-02
2022-06-02   # jubilee
2022-06-03
2022-08-29
2022-09-19
2022-12-26
2022-12-27
2023-01-02
)";

std::string without(std::string_view line) {
  std::string text(kSome);
  text.erase(text.find(line), line.size());
  return text;
}

// The local date on which the fifth Working Day ends.
std::string fifth(const WorkingDays& calendar, std::string_view received) {
  const auto due = calendar.due(at(received), 5);
  if (!due) return due.error().text();
  const Civil c = london(*due);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

TEST(WorkingDays, RCOM_10_TheFifthWorkingDayAfterTheDayOfReceipt) {
  const auto calendar = WorkingDays::parse(kSome).value();
  EXPECT_EQ(fifth(calendar, "2022-02-24T12:00:00Z"), "2022-03-03 23:59:59");
  EXPECT_EQ(fifth(calendar, "2022-03-05T12:00:00Z"), "2022-03-11 23:59:59");  // a Saturday
  EXPECT_EQ(fifth(calendar, "2022-04-13T12:00:00Z"), "2022-04-22 23:59:59");  // over Easter
  EXPECT_EQ(fifth(calendar, "2022-05-30T12:00:00Z"), "2022-06-08 23:59:59");  // over the jubilee
  EXPECT_EQ(fifth(calendar, "2022-09-14T12:00:00Z"), "2022-09-22 23:59:59");
  EXPECT_EQ(fifth(calendar, "2022-12-22T12:00:00Z"), "2023-01-03 23:59:59");
  EXPECT_EQ(fifth(calendar, "2021-12-23T12:00:00Z"), "2022-01-04 23:59:59");
}

TEST(WorkingDays, RCOM_10_BankHolidaysAreData) {
  const auto calendar = WorkingDays::parse(without("2022-06-02   # jubilee\n")).value();
  EXPECT_EQ(fifth(calendar, "2022-05-30T12:00:00Z"), "2022-06-07 23:59:59") << "a day earlier without the 2nd of June";
  EXPECT_TRUE(calendar.is_working_day(at("2022-06-02T12:00:00Z")));
  EXPECT_FALSE(calendar.is_working_day(at("2022-06-03T12:00:00Z")));
}

TEST(WorkingDays, RCOM_10_ScotlandCountsWhenItIsAsked) {
  EXPECT_EQ(fifth(WorkingDays::parse(kSome, HolidayRegion::Union).value(), "2021-12-23T12:00:00Z"),
            "2022-01-05 23:59:59");
}

TEST(WorkingDays, TheLocalDayCounts) {
  const auto calendar = WorkingDays::parse(kSome).value();
  // 23:30 UTC on a Sunday in July is Monday in Great Britain.
  EXPECT_FALSE(calendar.is_working_day(at("2022-07-10T22:30:00Z")));
  EXPECT_TRUE(calendar.is_working_day(at("2022-07-10T23:30:00Z")));
  EXPECT_EQ(calendar.due(at("2022-07-10T23:30:00Z"), 1).value(), at("2022-07-12T22:59:59.999Z"));
  EXPECT_EQ(calendar.due(at("2022-07-10T22:30:00Z"), 1).value(), at("2022-07-11T22:59:59.999Z"));
}

TEST(WorkingDays, WhatIsNotKnownIsAnError) {
  const auto calendar = WorkingDays::parse(kSome).value();
  EXPECT_NE(calendar.due(at("2023-12-29T12:00:00Z"), 5).error().what.find("2024"), std::string::npos);
  EXPECT_FALSE(calendar.due(at("2022-02-24T12:00:00Z"), 0));
  struct Row {
    std::string_view text, where;
  };
  const Row rows[] = {{"2022-02-30\n", "line 1"},
                      {"2022-01-03\n2022-01-03\n", "line 2"},
                      {"2022-01-03\n2021-12-28\n", "line 2"},
                      {"\n# x\n2022-01-03 wales\n", "line 3"},
                      {"Christmas", "line 1"}};
  for (const Row& row : rows) {
    const auto read = WorkingDays::parse(row.text);
    ASSERT_FALSE(read) << row.text;
    EXPECT_EQ(read.error().where, row.where);
  }
}

}  // namespace
}  // namespace gridpost::working_days_test
