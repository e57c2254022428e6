#include "transform/read_text.h"

#include "base/bytes.h"
#include "transform/body_for_tests.h"

namespace gridpost::transform {
namespace {

TEST(ReadText, NumbersFitTheirOctets) {
  EXPECT_EQ(*read_number("255", Wire::UInt, 1), 255);
  EXPECT_FALSE(read_number("256", Wire::UInt, 1));
  EXPECT_FALSE(read_number("-1", Wire::UInt, 1));
  EXPECT_EQ(*read_number("-128", Wire::Int, 1), -128);
  EXPECT_EQ(*read_number("127", Wire::Int, 1), 127);
  EXPECT_FALSE(read_number("-129", Wire::Int, 1));
  EXPECT_FALSE(read_number("128", Wire::Int, 1));
  EXPECT_EQ(*read_number(" +0007\n", Wire::UInt, 1), 7);
  EXPECT_EQ(static_cast<std::uint64_t>(*read_number("18446744073709551615", Wire::UInt, 8)), ~std::uint64_t{0});
  EXPECT_FALSE(read_number("18446744073709551616", Wire::UInt, 8));
  for (const char* bad : {"", "x", "1x", "1 2", "1.0", "0x10", "+-5", "--5"})
    EXPECT_FALSE(read_number(bad, Wire::Int, 4)) << bad;
}

Element date(std::string_view year, std::string_view month, std::string_view day, std::string_view weekday,
             std::string_view front = "", std::string_view back = "") {
  const auto part = [&](std::string_view name, std::string_view choice) {
    const std::string element = std::string(front) + std::string(name) + std::string(back);
    return "<" + element + ">" + std::string(choice) + "</" + element + ">";
  };
  return body("<Date>" + part("Year", year) + part("Month", month) + part("DayOfMonth", day) +
              part("DayOfWeek", weekday) + "</Date>");
}

TEST(ReadText, DatesOfElectricityHaveFiveOctets) {
  EXPECT_EQ(to_hex(*read_date5(date("<SpecifiedYear>2015</SpecifiedYear>", "<SpecifiedMonth>01</SpecifiedMonth>",
                                    "<SpecifiedDayOfMonth>31</SpecifiedDayOfMonth>",
                                    "<SpecifiedDayOfWeek>7</SpecifiedDayOfWeek>"))),
            "07DF011F07");
  EXPECT_EQ(to_hex(*read_date5(
                date("<NonSpecifiedYear/>", "<NonSpecifiedMonth/>", "<LastDayOfMonth/>", "<NonSpecifiedDayOfWeek/>"))),
            "FFFFFFFEFF");
  EXPECT_EQ(to_hex(*read_date5(date("<NonSpecifiedYear/>", "<SpecifiedMonth>12</SpecifiedMonth>",
                                    "<SecondLastDayOfMonth/>", "<NonSpecifiedDayOfWeek/>"))),
            "FFFF0CFDFF");
}

TEST(ReadText, DatesOfGasHaveFourOctetsAndCountFrom1900) {
  constexpr std::string_view kFront = "Gas";
  constexpr std::string_view kBack = "WithWildcards";
  EXPECT_EQ(to_hex(*read_gas_date4(date("<SpecifiedYear>2015</SpecifiedYear>", "<SpecifiedMonth>3</SpecifiedMonth>",
                                        "<SpecifiedDayOfMonth>20</SpecifiedDayOfMonth>", "<NonSpecifiedDayOfWeek/>",
                                        kFront, kBack))),
            "730314FF");
  EXPECT_EQ(to_hex(*read_gas_date4(date("<NonSpecifiedYear/>", "<NonSpecifiedMonth/>", "<NonSpecifiedDayOfMonth/>",
                                        "<SpecifiedDayOfWeek>1</SpecifiedDayOfWeek>", kFront, kBack))),
            "FFFFFF01");
  EXPECT_FALSE(read_gas_date4(date("<SpecifiedYear>1899</SpecifiedYear>", "<NonSpecifiedMonth/>",
                                   "<NonSpecifiedDayOfMonth/>", "<NonSpecifiedDayOfWeek/>", kFront, kBack)));
  EXPECT_FALSE(read_gas_date4(date("<SpecifiedYear>2156</SpecifiedYear>", "<NonSpecifiedMonth/>",
                                   "<NonSpecifiedDayOfMonth/>", "<NonSpecifiedDayOfWeek/>", kFront, kBack)));
}

TEST(ReadText, ADateWithoutAPartIsRefused) {
  EXPECT_FALSE(read_date5(body("<Date><Year><NonSpecifiedYear/></Year></Date>")));
  EXPECT_FALSE(read_date5(body("<Date><Year/><Month/><DayOfMonth/><DayOfWeek/></Date>")));
}

TEST(ReadText, TimesHaveFourOctets) {
  EXPECT_EQ(to_hex(*read_time4("06:30:15.50Z")), "061E0F32");
  EXPECT_EQ(to_hex(*read_time4("23:59:59")), "173B3B00");
  EXPECT_FALSE(read_time4("24:30:00"));
}

TEST(ReadText, GeneralizedTimeIsUtcAndTheCancelDateIsTheEndOfTime) {
  EXPECT_EQ(general_time_text(*parse_date_time("2015-12-31T23:59:59Z")), "20151231235959Z");
  EXPECT_EQ(general_time_text(*parse_date_time("2015-06-01T00:30:00+01:00")), "20150531233000Z");
  EXPECT_EQ(general_time_text(kCancelDate), "99991231235959Z");
}

TEST(ReadText, TimesAreMinutesSinceMidnight) {
  EXPECT_EQ(*read_minute_of_day("00:00:00.00Z"), 0);
  EXPECT_EQ(*read_minute_of_day("08:00:00Z"), 480);
  EXPECT_EQ(*read_minute_of_day(" 23:59:59 "), 1439) << "whole minutes";
  EXPECT_FALSE(read_minute_of_day("25:00:00"));
}

TEST(ReadText, DecimalsAreWholeNumbersOfTheirLastPlace) {
  EXPECT_EQ(*read_decimal("1.02264", 5), 102264);
  EXPECT_EQ(*read_decimal("40.0", 1), 400);
  EXPECT_EQ(*read_decimal("40", 1), 400);
  EXPECT_EQ(*read_decimal(".5", 4), 5000);
  EXPECT_EQ(*read_decimal("+5.", 2), 500);
  EXPECT_EQ(*read_decimal("-0.25", 2), -25);
  EXPECT_EQ(*read_decimal("6.1680000", 4), 61680) << "zeros at the end say nothing";
  EXPECT_FALSE(read_decimal("6.16801", 4)) << "would be lost";
  EXPECT_FALSE(read_decimal("1.2.3", 4));
  EXPECT_FALSE(read_decimal("", 4));
  EXPECT_FALSE(read_decimal("x", 4));
}

TEST(ReadText, CodesStandInNames) {
  EXPECT_EQ(*read_code("x810E"), 0x810E);
  EXPECT_EQ(*read_code("x81aa"), 0x81AA);
  EXPECT_FALSE(read_code("810E"));
  EXPECT_FALSE(read_code("x810"));
  EXPECT_FALSE(read_code("x81GG"));
}

}  // namespace
}  // namespace gridpost::transform
