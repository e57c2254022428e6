// What the hub keeps, who may join, and how the gas meter sleeps and is mirrored.
#include "devices/hub.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "devices/gas_home_for_tests.h"

namespace gridpost::devices {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- delivery ----

TEST_F(HubTest, ARepeatedDeliveryGetsTheSameOctets) {
  join(DeviceType::ESME);
  const Bytes command = read_electricity(1);
  const auto first = send(9, command);
  now += kHour;
  EXPECT_THAT(send(9, command), testing::ElementsAreArray(first));
  hub->deliveries().acknowledged(FrameType::Answer, 9);
  EXPECT_THAT(send(9, command), IsEmpty());  // the counter was used
  EXPECT_THAT(send(9, read_electricity(2)), testing::SizeIs(1));
}

TEST_F(HubTest, AKilledProcessForgetsNothingThatWasCommitted) {
  const auto file = std::filesystem::temp_directory_path() / ("hub_test_" + std::to_string(::getpid()) + ".db");
  std::filesystem::remove(file);
  path = file.string();
  restart();
  join(DeviceType::ESME);
  const Bytes command = read_electricity(7);
  const auto answer = send(1, command);
  const auto alerts = hub->deliveries().unacknowledged();
  EXPECT_THAT(alerts, testing::SizeIs(4));  // the answers to CCS01 and to the read, and two alerts
  ASSERT_TRUE(store->commit());
  EXPECT_EQ(send(2, read_electricity(8)).size(), 1u);  // not committed: lost with the process
  restart();
  EXPECT_THAT(hub->deliveries().unacknowledged(), testing::ElementsAreArray(alerts));
  EXPECT_THAT(send(1, command), testing::ElementsAreArray(answer));
  EXPECT_THAT(send(3, read_electricity(7)), IsEmpty());
  EXPECT_THAT(send(2, read_electricity(8)), testing::SizeIs(1));
  for (const Frame& frame : alerts) hub->deliveries().acknowledged(frame.type, frame.delivery);
  EXPECT_THAT(hub->deliveries().unacknowledged(), testing::SizeIs(1));
  std::filesystem::remove(file);
}

// ---- the device log ----

std::vector<std::pair<Eui64, std::size_t>> entries_of(const gbcs::Payload& alert) {
  std::vector<std::pair<Eui64, std::size_t>> out;
  for (const Value& entry : alert.find("entries")->items)
    out.emplace_back(Eui64::of(entry.items[0].octets), entry.items[1].octets.size());
  return out;
}

TEST_F(HubTest, AddingToTheLogIsReportedTwice) {
  const auto added = send(1, add_to_log(esme(), 1, device(DeviceType::ESME).install_code));
  ASSERT_EQ(added.size(), 2u);
  EXPECT_EQ(added[0].type, FrameType::Answer);
  for (const auto& item : talk.open("CCS01", added[0].payload).items) EXPECT_EQ(item.result, 0);
  EXPECT_EQ(added[1].type, FrameType::Alert);
  gbcs::Header header;
  const auto first = talk.open("CS14", added[1].payload, &header);
  EXPECT_EQ(header.recipient, world.broker);
  EXPECT_EQ(first.alert_code, 0x8F12);
  EXPECT_THAT(entries_of(first), ElementsAre(std::pair(esme(), 0u)));

  EXPECT_THAT(send(2, read_electricity(1)), IsEmpty());  // not on the HAN yet
  EXPECT_EQ(hub->next_due(), now + kJoinAfter);
  const auto joined = tick();
  ASSERT_EQ(joined.size(), 1u);
  EXPECT_NE(joined[0].delivery, added[1].delivery);
  gbcs::Header second;
  EXPECT_THAT(entries_of(talk.open("CS14", joined[0].payload, &second)), ElementsAre(std::pair(esme(), 16u)));
  EXPECT_GT(second.counter, header.counter);
  EXPECT_EQ(hub->next_due(), Hub::kNever);
  EXPECT_THAT(send(3, read_electricity(1)), testing::SizeIs(1));
}

TEST_F(HubTest, RemovingFromTheLogEndsTheJoin) {
  join(DeviceType::ESME);
  const auto removed = send(2, remove_from_log(esme(), 100));
  ASSERT_EQ(removed.size(), 2u);
  EXPECT_THAT(entries_of(talk.open("CS14", removed[1].payload)), IsEmpty());
  EXPECT_THAT(send(3, read_electricity(1)), IsEmpty());
  const auto again = send(4, remove_from_log(esme(), 101));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(talk.open("CCS02", again[0].payload).items.at(0).result, 1);
}

TEST_F(HubTest, WhoIsAbsentOrHasAnotherCodeDoesNotJoin) {
  send(1, add_to_log(Eui64{0x77}, 1, "00112233445566778899AABBCCDDEEFF"));
  send(2, add_to_log(esme(), 2, "00112233445566778899AABBCCDDEEFF"));
  send(3, add_to_log(gsme(), 3, device(DeviceType::GSME).install_code, 19));  // the period is over too soon
  EXPECT_THAT(tick(), IsEmpty());
  EXPECT_EQ(hub->next_due(), Hub::kNever);
}

// ---- the gas meter ----

class NewGasTest : public GasTest {};
class OldGasTest : public GasTest {
 protected:
  OldGasTest() : GasTest(1) {}
};

TEST_F(NewGasTest, TheSleepingMeterAnswersWhenItWakes) {
  const auto time = [](TimeMs t) {
    std::string text;
    for (const char c : iso(t))
      if (c != '-' && c != ':' && c != 'T') text += c;
    Value value = octets_value({}, Bytes(text.begin(), text.end()));
    value.wire = Wire::Time;
    return value;
  };
  gbcs::Payload payload;
  payload.items.resize(1);
  payload.items[0].value = list_value({}, Wire::Structure, {time(now), time(now + kHour)});
  EXPECT_THAT(send(5, talk.command("GCS28Commission", supplier, gsme(), 1, payload)), IsEmpty());
  EXPECT_THAT(send(6, read("GCS13a", gsme(), 2)), IsEmpty());
  const auto out = tick();
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].delivery, 5u);
  const auto clock = talk.open("GCS28Commission", out[0].payload);
  EXPECT_EQ(clock.find("clockStatus")->number, 0);
  gbcs::Header header;
  const auto reading = talk.open("GCS13a", out[1].payload, &header);
  EXPECT_EQ(reading.find("consumption")->as_unsigned(), litres(now));
  EXPECT_EQ(header.date_time, gbcs::date_time_of(now, 0x00));  // its own time, reliable since it was set
  tick();
  EXPECT_THAT(hub->deliveries().unacknowledged(), testing::Contains(out[0]));
}

TEST_F(NewGasTest, TheSiteIdCanBeSetOnlyOnTheMeter) {
  const std::string mprn = device(DeviceType::GSME).mpxn;
  gbcs::Payload payload;
  payload.items.resize(1);
  payload.items[0].gbz = {.last = true, .cluster = 0x0708, .frame_control = 0x09, .command = 0x03};
  payload.items[0].value = list_value({}, Wire::Structure,
                                      {uint_value({}, 4, 1), uint_value({}, 4, 0), uint_value({}, 4, 0),
                                       octets_value({}, Bytes(mprn.begin(), mprn.end()))});
  EXPECT_THAT(send(5, talk.command("GCS41", supplier, gpf(), 1, payload)), IsEmpty());
  EXPECT_THAT(send(6, talk.command("GCS41", supplier, gsme(), 1, payload)), IsEmpty());
  const auto out = tick();
  ASSERT_EQ(out.size(), 1u);
  const auto done = talk.open("GCS41", out[0].payload);
  EXPECT_EQ(done.items.at(0).gbz.frame_control, 0x00);
  EXPECT_EQ(done.items.at(0).value, gbcs::gbz::default_response(0x03, 0));
}

TEST_F(OldGasTest, AnOldMeterDoesNotKnowGcs60a) {
  send(5, read("GCS60a", gsme(), 1));
  send(6, read("GCS60", gsme(), 2));
  const auto out = tick();
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].delivery, 6u);
}

}  // namespace
}  // namespace gridpost::devices
