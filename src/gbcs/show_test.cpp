#include "gbcs/show.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {
namespace {

using Json = nlohmann::json;

const UseCase& use_case(std::string_view name) { return *Catalogue::instance().find(name); }

// The message as JSON, decoded by the use case.
Json shown(std::string_view name, const Message& message) {
  const auto payload = decode_unpacked(use_case(name), message);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return {};
  return Json::parse(show_json(message, &use_case(name), &*payload, {"good", "not checked"}));
}

TEST(Show, AResponseShowsItsHeaderAndItsValuesByName) {
  Message m =
      message_of(Cra::Response, 0x012A,
                 hex("0109 02 00 0702 000B 08 00 01 000A 00 23 E0673500 01 0705 000B 08 01 01 0100 00 2B FEFFFFFF"));
  m.header.date_time = {0x07, 0xE6, 0x07, 0x01, 0xFF, 0x0A, 0x1E, 0x00, 0x00, 0x80, 0x00, 0x04};
  m.signature.emplace();
  m.mac.emplace();
  const Json j = shown("GCS60a", m);
  EXPECT_EQ(j["kind"], "response");
  EXPECT_EQ(j["useCase"], "GCS60a");
  EXPECT_EQ(j["messageCode"], "012A");
  EXPECT_EQ(j["originator"], "00-DB-00-00-00-00-00-E1");
  EXPECT_EQ(j["counter"], kCounter);
  EXPECT_EQ(j["dateTime"], "2022-07-01T10:30:00Z");
  EXPECT_EQ(j["dateTimeStatus"], "04");
  EXPECT_EQ(j["mac"], "good");
  EXPECT_EQ(j["signature"], "none");
  EXPECT_EQ(j["payload"][0]["cluster"], "0702");
  EXPECT_EQ(j["payload"][0]["value"][0]["meterBalance"], 3500000);
  EXPECT_EQ(j["payload"][1]["value"][0]["meterBalancePrepaymentMode"], -2);
}

TEST(Show, ACommandShowsWhatItAddresses) {
  const Message m = message_of(Cra::Command, 0x0069, hex("D9 20000006 00 01 01 0070 0000130A00FF 02 01 00"));
  const Json j = shown("ECS82", m);
  EXPECT_EQ(j["kind"], "pre-command");
  EXPECT_EQ(j["payload"][0]["class"], 112);
  EXPECT_EQ(j["payload"][0]["instance"], "0-0:19.10.0.255");
  EXPECT_EQ(j["payload"][0]["id"], 2);
  EXPECT_TRUE(j["payload"][0]["value"].is_null());
}

TEST(Show, AReadOfALogShowsItsPeriod) {
  const Message m = message_of(Cra::Command, 0x0049,
                               hex("D9 20000006 00 01 04 0007 0000636201FF 02 01 02 04 02 04 12 0001 09 06 00005E2C64FF"
                                   "0F 02 12 0000 06 00000001 06 00000002 01 00 01 00"));
  EXPECT_EQ(shown("ECS35b", m)["payload"][0]["selector"][1], 1);
  EXPECT_EQ(shown("ECS35b", m)["payload"][0]["selector"][2], 2);
}

TEST(Show, NoValueHidesAnotherOfTheSameName) {
  // One week: three times 4 octets, the week, its seven days.
  const Message m = message_of(Cra::Command, 0x006B,
                               hex("0109 01 01 0707 0017 09 00 02 00000000 01000000 01000000 09 01020304050607"));
  const std::string text = shown("GCS01a", m)["payload"][0].dump();
  for (int day = 1; day <= 7; ++day) EXPECT_NE(text.find(std::to_string(day)), std::string::npos) << text;
  EXPECT_GE(std::count(text.begin(), text.end(), ','), 10) << text;
}

TEST(Show, WhatIsNotDescribedIsShownAsOctets) {
  const Message m = message_of(Cra::Response, 0xABCD, hex("010203"));
  const Json j = Json::parse(show_json(m, nullptr, nullptr, {}));
  EXPECT_EQ(j["useCase"], "not described");
  EXPECT_EQ(j["content"], "010203");
}

TEST(Show, EncryptedPartsAreShownAsSuch) {
  const Message m =
      message_of(Cra::Response, 0x0074, hex("0109 01 03 0702 000F 00 07 08 00 01 0008 31 00000000 AABBCC"));
  EXPECT_EQ(shown("GCS13a", m)["payload"][0]["value"]["encrypted"], "AABBCC");
}

TEST(Show, TheTextHasALineForEachValue) {
  const Message m = message_of(Cra::Response, 0x0069, hex("DA 20000006 00 00 01 05 FFFFFF9C 01 01 00"));
  const auto payload = decode_unpacked(use_case("ECS82"), m);
  ASSERT_TRUE(payload);
  const std::string text = show_text(m, &use_case("ECS82"), &*payload, {});
  EXPECT_NE(text.find("useCase: ECS82\n"), std::string::npos) << text;
  EXPECT_NE(text.find("    name: meterBalance\n    value: -100\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace gridpost::gbcs
