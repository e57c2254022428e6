// Firmware: images that are received, and their activation. (use case CS06; DUIS 8.13)
#include <gmock/gmock.h>

#include "devices/gas_home_for_tests.h"
#include "devices/orders.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string kHash(64, 'A');
constexpr const char* kVersion = "05020009";

class FirmwareTest : public GasTest {
 protected:
  void SetUp() override {
    GasTest::SetUp();
    join(DeviceType::ESME);
  }
  std::vector<Frame> give_image(Eui64 id, const std::string& words) {
    const auto done = obey({hub.get()}, "image " + id.text() + " " + words, now);
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->out : std::vector<Frame>{};
  }
  gbcs::Payload activation(std::string_view hash, std::optional<TimeMs> date) const {
    gbcs::Payload payload;
    payload.items.resize(1);
    payload.items[0].value =
        structure({octets_value({}, from_hex(hash).value()), int_value({}, 0, static_cast<std::int64_t>(counter + 1))});
    if (date) payload.items[0].value.items.push_back(general_time_value({}, *date));
    return payload;
  }
  // What it was answered with.
  Value activate(std::string_view hash, std::optional<TimeMs> date = {}) {
    const auto payload = activation(hash, date);
    ++counter;
    const auto out = send(counter, talk.command("CS06", supplier, esme(), counter, payload));
    EXPECT_THAT(out, SizeIs(1));
    return out.empty() ? Value{} : talk.open("CS06", out[0].payload).items.at(0).value;
  }
  std::string running() {
    ++counter;
    const auto out = send(counter, talk.command("ECS52", supplier, esme(), counter, talk.rows("ECS52", counter, {})));
    return to_hex(talk.open("ECS52", out.at(0).payload).items.at(0).value.octets);
  }
  std::uint64_t counter = 100;
};

TEST_F(FirmwareTest, AnImageIsReportedAndRunsOnceItIsActivated) {
  const std::string before = running();
  const auto out = give_image(esme(), kHash + " " + kVersion + " 4.3");
  ASSERT_THAT(out, SizeIs(1));
  gbcs::Header header;
  const auto alert = talk.open("FDRA-DLMS", out[0].payload, &header);
  EXPECT_EQ(alert.alert_code, 0x8F72);
  EXPECT_EQ(header.recipient, supplier);
  EXPECT_EQ(alert.find("imageHash")->octets, from_hex(kHash).value());
  EXPECT_EQ(running(), before);
  const Value done = activate(kHash);
  EXPECT_EQ(done.find("status")->number, 0);
  EXPECT_EQ(to_hex(done.find("firmwareVersion")->octets), kVersion);
  EXPECT_EQ(running(), kVersion);
  EXPECT_EQ(hub->find(esme())->profile().gbcs_version, "4.3");
  EXPECT_EQ(activate(kHash).find("status")->number, 1) << "it is held no more";
}

TEST_F(FirmwareTest, AGasMeterReportsItsImageToo) {
  const auto out = give_image(gsme(), kHash + " 00040300");
  ASSERT_THAT(out, SizeIs(1));
  const auto alert = talk.open("FDRA-ZigBee", out[0].payload);
  EXPECT_EQ(alert.alert_code, 0x8F72);
  EXPECT_EQ(alert.find("imageHash")->octets, from_hex(kHash).value());
}

TEST_F(FirmwareTest, WhatCannotBeActivatedSaysWhy) {
  const std::string before = running();
  EXPECT_EQ(activate(kHash).find("status")->number, 1);
  give_image(esme(), kHash + " " + kVersion);
  const Value other = activate(std::string(64, 'B'));
  EXPECT_EQ(other.find("status")->number, 2);
  EXPECT_EQ(to_hex(other.find("firmwareVersion")->octets), before);
  ASSERT_TRUE(obey({hub.get()}, "fault " + esme().text() + " cannot-activate", now));
  EXPECT_EQ(activate(kHash).find("status")->number, 3);
  EXPECT_EQ(running(), before);
}

TEST_F(FirmwareTest, AnActivationThatIsToComeIsReportedThen) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  give_image(esme(), kHash + " " + kVersion);
  EXPECT_EQ(activate(kHash, date).wire, Wire::Null);
  const std::uint64_t sent = counter;
  EXPECT_NE(running(), kVersion);
  std::vector<Frame> out;
  now = date;
  hub->tick(now, out);
  std::erase_if(out, [](const Frame& frame) { return frame.type != FrameType::Alert; });
  ASSERT_THAT(out, SizeIs(1));
  const auto alert = talk.open("CS06-A", out[0].payload);
  EXPECT_EQ(alert.alert_code, 0x8F66);
  EXPECT_EQ(alert.find("originatorCounter")->as_unsigned(), sent);
  EXPECT_EQ(to_hex(alert.find("firmwareVersion")->octets), kVersion);
  EXPECT_EQ(running(), kVersion);
}

TEST_F(FirmwareTest, MistakesInOrdersAreNamed) {
  const auto mistake = [&](Eui64 id, const std::string& words) {
    const auto done = obey({hub.get()}, "image " + id.text() + " " + words, now);
    return done ? "obeyed" : done.error().text();
  };
  EXPECT_THAT(mistake(esme(), "AB 05020009"), HasSubstr("'AB' is no hash"));
  EXPECT_THAT(mistake(esme(), kHash + " 5"), HasSubstr("'5' is no firmware version"));
  EXPECT_THAT(mistake(home().hub.chf, kHash + " " + kVersion), HasSubstr("only meters"));
}

}  // namespace
}  // namespace gridpost::devices
