// Alert codes in words.
#include "catalogue/alert_codes.h"

#include <gtest/gtest.h>

namespace gridpost::catalogue {
namespace {

TEST(AlertCodes, HaveWords) {
  EXPECT_EQ(alert_title(0x8F32), "Supply armed");
  EXPECT_EQ(alert_title(0x8001), "");
  EXPECT_EQ(alert_title(0), "");
}

TEST(AlertCodes, ThreePhaseMetersSayWhichPhase) {
  EXPECT_EQ(alert_title(0x8028), "Extreme under-voltage");
  EXPECT_EQ(alert_title(0x802B), "Extreme under-voltage (phase 3)");
  EXPECT_EQ(alert_title(0x8F39), "Supply is back (phase 2)") << "these two stand one beside the other";
  EXPECT_EQ(alert_title(0x8F3C), "Supply is back after three minutes or more (phase 3)");
  EXPECT_EQ(alert_title(0x8016), "Current too high (phase 2)");
}

}  // namespace
}  // namespace gridpost::catalogue
