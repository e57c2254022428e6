// Commands that take effect later. (DUIS 3.5, GBCS 8.1)
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "devices/gas_home_for_tests.h"
#include "devices/orders.h"
#include "gbcs/instructions.h"

namespace gridpost::devices {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Written by hand from the layout: class, OBIS, attribute.
constexpr const char* kCalendar = "0014 00000D0000FF 0A";
constexpr const char* kSpecialDays = "2328 00005E2C801D 06";
constexpr std::string_view kPrices = "113/0-0:19.20.0.255/6";

class FutureTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    join(DeviceType::ESME);
  }
  static Value twelve(TimeMs at) {
    const auto d = gbcs::date_time_of(at);
    return octets_value({}, Bytes(d.begin(), d.end()));
  }
  static Value at_once() { return octets_value({}, from_hex("0000000000000000008000FF").value()); }
  static Value never() { return octets_value({}, from_hex("FFFFFFFFFFFFFFFFFF8000FF").value()); }
  // A tariff that is in force from then on; its price scale tells tariffs apart.
  gbcs::Payload tariff(std::uint64_t counter, const Value& activation, std::int64_t scale) {
    const UseCase& use_case = talk.use_case("ECS01a");
    std::vector<Value> values;
    for (const Row& row : use_case.rows) {
      Value value = blank(row.sent, false);
      if (gbcs::sets_activation_time(row)) value = activation;
      if (dlms_key(row.class_id, row.obis, row.id) == kPrices) value.items[0].items[1].number = scale;
      values.push_back(std::move(value));
    }
    return talk.rows("ECS01a", counter, values);
  }
  // Answered as done by every row.
  void told(std::uint64_t counter, const Value& activation, std::int64_t scale) {
    const auto out =
        send(counter, talk.command("ECS01a", supplier, esme(), counter, tariff(counter, activation, scale)));
    ASSERT_THAT(out, SizeIs(1));
    for (const auto& item : talk.open("ECS01a", out[0].payload).items) EXPECT_EQ(item.result, 0);
  }
  std::optional<std::int64_t> scale() {
    const auto value = hub->find(esme())->attributes().get(std::string(kPrices));
    return value ? std::optional(value->items[0].items[1].number) : std::nullopt;
  }
  struct Outcome {
    std::uint16_t code = 0;
    Bytes instruction;
    Eui64 recipient;
  };
  Outcome outcome(const Frame& frame, std::string_view name = "FD-DLMS") {
    EXPECT_EQ(frame.type, FrameType::Alert);
    gbcs::Header header;
    const auto alert = talk.open(name, frame.payload, &header);
    const Value* instruction = alert.find("instruction");
    return {alert.alert_code, instruction ? instruction->octets : Bytes{}, header.recipient};
  }
  std::vector<Frame> at(TimeMs time) {
    now = time;
    std::vector<Frame> out;
    hub->tick(now, out);
    return out;
  }
};

TEST_F(FutureTest, AtItsTimeItIsInForceAndEachInstructionReported) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  told(7, twelve(date), -3);
  EXPECT_EQ(scale(), std::nullopt);
  EXPECT_EQ(hub->next_due(), date);
  EXPECT_THAT(at(date - kSecond), IsEmpty());
  EXPECT_EQ(scale(), std::nullopt);
  const auto alerts = at(date);
  ASSERT_THAT(alerts, SizeIs(6));
  EXPECT_EQ(scale(), -3);
  std::set<Bytes> instructions;
  for (const Frame& frame : alerts) {
    const Outcome o = outcome(frame);
    EXPECT_EQ(o.code, 0x8F66);
    EXPECT_EQ(o.recipient, supplier);
    instructions.insert(o.instruction);
  }
  const auto named = [](const char* part) { return from_hex(std::string("0019 0000000000000007") + part).value(); };
  EXPECT_THAT(instructions, SizeIs(6));
  EXPECT_TRUE(instructions.contains(named(kCalendar)));
  EXPECT_TRUE(instructions.contains(named(kSpecialDays)));
  EXPECT_EQ(hub->next_due(), Hub::kNever);
}

TEST_F(FutureTest, AtOnceIsAtOnceAndNotReported) {
  told(7, at_once(), -3);
  EXPECT_EQ(scale(), -3);
  EXPECT_EQ(hub->next_due(), Hub::kNever);
}

TEST_F(FutureTest, TheFarDateCancels) {
  const TimeMs date = now + 2 * kHour;
  told(7, twelve(date), -3);
  told(8, never(), -4);
  EXPECT_EQ(hub->next_due(), Hub::kNever);
  EXPECT_THAT(at(date + kHour), IsEmpty());
  EXPECT_EQ(scale(), std::nullopt);
}

TEST_F(FutureTest, ALaterCommandTakesThePlaceOfAnEarlierOne) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  told(7, twelve(date), -3);
  told(8, twelve(date + kHour), -4);
  EXPECT_THAT(at(date), IsEmpty());
  const auto alerts = at(date + kHour);
  ASSERT_THAT(alerts, SizeIs(6));
  for (const Frame& frame : alerts) EXPECT_EQ(outcome(frame).instruction[9], 8) << "the counter of the second command";
  EXPECT_EQ(scale(), -4);
  told(9, twelve(now + kHour), -5);
  told(10, at_once(), -6);
  EXPECT_THAT(at(now + 2 * kHour), IsEmpty()) << "what is in force at once leaves nothing to come";
  EXPECT_EQ(scale(), -6);
}

TEST_F(FutureTest, ATimeThatIsNoneIsRefusedByItsRow) {
  constexpr std::size_t kFirst = 15;  // the first of the rows that say when
  auto payload = tariff(7, octets_value({}, from_hex("07E60D01FF0A1E00008000FF").value()), -3);
  payload.items[kFirst].value = twelve(now + kHour);
  const auto out = send(7, talk.command("ECS01a", supplier, esme(), 7, payload));
  ASSERT_THAT(out, SizeIs(1));
  const auto answer = talk.open("ECS01a", out[0].payload);
  EXPECT_EQ(answer.items[kFirst].result, 0);
  EXPECT_EQ(answer.items[kFirst + 1].result, 12);
  EXPECT_EQ(hub->next_due(), Hub::kNever) << "nothing is kept of a command that failed";
}

TEST_F(FutureTest, WhatIsKeptOutlivesTheProcess) {
  const auto file = std::filesystem::temp_directory_path() / ("future_test_" + std::to_string(::getpid()) + ".db");
  std::filesystem::remove(file);
  path = file.string();
  restart();
  join(DeviceType::ESME);
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  told(7, twelve(date), -3);
  ASSERT_TRUE(store->commit());
  hub.reset();
  store.reset();
  restart();
  EXPECT_EQ(hub->next_due(), date);
  EXPECT_THAT(at(date), SizeIs(6));
  EXPECT_EQ(scale(), -3);
  std::filesystem::remove(file);
}

TEST_F(FutureTest, TheDevicesOwnClockCounts) {
  hub->find(esme())->set_clock(600 * kSecond);
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  told(7, twelve(date), -3);
  EXPECT_EQ(hub->next_due(), date - 600 * kSecond);
  EXPECT_THAT(at(date - 600 * kSecond), SizeIs(6));
}

TEST_F(FutureTest, WithoutPowerItActsWhenItStartsAgain) {
  const TimeMs date = now / kSecond * kSecond + kHour;
  told(7, twelve(date), -3);
  ASSERT_TRUE(obey({hub.get()}, "restart " + esme().text() + " 7200", now));
  const TimeMs back = now + 2 * kHour;
  EXPECT_EQ(hub->next_due(), back);
  EXPECT_THAT(at(date), IsEmpty());
  const auto out = at(back);
  EXPECT_THAT(out, SizeIs(7)) << "the outage and six outcomes";
  EXPECT_EQ(scale(), -3);
}

TEST_F(FutureTest, WhatCannotBeActivatedIsReportedAsFailed) {
  const TimeMs date = now / kSecond * kSecond + kHour;
  told(7, twelve(date), -3);
  ASSERT_TRUE(obey({hub.get()}, "fault " + esme().text() + " cannot-activate", now));
  const auto alerts = at(date);
  ASSERT_THAT(alerts, SizeIs(6));
  for (const Frame& frame : alerts) EXPECT_EQ(outcome(frame).code, 0x8F67);
  EXPECT_EQ(scale(), std::nullopt);
}

// ---- gas ----

class GasFutureTest : public GasTest {
 protected:
  // A time-of-use tariff: no block thresholds.
  gbcs::Payload tariff(std::uint32_t start) {
    gbcs::Payload payload;
    for (const Row& row : talk.use_case("GCS01a").rows) {
      if (row.when.path.find("BlockTariff") != std::string::npos) continue;
      gbcs::Item item;
      item.gbz.cluster = row.cluster;
      item.gbz.frame_control = row.frame_control;
      item.gbz.command = row.command;
      item.gbz.sequence = static_cast<std::uint8_t>(payload.items.size());
      item.value = blank(row.sent, false);
      for (std::size_t i = 0; i < row.sent.items.size(); ++i)
        if (row.sent.items[i].name == "StartTime") item.value.items[i].number = start;
      payload.items.push_back(std::move(item));
    }
    payload.items.back().gbz.last = true;
    return payload;
  }
};

TEST_F(GasFutureTest, AGasMeterReportsItsOutcomesWhenItWakes) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  send(7, talk.command("GCS01a", supplier, gsme(), 7, tariff(gbcs::zigbee_time(date))));
  ASSERT_THAT(tick(), SizeIs(1)) << "the answer";
  std::vector<Bytes> parts;
  while (now < date + kWakeEvery)
    for (const Frame& frame : tick()) {
      EXPECT_GE(now, date);
      gbcs::Header header;
      const auto alert = talk.open("FD-GBZ", frame.payload, &header);
      EXPECT_EQ(alert.alert_code, 0x8F66);
      EXPECT_EQ(header.recipient, supplier);
      const Bytes& instruction = alert.find("instruction")->octets;
      EXPECT_EQ(Bytes(instruction.begin(), instruction.begin() + 10), from_hex("006B 0000000000000007").value());
      parts.emplace_back(instruction.begin() + 10, instruction.end());
    }
  EXPECT_THAT(parts, ElementsAre(from_hex("07070900").value(), from_hex("07070904").value(),
                                 from_hex("07000904").value(), from_hex("07000905").value()));
}

TEST_F(GasFutureTest, TheHighestNumbersCancel) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  send(7, talk.command("GCS01a", supplier, gsme(), 7, tariff(gbcs::zigbee_time(date))));
  send(8, talk.command("GCS01a", supplier, gsme(), 8, tariff(0xFFFFFFFE)));
  ASSERT_THAT(tick(), SizeIs(2)) << "two answers";
  while (now < date + kWakeEvery) EXPECT_THAT(tick(), IsEmpty());
}

}  // namespace
}  // namespace gridpost::devices
