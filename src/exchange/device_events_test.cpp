// What Devices say, timers, and pushes.
#include <gtest/gtest.h>

#include <functional>

#include "exchange/alert_code.h"
#include "exchange/events_for_tests.h"
#include "exchange/operator_outbox.h"
#include "exchange/payload_success.h"
#include "exchange/push_ended.h"

namespace gridpost::exchange {
namespace {

using namespace street;

void expect_only_noted(const Decision& d, std::string_view rule) {
  EXPECT_FALSE(d.answer);
  ASSERT_EQ(d.effects.size(), 1u);
  const auto* audit = std::get_if<Audit>(&d.effects[0]);
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->entry.rule, rule);
  EXPECT_FALSE(audit->entry.explanation.empty());
}

TEST(DeviceAnswered, AnswerIsPushedOnceAndEverythingElseEnds) {
  World w = world();
  w.run(arrived(read(1000)));
  const DeviceSpoke answer = answer_to(w.outbox.at(0), dlms_results({0}));
  w.run(answer);
  EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
  EXPECT_TRUE(w.timers.empty());
  const auto pushes = w.of_kind(OutboxKind::Push);
  ASSERT_EQ(pushes.size(), 1u);
  const std::string request_id = read(1000).id.text();
  EXPECT_EQ(pushes[0].user, kSupplier);
  EXPECT_EQ(pushes[0].identity, request_id + "|" + kElectric.text() + ":" + kSupplier.text() + ":1000|response");
  const std::string body = text_of(pushes[0].body);
  EXPECT_NE(body.find(to_base64(answer.message)), std::string::npos);
  EXPECT_NE(body.find(request_id), std::string::npos);
  EXPECT_EQ(w.requests.at(read(1000).id).state, RequestState::Done);
  expect_only_noted(w.run(answer), "exchange.answer-once");
}

TEST(DeviceAnswered, EveryFaultIsNotedAndChangesNothing) {
  struct Row {
    std::string_view rule;
    std::function<void(DeviceSpoke&)> spoil;
  };
  const Row rows[] = {
      {"exchange.answer-form",
       [](DeviceSpoke& e) {
         e.parsed.reset();
         e.parse_error = "length 7 of 9";
       }},
      {"exchange.answer-form", [](DeviceSpoke& e) { e.parsed->header.cra = gbcs::Cra::Command; }},
      {"exchange.answer-solicited", [](DeviceSpoke& e) { e.parsed->header.counter++; }},
      {"exchange.answer-solicited", [](DeviceSpoke& e) { e.parsed->header.originator = kGas; }},
      {"exchange.answer-solicited", [](DeviceSpoke& e) { e.parsed->header.recipient = kStranger; }},
      {"exchange.answer-matches", [](DeviceSpoke& e) { e.parsed->header.code = 0x0028; }},
      {"exchange.answer-protection", [](DeviceSpoke& e) { e.protection = Protection::Bad; }},
      {"exchange.answer-protection", [](DeviceSpoke& e) { e.parsed->mac.reset(); }},
  };
  World w = world();
  w.run(arrived(read(1000)));
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rule);
    DeviceSpoke event = answer_to(w.outbox.at(0), dlms_results({0}));
    row.spoil(event);
    expect_only_noted(w.run(event), row.rule);
  }
}

TEST(DeviceAnswered, AnswerToACriticalCommandMustBeSignedAndVerified) {
  World w = world();
  const duis::Request first = commission(2000);
  w.run(signed_back(first, std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message));
  DeviceSpoke mac_only = answer_to(w.outbox.at(0), dlms_results({0, 0, 0, 0, 0}), false);
  expect_only_noted(w.run(mac_only), "exchange.answer-protection");
  DeviceSpoke unchecked = answer_to(w.outbox.at(0), dlms_results({0, 0, 0, 0, 0}), true);
  unchecked.protection = Protection::Unchecked;
  expect_only_noted(w.run(unchecked), "exchange.answer-protection");
  w.run(answer_to(w.outbox.at(0), dlms_results({0, 0, 0, 0, 0}), true));
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kElectric].commissioned_at, kNow);
}

TEST(DeviceAnswered, MacForTheBrokerMustHaveBeenChecked) {
  World w = world();
  w.run(arrived(log_update(1, kNew, true, kNewMpan)));
  DeviceSpoke event = answer_to(w.outbox.at(0), dlms_results({0, 0, 0}));
  event.protection = Protection::Unchecked;
  expect_only_noted(w.run(event), "exchange.answer-protection");
}

TEST(DeviceAnswered, FailureOfTheDeviceGoesToTheUserAndChangesNoInventory) {
  World w = world();
  const duis::Request first = commission(2000);
  w.run(signed_back(first, std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message));
  w.run(answer_to(w.outbox.at(0), dlms_results({0, 1, 250, 250, 250}), true));
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
  EXPECT_TRUE(w.history.empty());
}

TEST(DeviceAnswered, GasMeterTakesItsProxyAlong) {
  World w = world();
  const duis::Request first = commission(2000, kGas);
  w.run(signed_back(first, std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message));
  gbcs::Payload good;
  good.items.emplace_back();
  good.items[0].value = list_value("", Wire::Structure, {uint_value("clockStatus", 0, 0)});
  w.run(answer_to(w.outbox.at(0), good, true));
  EXPECT_EQ(w.devices[kGas].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kProxy].import_mpxn, kMprn);
  EXPECT_EQ(w.history.size(), 2u);
}

TEST(DeviceAnswered, InstallingAMeterFromLogEntryToLinkKey) {
  World w = world();
  w.run(arrived(log_update(1, kNew, true, kNewMpan)));
  w.run(answer_to(w.outbox.at(0), dlms_results({0, 0, 0})));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::Whitelisted) << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kNew].import_mpxn, kNewMpan);
  EXPECT_EQ(w.devices[kNew].hub, kHub);
  w.run(log_alert(1, {{kNew, false}}));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::Whitelisted);
  w.run(log_alert(2, {{kNew, true}}));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::InstalledNotCommissioned);
  expect_only_noted(w.run(log_alert(1, {})), "exchange.answer-once");  // an older state of the log
  w.run(arrived(log_update(2, kNew, false)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0})));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::Pending);
  EXPECT_FALSE(w.devices[kNew].hub);
  EXPECT_TRUE(w.logs[kHub].empty());
}

TEST(DeviceAnswered, AlertThatOvertakesTheAnswerIsNotLost) {
  World w = world();
  w.run(arrived(log_update(1, kNew, true, kNewMpan)));
  w.run(log_alert(7, {{kNew, true}}));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::Pending);
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0, 0, 0})));
  EXPECT_EQ(w.devices[kNew].status, SmiStatus::InstalledNotCommissioned);
}

TEST(DeviceAnswered, MeteringPointsAreCopiedOnSuccess) {
  World w = world();
  duis::Request r = request("6.20.1", 1, kSupplier, kElectric, 1);
  r.body.add("ImportMPANs").add("ImportMPAN", kNewMpan);
  EXPECT_EQ(w.run(arrived(r)).answer->code, "I99") << w.audit.back().explanation;
  w.run(answer_to(w.outbox.at(0), dlms_results({0})));
  EXPECT_EQ(w.devices[kElectric].import_mpxn, kNewMpan);
}

TEST(PayloadSuccess, EveryProtocol) {
  EXPECT_TRUE(succeeded(dlms_results({0, 0})));
  EXPECT_FALSE(succeeded(dlms_results({0, 250})));
  EXPECT_FALSE(succeeded(gbcs::Payload()));
  const auto with = [](Value v) {
    gbcs::Payload p;
    p.items.emplace_back();
    p.items[0].value = std::move(v);
    return p;
  };
  const auto response = [](std::string_view name, std::uint64_t status) {
    return list_value(name, Wire::Structure, {uint_value("command", 1, 3), uint_value("status", 1, status)});
  };
  EXPECT_TRUE(succeeded(with(response("DefaultResponse", 0))));
  EXPECT_FALSE(succeeded(with(response("DefaultResponse", 0xC0))));
  EXPECT_FALSE(succeeded(with(list_value("", Wire::Structure, {response("record", 0), response("record", 0xC0)}))));
  EXPECT_TRUE(succeeded(with(response("meter", 1))));  // a status of something else
  EXPECT_FALSE(succeeded(with(list_value("", Wire::Structure, {uint_value("clockStatus", 0, 2)}))));
}

// ---- alerts ----

TEST(DeviceAlerted, AlertOfADeviceIsPushedToItsUserOnce) {
  World w = world();
  w.run(user_alert(5));
  const auto pushes = w.of_kind(OutboxKind::Push);
  ASSERT_EQ(pushes.size(), 1u);
  EXPECT_EQ(pushes[0].identity, "|" + kElectric.text() + ":" + kSupplier.text() + ":5|alert");
  EXPECT_NE(text_of(pushes[0].body).find("8F30"), std::string::npos);
  expect_only_noted(w.run(user_alert(5)), "exchange.answer-once");
  w.run(user_alert(6));
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 2u);
}

TEST(DeviceAlerted, BadAlertsAreNoted) {
  World w = world();
  DeviceSpoke bad = user_alert(5);
  bad.protection = Protection::Bad;
  expect_only_noted(w.run(bad), "exchange.answer-protection");
  DeviceSpoke unchecked = user_alert(5);
  unchecked.protection = Protection::Unchecked;
  expect_only_noted(w.run(unchecked), "exchange.answer-protection");
  expect_only_noted(w.run(user_alert(5, Eui64{1})), "exchange.alert-receiver");
  DeviceSpoke odd = user_alert(5);
  odd.parsed->content = {0x77};
  expect_only_noted(w.run(odd), "exchange.answer-form");
  DeviceSpoke hub = log_alert(1, {{kNew, true}});
  hub.protection = Protection::Unchecked;
  expect_only_noted(w.run(hub), "exchange.answer-protection");
}

TEST(AlertCode, OfEveryProtocol) {
  EXPECT_EQ(alert_code(from_hex("0F20000FA0000203128F12090C").value()), 0x8F12);
  EXPECT_EQ(alert_code(from_hex("0109018F8500000000").value()), 0x8F85);
  EXPECT_EQ(alert_code(from_hex("30090203008F8B18021234").value()), 0x8F8B);
  EXPECT_EQ(alert_code(from_hex("3081880203008F8B18021234").value()), 0x8F8B);
  for (std::string_view bad : {"", "30", "3009", "0109", "010901", "0F2000"})
    EXPECT_EQ(alert_code(from_hex(bad).value()), std::nullopt) << bad;
}

// ---- timers ----

TEST(Timers, NoAnswerIsE21AndALateAnswerChangesNothing) {
  World w = world();
  w.run(arrived(read(1)));
  OutboxItem command = w.outbox.at(0);
  w.outbox[0].state = OutboxState::Sent;
  w.taken.insert(command.request);
  w.run(TimerFired{w.timers.at(0)});
  EXPECT_EQ(w.requests.at(read(1).id).result_code, "E21");
  ASSERT_EQ(w.outbox.size(), 1u);
  EXPECT_EQ(w.outbox[0].identity, read(1).id.text() + "||failure");
  EXPECT_NE(text_of(w.outbox[0].body).find("E21"), std::string::npos);
  expect_only_noted(w.run(answer_to(command, dlms_results({0}))), "exchange.answer-once");
}

TEST(Timers, CommandThatNoHubTookIsE20) {
  for (const OutboxState state : {OutboxState::Queued, OutboxState::Sent}) {
    World w = world();
    w.run(arrived(read(1)));
    const OutboxItem command = w.outbox.at(0);
    w.outbox[0].state = state;
    w.run(TimerFired{w.timers.at(0)});
    EXPECT_EQ(w.requests.at(read(1).id).result_code, "E20");
    EXPECT_EQ(w.audit.back().rule, rule::kNotReached.name);
    EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
    expect_only_noted(w.run(answer_to(command, dlms_results({0}))), "exchange.answer-once");
  }
}

TEST(Timers, TimerOfADoneOrUnknownRequestIsNoted) {
  World w = world();
  w.run(arrived(read(1)));
  const Timer timer = w.timers.at(0);
  w.run(answer_to(w.outbox.at(0), dlms_results({0})));
  expect_only_noted(w.run(TimerFired{timer}), "exchange.timer-stale");
  expect_only_noted(w.run(TimerFired{{1, 0, TimerKind::CommandTimeout, read(99).id}}), "exchange.timer-stale");
  expect_only_noted(w.run(TimerFired{{1, 0, TimerKind::ExecutionDate, read(1).id}}), "exchange.timer-stale");
}

TEST(Timers, ExpiredPreCommandCannotBeSignedAnyMore) {
  World w = world();
  const duis::Request first = commission(2000);
  const Bytes pre = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
  w.run(TimerFired{w.timers.at(0)});
  EXPECT_EQ(w.run(signed_back(first, pre)).answer->code, "E48");
  EXPECT_TRUE(w.outbox.empty());
}

// ---- pushes ----

TEST(PushEnded, ConfirmedRefusedRetriedGivenUp) {
  PushEnded event;
  event.item.id = 7;
  event.item.kind = OutboxKind::Push;
  event.machine_ms = 1'000'000;
  const auto first = [&] { return decide(event, Known()).effects.at(0); };
  EXPECT_EQ(std::get<CloseOutbox>(first()).id, 7);
  event.outcome = PushOutcome::Refused;
  EXPECT_EQ(std::get<ParkOutbox>(first()).id, 7);
  event.outcome = PushOutcome::Unreachable;
  EXPECT_EQ(std::get<RetryOutbox>(first()).not_before, 1'000'000);  // first tries follow at once
  EXPECT_EQ(std::get<RetryOutbox>(first()).attempts, 1);
  event.item.attempts = 4;
  EXPECT_EQ(std::get<RetryOutbox>(first()).not_before, 1'004'000);
  EXPECT_EQ(std::get<RetryOutbox>(first()).queued_at, 0) << "its age goes on";
  event.item.queued_at = event.machine_ms;
  event.machine_ms += 7 * kDay - 1;
  EXPECT_EQ(std::get<RetryOutbox>(first()).id, 7);
  event.machine_ms += 1;
  EXPECT_EQ(std::get<ParkOutbox>(first()).id, 7);
}

TEST(PushEnded, TheAgeIsThatOfTheMessageNotOfItsTries) {
  PushEnded event;
  event.outcome = PushOutcome::Unreachable;
  event.machine_ms = 10 * kDay;
  event.item.queued_at = kDay;
  event.item.attempts = 0;  // it waited behind another one
  EXPECT_TRUE(std::holds_alternative<ParkOutbox>(decide(event, Known()).effects.at(0)));
  event.item.queued_at = 9 * kDay;
  event.item.attempts = 100'000;
  EXPECT_TRUE(std::holds_alternative<RetryOutbox>(decide(event, Known()).effects.at(0)));
}

TEST(PushEnded, AnOperatorsRetryBeginsAnewAndADropEndsIt) {
  OutboxItem item;
  item.id = 7;
  item.user = kSupplier;
  item.identity = "identity";
  item.attempts = 12;
  item.queued_at = kDay;
  item.reason = "HTTP 400";
  const Effects again = retry_by_operator(item, 20 * kDay, 5);
  const auto& retry = std::get<RetryOutbox>(again.at(0));
  EXPECT_EQ(retry.id, 7);
  EXPECT_EQ(retry.not_before, 0);
  EXPECT_EQ(retry.attempts, 0);
  EXPECT_EQ(retry.queued_at, 20 * kDay);
  const auto& audit = std::get<Audit>(again.at(1)).entry;
  EXPECT_EQ(audit.user, kSupplier);
  EXPECT_EQ(audit.at, 5);
  EXPECT_EQ(audit.explanation, "identity: HTTP 400");
  const Effects dropped = drop_by_operator(item, 5);
  EXPECT_EQ(std::get<CloseOutbox>(dropped.at(0)).id, 7);
  EXPECT_EQ(std::get<Audit>(dropped.at(1)).entry.rule, "exchange.push-dropped-by-operator");
}

TEST(PushEnded, WaitsGrowToTheCap) {
  const Limits limits;
  EXPECT_EQ(push_wait(1, limits), 0);
  EXPECT_EQ(push_wait(2, limits), 0);
  EXPECT_EQ(push_wait(3, limits), 1000);
  for (int i = 3; i < 60; ++i) EXPECT_LE(push_wait(i, limits), push_wait(i + 1, limits));
  EXPECT_EQ(push_wait(60, limits), kHour);
}

}  // namespace
}  // namespace gridpost::exchange
