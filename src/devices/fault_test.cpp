#include "devices/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridpost::devices {
namespace {

using Kind = Fault::Kind;

TEST(FaultText, SaysKindDelayAndEnd) {
  const auto is = [](std::string_view text, const Fault& wanted) {
    const auto fault = parse_fault(text);
    ASSERT_TRUE(fault) << fault.error().text();
    EXPECT_EQ(*fault, wanted);
    EXPECT_EQ(parse_fault(fault_text(*fault)).value(), wanted);
  };
  is("silent", {Kind::Silent});
  is(" late  30 ", {Kind::Late, 30000});
  is("wrong-mac until 2026-01-06T00:00:00Z", {Kind::WrongMac, 0, 1767657600000});
  is("late 5 until 2026-01-06T00:00:00.250Z", {Kind::Late, 5000, 1767657600250});
  is("off", {Kind::Off});
  is("no-link", {Kind::NoLink});
  is("fails", {.kind = Kind::Fails});
  is("fails 3", {.kind = Kind::Fails, .part = 3});
  is("fails 3.2 until 2026-01-06T00:00:00Z", {.kind = Kind::Fails, .until = 1767657600000, .part = 3, .attribute = 2});
}

TEST(FaultText, MistakesAreNamed) {
  const auto mistake = [](std::string_view text) {
    const auto fault = parse_fault(text);
    return fault ? "accepted" : fault.error().text();
  };
  EXPECT_THAT(mistake("mute"), testing::HasSubstr("'mute' is no fault"));
  EXPECT_THAT(mistake(""), testing::HasSubstr("'' is no fault"));
  EXPECT_THAT(mistake("late"), testing::HasSubstr("'' is no number of seconds"));
  EXPECT_THAT(mistake("late 0"), testing::HasSubstr("'0' is no number of seconds"));
  EXPECT_THAT(mistake("late 99999999999999999999"), testing::HasSubstr("is no number of seconds"));
  EXPECT_THAT(mistake("fails 0"), testing::HasSubstr("'0' is no place"));
  EXPECT_THAT(mistake("fails 2."), testing::HasSubstr("'' is no place"));
  EXPECT_THAT(mistake("fails 300"), testing::HasSubstr("'300' is no place"));
  EXPECT_THAT(mistake("silent 5"), testing::HasSubstr("'5' is not expected"));
  EXPECT_NE(mistake("silent until noon"), "accepted");
  EXPECT_THAT(mistake("silent until 2026-01-06T00:00:00Z or so"), testing::HasSubstr("'or' is not expected"));
}

}  // namespace
}  // namespace gridpost::devices
