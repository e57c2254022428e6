// Commands that their Device holds, and what it tells of them. (DUIS 3.5)
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"
#include "gbcs/instructions.h"
#include "transform/requests_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

constexpr TimeMs kDate = kNow + 3 * kDay;

duis::Request tariff(std::uint64_t counter, std::optional<TimeMs> date, Eui64 meter = kElectric) {
  duis::Request r = request("1.1.1", 4, kSupplier, meter, counter);
  const std::string execution = date ? "<ExecutionDateTime>" + iso(*date) + "</ExecutionDateTime>" : "";
  r.body = meter == kElectric ? transform::electricity_tariff(execution) : transform::gas_block_tariff(execution);
  return r;
}

// The tariff is asked for, signed, sent, and taken by the meter.
void taken(World& w, const duis::Request& r) {
  const Decision asked = w.run(arrived(r));
  ASSERT_EQ(asked.answer->code, "I0") << w.audit.back().explanation;
  ASSERT_EQ(w.run(signed_back(r, std::get<duis::PreCommand>(asked.answer->payload).message)).answer->code, "I99");
  w.run(answer_to(w.of_kind(OutboxKind::Command).back(), dlms_results({0, 0}), true));
}

DeviceSpoke outcome(std::uint16_t alert_code, std::uint64_t counter, Bytes instruction, Eui64 meter = kElectric) {
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Alert;
  m.header.counter = counter;
  m.header.originator = meter;
  m.header.recipient = kSupplier;
  m.header.code = meter == kElectric ? 0x00CC : 0x00CD;
  m.content = from_hex("0F 20000000 00 02 03 12").value();  // data-notification, structure of three, alert code
  put_be(m.content, alert_code, 2);
  m.signature = Bytes(64, 1);
  DeviceSpoke event;
  event.hub = kHub;
  event.message = gbcs::write(m);
  event.parsed = m;
  event.protection = Protection::Good;
  event.payload.emplace().alert_code = alert_code;
  event.payload->items.emplace_back().value =
      list_value("alert", Wire::Structure, {octets_value("instruction", std::move(instruction))});
  return event;
}

Bytes instruction(std::uint16_t code, std::uint64_t counter, const char* part) {
  Bytes out;
  put_be(out, code, 2);
  put_be(out, counter, 8);
  append(out, from_hex(part).value());
  return out;
}

// ECS01a: the order of its activation times.
const char* const kElectricParts[] = {"0014 00000D0000FF 0A", "2328 00005E2C801D 06", "2328 00005E2C0200 06",
                                      "0071 0000131404FF 07", "0071 0000131400FF 07", "2328 00003F0101FF 06"};

std::string last_push(const World& w) { return text_of(w.of_kind(OutboxKind::Push).back().body); }

TEST(Outcomes, EachOneIsPushedWithItsNumberAndThenNothingIsAwaited) {
  World w = world();
  taken(w, tariff(2000, kDate));
  ASSERT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].kind, TimerKind::OutcomesDue);
  EXPECT_EQ(w.timers[0].due, kDate + w.limits.outcome_wait);
  std::uint64_t counter = 500;
  for (int i = 5; i >= 0; --i) {
    const std::uint16_t code = i == 3 ? 0x8F67 : 0x8F66;
    w.run(outcome(code, ++counter, instruction(0x0019, 2000, kElectricParts[i])));
    const std::string pushed = last_push(w);
    const auto has = [&](const std::string& text) { return pushed.find(text) != std::string::npos; };
    EXPECT_TRUE(has(code == 0x8F67 ? ">8F67<" : ">8F66<")) << pushed;
    EXPECT_TRUE(has("InstructionNumber>" + std::to_string(i + 1) + "<")) << pushed;
    EXPECT_TRUE(has("TotalCommandInstructions>6<")) << pushed;
    EXPECT_TRUE(has(tariff(2000, kDate).id.text()));
    EXPECT_TRUE(has(ResponseId{kElectric, kSupplier, counter}.text()));
    EXPECT_EQ(w.timers.empty(), i == 0) << i;
  }
  const auto pushes = w.of_kind(OutboxKind::Push).size();
  w.run(outcome(0x8F66, counter, instruction(0x0019, 2000, kElectricParts[0])));
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), pushes) << "the same alert again";
}

TEST(Outcomes, GasTariffsHaveTheirs) {
  World w = world();
  taken(w, tariff(2000, kDate, kGas));
  w.run(outcome(0x8F66, 500, instruction(0x006B, 2000, "0700 09 06"), kGas));
  EXPECT_NE(last_push(w).find("InstructionNumber>4<"), std::string::npos) << last_push(w);
  EXPECT_NE(last_push(w).find("TotalCommandInstructions>5<"), std::string::npos);
}

TEST(Outcomes, WhatNeverComesIsE30) {
  World w = world();
  taken(w, tariff(2000, kDate));
  w.run(outcome(0x8F66, 501, instruction(0x0019, 2000, kElectricParts[0])));
  ASSERT_EQ(w.timers.size(), 1u);
  const Timer timer = w.timers[0];
  w.now = timer.due;
  w.run(TimerFired{timer});
  EXPECT_NE(last_push(w).find(">E30<"), std::string::npos) << last_push(w);
  EXPECT_EQ(w.audit.back().rule, "exchange.outcome-missing");
  EXPECT_NE(w.audit.back().explanation.find("5 of 6"), std::string::npos);
}

TEST(Outcomes, NothingIsAwaitedOfWhatIsDoneAtOnceOrRefused) {
  World at_once = world();
  taken(at_once, tariff(2000, std::nullopt));
  EXPECT_TRUE(at_once.timers.empty());
  World w = world();
  const duis::Request r = tariff(2000, kDate);
  const Decision asked = w.run(arrived(r));
  w.run(signed_back(r, std::get<duis::PreCommand>(asked.answer->payload).message));
  w.run(answer_to(w.of_kind(OutboxKind::Command).back(), dlms_results({0, 12}), true));
  EXPECT_TRUE(w.timers.empty());
}

TEST(Outcomes, AnotherCommandOrTheFarDateEndsTheWait) {
  for (const TimeMs second : {kDate + kDay, kCancelDate}) {
    World w = world();
    taken(w, tariff(2000, kDate));
    taken(w, tariff(2001, second));
    if (second == kCancelDate) {
      EXPECT_TRUE(w.timers.empty());
      continue;
    }
    ASSERT_EQ(w.timers.size(), 1u);
    EXPECT_EQ(w.timers[0].request.counter, 2001u);
  }
}

TEST(Outcomes, AnAlertThatBelongsToNoneIsAnOrdinaryOne) {
  World w = world();
  taken(w, tariff(2000, kDate));
  for (const auto& foreign :
       {instruction(0x0019, 1999, kElectricParts[0]), instruction(0x001A, 2000, kElectricParts[0]),
        instruction(0x0019, 2000, "0014 00000D0001FF 0A")}) {
    static std::uint64_t counter = 700;
    w.run(outcome(0x8F66, ++counter, foreign));
    EXPECT_NE(last_push(w).find("DeviceAlertMessage"), std::string::npos);
    EXPECT_EQ(last_push(w).find("FutureDatedDeviceAlertMessage"), std::string::npos);
  }
}

TEST(Outcomes, ADateThatIsOverIsRefused) {
  World w = world();
  const Decision d = w.run(arrived(tariff(2000, kNow - kHour)));
  EXPECT_EQ(d.answer->code, "E49");
  EXPECT_EQ(w.audit.back().rule, "exchange.execution-date");
}

// ---- activations of firmware ----

duis::Request activation(std::uint64_t counter, std::optional<TimeMs> date) {
  duis::Request r = request("11.3", 4, kSupplier, kElectric, counter);
  if (date) r.body.add("ExecutionDateTime", iso(*date));
  r.body.add("FirmwareHash", std::string(64, 'A'));
  return r;
}

Value activation_value(std::int64_t status, Bytes version) {
  return list_value("activation", Wire::Structure,
                    {int_value("status", 0, status), octets_value("firmwareVersion", std::move(version))});
}

gbcs::Payload activation_answer(Value value) {
  gbcs::Payload payload;
  payload.items.resize(1);
  payload.items[0].value = std::move(value);
  return payload;
}

void activate(World& w, const duis::Request& r, Value answer) {
  w.products.push_back(
      {DeviceType::ESME, "0004", "00050006", "00000003", "SMETS2 V5.0", "4.3", inventory::CplStatus::Active});
  const Decision asked = w.run(arrived(r));
  ASSERT_EQ(asked.answer->code, "I0") << w.audit.back().explanation;
  ASSERT_EQ(w.run(signed_back(r, std::get<duis::PreCommand>(asked.answer->payload).message)).answer->code, "I99");
  w.run(answer_to(w.of_kind(OutboxKind::Command).back(), activation_answer(std::move(answer)), true));
}

DeviceSpoke activation_outcome(std::uint16_t alert_code, std::uint64_t of, Value activation) {
  DeviceSpoke event = outcome(alert_code, 500, {});
  event.parsed->header.code = 0x00CA;
  event.payload->items[0].value =
      list_value("alert", Wire::Structure,
                 {int_value("originatorCounter", 0, static_cast<std::int64_t>(of)), std::move(activation)});
  return event;
}

TEST(Activations, WhatRunsNowIsTheInventorys) {
  World w = world();
  activate(w, activation(2000, std::nullopt), activation_value(0, {0, 0, 0, 3}));
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000003");
  EXPECT_EQ(w.devices[kElectric].gbcs_version, "4.3");
  EXPECT_EQ(w.details.back(),
            (inventory::DetailChange{kElectric, kNow, "FirmwareVersion", "00000002", "00000003", kSupplier}));
  EXPECT_TRUE(w.alerts.empty()) << "it was meant to be";
}

TEST(Activations, OneThatIsToComeChangesTheInventoryByItsOutcome) {
  World w = world();
  activate(w, activation(2000, kDate), null_value("accepted"));
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000002");
  ASSERT_EQ(w.timers.size(), 1u);
  w.run(activation_outcome(0x8F66, 2000, activation_value(0, {0, 0, 0, 3})));
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000003");
  EXPECT_EQ(w.devices[kElectric].gbcs_version, "4.3");
  EXPECT_NE(last_push(w).find("InstructionNumber>1<"), std::string::npos) << last_push(w);
  EXPECT_NE(last_push(w).find("TotalCommandInstructions>1<"), std::string::npos);
  EXPECT_TRUE(w.timers.empty());
}

TEST(Activations, OneThatFailedOrIsAnothersChangesNothing) {
  World w = world();
  activate(w, activation(2000, kDate), null_value("accepted"));
  w.run(activation_outcome(0x8F66, 1999, activation_value(0, {0, 0, 0, 3})));
  EXPECT_EQ(last_push(w).find("FutureDatedDeviceAlertMessage"), std::string::npos) << "no command of ours";
  DeviceSpoke failed = activation_outcome(0x8F67, 2000, activation_value(2, {0, 0, 0, 2}));
  failed.parsed->header.counter = 501;
  w.run(failed);
  EXPECT_NE(last_push(w).find(">8F67<"), std::string::npos);
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000002");
  World at_once = world();
  activate(at_once, activation(2000, std::nullopt), activation_value(1, {0, 0, 0, 3}));
  EXPECT_EQ(at_once.devices[kElectric].firmware_version, "00000002");
}

}  // namespace
}  // namespace gridpost::exchange
