// Use cases that no behaviour knows: their description is enough.
#include "devices/execute.h"

#include <gmock/gmock.h>

#include "devices/test_home.h"

namespace gridpost::devices::execute_test {
namespace {

using namespace layout;

class ExecuteTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    meter = std::make_unique<Device>(device(DeviceType::ESME), Parties{world.broker, supplier, {}}, *surroundings);
    gas = std::make_unique<Device>(device(DeviceType::GSME), Parties{world.broker, supplier, {}}, *surroundings);
  }
  gbcs::Payload run(const UseCase& use_case, const gbcs::Payload& command) {
    const bool electric = use_case.protocol == Protocol::Dlms;
    auto answer = execute(use_case, {}, command, {electric ? *meter : *gas, *hub, now});
    EXPECT_TRUE(answer) << answer.error().text();
    return answer.value_or(gbcs::Payload{});
  }
  gbcs::Item row(gbcs::DlmsHead::Op op, const Row& row, Value value = {}) {
    gbcs::Item item;
    item.dlms = {op, row.class_id, row.obis, row.id};
    item.value = std::move(value);
    return item;
  }
  std::unique_ptr<Device> meter, gas;
};

TEST_F(ExecuteTest, WhatWasSetIsRead) {
  const Row threshold = set(21, "0-0:16.1.11.255", 2, u32("threshold"));
  const Row read_back = get(21, "0-0:16.1.11.255", 2, u32("threshold"));
  const Row untouched = get(21, "0-0:16.1.12.255", 2, layout::structure({u16("a"), octets(3, "b")}));
  const UseCase both = dlms(0x7001, "Any", "", {DeviceType::ESME}, Sender::User, Protection::MacOnly)
                           .with({threshold, read_back, untouched});
  const auto answer = run(both, {.items = {row(gbcs::DlmsHead::Set, threshold, uint_value({}, 4, 77)),
                                           row(gbcs::DlmsHead::Get, read_back), row(gbcs::DlmsHead::Get, untouched)}});
  ASSERT_EQ(answer.items.size(), 3u);
  for (const auto& item : answer.items) EXPECT_EQ(item.result, 0);
  EXPECT_EQ(answer.items[1].value.number, 77);
  EXPECT_EQ(answer.items[2].value.items.at(1).octets, Bytes(3));
}

TEST_F(ExecuteTest, EventSettingsAreOffAtTheBeginning) {
  for (const auto& [name, count] : {std::pair("ECS25r1", 4u), std::pair("ECS25r2", 2u)}) {
    const UseCase& use_case = *Catalogue::instance().find(name);
    gbcs::Payload command;
    for (const Row& settings : use_case.rows) command.items.push_back(row(gbcs::DlmsHead::Get, settings));
    const auto answer = run(use_case, command);
    ASSERT_EQ(answer.items.size(), count);
    for (const auto& item : answer.items) {
      EXPECT_EQ(item.value.number, 256) << name;
      EXPECT_EQ(item.value.octets, Bytes(32)) << name;
    }
  }
}

TEST_F(ExecuteTest, ADlmsDeviceStopsAtTheFirstFailure) {
  const Row good = set(1, "0-0:1.1.1.255", 2, u8("x"));
  const Row unknown = act(1, "0-0:1.1.2.255", 9, u8("x"));
  const Row later = set(1, "0-0:1.1.3.255", 2, u8("x"));
  const UseCase use_case =
      dlms(0x7001, "Any", "", {DeviceType::ESME}, Sender::User, Protection::MacOnly).with({good, unknown, later});
  const auto answer =
      run(use_case, {.items = {row(gbcs::DlmsHead::Set, good, uint_value({}, 1, 5)), row(gbcs::DlmsHead::Act, unknown),
                               row(gbcs::DlmsHead::Set, later, uint_value({}, 1, 5))}});
  EXPECT_EQ(answer.items.at(0).result, 0);
  EXPECT_EQ(answer.items.at(1).result, 4);
  EXPECT_EQ(answer.items.at(2).result, 250);
  EXPECT_FALSE(meter->attributes().get("1/0-0:1.1.3.255/2"));
}

TEST_F(ExecuteTest, AGbzDeviceMarksWhatFailedAndWhatCameAfterIt) {
  const UseCase use_case = gbz(0x7002, "Any", "", {DeviceType::GSME}, Sender::User, Protection::MacOnly)
                               .with({publish(0x0700, 0x01, "PublishSomething", {u8("x")}),
                                      publish(0x0708, 0x03, "UpdateSiteId", {u8("x")})})
                               .effect("set_site_id");  // refuses what has no SiteId
  gbcs::Payload command;
  for (std::uint8_t i = 0; i < 2; ++i) {
    gbcs::Item item;
    item.gbz = {.last = i == 1,
                .cluster = use_case.rows[i].cluster,
                .frame_control = 0x09,
                .sequence = i,
                .command = use_case.rows[i].command};
    item.value = list_value({}, Wire::Structure, {uint_value({}, 1, 0)});
    command.items.push_back(std::move(item));
  }
  const auto answer = run(use_case, command);
  EXPECT_EQ(answer.items.at(0).value, gbcs::gbz::default_response(0x01, 0xC0));
  EXPECT_EQ(answer.items.at(1).value, gbcs::gbz::default_response(0xFF, 0x01));
  EXPECT_EQ(answer.items.at(1).gbz.sequence, 1);
  EXPECT_TRUE(answer.items.at(1).gbz.last);
}

TEST_F(ExecuteTest, AFaultLetsOnePartFailAndNothingBehindItBeDone) {
  std::vector<Row> rows;
  for (const char* obis : {"0-0:1.1.1.255", "0-0:1.1.2.255", "0-0:1.1.3.255"}) rows.push_back(set(1, obis, 2, u8("x")));
  const UseCase use_case = dlms(0x7001, "Any", "", {DeviceType::ESME}, Sender::User, Protection::MacOnly).with(rows);
  gbcs::Payload command;
  for (const Row& r : rows) command.items.push_back(row(gbcs::DlmsHead::Set, r, uint_value({}, 1, 5)));
  meter->faults().put({.kind = Fault::Kind::Fails, .part = 2});
  const auto answer = run(use_case, command);
  EXPECT_EQ(answer.items.at(0).result, 0);
  EXPECT_EQ(answer.items.at(1).result, 1);
  EXPECT_EQ(answer.items.at(2).result, 250);
  EXPECT_TRUE(meter->attributes().get("1/0-0:1.1.1.255/2"));
  EXPECT_FALSE(meter->attributes().get("1/0-0:1.1.2.255/2"));
  EXPECT_FALSE(meter->attributes().get("1/0-0:1.1.3.255/2"));
}

TEST_F(ExecuteTest, AFaultLetsOneAttributeFail) {
  const UseCase use_case = gbz(0x7002, "Any", "", {DeviceType::GSME}, Sender::User, Protection::MacOnly)
                               .with({read(0x0702, {attr(0x0300, enum8("unit")), attr(0x0301, u24("multiplier"))}),
                                      read(0x0705, {attr(0x0001, i32("balance"))})});
  gas->faults().put({.kind = Fault::Kind::Fails, .attribute = 2});
  const auto answer = run(use_case, Talk(world, keys).reads(use_case));
  const auto& records = answer.items.at(0).value.items;
  EXPECT_EQ(records.at(0).find("status")->number, 0);
  EXPECT_EQ(records.at(1).find("status")->number, 0xC0);
  EXPECT_EQ(answer.items.at(1).value, gbcs::gbz::default_response(0xFF, 0x01));
}

TEST_F(ExecuteTest, AUseCaseWithoutItsBehaviourIsAnError) {
  const UseCase use_case =
      asn1(0x7003, "Any", "", {DeviceType::ESME}, Sender::User, Protection::Signed).carries(integer("x"));
  EXPECT_FALSE(execute(use_case, {}, {.items = {gbcs::Item{}}}, {*meter, *hub, now}));
}

}  // namespace
}  // namespace gridpost::devices::execute_test
