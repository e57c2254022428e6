#include "base/ids.h"

#include <gtest/gtest.h>

namespace gridpost {
namespace {

TEST(Eui64, HasTwoTextForms) {
  const Eui64 id{0x90B3D51F30010000};
  EXPECT_EQ(id.text(), "90-B3-D5-1F-30-01-00-00");
  EXPECT_EQ(id.plain(), "90b3d51f30010000");
  EXPECT_EQ(id.bytes(), (Bytes{0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x00}));
  EXPECT_EQ(Eui64::of(id.bytes()), id);
  for (const char* text : {"90-B3-D5-1F-30-01-00-00", "90-b3-d5-1f-30-01-00-00", "90B3D51F30010000"})
    EXPECT_EQ(*Eui64::parse(text), id) << text;
  EXPECT_EQ(Eui64{1}.text(), "00-00-00-00-00-00-00-01");
}

TEST(Eui64, AnythingElseIsRefused) {
  for (const char* bad :
       {"", "90-B3-D5-1F-30-01-00", "90-B3-D5-1F-30-01-00-0", "90:B3:D5:1F:30:01:00:00", "90-B3-D5-1F-30-01-00-0G",
        "90B3D51F3001000", "90B3D51F300100000", "0x90B3D51F300100", "-0B3D51F30010000", "9-0B3-D5-1F-30-01-00-00"})
    EXPECT_FALSE(Eui64::parse(bad)) << bad;
}

constexpr std::string_view kFront = "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:";

TEST(RequestId, IsOriginatorTargetCounter) {
  const auto id = RequestId::parse(std::string(kFront) + "1000");
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, (RequestId{Eui64{0x90B3D51F30010000}, Eui64{0x00DB1234567890A0}, 1000}));
  EXPECT_EQ(id->text(), std::string(kFront) + "1000");
  EXPECT_EQ(*RequestId::parse("\n  " + id->text() + " "), *id);
  EXPECT_EQ(RequestId::parse(std::string(kFront) + "18446744073709551615")->counter, ~std::uint64_t{0});
}

TEST(RequestId, AnythingElseIsRefused) {
  for (const char* counter : {"", "01", "-1", "+1", "1 0", "1:2", "18446744073709551616", "0x10"})
    EXPECT_FALSE(RequestId::parse(std::string(kFront) + counter)) << counter;
  EXPECT_FALSE(RequestId::parse("90B3D51F30010000:00DB1234567890A0:1"));
  EXPECT_FALSE(RequestId::parse("90-B3-D5-1F-30-01-00-00"));
}

TEST(Mpan, ItsLastDigitIsPrimesTimesDigitsModulo11Modulo10) {
  // 1*3 + 2*5 + 3*7 + 4*13 + 5*17 + 6*19 + 7*23 + 8*29 + 9*31 + 0 + 1*41 + 2*43 = 1084; 1084 mod 11 = 6.
  EXPECT_EQ(mpan_check_digit("123456789012"), '6');
  EXPECT_TRUE(valid_mpan("1234567890126"));
  EXPECT_FALSE(valid_mpan("1234567890125"));
  EXPECT_FALSE(valid_mpan("123456789012"));
  EXPECT_FALSE(valid_mpan("12345678901260"));
  EXPECT_FALSE(valid_mpan("12345678901a6"));
}

TEST(Mpan, ARestOfTenIsWrittenAsZero) {
  // 43 mod 11 = 10.
  EXPECT_EQ(mpan_check_digit("000000000001"), '0');
}

TEST(Mprn, ItsLastTwoDigitsAreWeightsTimesDigitsModulo11) {
  // 8*7 + 7*6 + 6*5 + 5*4 + 4*3 + 3*2 + 2*1 + 1*0 = 168; 168 mod 11 = 3.
  EXPECT_EQ(mprn_check_digits("76543210"), "03");
  EXPECT_TRUE(valid_mprn("7654321003"));
  EXPECT_FALSE(valid_mprn("7654321004"));
  EXPECT_FALSE(valid_mprn("12345"));
  EXPECT_FALSE(valid_mprn("76543210030"));
}

}  // namespace
}  // namespace gridpost
