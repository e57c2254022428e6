// Requests that arrive: order of checks, flows of the Command Variants, held requests.
#include <gtest/gtest.h>

#include <functional>

#include "exchange/events_for_tests.h"
#include "exchange/facts.h"
#include "exchange/local_command.h"

namespace gridpost::exchange {
namespace {

using namespace street;

// Refused: the code, its rule in the audit trail, and no other effect.
void expect_refused(const Decision& d, std::string_view code, std::string_view rule) {
  ASSERT_TRUE(d.answer);
  EXPECT_EQ(d.answer->code, code);
  ASSERT_EQ(d.effects.size(), 1u) << "a refusal changes nothing";
  const auto* audit = std::get_if<Audit>(&d.effects[0]);
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->entry.rule, rule);
  EXPECT_EQ(audit->entry.code, code);
  EXPECT_FALSE(audit->entry.clause.empty());
  EXPECT_FALSE(audit->entry.explanation.empty());
}

TEST(Requests, NonCriticalReadIsAcknowledgedAndSent) {
  World w = world();
  const Decision d = w.run(arrived(read(1000)));
  ASSERT_TRUE(d.answer);
  EXPECT_EQ(d.answer->code, "I99") << w.audit.back().explanation;
  EXPECT_EQ(d.answer->request_id, read(1000).id);
  EXPECT_EQ(d.answer->schema_version, "5.2");
  const auto commands = w.of_kind(OutboxKind::Command);
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].hub, kHub);
  const auto m = gbcs::parse(commands[0].body);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.code, 0x0027);
  EXPECT_EQ(m->header.originator, kSupplier);
  EXPECT_EQ(m->header.counter, 1000u);
  EXPECT_FALSE(m->mac);
  EXPECT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.requests.at(read(1000).id).state, RequestState::InFlight);
}

TEST(Requests, EveryGeneralCodeIsGivenAndChangesNothing) {
  struct Row {
    std::string_view code, rule;
    std::function<void(World&, RequestArrived&)> spoil;
  };
  const Row rows[] = {
      {"E100", "exchange.message",
       [](World&, RequestArrived& e) {
         e.refusal = Error{"digest differs", "", "signature"};
       }},
      {"E62", "exchange.schema-version",
       [](World&, RequestArrived& e) {
         e.refusal = Error{"9.9", "", duis::kSchemaVersionRule};
       }},
      {"E48", "exchange.anti-replay",
       [](World& w, RequestArrived&) {
         w.counters[{kSupplier, kElectric, ""}] = 1000;
       }},
      {"E13", "access.web-service", [](World&, RequestArrived& e) { e.service = WebService::Transform; }},
      {"E12", "access.command-variant", [](World&, RequestArrived& e) { e.request.command_variant = 7; }},
      {"E1", "access.user-known", [](World& w, RequestArrived&) { w.users.clear(); }},
      {"E2", "access.role-in-matrix", [](World& w, RequestArrived&) { w.users[kSupplier].roles = {UserRole::OU}; }},
      {"E3", "access.user-in-operation",
       [](World& w, RequestArrived&) { w.users[kSupplier].status = access::UserStatus::Suspended; }},
      {"E19", "access.device-known", [](World& w, RequestArrived&) { w.devices.erase(kElectric); }},
      {"E11", "access.device-type", [](World& w, RequestArrived&) { w.devices[kElectric].type = DeviceType::PPMID; }},
      {"E5", "access.status", [](World& w, RequestArrived&) { w.devices[kElectric].status = SmiStatus::Pending; }},
      {"E5", "exchange.carrier", [](World& w, RequestArrived&) { w.devices[kElectric].hub.reset(); }},
      {"E4", "access.eligibility", [](World& w, RequestArrived&) { w.registrations[kMpan][0].party = kStranger; }},
      {"E100", "exchange.non-device-known",
       [](World&, RequestArrived& e) { e = arrived(request("5.1", 8, kSupplier, Eui64{0x90B3D51F30000002}, 1000)); }},
      {"E49", "exchange.execution-date",
       [](World&, RequestArrived& e) { e = arrived(dated(read(1000), kNow - kHour)); }},
      {"E49", "exchange.nothing-to-cancel",
       [](World&, RequestArrived& e) { e = arrived(dated(read(1000), kCancelDate)); }},
      {"E100", "exchange.transform",
       [](World&, RequestArrived& e) { e = arrived(request("6.11", 4, kSupplier, kElectric, 1000)); }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rule);
    World w = world();
    RequestArrived event = arrived(read(1000));
    row.spoil(w, event);
    expect_refused(w.run(event), row.code, row.rule);
  }
}

TEST(Requests, LocalDeliveryOfAPendingDeviceOrForANetworkOperatorIsE17) {
  World w = world();
  expect_refused(w.run(arrived(request("4.1.1", 2, kNetwork, kElectric, 1))), "E17", "access.local-delivery");
}

TEST(Requests, StrangerIsToldWhoIsRegistered) {
  World w = world();
  const Decision d = w.run(arrived(read(5, kStranger)));
  expect_refused(d, "E4", "access.eligibility");
  EXPECT_NE(w.audit.back().explanation.find(kMpan), std::string::npos);
  EXPECT_NE(w.audit.back().explanation.find(kSupplier.text()), std::string::npos);
}

TEST(Requests, RCOM_03_EligibilityFollowsTheChangeOfSupplier) {
  World w = world();
  w.registrations[kMpan][0].to = kNow + kDay;
  w.registrations[kMpan].push_back({kMpan, registration::Kind::ImportSupplier, kStranger, kNow + kDay, {}});
  EXPECT_EQ(w.run(arrived(read(1, kStranger))).answer->code, "E4");
  EXPECT_EQ(w.run(arrived(read(1))).answer->code, "I99");
  w.now = kNow + kDay;
  EXPECT_EQ(w.run(arrived(read(2, kStranger))).answer->code, "I99");
  EXPECT_EQ(w.run(arrived(read(2))).answer->code, "E4");
}

TEST(Requests, CountersRiseByOriginatorTargetAndStream) {
  World w = world();
  EXPECT_EQ(w.run(arrived(read(1000))).answer->code, "I99");
  expect_refused(w.run(arrived(read(1000))), "E48", "exchange.anti-replay");
  expect_refused(w.run(arrived(read(999))), "E48", "exchange.anti-replay");
  EXPECT_EQ(w.run(arrived(read(1001))).answer->code, "I99");
  EXPECT_EQ(w.run(arrived(read(1000, kSupplier, kGas))).answer->code, "I99");  // another target
  EXPECT_EQ(w.run(arrived(read(1000, kNetwork))).answer->code, "I99");         // another originator
}

TEST(Requests, ARefusedRequestDoesNotUseItsCounter) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Pending;
  EXPECT_EQ(w.run(arrived(read(1000))).answer->code, "E5");
  w.devices[kElectric].status = SmiStatus::Commissioned;
  EXPECT_EQ(w.run(arrived(read(1000))).answer->code, "I99");
}

TEST(Requests, R15_22_R15_24_RREL_09_MeterBalanceFollowsTheVersionOfTheDevice) {
  for (const auto& [version, code] : {std::pair{"3.2", 0x008D}, std::pair{"4.2", 0x012A}})
    for (std::string_view duis_version : {"5.0", "5.4"}) {
      World w = world();
      w.devices[kGas].gbcs_version = version;
      duis::Request r = request("4.18", 1, kSupplier, kGas, 1);
      r.schema_version = duis_version;
      EXPECT_EQ(w.run(arrived(r)).answer->code, "I99") << w.audit.back().explanation;
      EXPECT_EQ(gbcs::parse(w.outbox.at(0).body)->header.code, code) << version << " " << duis_version;
    }
}

constexpr std::pair<std::string_view, std::uint16_t> kGasReads[] = {
    {"4.1.1", 0x0074}, {"4.1.2", 0x00B6}, {"4.1.4", 0x00B8}, {"4.3", 0x0075}, {"4.18", 0x012A}};

TEST(Requests, R15_25_TheBodiesOfTheFiveReadsAreThoseOfOldSchemas) {
  for (const auto& [variant, code] : kGasReads)
    for (std::string_view duis_version : {"2.0", "3.1", "5.0", "5.4"}) {
      World w = world();
      w.devices[kGas].gbcs_version = "4.2";
      duis::Request r = request(variant, 1, kSupplier, kGas, 1);
      r.schema_version = duis_version;
      EXPECT_EQ(w.run(arrived(r)).answer->code, "I99") << variant << " " << w.audit.back().explanation;
      EXPECT_EQ(gbcs::parse(w.outbox.at(0).body)->header.code, code) << variant << " " << duis_version;
    }
}

TEST(Requests, R15_42_TheChangeMovesNobodysAccess) {
  for (const auto& [variant, code] : kGasReads)
    for (const Eui64 user : {kSupplier, kNetwork, kStranger}) {
      std::vector<std::string> codes;
      for (const char* from : {"never", "always"}) {
        World w = world();
        ASSERT_TRUE(w.rules.override_with("secmp0015", from));
        codes.push_back(w.run(arrived(request(variant, 1, user, kGas, 1))).answer->code);
      }
      EXPECT_EQ(codes[0], codes[1]) << variant << " " << user.text();
    }
}

TEST(Requests, R15_46_TheUserGetsTheAnswerToEachOfTheFiveReads) {
  for (const auto& [variant, code] : kGasReads)
    for (std::string_view version : {"2.1", "4.2"}) {
      World w = world();
      w.devices[kGas].gbcs_version = version;
      ASSERT_EQ(w.run(arrived(request(variant, 1, kSupplier, kGas, 1))).answer->code, "I99") << variant;
      const DeviceSpoke answer = answer_to(w.outbox.at(0), std::nullopt);
      w.run(answer);
      const auto pushes = w.of_kind(OutboxKind::Push);
      ASSERT_EQ(pushes.size(), 1u) << variant << " " << version;
      EXPECT_NE(text_of(pushes[0].body).find(to_base64(answer.message)), std::string::npos);
      EXPECT_NE(text_of(pushes[0].body).find(">I0<"), std::string::npos);
    }
}

TEST(Requests, R15_38_AMeterOfAnOldSpecificationIsNotedWhenItIsInstalledTooLate) {
  const auto remark = [](TimeMs end, std::string_view version) {
    World w = world();
    w.limits.installation_ends["SMETS2 V2.0"] = end;
    w.devices[kNew].type = DeviceType::GSME;
    w.devices[kNew].smets_version = version;
    w.products.push_back(w.products[0]);
    w.products.back().type = DeviceType::GSME;
    EXPECT_EQ(w.run(arrived(log_update(1, kNew, true))).answer->code, "I99") << w.audit.back().explanation;
    return w.audit.back().explanation;
  };
  EXPECT_NE(remark(kNow, "SMETS2 V2.0").find("SMETS2 V2.0, which is not for new installations"), std::string::npos);
  EXPECT_EQ(remark(kNow + kHour, "SMETS2 V2.0"), "");
  EXPECT_EQ(remark(kNow, "SMETS2 V4.2"), "");
}

TEST(Requests, R15_48_InTheLegacyProfileBalancesStayWithoutTime) {
  for (const auto& [variant, code] : kGasReads) {
    World w = world();
    ASSERT_TRUE(w.rules.override_with("secmp0015.gcs60a", "never"));
    w.devices[kGas].gbcs_version = "4.2";
    EXPECT_EQ(w.run(arrived(request(variant, 1, kSupplier, kGas, 1))).answer->code, "I99");
    EXPECT_EQ(gbcs::parse(w.outbox.at(0).body)->header.code, variant == "4.18" ? 0x008D : code) << variant;
  }
}

// ---- critical ----

TEST(Requests, PreCommandComesBackOnce) {
  World w = world();
  const duis::Request first = commission(2000);
  const Decision d = w.run(arrived(first));
  ASSERT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  const auto& pre = std::get<duis::PreCommand>(d.answer->payload);
  EXPECT_EQ(pre.gbcs_version, "4.2");
  EXPECT_FALSE(gbcs::parse(pre.message)->signature);
  EXPECT_TRUE(w.outbox.empty());
  EXPECT_EQ(w.run(signed_back(first, pre.message)).answer->code, "I99") << w.audit.back().explanation;
  ASSERT_EQ(w.outbox.size(), 1u);
  EXPECT_TRUE(gbcs::parse(w.outbox[0].body)->is_signed());
  EXPECT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].kind, TimerKind::CommandTimeout);
  expect_refused(w.run(signed_back(first, pre.message)), "E48", "exchange.anti-replay");
  expect_refused(w.run(arrived(first)), "E48", "exchange.anti-replay");
}

TEST(Requests, SignedPreCommandMayEndWithEmptySignatureLengthBeforeSigning) {
  World w = world();
  const duis::Request first = commission(2000);
  Bytes pre = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
  pre.push_back(0);
  EXPECT_EQ(w.run(signed_back(first, pre)).answer->code, "I99");
}

TEST(Requests, EveryFaultOfASignedPreCommandIsRefusedAndLeavesItUsable) {
  struct Row {
    std::string_view rule;
    std::function<void(RequestArrived&)> spoil;
  };
  const Row rows[] = {
      {"exchange.pre-command-header", [](RequestArrived& e) { e.pre_command.reset(); }},
      {"exchange.pre-command-header", [](RequestArrived& e) { e.pre_command->header.counter++; }},
      {"exchange.pre-command-header", [](RequestArrived& e) { e.pre_command->header.originator = kStranger; }},
      {"exchange.pre-command-header", [](RequestArrived& e) { e.pre_command->header.recipient = kGas; }},
      {"exchange.pre-command-header", [](RequestArrived& e) { e.pre_command->header.cra = gbcs::Cra::Response; }},
      {"exchange.pre-command-code", [](RequestArrived& e) { e.pre_command->header.code = 0x0019; }},
      {"exchange.pre-command-same", [](RequestArrived& e) { e.pre_command->content.back() ^= 1; }},
      {"exchange.pre-command-signature", [](RequestArrived& e) { e.pre_command->signature = Bytes(); }},
      {"exchange.pre-command-signature", [](RequestArrived& e) { e.pre_command_signature_good = false; }},
  };
  World w = world();
  const duis::Request first = commission(2000);
  const Bytes pre = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rule);
    RequestArrived event = signed_back(first, pre);
    row.spoil(event);
    expect_refused(w.run(event), "E100", row.rule);
  }
  EXPECT_EQ(w.run(signed_back(first, pre)).answer->code, "I99");
}

TEST(Requests, AccessIsCheckedAgainForTheSignedPreCommand) {
  World w = world();
  const duis::Request first = commission(2000);
  const Bytes pre = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
  w.registrations[kMpan][0].party = kStranger;
  expect_refused(w.run(signed_back(first, pre)), "E4", "access.eligibility");
}

TEST(Requests, SignedPreCommandWithoutPreCommandIsRefused) {
  World w = world();
  const duis::Request first = commission(2000);
  World other = world();
  const Bytes pre = std::get<duis::PreCommand>(other.run(arrived(first)).answer->payload).message;
  expect_refused(w.run(signed_back(first, pre)), "E100", "exchange.pre-command-issued");
}

TEST(Requests, CommissioningBehindAHubThatIsNotCommissionedIsE5) {
  World w = world();
  w.devices[kHub].status = SmiStatus::InstalledNotCommissioned;
  expect_refused(w.run(arrived(commission(1))), "E5", "access.status");
}

// ---- local delivery ----

TEST(Requests, LocalCommandGoesToTheUserOnly) {
  World w = world();
  const Decision d = w.run(arrived(request("4.1.1", 2, kSupplier, kElectric, 1)));
  ASSERT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  EXPECT_TRUE(d.protect_answer);
  const Bytes& message = std::get<duis::LocalCommand>(d.answer->payload).message;
  EXPECT_FALSE(gbcs::parse(message)->mac);
  EXPECT_TRUE(w.outbox.empty());
  EXPECT_TRUE(w.timers.empty());
}

TEST(Requests, BothWaysPushesTheLocalCommandWithRoomForItsMac) {
  World w = world();
  const Decision d = w.run(arrived(request("4.1.1", 3, kSupplier, kElectric, 1)));
  EXPECT_EQ(d.answer->code, "I99");
  EXPECT_FALSE(d.protect_answer);
  const auto pushes = w.of_kind(OutboxKind::Push);
  ASSERT_EQ(pushes.size(), 1u);
  const auto commands = w.of_kind(OutboxKind::Command);
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(bare_command(pushes[0]), commands[0].body);
  EXPECT_EQ(bare_command(commands[0]), std::nullopt);
  const Bytes whole = {1, 2, 3, 4};
  OutboxItem changed = pushes[0];
  changed.body = with_command(pushes[0], whole);
  EXPECT_EQ(bare_command(changed), whole);
}

TEST(Requests, SignedPreCommandForLocalDelivery) {
  World w = world();
  const duis::Request first = commission(2000);
  const Bytes pre = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
  const Decision d = w.run(signed_back(first, pre, 6));
  EXPECT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  EXPECT_TRUE(d.protect_answer);
  EXPECT_TRUE(w.outbox.empty());
  EXPECT_TRUE(w.timers.empty());
}

// ---- 8.11 on its way out, 12.2, 8.2 ----

TEST(Requests, BrokerSendsTheLogCommandWithItsOwnRisingCounter) {
  World w = world();
  EXPECT_EQ(w.run(arrived(log_update(1, kNew, true, kNewMpan))).answer->code, "I99") << w.audit.back().explanation;
  const auto m = gbcs::parse(w.outbox.at(0).body).value();
  EXPECT_EQ(m.header.originator, w.broker);
  EXPECT_EQ(m.header.counter, static_cast<std::uint64_t>(kNow));
  EXPECT_EQ(m.header.party, kSupplier);
  EXPECT_EQ(m.header.party_counter, 1u);
  EXPECT_EQ(w.devices[kHub].broker_counter, static_cast<std::uint64_t>(kNow));
  EXPECT_EQ(w.run(arrived(log_update(2, kNew, true, kNewMpan))).answer->code, "I99");
  EXPECT_EQ(gbcs::parse(w.outbox.at(1).body)->header.counter, static_cast<std::uint64_t>(kNow) + 1);
}

TEST(Requests, LogChecksGiveTheirOwnCodes) {
  World w = world();
  expect_refused(w.run(arrived(log_update(1, Eui64{42}, true))), "E081102", "inventory.log-device-known");
  expect_refused(w.run(arrived(log_update(1, kNew, true, "1200000000099"))), "E081107", "inventory.log-mpxn");
  expect_refused(w.run(arrived(log_update(1, kNew, false))), "E081110", "inventory.log-entry");
  w.devices[kNew].hub = Eui64{77};
  expect_refused(w.run(arrived(log_update(1, kNew, true))), "E081108", "inventory.log-other-hub");
  w.products.clear();
  expect_refused(w.run(arrived(log_update(1, kNew, true))), "E081105", "inventory.log-model-listed");
}

duis::Request notification(std::uint64_t counter, Eui64 device) {
  duis::Request r = request("12.2", 8, kSupplier, Eui64{0x90B3D51F30000002}, counter);
  r.body.add("DeviceID", device.text());
  r.body.add("DeviceManufacturer", "0004");
  r.body.add("DeviceModel", "00050006");
  r.body.add("DeviceType", "ESME");
  r.body.add("SMETSCHTSVersion", "SMETS2 V4.2");
  r.body.add("FirmwareVersion", "00000002");
  r.body.add("ESMEVariant", "A");
  return r;
}

TEST(Requests, PrenotificationIsAnsweredAtOnce) {
  World w = world();
  const Eui64 fresh{0x00DB1234567890C0};
  EXPECT_EQ(w.run(arrived(notification(1, fresh))).answer->code, "I0");
  EXPECT_EQ(w.devices.at(fresh).status, SmiStatus::Pending);
  EXPECT_EQ(w.devices.at(fresh).notified_by, kSupplier);
  EXPECT_EQ(w.history.size(), 1u);
  expect_refused(w.run(arrived(notification(1, fresh))), "E48", "exchange.anti-replay");
  expect_refused(w.run(arrived(notification(2, fresh))), "E120201", "inventory.new-device");
  w.products.clear();
  expect_refused(w.run(arrived(notification(2, Eui64{9}))), "E120203", "inventory.model-listed");
}

TEST(Requests, InventoryOfTheWholeHomeByAnyOfItsDevicesOrItsMeteringPoint) {
  World w = world();
  std::uint64_t counter = 0;
  for (Eui64 asked : {kHub, kElectric, kProxy}) {
    duis::Request r = request("8.2", 8, kStranger, Eui64{0x90B3D51F30000002}, ++counter);
    r.body.add("DeviceID", asked.text());
    const Decision d = w.run(arrived(r));
    ASSERT_EQ(d.answer->code, "I0");
    EXPECT_EQ(std::get<duis::Inventory>(d.answer->payload).dsp_inventory.children.size(), 4u);
  }
  duis::Request by_mpxn = request("8.2", 8, kStranger, Eui64{0x90B3D51F30000002}, ++counter);
  by_mpxn.body.add("MPxN", kMprn);
  EXPECT_EQ(std::get<duis::Inventory>(w.run(arrived(by_mpxn)).answer->payload).dsp_inventory.children.size(), 4u);
  duis::Request nothing = request("8.2", 8, kStranger, Eui64{0x90B3D51F30000002}, ++counter);
  nothing.body.add("DeviceID", Eui64{1}.text());
  expect_refused(w.run(arrived(nothing)), "E080201", "inventory.found");
}

// ---- held until the execution date ----

TEST(Requests, HeldRequestIsSentWhenItsDateHasCome) {
  World w = world();
  EXPECT_EQ(w.run(arrived(dated(read(1), kNow + kDay))).answer->code, "I99");
  EXPECT_TRUE(w.outbox.empty());
  ASSERT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].due, kNow + kDay);
  w.now = kNow + kDay;
  const Timer due = w.timers[0];
  w.timers.clear();
  w.run(TimerFired{due});
  EXPECT_EQ(w.of_kind(OutboxKind::Command).size(), 1u) << w.audit.back().explanation;
  EXPECT_EQ(w.requests.at(read(1).id).state, RequestState::InFlight);
}

TEST(Requests, HeldLogUpdateIsCheckedAgainWithTheModelOfItsDevice) {
  World w = world();
  EXPECT_EQ(w.run(arrived(dated(log_update(1, kNew, true, kNewMpan), kNow + kDay))).answer->code, "I99");
  w.now = kNow + kDay;
  w.run(TimerFired{w.timers.at(0)});
  ASSERT_EQ(w.of_kind(OutboxKind::Command).size(), 1u) << w.audit.back().explanation;
  EXPECT_EQ(gbcs::parse(w.outbox[0].body)->header.counter, static_cast<std::uint64_t>(w.now));
}

TEST(Requests, HeldRequestFailsIfTheMeterWasLostMeanwhile) {
  World w = world();
  w.run(arrived(dated(read(1), kNow + kDay)));
  w.now = kNow + kDay;
  w.registrations[kMpan][0].to = kNow + kHour;
  w.run(TimerFired{w.timers.at(0)});
  EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
  ASSERT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
  EXPECT_EQ(w.requests.at(read(1).id).result_code, "E4");
  EXPECT_EQ(w.audit.back().rule, "access.eligibility");
}

TEST(Requests, EligibilityOfAHeldRequestIsThatOfItsDate) {
  World w = world();
  w.registrations[kMpan][0].to = kNow + kHour;
  EXPECT_EQ(w.run(arrived(dated(read(1), kNow + kDay))).answer->code, "E4");
  EXPECT_EQ(w.run(arrived(read(1))).answer->code, "I99");
}

TEST(Requests, CancellationEndsTheHeldRequest) {
  World w = world();
  w.run(arrived(dated(read(1), kNow + kDay)));
  EXPECT_EQ(w.run(arrived(dated(read(2), kCancelDate))).answer->code, "I0") << w.audit.back().explanation;
  EXPECT_TRUE(w.timers.empty());
  EXPECT_EQ(w.requests.at(read(1).id).state, RequestState::Done);
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
  expect_refused(w.run(arrived(dated(read(3), kCancelDate))), "E49", "exchange.nothing-to-cancel");
}

TEST(Requests, OnlyServicesHeldByTheDspTakeADateAndOnlyOverTheWan) {
  World w = world();
  duis::Request local = dated(request("4.1.1", 2, kSupplier, kElectric, 1), kNow + kDay);
  expect_refused(w.run(arrived(local)), "E49", "exchange.execution-date");
}

TEST(Facts, BodySurvivesTheRoundTrip) {
  const Element body = log_update(1, kNew, true, kNewMpan).body;
  const auto back = body_of_facts(facts_of(body));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->text_at("AddDeviceToCHFWhitelist/ImportMPxN"), kNewMpan);
  EXPECT_EQ(back->children.size(), 3u);
  EXPECT_FALSE(body_of_facts(""));
  EXPECT_FALSE(body_of_facts("{}"));
}

}  // namespace
}  // namespace gridpost::exchange
