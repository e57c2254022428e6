// What answers of Devices do to joins and logs, and what Users are told: 8.7, 8.8, 8.11, 8.12.
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"
#include "exchange/facts.h"

namespace gridpost::exchange {
namespace {

using namespace street;

const Eui64 kDisplay{0x99}, kNewHub{0x51}, kNewProxy{0x52};

gbcs::Payload good() { return dlms_results({0}); }

// The answer of the Device to a request that is on its way, as if it had been sent.
void answer(World& w, const duis::Request& r) {
  RequestRecord record;
  record.id = r.id;
  record.reference = r.reference;
  record.variant = r.variant;
  record.device = r.id.target;
  record.message_code = 0x000D;
  record.command_originator = kSupplier;
  record.command_counter = r.id.counter;
  record.received_at = w.now;
  record.facts = facts_of(r.body);
  w.requests[record.id] = record;
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.counter = r.id.counter;
  m.header.originator = r.id.target;
  m.header.recipient = kSupplier;
  m.header.code = 0x000D;
  m.content = {0x02, 1, 0};
  m.signature = Bytes(64, 1);
  DeviceSpoke event;
  event.hub = *w.devices.at(r.id.target).hub;
  event.message = gbcs::write(m);
  event.parsed = m;
  event.protection = Protection::Good;
  event.payload = good();
  w.run(event);
}

duis::Request about(std::string_view variant, Eui64 target, std::string_view element, Eui64 other) {
  static std::uint64_t counter = 100;
  duis::Request r = request(variant, 1, kSupplier, target, ++counter);
  r.body.add(element, other.text());
  return r;
}

World with_display() {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  w.devices[kDisplay] = device(kDisplay, DeviceType::PPMID, SmiStatus::InstalledNotCommissioned, "");
  return w;
}

TEST(JoinAnswers, AJoinIsKeptAndCommissionsTheDisplay) {
  World w = with_display();
  answer(w, about("8.7.1", kElectric, "OtherDeviceID", kDisplay));
  EXPECT_EQ(w.joins, (std::vector<inventory::Join>{{kElectric, kDisplay, kNow}}));
  EXPECT_EQ(w.devices[kDisplay].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.history.back().cause, "8.7");
  answer(w, about("8.8.1", kElectric, "OtherDeviceID", kDisplay));
  EXPECT_TRUE(w.joins.empty());
  EXPECT_EQ(w.devices[kDisplay].status, SmiStatus::Whitelisted);
}

TEST(JoinAnswers, RefusalsReachTheUserAtOnce) {
  World w = with_display();
  w.users[kSupplier].roles = {UserRole::IS, UserRole::GS};
  const auto code = [&](duis::Request r) {
    r.command_variant = catalogue::find_service(r.variant)->critical ? 4 : 1;
    return w.run(arrived(r)).answer->code;
  };
  EXPECT_EQ(code(about("8.7.1", kElectric, "OtherDeviceID", Eui64{0x77})), "E080702");
  EXPECT_EQ(code(about("8.7.2", kElectric, "OtherDeviceID", kDisplay)), "E080721");
  EXPECT_EQ(code(about("8.7.1", kElectric, "OtherDeviceID", kDisplay)), "E080722");
  EXPECT_EQ(code(about("8.8.1", kElectric, "OtherDeviceID", kDisplay)), "E080801");
  w.joins = {{kDisplay, kElectric, 0}};
  EXPECT_EQ(code(about("8.8.2", kElectric, "OtherDeviceID", kDisplay)), "E080821");
  EXPECT_EQ(code(about("8.9", kElectric, "ReadSecurityDetails", {})), "E080902");
}

// ---- 8.11: N24, N25, N43 ----

std::vector<std::string_view> codes(const World& w) {
  std::vector<std::string_view> out;
  for (const RaisedAlert& a : w.alerts) out.push_back(a.code);
  return out;
}

TEST(LogAlerts, AJoinThatIsSeenIsN24AndEndsTheWait) {
  World w = world();
  w.run(arrived(log_update(1, kNew, true, kNewMpan)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0, 0, 0})));
  EXPECT_TRUE(w.alerts.empty());
  ASSERT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].kind, TimerKind::JoinPeriod);
  EXPECT_EQ(w.timers[0].due, kNow + 90 * kSecond);
  w.run(log_alert(1, {{kNew, false}}));
  EXPECT_TRUE(w.alerts.empty());
  w.run(log_alert(2, {{kNew, true}}));
  EXPECT_EQ(codes(w), std::vector<std::string_view>{"N24"});
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kSupplier});
  EXPECT_TRUE(w.timers.empty());
  w.run(log_alert(3, {{kNew, true}}));
  EXPECT_EQ(w.alerts.size(), 1u) << "once";
}

TEST(LogAlerts, WithoutAJoinN25AtTheEndOfThePeriod) {
  World w = world();
  w.run(arrived(log_update(1, kNew, true, kNewMpan)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0, 0, 0})));
  const Timer timer = w.timers.at(0);
  w.now = timer.due;
  w.run(TimerFired{timer});
  EXPECT_EQ(codes(w), std::vector<std::string_view>{"N25"});
  w.run(TimerFired{timer});
  EXPECT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.audit.back().rule, "exchange.timer-stale");
  w.run(log_alert(2, {{kNew, true}}));  // late, and nobody waits any more
  EXPECT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::InstalledNotCommissioned);
}

TEST(LogAlerts, ARemovedDisplayIsToldToTheOtherSupplier) {
  World w = with_display();
  w.registrations[kMprn][0].party = kStranger;
  w.logs[kHub] = {{kHub, kDisplay, 0, {}}};
  w.run(arrived(log_update(1, kDisplay, false)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0})));
  EXPECT_EQ(codes(w), (std::vector<std::string_view>{"N24", "N43"}));
  EXPECT_EQ(w.alerts[1].receivers, std::vector{kStranger});
}

TEST(LogAlerts, AnInstallCodeHasALengthOfZigBee) {
  World w = world();
  duis::Request r = log_update(1, kNew, true);
  r.body.children[2].children[1].text = "303132333435363738";
  EXPECT_EQ(w.run(arrived(r)).answer->code, "E081111");
}

// ---- 8.12 ----

World with_hub_to_come() {
  World w = world();
  w.devices[kNewHub] = device(kNewHub, DeviceType::CHF, SmiStatus::Commissioned, "");
  w.devices[kNewHub].hub = kNewHub;
  w.devices[kNewHub].gpf = kNewProxy;
  w.devices[kNewProxy] = device(kNewProxy, DeviceType::GPF, SmiStatus::InstalledNotCommissioned, "");
  w.devices[kNewProxy].hub = kNewHub;
  w.devices[kHub].hub = kHub;
  w.devices[kGas].status = SmiStatus::Commissioned;
  w.logs[kHub] = {{kHub, kProxy, 0, {}}, {kHub, kGas, 0, Bytes(16, 1)}, {kHub, kElectric, 0, Bytes(16, 2)}};
  w.joins = {{kGas, kProxy, 0}};
  return w;
}

TEST(LogRestored, TheHomeMovesToTheNewHubAndItsSuppliersAreTold) {
  World w = with_hub_to_come();
  answer(w, about("8.12.1", kNewHub, "OldCHFID", kHub));
  EXPECT_EQ(w.devices[kGas].hub, kNewHub);
  EXPECT_EQ(w.devices[kElectric].hub, kNewHub);
  EXPECT_EQ(w.devices[kProxy].hub, kHub);
  EXPECT_EQ(w.logs[kNewHub].size(), 2u);
  EXPECT_EQ(w.logs[kHub].size(), 1u);
  EXPECT_EQ(codes(w), std::vector<std::string_view>{"N30"});
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kSupplier});
  answer(w, about("8.12.2", kNewProxy, "OldGPFID", kProxy));
  EXPECT_EQ(w.joins, (std::vector<inventory::Join>{{kGas, kNewProxy, kNow}}));
  EXPECT_EQ(w.devices[kNewProxy].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kNewProxy].import_mpxn, kMprn);
  EXPECT_EQ(codes(w), (std::vector<std::string_view>{"N30", "N31"}));
}

TEST(LogRestored, EligibleIsWhoSuppliesTheMetersOfTheOldHub) {
  World w = with_hub_to_come();
  const auto code = [&](duis::Request r, Eui64 user) {
    r.id.originator = user;
    return w.run(arrived(r)).answer->code;
  };
  EXPECT_EQ(code(about("8.12.1", kNewHub, "OldCHFID", kHub), kStranger), "E4");
  EXPECT_EQ(code(about("8.12.1", kNewHub, "OldCHFID", Eui64{0x77}), kSupplier), "E4");  // nobody's hub
  w.logs[kNewHub] = {{kNewHub, kNew, 0, {}}};
  EXPECT_EQ(code(about("8.12.1", kNewHub, "OldCHFID", kHub), kSupplier), "E081205");
  w.logs[kNewHub].clear();
  w.logs[kHub].clear();
  EXPECT_EQ(code(about("8.12.1", kNewHub, "OldCHFID", kHub), kSupplier), "E081204");
}

// ---- 11.2 ----

void report_firmware(World& w, Bytes version) {
  w.run(arrived(request("11.2", 1, kSupplier, kElectric, 1)));
  gbcs::Payload payload = dlms_results({0});
  payload.items[0].value = octets_value("firmwareVersion", std::move(version));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), payload));
}

TEST(Firmware, WhatTheDeviceSaysIsTakenOverAndTold) {
  World w = world();
  w.products.push_back(
      {DeviceType::ESME, "0004", "00050006", "00000003", "SMETS2 V5.0", "4.3", inventory::CplStatus::Active});
  report_firmware(w, {0, 0, 0, 3});
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000003");
  EXPECT_EQ(w.devices[kElectric].gbcs_version, "4.3");
  EXPECT_EQ(w.details.back(),
            (inventory::DetailChange{kElectric, kNow, "FirmwareVersion", "00000002", "00000003", kSupplier}));
  EXPECT_EQ(codes(w), std::vector<std::string_view>{"N49"});
}

TEST(Firmware, AVersionThatIsNotListedIsN50AndSuspendsAndTheSameVersionNothing) {
  World w = world();
  report_firmware(w, {0, 0, 0, 9});
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000009");
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Suspended);
  EXPECT_EQ(codes(w), (std::vector<std::string_view>{"N28", "N50"}));
  World same = world();
  report_firmware(same, {0, 0, 0, 2});
  EXPECT_TRUE(same.alerts.empty());
  EXPECT_TRUE(same.details.empty());
}

// ---- a Device that has not joined ----

TEST(NotJoined, ItsUserLearnsSoAfterHalfAnHour) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Whitelisted;
  w.run(arrived(read(1)));
  const Timer timer = w.timers.at(0);
  EXPECT_EQ(timer.due, kNow + kHour / 2);
  w.now = timer.due;
  w.run(TimerFired{timer});
  EXPECT_EQ(w.requests.at(read(1).id).result_code, "E20");
  EXPECT_EQ(w.audit.back().rule, "exchange.not-joined");
}

TEST(NotJoined, OneThatJoinsMeanwhileHasTheOthersTime) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Whitelisted;
  w.run(arrived(read(1)));
  const Timer timer = w.timers.at(0);
  w.devices[kElectric].status = SmiStatus::InstalledNotCommissioned;
  w.now = timer.due;
  w.timers.clear();
  w.run(TimerFired{timer});
  EXPECT_EQ(w.requests.at(read(1).id).state, RequestState::InFlight);
  ASSERT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].due, kNow + Limits().command_timeout);
}

}  // namespace
}  // namespace gridpost::exchange
