#include "inventory/housekeeping.h"

#include <gtest/gtest.h>

#include <random>

namespace gridpost::inventory {
namespace {

constexpr Eui64 kId{0x11}, kNotifier{0x22}, kHub{0xC1}, kProxy{0xF1};

TimeMs at(std::string_view date) { return local_midnight(date).value(); }

Kept pending(std::string_view since, DeviceType type = DeviceType::ESME, Eui64 id = kId) {
  Kept k;
  k.device.id = id;
  k.device.type = type;
  k.device.status_since = at(since);
  k.device.notified_by = kNotifier;
  k.history = {{id, at(since), std::nullopt, SmiStatus::Pending, "12.2"}};
  return k;
}

bool goes(const Kept& kept, const RetentionPolicy& policy, std::string_view now) {
  return !due_devices({&kept, 1}, policy, at(now)).empty();
}

TEST(Housekeeping, R60_01_R60_03_R60_04_TheLastDayIsKept) {
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
    const auto type = static_cast<DeviceType>(i);
    if (type == DeviceType::GPF) continue;  // goes with its hub
    const Kept k = pending("2018-05-10", type);
    const RetentionPolicy old = retention_policy(RetentionProfile::Old12);
    EXPECT_FALSE(goes(k, old, "2019-05-09"));
    EXPECT_TRUE(goes(k, old, "2019-05-10"));
    const RetentionPolicy legal = retention_policy(RetentionProfile::Legal36);
    EXPECT_FALSE(goes(k, legal, "2021-05-09"));
    EXPECT_TRUE(goes(k, legal, "2021-05-10"));
  }
}

TEST(Housekeeping, R60_08_ThirteenThirtySevenAndSixtyOneMonths) {
  struct Row {
    RetentionProfile profile;
    bool after13, after37, after61;
  };
  using P = RetentionProfile;
  for (const Row& row : {Row{P::Legal36, false, true, true}, Row{P::Fia, false, false, false},
                         Row{P::Tactical, false, true, true}, Row{P::Old12, true, true, true}}) {
    const RetentionPolicy policy = retention_policy(row.profile);
    EXPECT_EQ(goes(pending("2015-01-01"), policy, "2016-02-01"), row.after13);
    EXPECT_EQ(goes(pending("2015-01-01"), policy, "2018-02-01"), row.after37);
    EXPECT_EQ(goes(pending("2015-01-01"), policy, "2020-02-01"), row.after61);
  }
}

TEST(Housekeeping, R60_03_R60_21_TheOldRuleBeforeTheDate) {
  const RuleBook book;
  const Kept k = pending("2018-01-01");
  EXPECT_TRUE(goes(k, retention_policy(book.rules_at(at("2019-11-07") - 1), RetentionProfile::Legal36), "2019-11-06"));
  EXPECT_FALSE(goes(k, retention_policy(book.rules_at(at("2019-11-07")), RetentionProfile::Legal36), "2019-11-07"));
  EXPECT_TRUE(goes(k, retention_policy(book.rules_at(at("2019-11-07")), RetentionProfile::Old12), "2019-11-07"));
}

TEST(Housekeeping, R60_02_R60_05_R60_06_PeriodsAndExclusionsByType) {
  RetentionPolicy policy = retention_policy(RetentionProfile::Legal36);
  policy.months[static_cast<std::size_t>(DeviceType::IHD)] = 6;
  EXPECT_TRUE(goes(pending("2018-01-01", DeviceType::IHD), policy, "2018-07-01"));
  EXPECT_FALSE(goes(pending("2018-01-01", DeviceType::ESME), policy, "2018-07-01"));
  policy.excluded.add(DeviceType::IHD);
  EXPECT_FALSE(goes(pending("2018-01-01", DeviceType::IHD), policy, "2030-01-01"));
}

TEST(Housekeeping, R60_10_R60_11_R60_12_WhoIsTold) {
  Kept hub = pending("2015-01-01", DeviceType::CHF, kHub), proxy = pending("2015-01-01", DeviceType::GPF, kProxy);
  hub.device.gpf = kProxy;
  const RetentionPolicy policy = retention_policy(RetentionProfile::Old12);
  std::vector<Kept> all = {pending("2015-01-01"), proxy, hub};
  EXPECT_EQ(due_devices(all, policy, at("2017-01-01")),
            (std::vector<Due>{{kId, kNotifier}, {kHub, std::nullopt}, {kProxy, std::nullopt}}));
  all[1].device.status = SmiStatus::InstalledNotCommissioned;
  EXPECT_EQ(due_devices(all, policy, at("2017-01-01")), (std::vector<Due>{{kId, kNotifier}}));
}

TEST(Housekeeping, R60_07_ExcludingOneHalfOfAHubExcludesTheHub) {
  Kept hub = pending("2015-01-01", DeviceType::CHF, kHub);
  RetentionPolicy policy = retention_policy(RetentionProfile::Old12);
  policy.excluded = {DeviceType::GPF};
  EXPECT_FALSE(goes(hub, policy, "2020-01-01"));
}

TEST(Housekeeping, R60_13_CalendarMonthsClipAtTheEndOfAMonth) {
  EXPECT_EQ(months_later(at("2020-02-29"), 12), at("2021-02-28"));
  EXPECT_EQ(months_later(at("2020-01-31"), 1), at("2020-02-29"));
  EXPECT_EQ(months_later(at("2021-01-31"), 1), at("2021-02-28"));
  EXPECT_EQ(months_later(at("2020-12-31"), 12), at("2021-12-31"));
  EXPECT_EQ(months_later(at("2020-11-30"), 1), at("2020-12-30"));
  EXPECT_EQ(months_later(at("2021-01-15"), 6), at("2021-07-15"));  // local midnight in summer as well
}

TEST(Housekeeping, R60_14_ASuspensionRestartsTheCountUnlessSet) {
  Kept k = pending("2015-01-01");
  k.history.push_back({kId, at("2017-07-01"), SmiStatus::Pending, SmiStatus::Suspended, ""});
  k.history.push_back({kId, at("2017-08-01"), SmiStatus::Suspended, SmiStatus::Pending, ""});
  k.device.status_since = at("2017-08-01");
  RetentionPolicy policy = retention_policy(RetentionProfile::Legal36);
  EXPECT_FALSE(goes(k, policy, "2018-01-01"));
  policy.continues_after_suspension = true;
  EXPECT_FALSE(goes(k, policy, "2017-12-31"));
  EXPECT_TRUE(goes(k, policy, "2018-01-01"));
}

TEST(Housekeeping, R60_13_NothingDueIsOutsideTheCandidates) {
  std::mt19937 random(60);
  for (int i = 0; i < 20'000; ++i) {
    RetentionPolicy policy;
    policy.months.fill(1 + static_cast<int>(random() % 61));
    policy.continues_after_suspension = random() % 2 == 0;
    const TimeMs since = at("2015-01-01") + static_cast<TimeMs>(random() % 2'000'000) * kMinute;
    const TimeMs now = months_later(since, policy.months[0]) + static_cast<TimeMs>(random() % 9) * kHour - 4 * kHour;
    Kept k = pending("2015-01-01");
    k.device.status_since = since;
    const auto latest = latest_candidate(DeviceType::ESME, policy, now);
    ASSERT_TRUE(latest);
    if (!due_devices({&k, 1}, policy, now).empty()) EXPECT_LE(since, *latest) << iso(since) << " at " << iso(now);
  }
  RetentionPolicy policy = retention_policy(RetentionProfile::Fia);
  EXPECT_FALSE(latest_candidate(DeviceType::ESME, policy, at("2030-01-01")));
}

TEST(Housekeeping, R60_19_AResetRestartsTheCountAndOutlivesASuspension) {
  Kept k = pending("2015-01-01");
  k.history.push_back({kId, at("2016-07-01"), SmiStatus::Pending, SmiStatus::Pending, "reset"});
  k.device.status_since = at("2016-07-01");
  RetentionPolicy policy = retention_policy(RetentionProfile::Old12);
  EXPECT_FALSE(goes(k, policy, "2017-06-30"));
  EXPECT_TRUE(goes(k, policy, "2017-07-01"));
  k.history.push_back({kId, at("2017-01-01"), SmiStatus::Pending, SmiStatus::Suspended, ""});
  k.history.push_back({kId, at("2017-02-01"), SmiStatus::Suspended, SmiStatus::Pending, ""});
  k.device.status_since = at("2017-02-01");
  policy.continues_after_suspension = true;
  EXPECT_FALSE(goes(k, policy, "2017-06-30"));
  EXPECT_TRUE(goes(k, policy, "2017-07-01"));
}

TEST(Housekeeping, R60_15_OnlyPendingGoes) {
  Kept k = pending("2010-01-01");
  for (int i = 1; i < catalogue::kSmiStatuses; ++i) {
    k.device.status = static_cast<SmiStatus>(i);
    EXPECT_FALSE(goes(k, retention_policy(RetentionProfile::Old12), "2020-01-01"));
  }
}

TEST(Housekeeping, R60_22_OnlyThoseThatWereInUseBeforeIfSet) {
  RetentionPolicy policy = retention_policy(RetentionProfile::Legal36);
  policy.only_reactivated = true;
  Kept k = pending("2015-01-01");
  EXPECT_FALSE(goes(k, policy, "2018-05-01"));
  k.history.insert(k.history.begin(), {kId, at("2014-01-01"), SmiStatus::Pending, SmiStatus::Whitelisted, "8.11"});
  EXPECT_TRUE(goes(k, policy, "2018-05-01"));
}

}  // namespace
}  // namespace gridpost::inventory
