#include "base/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gridpost::log {
namespace {

// 2026-01-05T10:17:15.120Z: 20458 days after 1970 (56 years with 14 leap days are 20454, and 4 days), and 37035.120 s.
constexpr std::int64_t kTime = (20458 * 86400LL + 37035) * 1000 + 120;

TEST(Log, TextLineHasTimeLevelAndIdentifier) {
  EXPECT_EQ(line(Format::Text, kTime, Level::Warning, "GP-NET-002", "no device process", {}),
            "2026-01-05T10:17:15.120Z warning GP-NET-002 no device process");
}

TEST(Log, TextOfPeersCannotMakeASecondLine) {
  EXPECT_EQ(line(Format::Text, kTime, Level::Error, "GP-X-001", "bad\r\n2026 info GP-X-002 forged", {}),
            "2026-01-05T10:17:15.120Z error GP-X-001 bad  2026 info GP-X-002 forged");
}

TEST(Log, JsonLineIsReadBack) {
  const std::string text = line(Format::Json, kTime, Level::Info, "GP-DEV-013", "no \"answer\"\n\xff",
                                {{"device", "02-47-50-12-00-00-00-01"}, {"hub", "\t"}});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("time"), "2026-01-05T10:17:15.120Z");
  EXPECT_EQ(json.at("level"), "info");
  EXPECT_EQ(json.at("id"), "GP-DEV-013");
  EXPECT_EQ(json.at("text"), "no \"answer\"\n\xEF\xBF\xBD");  // what is not UTF-8 becomes U+FFFD
  EXPECT_EQ(json.at("fields").at("device"), "02-47-50-12-00-00-00-01");
  EXPECT_EQ(json.at("fields").at("hub"), "\t");
}

TEST(Log, LevelsBelowTheLowestAreNotWanted) {
  configure(Format::Text, Level::Warning);
  EXPECT_FALSE(wanted(Level::Info));
  EXPECT_TRUE(wanted(Level::Warning));
  EXPECT_TRUE(wanted(Level::Error));
  configure(Format::Text, Level::Info);
  EXPECT_TRUE(wanted(Level::Info));
}

}  // namespace
}  // namespace gridpost::log
