#include "base/time.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace gridpost {
namespace {

TimeMs at(std::string_view text) {
  const auto time = parse_date_time(text);
  EXPECT_TRUE(time) << text;
  return time.value_or(0);
}

TEST(Time, TheEpochsAreWhatTheyAreCalled) {
  EXPECT_EQ(at("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(at("2000-01-01T00:00:00Z"), kEpoch2000);
  EXPECT_EQ(at("3000-12-31T00:00:00Z"), kCancelDate);
  EXPECT_EQ(at("2015-01-01T00:00:00Z"), 1420070400000);
  EXPECT_EQ(at("1969-12-31T23:59:59.999Z"), -1);
}

TEST(Time, CivilPartsAndMillisecondsAreTheSame) {
  for (const char* text : {"1600-02-29T00:00:00.000Z", "1900-03-01T12:34:56.789Z", "1969-12-31T23:59:59.999Z",
                           "2000-02-29T23:59:59.001Z", "2024-12-31T00:00:00.000Z", "2100-03-01T00:00:00.000Z"})
    EXPECT_EQ(iso_ms(at(text)), text);
  EXPECT_EQ(iso(at("2025-11-24T16:00:00.999Z")), "2025-11-24T16:00:00Z");
  EXPECT_EQ(iso_date(at("2025-11-24T23:59:59Z")), "2025-11-24");
}

TEST(Time, ZonesFractionsAndMidnightAreRead) {
  EXPECT_EQ(at("2025-06-01T12:00:00+01:00"), at("2025-06-01T11:00:00Z"));
  EXPECT_EQ(at("2025-06-01T12:00:00-02:30"), at("2025-06-01T14:30:00Z"));
  EXPECT_EQ(at("2025-06-01T12:00:00"), at("2025-06-01T12:00:00Z"));
  EXPECT_EQ(at("2025-06-01T12:00:00.1239Z"), at("2025-06-01T12:00:00Z") + 123);
  EXPECT_EQ(at("2025-06-01T24:00:00Z"), at("2025-06-02T00:00:00Z"));
}

TEST(Time, WhatIsNoDateIsRefused) {
  for (const char* bad : {"",
                          "2025-06-01",
                          "2025-06-01T12:00Z",
                          "2025-02-29T00:00:00Z",
                          "2025-13-01T00:00:00Z",
                          "2025-00-01T00:00:00Z",
                          "2025-04-31T00:00:00Z",
                          "2025-06-01T25:00:00Z",
                          "2025-06-01T24:00:01Z",
                          "2025-06-01T24:00:00.0001Z",
                          "2025-06-01T12:60:00Z",
                          "2025-06-01T12:00:60Z",
                          "2025-06-01T12:00:00.Z",
                          "2025-06-01T12:00:00z",
                          "2025-06-01T12:00:00+15:00",
                          "2025-06-01T12:00:00+1:00",
                          "2025-06-01T12:00:00ZZ",
                          "2025-06-01 12:00:00Z",
                          "0000-06-01T12:00:00Z",
                          " 2025-06-01T12:00:00Z"})
    EXPECT_FALSE(parse_date_time(bad)) << bad;
  EXPECT_FALSE(parse_date("2025-02-29"));
  EXPECT_FALSE(parse_date("2025-02-28Z"));
  EXPECT_EQ(*parse_date("2024-02-29"), at("2024-02-29T00:00:00Z"));
}

std::string local(std::string_view utc) {
  const Civil c = london(at(utc));
  return iso_ms(time_of(c)).substr(0, 16);
}

// 2025: clocks change on 30 March and 26 October; 2024: 31 March and 27 October.
TEST(London, ChangesAtOneUtcOnTheLastSundaysOfMarchAndOctober) {
  EXPECT_EQ(local("2025-01-15T12:00:00Z"), "2025-01-15T12:00");
  EXPECT_EQ(local("2025-07-15T12:00:00Z"), "2025-07-15T13:00");
  EXPECT_EQ(local("2025-03-30T00:59:59Z"), "2025-03-30T00:59");
  EXPECT_EQ(local("2025-03-30T01:00:00Z"), "2025-03-30T02:00");
  EXPECT_EQ(local("2025-10-26T00:59:59Z"), "2025-10-26T01:59");
  EXPECT_EQ(local("2025-10-26T01:00:00Z"), "2025-10-26T01:00");
  EXPECT_EQ(local("2024-03-31T01:00:00Z"), "2024-03-31T02:00");
  EXPECT_EQ(local("2024-10-27T00:59:59Z"), "2024-10-27T01:59");
  EXPECT_EQ(local("2024-12-31T23:59:59Z"), "2024-12-31T23:59");
}

TEST(London, LocalMomentsBeginAtTheirFirstUtcTime) {
  EXPECT_EQ(from_london({2025, 7, 1}), at("2025-06-30T23:00:00Z"));
  EXPECT_EQ(from_london({2025, 1, 1}), at("2025-01-01T00:00:00Z"));
  EXPECT_EQ(from_london({2025, 3, 30}), at("2025-03-30T00:00:00Z"));
  EXPECT_EQ(from_london({2025, 10, 26}), at("2025-10-25T23:00:00Z"));
  EXPECT_EQ(from_london({2025, 10, 27}), at("2025-10-27T00:00:00Z"));
  // 01:30 happens twice in October; the first time counts. It is skipped in March: the hour after it.
  EXPECT_EQ(from_london({2025, 10, 26, 1, 30}), at("2025-10-26T00:30:00Z"));
  EXPECT_EQ(from_london({2025, 3, 30, 1, 30}), at("2025-03-30T01:30:00Z"));
}

TEST(London, EveryHourOfAYearComesBackExceptTheRepeatedOne) {
  const TimeMs repeated = at("2025-10-26T01:00:00Z");
  for (TimeMs t = at("2025-01-01T00:00:00Z"); t < at("2026-01-01T00:00:00Z"); t += kHour)
    EXPECT_EQ(from_london(london(t)), t == repeated ? t - kHour : t) << iso(t);
}

TEST(Clock, AManualClockMovesOnlyByHand) {
  ManualClock clock(5);
  EXPECT_EQ(clock.now(), 5);
  clock.advance(10);
  EXPECT_EQ(clock.now(), 15);
  EXPECT_EQ(clock.now_ms(), 15);
  clock.set(3);
  EXPECT_EQ(clock.now(), 3);
}

TEST(Clock, ARunningWorldClockStartsWhereToldAndRunsAtItsSpeed) {
  const RunningWorldClock fast(1000000, 1000);
  const RealSteadyClock steady;
  const TimeMs first = fast.now();
  const std::int64_t before = steady.now_ms();
  EXPECT_GE(first, 1000000);
  while (steady.now_ms() < before + 20) {
  }
  EXPECT_GE(fast.now() - first, 19 * 1000);
  EXPECT_EQ(fast.speed(), 1000);
}

}  // namespace
}  // namespace gridpost
