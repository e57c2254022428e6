#include "inventory/housekeeping_settings.h"

#include <gtest/gtest.h>

namespace gridpost::inventory {
namespace {

int months_of(const HousekeepingSettings& s, DeviceType type) {
  return s.policy.months[static_cast<std::size_t>(type)];
}

HousekeepingSettings set(std::string_view name, std::string_view value, const HousekeepingSettings& from = {}) {
  auto settings = with_setting(from, name, value);
  EXPECT_TRUE(settings) << settings.error().text();
  return settings.value_or(from);
}

TEST(HousekeepingSettings, R60_02_R60_04_MonthsForAllTypesOrForOne) {
  const HousekeepingSettings usual;
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) EXPECT_EQ(months_of(usual, static_cast<DeviceType>(i)), 36);
  const HousekeepingSettings one = set("months.IHD", "6");
  EXPECT_EQ(months_of(one, DeviceType::IHD), 6);
  EXPECT_EQ(months_of(one, DeviceType::ESME), 36);
  EXPECT_EQ(months_of(set("months", "12"), DeviceType::CHF), 12);
}

TEST(HousekeepingSettings, R60_05_R60_06_R60_07_TypesComeAndGo) {
  HousekeepingSettings s = set("excluded", "+IHD");
  s = set("excluded", "+CHF", s);
  EXPECT_TRUE(s.policy.excludes(DeviceType::IHD));
  EXPECT_TRUE(s.policy.excludes(DeviceType::GPF)) << "a hub is one";
  EXPECT_FALSE(s.policy.excludes(DeviceType::ESME));
  s = set("excluded", "-IHD", s);
  EXPECT_FALSE(s.policy.excludes(DeviceType::IHD));
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
    const auto type = static_cast<DeviceType>(i);
    EXPECT_TRUE(set("excluded", catalogue::text(type)).policy.excludes(type));
  }
  EXPECT_TRUE(set("excluded", "none", s).policy.excluded.empty());
}

TEST(HousekeepingSettings, R60_09_FromTacticalToFiaInOneStep) {
  const HousekeepingSettings tactical = set("profile", "tactical");
  EXPECT_EQ(months_of(tactical, DeviceType::CHF), 36);
  const HousekeepingSettings fia = set("profile", "fia", tactical);
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
    EXPECT_EQ(months_of(fia, static_cast<DeviceType>(i)), 12);
    EXPECT_TRUE(fia.policy.excludes(static_cast<DeviceType>(i)));
  }
}

TEST(HousekeepingSettings, AreWrittenAndReadBack) {
  HousekeepingSettings s = set("profile", "old12");
  s = set("months.CAD", "61", s);
  s = set("excluded", "ESME,HCALCS", s);
  s = set("continues_after_suspension", "yes", s);
  s = set("only_reactivated", "yes", s);
  const auto read = read_settings(text(s));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, s);
  EXPECT_EQ(read_settings(text(HousekeepingSettings())).value(), HousekeepingSettings());
}

TEST(HousekeepingSettings, RefuseWhatTheyDoNotKnow) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"profile", "legal"},
                                                                                    {"months", "0"},
                                                                                    {"months", "x"},
                                                                                    {"months", "12 "},
                                                                                    {"months", "1201"},
                                                                                    {"months.XYZ", "12"},
                                                                                    {"excluded", "HUB"},
                                                                                    {"excluded", "+HUB"},
                                                                                    {"excluded", "ESME,"},
                                                                                    {"only_reactivated", "true"},
                                                                                    {"retention", "12"}}) {
    const auto settings = with_setting({}, name, value);
    ASSERT_FALSE(settings) << name << "=" << value;
    EXPECT_EQ(settings.error().where.substr(0, 3), name.substr(0, 3));
  }
  EXPECT_FALSE(read_settings("profile"));
}

TEST(HousekeepingSettings, R60_20_WhatIsStricterIsSeen) {
  const RetentionPolicy usual = HousekeepingSettings().policy;
  EXPECT_FALSE(is_stricter(usual, usual));
  EXPECT_TRUE(is_stricter(set("months.IHD", "35").policy, usual));
  EXPECT_FALSE(is_stricter(set("months.IHD", "37").policy, usual));
  EXPECT_FALSE(is_stricter(set("profile", "fia").policy, usual));
  EXPECT_TRUE(is_stricter(usual, set("profile", "fia").policy));
  EXPECT_TRUE(is_stricter(usual, set("excluded", "+IHD").policy));
  EXPECT_TRUE(is_stricter(set("continues_after_suspension", "yes").policy, usual));
  EXPECT_TRUE(is_stricter(usual, set("only_reactivated", "yes").policy));
}

}  // namespace
}  // namespace gridpost::inventory
