#include "exchange/housekeeping.h"

#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;
using inventory::RetentionProfile;

constexpr Eui64 kStoredHub{0x00DB123456789001}, kStoredProxy{0x00DB123456789002};

// The street, with a hub and its proxy that were Pending as long as kNew.
World old_world() {
  World w = world();
  const TimeMs since = inventory::months_later(kNow, -37);
  w.devices[kNew].status_since = since;
  for (const Eui64 id : {kStoredHub, kStoredProxy}) {
    w.devices[id] = device(id, id == kStoredHub ? DeviceType::CHF : DeviceType::GPF, SmiStatus::Pending, "");
    w.devices[id].status_since = since;
    w.devices[id].hub = kStoredHub;
  }
  w.devices[kStoredHub].gpf = kStoredProxy;
  return w;
}

// Housekeeping over every Device of the world, as one batch.
Removals keep_house(World& w, const inventory::RetentionPolicy& policy) {
  std::vector<Candidate> candidates;
  for (const auto& [id, d] : w.devices) candidates.push_back({{d, {}}, w.logs[id], {}});
  Removals removals = remove_due(candidates, policy, w.now, w.now);
  for (const Effect& e : removals.effects) std::visit([&](const auto& one) { w.apply(one); }, e);
  return removals;
}
Removals keep_house(World& w) { return keep_house(w, inventory::retention_policy(RetentionProfile::Legal36)); }

TEST(HousekeepingDecided, R60_10_R60_12_OneN8ToWhoNotifiedThoughAnotherSupplies) {
  World w = old_world();
  w.devices[kNew].import_mpxn = kMpan;
  w.devices[kNew].notified_by = kStranger;  // the supplier of the metering point is another one
  const Removals removals = keep_house(w);
  ASSERT_EQ(removals.alerts.size(), 1u);
  const RaisedAlert& alert = removals.alerts.front();
  EXPECT_EQ(alert.code, "N8");
  EXPECT_EQ(alert.receivers, std::vector<Eui64>{kStranger});
  EXPECT_EQ(alert.payload.name, "DeviceStatusChangeEvent");
  EXPECT_EQ(alert.payload.text_at("DeviceID"), kNew.text());
  ASSERT_TRUE(alert.payload.child("DeviceStatusChange"));
  EXPECT_TRUE(alert.payload.child("DeviceStatusChange")->child("DeviceRemovedFromInventory"));
  EXPECT_FALSE(w.devices.contains(kNew));
  EXPECT_EQ(w.history.back().cause, "housekeeping");
}

TEST(HousekeepingDecided, R60_11_AHubGoesSilentlyAndIsAudited) {
  World w = old_world();
  w.devices.erase(kNew);
  const Removals removals = keep_house(w);
  EXPECT_TRUE(removals.alerts.empty());
  EXPECT_FALSE(w.devices.contains(kStoredHub));
  EXPECT_FALSE(w.devices.contains(kStoredProxy));
  ASSERT_EQ(w.audit.size(), 2u);
  EXPECT_EQ(w.audit[0].device, kStoredHub);
  EXPECT_EQ(w.audit[1].device, kStoredProxy);
  EXPECT_EQ(w.audit[0].rule, rule::kPendingTooLong.name);
  EXPECT_EQ(removals.removed.size(), 2u);
}

TEST(HousekeepingDecided, R60_17_ARemovedDeviceIsUnknownUntilItIsNotifiedAgain) {
  World w = old_world();
  keep_house(w);
  EXPECT_EQ(w.run(arrived(read(1, kSupplier, kNew))).answer->code, "E19");
  w.now += kDay;
  duis::Request again = request("12.2", 8, kSupplier, kDcc, 2);
  for (const auto& [name, text] :
       {std::pair("DeviceID", kNew.text()), std::pair("DeviceType", std::string("ESME")),
        std::pair("DeviceManufacturer", std::string("0004")), std::pair("DeviceModel", std::string("00050006")),
        std::pair("SMETSCHTSVersion", std::string("SMETS2 V4.2")),
        std::pair("FirmwareVersion", std::string("00000002")), std::pair("ESMEVariant", std::string("A"))})
    again.body.add(name, text);
  // R60-18: notification itself is as it was.
  EXPECT_EQ(w.run(arrived(again)).answer->code, "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::Pending);
  EXPECT_EQ(w.devices[kNew].status_since, w.now);
  EXPECT_TRUE(keep_house(w).removed.empty());
}

TEST(HousekeepingDecided, R60_27_WhatElseIsKnownOfADeviceStays) {
  World w = old_world();
  w.history = {{kNew, 1, std::nullopt, SmiStatus::Pending, "12.2"}};
  RequestRecord record;
  record.id = {kSupplier, kNew, 1};
  w.requests[record.id] = record;
  AuditEntry entry;
  entry.device = kNew;
  w.audit = {entry};
  const auto registrations = w.registrations;
  const Removals removals = keep_house(w);
  EXPECT_EQ(removals.removed.size(), 3u);
  EXPECT_EQ(w.history.front(), (inventory::StatusChange{kNew, 1, std::nullopt, SmiStatus::Pending, "12.2"}));
  EXPECT_TRUE(w.requests.contains(record.id));
  EXPECT_EQ(w.audit.front(), entry);
  EXPECT_EQ(w.registrations, registrations);
}

TEST(HousekeepingDecided, WhatHangsOnADeviceGoesWithIt) {
  World w = old_world();
  w.devices[kNew].hub = kHub;
  w.logs[kHub] = {{kHub, kNew, 1, {}}, {kHub, kElectric, 1, {}}};
  w.logs[kStoredHub] = {{kStoredHub, kStoredProxy, 1, {}}};
  w.joins = {{kNew, kProxy, 1}};
  std::vector<Candidate> candidates = {{{w.devices[kNew], {}}, {}, w.joins},
                                       {{w.devices[kStoredHub], {}}, w.logs[kStoredHub], {}},
                                       {{w.devices[kStoredProxy], {}}, {}, {}}};
  for (const Effect& e :
       remove_due(candidates, inventory::retention_policy(RetentionProfile::Legal36), kNow, kNow).effects)
    std::visit([&](const auto& one) { w.apply(one); }, e);
  EXPECT_TRUE(w.joins.empty());
  ASSERT_EQ(w.logs[kHub].size(), 1u);
  EXPECT_EQ(w.logs[kHub].front().device, kElectric);
  EXPECT_TRUE(w.logs[kStoredHub].empty());
}

TEST(HousekeepingDecided, R60_19_RCOM_08_AResetIsWrittenDown) {
  World w = old_world();
  const TimeMs before = w.devices[kNew].status_since;
  for (const Effect& e : reset_pending(w.devices[kNew], "Ann", kNow))
    std::visit([&](const auto& one) { w.apply(one); }, e);
  EXPECT_EQ(w.devices[kNew].status_since, kNow);
  ASSERT_EQ(w.audit.size(), 1u);
  EXPECT_EQ(w.audit[0].at, kNow);
  EXPECT_EQ(w.audit[0].explanation,
            "by Ann: Pending since " + iso(before) + " until now, since " + iso(kNow) + " from now on");
}

}  // namespace
}  // namespace gridpost::exchange
