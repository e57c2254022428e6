#include "gbcs/date_time.h"

#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {
namespace {

TimeMs at(std::string_view text) { return *parse_date_time(text); }

TEST(DateTime, HasTwelveOctetsWithoutDayOfWeekAndDeviation) {
  const DateTime d = date_time_of(at("2022-07-01T10:30:00Z"), kStatusFromGsme);
  EXPECT_EQ(to_hex(d), "07E60701FF0A1E0000800004");
  EXPECT_EQ(to_hex(date_time_of(at("2015-12-31T23:59:59.990Z"))), "07DF0C1FFF173B3B008000FF");
}

TEST(DateTime, R15_16_TheExampleOfTheRequirementIsRead) {
  EXPECT_EQ(time_of_date_time(hex("07E60701050A1E0000000004")), at("2022-07-01T10:30:00Z"));
}

TEST(DateTime, WildcardsAndDatesThatDoNotExistAreNoTimes) {
  for (const char* bad :
       {"000000000000000000008000", "FFFFFFFFFFFFFFFFFF8000FF", "07E6FF01FF0A1E00008000FF", "07E60D01FF0A1E00008000FF",
        "07E6041FFF0A1E00008000FF", "07E6021DFF0A1E00008000FF", "07E60700FF0A1E00008000FF", "07E60701FF181E00008000FF",
        "07E60701FF0A3C00008000FF", "07E60701FFFFFFFF008000FF", "07E60701FF0A1E00008000"})
    EXPECT_EQ(time_of_date_time(hex(bad)), std::nullopt) << bad;
  EXPECT_EQ(time_of_date_time(hex("07E8021DFF0A1E00008000FF")), at("2024-02-29T10:30:00Z"));
}

TEST(DateTime, GeneralizedTimeHasSecondsAndZ) {
  EXPECT_EQ(general_time(at("2022-07-01T10:30:05.678Z")), "20220701103005Z");
  const auto read = [](std::string_view t) { return time_of_general_time(Bytes(t.begin(), t.end())); };
  EXPECT_EQ(read("20220701103005Z"), at("2022-07-01T10:30:05Z"));
  for (const char* bad : {"", "2022", "20220701103005", "20221301103005Z", "20220701103005.678Z", "2022070110300xZ"})
    EXPECT_EQ(read(bad), std::nullopt) << bad;
}

TEST(DateTime, ZigbeeTimeStartsIn2000) {
  EXPECT_EQ(zigbee_time(at("2000-01-01T00:00:01Z")), 1u);
  EXPECT_EQ(zigbee_time(at("2022-07-01T10:30:00Z")), 709986600u);  // 8217 days and 37800 s
  EXPECT_EQ(time_of_zigbee(709986600), at("2022-07-01T10:30:00Z"));
  EXPECT_EQ(time_of_zigbee(0xFFFFFFFF), at("2136-02-07T06:28:15Z"));
}

TEST(DateTime, R15_10_TheStampOfTheRequirementIsSecondsSince2000) {
  EXPECT_EQ(zigbee_time(at("2022-07-01T10:30:00Z")), 0x2A518928u);
  EXPECT_EQ(time_of_zigbee(0x2A518928), at("2022-07-01T10:30:00Z"));
}

TEST(DateTime, R15_29_TwoBitsSayHowGoodTheClockIs) {
  const std::pair<std::uint8_t, std::string_view> table[] = {{0x00, "reliable"}, {0x02, "unreliable"},
                                                             {0x01, "invalid"},  {0x03, "invalid"},
                                                             {0x04, "reliable"}, {0x06, "unreliable"}};
  for (const auto& [status, word] : table) EXPECT_EQ(clock_state(status), word) << int(status);
}

}  // namespace
}  // namespace gridpost::gbcs
