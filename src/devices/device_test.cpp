// What a device accepts, and what it answers.
#include "devices/device.h"

#include <gmock/gmock.h>

#include "devices/test_home.h"

namespace gridpost::devices {
namespace {

class DeviceTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    join(DeviceType::ESME);
  }
  // The command is not answered, and the same counter still works afterwards: nothing has changed.
  void expect_refused(const Bytes& bad, std::uint64_t counter) {
    EXPECT_TRUE(send(++delivery, bad).empty());
    EXPECT_EQ(send(++delivery, read_electricity(counter)).size(), 1u);
  }
  std::uint64_t delivery = 0;
};

TEST_F(DeviceTest, AnswersAProtectedReadForItsReader) {
  const auto out = send(7, read_electricity(10));
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].type, FrameType::Answer);
  EXPECT_EQ(out[0].delivery, 7u);
  EXPECT_EQ(out[0].hub, home().hub.chf);
  gbcs::Header header;
  const auto payload = talk.open("ECS17b", out[0].payload, &header);
  EXPECT_EQ(header.counter, 10u);
  EXPECT_EQ(header.recipient, supplier);
  EXPECT_EQ(header.date_time, gbcs::date_time_of(now));
  EXPECT_EQ(payload.items.at(0).result, 0);
  const WorldDevice& meter = device(DeviceType::ESME);
  const auto used =
      meter.per_day * static_cast<std::uint64_t>(now - world.time.start) / static_cast<std::uint64_t>(kDay);
  EXPECT_EQ(payload.find("active")->as_unsigned(), meter.reading + used);
  EXPECT_EQ(payload.find("secondaryActive"), nullptr);
}

TEST_F(DeviceTest, RegistersAdvanceWithTheWorld) {
  const auto read = [&](std::uint64_t counter) {
    return talk.open("ECS17b", send(counter, read_electricity(counter)).at(0).payload).find("active")->number;
  };
  const auto before = read(1);
  now += kDay;
  EXPECT_EQ(read(2) - before, static_cast<std::int64_t>(device(DeviceType::ESME).per_day));
}

TEST_F(DeviceTest, ReadsTheBalanceAndSetsTheMpan) {
  const auto balance =
      talk.open("ECS82", send(1, talk.command("ECS82", supplier, esme(), 1, talk.rows("ECS82", 1, {}))).at(0).payload);
  EXPECT_EQ(balance.find("meterBalance")->number, device(DeviceType::ESME).balance);

  const std::string mpan = device(DeviceType::ESME).mpxn;
  const auto set = talk.command("ECS39a", supplier, esme(), 2,
                                talk.rows("ECS39a", 2, {octets_value({}, Bytes(mpan.begin(), mpan.end()))}));
  EXPECT_EQ(talk.open("ECS39a", send(2, set).at(0).payload).items.at(0).result, 0);
}

TEST_F(DeviceTest, ACounterIsUsedOnce) {
  EXPECT_EQ(send(1, read_electricity(50)).size(), 1u);
  EXPECT_TRUE(send(2, read_electricity(50)).empty());
  EXPECT_TRUE(send(3, read_electricity(49)).empty());
  EXPECT_EQ(send(4, read_electricity(51)).size(), 1u);
}

TEST_F(DeviceTest, CountersArePerOriginator) {
  const Eui64 network_operator = world.users[2].id;
  EXPECT_EQ(send(1, read_electricity(50)).size(), 1u);
  const Bytes registers{0, 0, 94, 44, 34, 10};
  const auto theirs =
      talk.command("ECS17b", network_operator, esme(), 1,
                   talk.rows("ECS17b", 1, {talk.protected_read(1, 1, registers, network_operator, esme())}));
  EXPECT_EQ(send(2, theirs).size(), 1u);
}

TEST_F(DeviceTest, AWrongMacChangesNothing) {
  Bytes bad = read_electricity(5);
  bad.back() ^= 1;
  expect_refused(bad, 5);
  Bytes forged = read_electricity(6);
  forged[30] ^= 1;  // inside the header
  expect_refused(forged, 6);
}

TEST_F(DeviceTest, AnotherRecipientChangesNothing) {
  auto m = talk.message("ECS82", supplier, esme(), 5, talk.rows("ECS82", 5, {}));
  m.header.recipient = Eui64{42};
  expect_refused(gbcs::write(m), 5);
}

TEST_F(DeviceTest, WhoHasNoCertificateInItIsNotObeyed) {
  expect_refused(talk.command("ECS82", world.users[1].id, esme(), 5, talk.rows("ECS82", 5, {})), 5);
  expect_refused(talk.command("ECS82", world.broker, esme(), 6, talk.rows("ECS82", 6, {})), 6);
}

TEST_F(DeviceTest, ACriticalCommandNeedsItsSignature) {
  const auto command = gbcs::parse(set_electricity_clock(5, now, now + kHour)).value();
  const auto broken = [&](auto change) {
    gbcs::Message m = command;
    change(m);
    const auto broker = keys.find(world.broker, crypto::Usage::KeyAgreement, now);
    const auto meter = keys.find(esme(), crypto::Usage::KeyAgreement, now);
    gbcs::protect(m, crypto::agree(*broker->private_key, meter->certificate.public_key()).value());
    return gbcs::write(m);
  };
  EXPECT_TRUE(send(1, broken([](auto& m) { m.signature->clear(); })).empty());
  EXPECT_TRUE(send(2, broken([](auto& m) { m.signature->back() ^= 1; })).empty());
  EXPECT_TRUE(send(3, broken([](auto& m) { m.content.back() ^= 1; })).empty());
  EXPECT_EQ(send(4, broken([](auto&) {})).size(), 1u);
}

TEST_F(DeviceTest, AMalformedPayloadChangesNothing) {
  auto m = talk.message("ECS82", supplier, esme(), 5, talk.rows("ECS82", 5, {}));
  m.content.push_back(0);
  const auto broker = keys.find(world.broker, crypto::Usage::KeyAgreement, now);
  const auto meter = keys.find(esme(), crypto::Usage::KeyAgreement, now);
  gbcs::protect(m, crypto::agree(*broker->private_key, meter->certificate.public_key()).value());
  expect_refused(gbcs::write(m), 5);
}

TEST_F(DeviceTest, NoPieceOfACommandIsAnswered) {
  const Bytes whole = read_electricity(5);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const auto end = whole.begin() + static_cast<std::ptrdiff_t>(size);
    EXPECT_TRUE(send(1, Bytes(whole.begin(), end)).empty());
  }
  EXPECT_EQ(send(2, whole).size(), 1u);
}

TEST_F(DeviceTest, TakesTheTimeOfItsHubIfThatLiesInTheRange) {
  const auto status = [&](std::uint64_t counter, TimeMs from, TimeMs to) {
    const auto out = send(counter, set_electricity_clock(counter, from, to));
    const auto payload = talk.open("ECS70Commission", out.at(0).payload);
    EXPECT_EQ(payload.find("deviceTime")->octets.size(), 12u);
    return payload.find("clockStatus")->number;
  };
  EXPECT_EQ(status(1, now - kHour, now - kMinute), 2);
  EXPECT_EQ(status(2, now - kSecond, now + kMinute), 0);
  EXPECT_EQ(status(3, now + kMinute, now + kHour), 2);
}

TEST(Version, ComparesByNumber) {
  EXPECT_TRUE(version_at_least("4.2", "4.2"));
  EXPECT_TRUE(version_at_least("4.10", "4.2"));
  EXPECT_TRUE(version_at_least("5", "4.2"));
  EXPECT_FALSE(version_at_least("4.1", "4.2"));
  EXPECT_FALSE(version_at_least("2.1", "4.2"));
  EXPECT_FALSE(version_at_least("4", "4.2"));
  EXPECT_FALSE(version_at_least("", "4.2"));
}

}  // namespace
}  // namespace gridpost::devices
