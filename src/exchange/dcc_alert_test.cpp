// DCC alerts: numbers and identities. tests/schema_test.cpp compares their form with the published schema.
#include "exchange/dcc_alert.h"

#include <gtest/gtest.h>

#include <set>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

inventory::Device meter() {
  inventory::Device d = device(kElectric, DeviceType::ESME, SmiStatus::Commissioned, kMpan);
  d.secondary_import_mpan = kNewMpan;
  d.export_mpan = kNewMpan;
  return d;
}

TEST(DccAlert, NumbersRiseAndAreMillisecondsWhereTheyCan) {
  EXPECT_EQ(next_alert_number(std::nullopt, 1000), 1000u);
  EXPECT_EQ(next_alert_number(1000, 1000), 1001u);
  EXPECT_EQ(next_alert_number(999, 5000), 5000u);
}

TEST(DccAlert, IdentityIsTheResponseId) {
  const Eui64 dcc{0x90B3D51F30000002};
  const auto effects = queue_alert(meter_commissioned(meter(), {kNetwork}), dcc, kNetwork, 77, kNow);
  ASSERT_EQ(effects.size(), 2u);
  const auto& counter = std::get<SetCounter>(effects[0]);
  EXPECT_EQ(counter.originator, dcc);
  EXPECT_EQ(counter.target, kNetwork);
  EXPECT_EQ(counter.counter, 77u);
  const OutboxItem& item = std::get<Enqueue>(effects[1]).item;
  const std::string id = dcc.text() + ":" + kNetwork.text() + ":77";
  EXPECT_EQ(item.identity, "|" + id + "|dcc-alert");
  EXPECT_EQ(item.user, kNetwork);
  EXPECT_EQ(item.device, kElectric);
  EXPECT_EQ(item.request, RequestId());
  const std::string body = text_of(item.body);
  EXPECT_NE(body.find("<sr:ResponseID>" + id + "<"), std::string::npos);
  EXPECT_EQ(body.find("RequestID"), std::string::npos);
  EXPECT_NE(body.find("<sr:DCCAlertCode>N16<"), std::string::npos);
}

TEST(DccAlert, TwoAlertsAtOnceHaveTwoNumbers) {
  World w = world();
  w.run(arrived(dated(read(1), kNow + kDay)));
  w.run(arrived(dated(read(2), kNow + kDay)));
  duis::Request end = request("8.3", 8, kSupplier, Eui64{0x90B3D51F30000002}, 9);
  end.body.add("DeviceID", kElectric.text());
  w.run(arrived(end));
  std::set<std::string> identities;
  for (const OutboxItem& i : w.of_kind(OutboxKind::Push)) identities.insert(i.identity);
  EXPECT_EQ(identities.size(), 5u);  // two results, two N17, one N1 to the network operator
}

}  // namespace
}  // namespace gridpost::exchange
