#include "devices/tariff_calendar.h"

#include <gmock/gmock.h>

namespace gridpost::devices {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TimeMs at(std::string_view text) { return parse_date_time(text).value(); }

// "hour to hour: register" of each stretch, in hours since a time.
std::vector<std::array<int, 3>> hours(const TariffCalendar& calendar, TimeMs from, TimeMs to) {
  std::vector<std::array<int, 3>> out;
  for (const Stretch& s : stretches(calendar, from, to, 99))
    out.push_back(
        {static_cast<int>((s.from - from) / kHour), static_cast<int>((s.to - from) / kHour), s.register_number});
  return out;
}

// Cheap nights from 22 to 7; all day on Saturday and Sunday another rate.
TariffCalendar calendar() {
  TariffCalendar c;
  c.days[1] = {{0, 2}, {7 * kHour, 1}, {22 * kHour, 2}};
  c.days[2] = {{0, 3}};
  c.weeks[1] = {1, 1, 1, 1, 1, 2, 2};
  c.seasons = {{{2026, 1, 1, {}}, 1}};
  return c;
}

TEST(TariffCalendar, RatesFollowTheTimeOfTheDayAndTheDayOfTheWeek) {
  const TimeMs friday = at("2026-01-09T00:00:00Z");
  EXPECT_THAT(hours(calendar(), friday, friday + 3 * kDay + 8 * kHour),
              ElementsAre(std::array{0, 7, 2}, std::array{7, 22, 1}, std::array{22, 24, 2}, std::array{24, 72, 3},
                          std::array{72, 79, 2}, std::array{79, 80, 1}));
}

TEST(TariffCalendar, AStretchBeginsAndEndsWhereItIsAskedFor) {
  const TimeMs noon = at("2026-01-08T12:00:00Z");
  EXPECT_THAT(hours(calendar(), noon, noon + 2 * kHour), ElementsAre(std::array{0, 2, 1}));
  EXPECT_THAT(hours(calendar(), noon, noon), IsEmpty());
}

TEST(TariffCalendar, ASpecialDayTakesThePlaceOfItsWeekday) {
  TariffCalendar c = calendar();
  c.special_days = {{{2026, 1, 8, {}}, 2}, {{std::nullopt, 12, 25, {}}, 2}};
  const TimeMs thursday = at("2026-01-08T00:00:00Z");
  EXPECT_THAT(hours(c, thursday, thursday + kDay), ElementsAre(std::array{0, 24, 3}));
  const TimeMs christmas = at("2028-12-25T00:00:00Z");  // a Monday
  EXPECT_THAT(hours(c, christmas, christmas + kDay), ElementsAre(std::array{0, 24, 3}));
}

TEST(TariffCalendar, SeasonsComeRoundEachYearAndTheLastOneLasts) {
  TariffCalendar c = calendar();
  c.weeks[2] = {2, 2, 2, 2, 2, 2, 2};
  c.seasons = {{{std::nullopt, 4, 1, {}}, 2}, {{std::nullopt, 10, 1, {}}, 1}};
  const auto on = [&](std::string_view day) { return hours(c, at(day), at(day) + kHour).front()[2]; };
  EXPECT_EQ(on("2026-01-07T12:00:00Z"), 1) << "since October";
  EXPECT_EQ(on("2026-04-01T12:00:00Z"), 3);
  EXPECT_EQ(on("2026-09-30T12:00:00Z"), 3);
  EXPECT_EQ(on("2026-10-01T12:00:00Z"), 1);
  EXPECT_EQ(on("2031-07-01T12:00:00Z"), 3);
}

TEST(TariffCalendar, ASeasonThatBeginsWithinTheTimeBeginsThen) {
  TariffCalendar c = calendar();
  c.weeks[2] = {2, 2, 2, 2, 2, 2, 2};
  c.seasons.push_back({{2026, 1, 9, {}}, 2});
  const TimeMs thursday = at("2026-01-08T12:00:00Z");
  EXPECT_THAT(hours(c, thursday, thursday + kDay),
              ElementsAre(std::array{0, 10, 1}, std::array{10, 12, 2}, std::array{12, 24, 3}));
}

TEST(TariffCalendar, WhatTheCalendarDoesNotSayIsTheOther) {
  const TimeMs early = at("2025-12-31T00:00:00Z");
  EXPECT_THAT(hours(calendar(), early, early + kDay + 8 * kHour),
              ElementsAre(std::array{0, 24, 99}, std::array{24, 31, 2}, std::array{31, 32, 1}));
  EXPECT_THAT(hours({}, early, early + kDay), ElementsAre(std::array{0, 24, 99}));
  TariffCalendar c = calendar();
  c.weeks[1][2] = 7;  // no such day
  const TimeMs wednesday = at("2026-01-07T00:00:00Z");
  EXPECT_THAT(hours(c, wednesday, wednesday + kDay), ElementsAre(std::array{0, 24, 99}));
}

TEST(DatePattern, OctetsOfBothProtocols) {
  const auto dlms = [](const char* hex) { return DatePattern::of_dlms(from_hex(hex).value()); };
  EXPECT_TRUE(dlms("07EA 01 08 FF").matches(at("2026-01-08T00:00:00Z")));
  EXPECT_FALSE(dlms("07EA 01 08 FF").matches(at("2027-01-08T00:00:00Z")));
  EXPECT_TRUE(dlms("FFFF FF FF 04").matches(at("2026-01-08T00:00:00Z"))) << "any Thursday";
  EXPECT_FALSE(dlms("FFFF FF FF 05").matches(at("2026-01-08T00:00:00Z")));
  EXPECT_TRUE(dlms("FFFF 02 FE FF").matches(at("2028-02-29T00:00:00Z"))) << "the last of the month";
  EXPECT_FALSE(dlms("FFFF 02 FE FF").matches(at("2028-02-28T00:00:00Z")));
  EXPECT_TRUE(dlms("FFFF 02 FD FF").matches(at("2028-02-28T00:00:00Z")));
  const auto zigbee = DatePattern::of_zigbee(from_hex("7E 01 08 FF").value());
  EXPECT_TRUE(zigbee.matches(at("2026-01-08T00:00:00Z")));
  EXPECT_FALSE(zigbee.matches(at("2027-01-08T00:00:00Z")));
}

}  // namespace
}  // namespace gridpost::devices
