// Devices and links with faults, in world time.
#include <gmock/gmock.h>

#include <filesystem>

#include "devices/orders.h"
#include "devices/test_home.h"

namespace gridpost::devices {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FaultsTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    join(DeviceType::ESME);
  }
  Result<Obeyed> order(const std::string& text) { return obey({hub.get()}, text, now); }
  void give(const std::string& fault) {
    const auto done = order("fault " + esme().text() + " " + fault);
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(done->hub, hub.get());
  }
  std::string mistake(const std::string& text) {
    const auto done = order(text);
    return done ? "obeyed" : done.error().text();
  }
  std::vector<Frame> read(std::uint64_t counter) { return send(counter, read_electricity(counter)); }
};

TEST_F(FaultsTest, ASilentDeviceTakesCommandsAndNeverAnswers) {
  give("silent");
  EXPECT_THAT(read(5), IsEmpty());
  ASSERT_TRUE(order("mend " + esme().text() + " silent"));
  EXPECT_THAT(read(5), IsEmpty());  // the counter was used: it did take the command
  EXPECT_THAT(read(6), SizeIs(1));
}

TEST_F(FaultsTest, ALateAnswerIsTheSameAnswerLater) {
  give("late 90");
  const Bytes command = read_electricity(5);
  EXPECT_THAT(send(5, command), IsEmpty());
  EXPECT_THAT(send(5, command), IsEmpty());  // sent again meanwhile
  const TimeMs asked = now;
  EXPECT_EQ(hub->next_due(), asked + 90 * kSecond);
  std::vector<Frame> early;
  hub->tick(asked + 89 * kSecond, early);
  EXPECT_THAT(early, IsEmpty());
  const auto out = tick();
  ASSERT_THAT(out, SizeIs(1));
  EXPECT_EQ(out[0].delivery, 5u);
  gbcs::Header header;
  talk.open("ECS17b", out[0].payload, &header);
  EXPECT_EQ(header.date_time, gbcs::date_time_of(asked));
  EXPECT_THAT(send(5, command), testing::ElementsAre(out[0]));
}

TEST_F(FaultsTest, AWrongMacIsWrongInNothingElse) {
  const auto good = gbcs::parse(read(5).at(0).payload).value();
  give("wrong-mac");
  const auto m = gbcs::parse(read(6).at(0).payload);
  ASSERT_TRUE(m) << m.error().text();
  EXPECT_EQ(m->header.code, good.header.code);
  const auto secret = crypto::agree(*keys.find(supplier, crypto::Usage::KeyAgreement, now)->private_key,
                                    keys.find(esme(), crypto::Usage::KeyAgreement, now)->certificate.public_key());
  EXPECT_TRUE(gbcs::mac_is_good(good, *secret));
  EXPECT_FALSE(gbcs::mac_is_good(*m, *secret));
}

TEST_F(FaultsTest, AWrongSignatureLikewise) {
  give("wrong-mac");
  const auto m = gbcs::parse(send(5, set_electricity_clock(5, now, now + kHour)).at(0).payload).value();
  ASSERT_TRUE(m.is_signed());
  EXPECT_FALSE(
      gbcs::signature_is_good(m, keys.find(esme(), crypto::Usage::DigitalSignature, now)->certificate.public_key()));
}

TEST_F(FaultsTest, FaultsEndByThemselves) {
  give("silent until " + iso(now + kMinute));
  EXPECT_THAT(read(5), IsEmpty());
  EXPECT_EQ(hub->next_due(), now + kMinute);
  tick();
  EXPECT_THAT(read(6), SizeIs(1));
  EXPECT_EQ(order("faults")->text, "none\n");
}

TEST_F(FaultsTest, ARestartLosesWhatWasNotSentAndKeepsWhatWasCommitted) {
  give("late 600");
  EXPECT_THAT(read(5), IsEmpty());
  ASSERT_TRUE(order("restart " + esme().text() + " 60"));
  EXPECT_THAT(read(6), IsEmpty());  // without power nobody takes the command
  tick();
  ASSERT_TRUE(order("mend " + esme().text() + " late"));
  EXPECT_EQ(hub->next_due(), Hub::kNever);  // the late answer is lost
  EXPECT_THAT(read(5), IsEmpty());          // its counter is not
  EXPECT_THAT(read(6), SizeIs(1));
}

TEST_F(FaultsTest, AHubWithoutLinkCannotBeReached) {
  const std::string chf = home().hub.chf.text();
  EXPECT_TRUE(hub->reachable(now));
  ASSERT_TRUE(order("fault " + chf + " no-link"));
  EXPECT_FALSE(hub->reachable(now));
  EXPECT_THAT(order("list")->text, HasSubstr(chf + "  CHF     not reached"));
  ASSERT_TRUE(order("mend " + chf + " all"));
  EXPECT_TRUE(hub->reachable(now));
  ASSERT_TRUE(order("restart " + chf + " 30"));
  EXPECT_FALSE(hub->reachable(now));
  EXPECT_TRUE(hub->reachable(now + 30 * kSecond));
}

TEST_F(FaultsTest, FaultsAreListedAndOutliveTheProcess) {
  const auto file = std::filesystem::temp_directory_path() / ("faults_test_" + std::to_string(::getpid()) + ".db");
  std::filesystem::remove(file);
  path = file.string();
  world.homes[0].devices[0].faults = {{Fault::Kind::Silent}};
  restart();
  EXPECT_THAT(order("faults")->text, HasSubstr(esme().text() + "  ESME    silent\n"));
  ASSERT_TRUE(order("mend " + esme().text() + " silent"));
  give("late 30");
  ASSERT_TRUE(store->commit());
  restart();
  EXPECT_EQ(order("faults")->text, esme().text() + "  ESME    late 30\n");
  ASSERT_TRUE(order("mend " + esme().text() + " all"));
  ASSERT_TRUE(store->commit());
  restart();
  EXPECT_EQ(order("faults")->text, "none\n");  // the world file counts only once
  std::filesystem::remove(file);
}

TEST_F(FaultsTest, ALocalCommandIsAnsweredWithoutTheHubsLink) {
  ASSERT_TRUE(order("fault " + home().hub.chf.text() + " no-link"));
  const auto deliver = [&](std::uint64_t counter) {
    return order("deliver " + esme().text() + " " + to_hex(read_electricity(counter)));
  };
  const auto done = deliver(5);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->hub, hub.get());
  EXPECT_THAT(done->out, IsEmpty());  // the answer is for who stands there
  gbcs::Header header;
  talk.open("ECS17b", from_hex(done->text.substr(0, done->text.size() - 1)).value(), &header);
  EXPECT_EQ(header.counter, 5u);
  EXPECT_NE(mistake("deliver " + esme().text() + " " + to_hex(read_electricity(5))), "obeyed");  // the counter is used
  give("silent");
  EXPECT_EQ(deliver(6)->text, "");
  ASSERT_TRUE(order("mend " + esme().text() + " silent"));
  give("wrong-mac");
  const auto spoiled = gbcs::parse(from_hex(deliver(7)->text.substr(0, done->text.size() - 1)).value()).value();
  EXPECT_EQ(spoiled.header.counter, 7u);
}

TEST_F(FaultsTest, ALocalCommandThatCannotBeDeliveredIsRefused) {
  const std::string command = " " + to_hex(read_electricity(5));
  EXPECT_THAT(mistake("deliver " + esme().text()), HasSubstr("no octets"));
  EXPECT_THAT(mistake("deliver " + esme().text() + " 0g"), HasSubstr("no octets"));
  EXPECT_NE(mistake("deliver " + esme().text() + " DF09"), "obeyed");
  EXPECT_THAT(mistake("deliver " + home().hub.chf.text() + command), HasSubstr("is for " + esme().text()));
  give("off");
  EXPECT_THAT(mistake("deliver " + esme().text() + command), HasSubstr("it is off"));
  ASSERT_TRUE(order("mend " + esme().text() + " off"));
  send(900, remove_from_log(esme(), 900));
  EXPECT_THAT(mistake("deliver " + esme().text() + command), HasSubstr("not on the HAN"));
}

TEST_F(FaultsTest, AGasMeterIsWokenByALocalCommand) {
  join(DeviceType::GSME);
  tick();
  ASSERT_GT(hub->next_due(), now);
  const Bytes command = talk.command("GCS13a", supplier, gsme(), 5, talk.reads("GCS13a"));
  const auto done = order("deliver " + gsme().text() + " " + to_hex(command));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_NE(done->text, "");
  EXPECT_EQ(hub->next_due(), now);  // to push what has changed
}

TEST_F(FaultsTest, MistakesAreNamedAndChangeNothing) {
  const std::string meter = esme().text();
  EXPECT_THAT(mistake("break " + meter), HasSubstr("'break' is no order"));
  EXPECT_THAT(mistake(""), HasSubstr("'' is no order"));
  EXPECT_NE(mistake("fault 12 silent"), "obeyed");
  EXPECT_THAT(mistake("fault 02-47-50-99-00-00-00-01 silent"), HasSubstr("no such Device"));
  EXPECT_THAT(mistake("fault " + meter + " mute"), HasSubstr("'mute' is no fault"));
  EXPECT_THAT(mistake("fault " + meter + " no-link"), HasSubstr("is for hubs"));
  EXPECT_THAT(mistake("fault " + meter + " silent until " + iso(now)), HasSubstr("is past"));
  EXPECT_THAT(mistake("mend " + meter + " silent"), HasSubstr("is not silent"));
  EXPECT_THAT(mistake("mend " + meter), HasSubstr("'' is no fault"));
  EXPECT_THAT(mistake("restart " + meter + " soon"), HasSubstr("'soon' is no number of seconds"));
  EXPECT_EQ(order("faults")->text, "none\n");
}

TEST_F(FaultsTest, ASleepingMeterWithoutPowerMissesItsWaking) {
  join(DeviceType::GSME);
  tick();
  const TimeMs wakes = hub->next_due();
  ASSERT_TRUE(order("fault " + gsme().text() + " off until " + iso(wakes + kMinute)));
  tick();
  const auto command = talk.command("GCS13a", supplier, gsme(), 1, talk.reads("GCS13a"));
  EXPECT_THAT(send(1, command), IsEmpty());
  tick();  // has power again
  EXPECT_EQ(hub->next_due(), wakes + kWakeEvery);
  EXPECT_THAT(tick(), SizeIs(1));
}

}  // namespace
}  // namespace gridpost::devices
