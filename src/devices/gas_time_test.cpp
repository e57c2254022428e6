// SECMP0015 in the home: the time of gas readings from the meter through the gas proxy to who reads it.
#include <gmock/gmock.h>

#include <filesystem>

#include "devices/gas_display.h"
#include "devices/gas_home_for_tests.h"
#include "devices/gas_meter.h"
#include "devices/orders.h"

namespace gridpost::devices {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::uint8_t kFromMeter = 0x04;
constexpr std::uint8_t kOwnUnreliable = 0x02;
constexpr std::string_view kBothTell[] = {"GCS13a", "GCS13b", "GCS13c", "GCS14", "GCS60a"};

// ---- the proxy's copy by itself ----

class GasMirrorTest : public testing::Test {
 protected:
  GasMirrorTest() : store(StateStore::open(":memory:").value()), state(Eui64{1}, *store) {}
  GasMirror mirror(bool keeps_time = true, UnpopulatedSnapshot unpopulated = UnpopulatedSnapshot::InvalidTime) {
    return {state, keeps_time, unpopulated};
  }
  std::unique_ptr<StateStore> store;
  State state;
};

// Attribute 0007, type UTCTime, 0x2A518928 little-endian.
const Bytes kReport = from_hex("08 01 0A 0700 E2 2889512A").value();
constexpr TimeMs kReported = 1656671400000;  // 2022-07-01T10:30:00Z

TEST_F(GasMirrorTest, R15_04_BeforeAnyReportItsTimeIsInvalid) {
  EXPECT_EQ(mirror().snapshot_time(), 0xFFFFFFFF);
  EXPECT_FALSE(mirror().stamp());
  EXPECT_FALSE(mirror().pushed_at());
}

TEST_F(GasMirrorTest, R15_05_R15_10_AReportedTimeIsMirrored) {
  ASSERT_TRUE(mirror().take(kReport, 7));
  EXPECT_EQ(mirror().snapshot_time(), 0x2A518928u);
  EXPECT_EQ(iso(*mirror().stamp()), "2022-07-01T10:30:00Z");
  EXPECT_EQ(mirror().stamp(), kReported);
  EXPECT_EQ(mirror().pushed_at(), 7);
  EXPECT_EQ(gas_report(1, 0x010203040506, 0x2A518928),
            from_hex("08 01 0A 0000 25 060504030201 0700 E2 2889512A").value());
}

TEST_F(GasMirrorTest, R15_10_ANullOrReservedTimeCountsAsInvalid) {
  for (const char* report : {"08 01 0A 0700 00", "08 01 0A 0700 E2 FFFFFFFF", "08 01 0A 0000 25 010000000000"}) {
    ASSERT_TRUE(mirror().take(kReport, 1));
    ASSERT_TRUE(mirror().take(from_hex(report).value(), 2)) << report;
    EXPECT_EQ(mirror().snapshot_time(), 0xFFFFFFFF) << report;
    EXPECT_EQ(mirror().pushed_at(), 2);
  }
}

TEST_F(GasMirrorTest, R15_03_AnInterruptedPushChangesNeitherValuesNorTime) {
  ASSERT_TRUE(mirror().take(kReport, 1));
  const Bytes later = gas_report(2, 5000, 0x2A518928 + 1800);
  constexpr std::size_t kRegisterEnds = 12;  // what stops there is a whole report, of the register alone
  for (std::size_t octets = 0; octets < later.size(); ++octets) {
    if (octets == kRegisterEnds) continue;
    EXPECT_FALSE(mirror().take(View(later).first(octets), 2)) << octets;
    EXPECT_EQ(mirror().snapshot_time(), 0x2A518928u) << octets;
    EXPECT_EQ(mirror().pushed_at(), 1) << octets;
  }
  ASSERT_TRUE(mirror().take(later, 2));
  EXPECT_EQ(mirror().snapshot_time(), 0x2A518928u + 1800);
  EXPECT_EQ(mirror().pushed_at(), 2);
}

TEST_F(GasMirrorTest, R15_35_AProxyWithoutTheFeatureDiscardsTheTimeAndTakesTheRest) {
  ASSERT_TRUE(mirror(false).take(kReport, 3));
  EXPECT_EQ(mirror(false).pushed_at(), 3);
  EXPECT_EQ(mirror(false).snapshot_time(), 0xFFFFFFFF);
  EXPECT_EQ(mirror(true).snapshot_time(), 0xFFFFFFFF) << "it was not kept for later either";
}

TEST_F(GasMirrorTest, R15_07_R15_08_WhatAHanDeviceReadsFromThreeProxies) {
  const HanAnswer unsupported{0x86, std::nullopt};
  const HanAnswer invalid{0x00, 0xFFFFFFFF};
  for (const auto unpopulated : {UnpopulatedSnapshot::InvalidTime, UnpopulatedSnapshot::UnsupportedAttribute}) {
    mirror().forget();
    EXPECT_EQ(mirror(false, unpopulated).read_snapshot_time(), unsupported);
    EXPECT_EQ(mirror(true, unpopulated).read_snapshot_time(),
              unpopulated == UnpopulatedSnapshot::InvalidTime ? invalid : unsupported);
    ASSERT_TRUE(mirror(true, unpopulated).take(kReport, 1));
    EXPECT_EQ(mirror(true, unpopulated).read_snapshot_time(), (HanAnswer{0x00, 0x2A518928}));
  }
}

// ---- a home with a meter and a proxy of any version ----

class GasTimeTest : public GasTest {
 protected:
  GasTimeTest() {
    WorldDevice cad = world.homes[0].devices[0];
    cad.type = DeviceType::CAD;
    cad.id = Eui64{0x024750F000000018};
    cad.mpxn.clear();
    world.homes[0].devices.push_back(cad);
    WorldDevice replacement = device(DeviceType::GSME);
    replacement.id = Eui64{0x024750F000000014};
    replacement.reading = 4000;
    world.homes[0].devices.push_back(replacement);
  }
  // A new home of these versions; displays and maybe the meter have joined.
  void build(std::string_view hub_version, std::string_view meter_version, bool pushed = true) {
    world.homes[0].hub.gbcs_version = hub_version;
    world.homes[0].devices[1].gbcs_version = meter_version;
    ASSERT_EQ(world.homes[0].devices[1].type, DeviceType::GSME);
    restart();
    join(DeviceType::PPMID);
    join(DeviceType::CAD);
    if (pushed) join(DeviceType::GSME);
    first_push = now;
    now += 5 * kMinute;
  }
  gbcs::DateTime stamp_of(std::string_view name) {
    gbcs::Header header;
    answer(name, gpf(), ++reads, &header);
    EXPECT_TRUE(header.date_time);
    return header.date_time.value_or(gbcs::DateTime{});
  }
  Result<Obeyed> order(const std::string& text) { return obey({hub.get()}, text, now); }
  std::string obeyed(const std::string& text) {
    const auto done = order(text);
    return done ? done->text : done.error().text();
  }
  const Device& display() { return *hub->find(device(DeviceType::PPMID).id); }
  HanAnswer han_read() { return hub->read_snapshot_time(display(), now).value_or(HanAnswer{0xFF, std::nullopt}); }
  std::uint64_t reads = 100;
};

TEST_F(GasTimeTest, R15_01_TheMeterNotesTheTimeOfItsValuesByItsOwnClock) {
  world.homes[0].devices[1].clock_skew_s = 90;
  build("4.2", "4.2");
  const auto kept = hub->find(gsme())->attributes().get("0702/0007");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->as_unsigned(), gbcs::zigbee_time(first_push + 90 * kSecond));
  build("4.2", "2.1");
  EXPECT_FALSE(hub->find(gsme())->attributes().get("0702/0007"));
}

TEST_F(GasTimeTest, R15_02_EveryPushBringsItsTime) {
  for (int push = 0; push < 48; ++push) {
    tick();
    const TimeMs pushed = now;
    EXPECT_EQ(hub->gas_mirror().stamp(), pushed / kSecond * kSecond) << push;
    EXPECT_EQ(hub->gas_mirror().pushed_at(), pushed);
    EXPECT_EQ(hub->next_due(), pushed + kWakeEvery);
    now += 5 * kMinute;  // the meter sleeps
    if (push % 16 != 0) continue;
    gbcs::Header header;
    const auto payload = answer("GCS13a", gpf(), ++reads, &header);
    EXPECT_EQ(payload.find("consumption")->as_unsigned(), litres(pushed));
    EXPECT_EQ(header.date_time, gbcs::date_time_of(pushed, kFromMeter));
  }
}

TEST_F(GasTimeTest, R15_03_AHubThatIsOffTakesNoPush) {
  tick();
  const auto before = hub->gas_mirror().pushed_at();
  ASSERT_TRUE(order("fault " + home().hub.chf.text() + " off"));
  now = hub->next_due();
  std::vector<Frame> out;
  hub->tick(now, out);
  EXPECT_EQ(hub->gas_mirror().pushed_at(), before);
  EXPECT_EQ(hub->gas_mirror().stamp(), *before / kSecond * kSecond);
}

TEST_F(GasTimeTest, R15_06_DevicesOfTheHanReadTheCopyAndOthersDoNot) {
  build("4.2", "4.2");
  const HanAnswer held{0x00, gbcs::zigbee_time(first_push)};
  for (const DeviceType type : {DeviceType::PPMID, DeviceType::CAD}) {
    const auto got = hub->read_snapshot_time(*hub->find(device(type).id), now);
    ASSERT_TRUE(got) << got.error().text();
    EXPECT_EQ(*got, held);
  }
  EXPECT_FALSE(hub->read_snapshot_time(*hub->find(esme()), now)) << "it has not joined";
  ASSERT_TRUE(order("fault " + display().id().text() + " off"));
  EXPECT_FALSE(hub->read_snapshot_time(display(), now));
}

TEST_F(GasTimeTest, R15_09_R15_40_ADisplayNeverShowsTheReservedTime) {
  build("4.2", "4.2");
  const std::string shown = obeyed("display " + display().id().text());
  EXPECT_THAT(shown, HasSubstr("as of " + iso(first_push / kSecond * kSecond)));
  for (const std::string_view setting : {"invalid_time", "unsupported_attribute"}) {
    world.homes[0].hub.unpopulated_snapshot = setting;
    build("4.2", "2.1");
    const std::string unknown = obeyed("display " + display().id().text());
    EXPECT_THAT(unknown, HasSubstr("m3, time not known"));
    EXPECT_THAT(unknown, Not(HasSubstr("2136"))) << "the year of FFFFFFFF";
  }
  EXPECT_EQ(obeyed("display " + gsme().text()), gsme().text() + ": it is no display");
}

TEST_F(GasTimeTest, R15_12_R15_14_AllFiveReadsCarryTheMetersTime) {
  for (const std::string_view name : kBothTell)
    EXPECT_EQ(stamp_of(name), gbcs::date_time_of(first_push, kFromMeter)) << name;
}

TEST_F(GasTimeTest, R15_13_R15_14_WithoutTheMetersTimeTheProxyGivesItsOwnAsUnreliable) {
  build("4.2", "2.1");
  for (const std::string_view name : kBothTell)
    EXPECT_EQ(stamp_of(name), gbcs::date_time_of(now, kOwnUnreliable)) << name;
}

TEST_F(GasTimeTest, R15_15_OwnTimeMayCarryTheStateOfTheHubsClock) {
  const std::pair<const char*, std::uint8_t> states[] = {{"reliable", 0x00}, {"unreliable", 0x02}, {"invalid", 0x01}};
  for (const auto& [state, octet] : states) {
    world.homes[0].hub.clock_status = state;
    world.homes[0].hub.own_time_status = "clock";
    build("4.2", "2.1");
    EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, octet)) << state;
    world.homes[0].hub.own_time_status = "unreliable";
    build("4.2", "2.1");
    EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable)) << state;
  }
}

TEST_F(GasTimeTest, R15_17_ATimeAheadOfTheHubsClockIsPassedOn) {
  world.homes[0].devices[1].clock_skew_s = 600;
  build("4.2", "4.2");
  ASSERT_GT(first_push + 600 * kSecond, now);
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(first_push + 600 * kSecond, kFromMeter));
}

// Only the date-time tells the answers of an old and a new meter apart.
TEST_F(GasTimeTest, R15_18_NothingElseInTheAnswersChanges) {
  struct Answered {
    gbcs::Payload payload;
    gbcs::Header header;
    std::size_t octets = 0;
  };
  const auto all = [&] {
    std::vector<Answered> out;
    reads = 100;
    for (const std::string_view name : {"GCS13a", "GCS13b", "GCS13c", "GCS14"}) {
      ++reads;
      const auto frames = send(reads, read(name, gpf(), reads));
      EXPECT_THAT(frames, SizeIs(1));
      Answered& one = out.emplace_back();
      one.octets = frames[0].payload.size();
      one.payload = talk.open(name, frames[0].payload, &one.header);
    }
    return out;
  };
  const TimeMs begin = now;
  build("4.2", "4.2");
  const auto with_time = all();
  now = begin;
  build("4.2", "2.1");
  const auto without = all();
  for (std::size_t i = 0; i < with_time.size(); ++i) {
    EXPECT_NE(with_time[i].header.date_time, without[i].header.date_time);
    EXPECT_EQ(with_time[i].octets, without[i].octets);
    ASSERT_EQ(with_time[i].payload.items.size(), without[i].payload.items.size());
    for (std::size_t k = 0; k < with_time[i].payload.items.size(); ++k)
      EXPECT_EQ(with_time[i].payload.items[k].value, without[i].payload.items[k].value) << i << " " << k;
  }
}

TEST_F(GasTimeTest, R15_20_BothBalancesAndAStampInGcs60a) {
  gbcs::Header header;
  const auto payload = answer("GCS60a", gpf(), 1, &header);
  EXPECT_EQ(payload.find("meterBalance")->number, device(DeviceType::GSME).balance);
  EXPECT_EQ(payload.find("meterBalancePrepaymentMode")->number, device(DeviceType::GSME).prepayment_balance);
  ASSERT_TRUE(header.date_time);
  EXPECT_EQ(header.date_time->back(), kFromMeter);
  const auto old = answer("GCS60", gpf(), 2, &header);
  EXPECT_EQ(old.find("meterBalance")->number, device(DeviceType::GSME).balance);
  EXPECT_FALSE(header.date_time);
}

// ---- what resets it ----

TEST_F(GasTimeTest, R15_11_NoTimeOutlivesAMeterThatLeft) {
  send(90, remove_from_log(gsme(), 1000));
  gbcs::Header header;
  EXPECT_EQ(answer("GCS13a", gpf(), 1, &header).find("consumption"), nullptr);
  EXPECT_EQ(header.date_time, gbcs::date_time_of(now, kOwnUnreliable));
  EXPECT_EQ(hub->gas_mirror().snapshot_time(), 0xFFFFFFFF);
  EXPECT_EQ(hub->next_due(), Hub::kNever);
}

TEST_F(GasTimeTest, R15_11_AfterAnExchangeTheNewMetersPushCounts) {
  const WorldDevice replacement = world.homes[0].devices.back();
  send(90, remove_from_log(gsme(), 1000));
  send(91, add_to_log(replacement.id, 1001, replacement.install_code));
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable)) << "not joined yet";
  tick();
  const TimeMs pushed = now;
  now += kMinute;
  gbcs::Header header;
  const auto payload = answer("GCS13a", gpf(), ++reads, &header);
  EXPECT_EQ(header.date_time, gbcs::date_time_of(pushed, kFromMeter));
  EXPECT_LT(payload.find("consumption")->as_unsigned(), litres(pushed)) << "the register of the replacement";
}

TEST_F(GasTimeTest, R15_11_UnjoinedFromItsProxyAMeterPushesInVain) {
  const auto told = [&](std::string_view name, std::uint64_t counter, Value argument) {
    gbcs::Payload payload;
    payload.items.resize(1);
    payload.items[0].value = std::move(argument);
    const auto out = send(counter, talk.command(name, world.broker, gpf(), counter, payload));
    return out.empty() ? -1 : talk.open(name, out[0].payload).items[0].value.number;
  };
  const Value joining =
      list_value({}, Wire::Structure, {int_value({}, 0, 2), octets_value({}, gsme().bytes()), int_value({}, 0, 0)});
  ASSERT_EQ(told("CS03B", 1001, joining), 0);
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(first_push, kFromMeter));
  ASSERT_EQ(told("CS04B", 1002, octets_value({}, gsme().bytes())), 0);
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable));
  tick();
  EXPECT_EQ(hub->gas_mirror().snapshot_time(), 0xFFFFFFFF) << "pushed in vain";
  ASSERT_EQ(told("CS03B", 1003, joining), 0);
  tick();
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kFromMeter));
}

TEST_F(GasTimeTest, R15_11_ARestoredLogBringsNoTimeAlong) {
  const Bytes hash(16, 0x5A);
  hub->restore_log({{gsme(), hash}}, now);
  EXPECT_EQ(hub->gas_mirror().snapshot_time(), 0xFFFFFFFF);
  tick();
  EXPECT_EQ(hub->gas_mirror().stamp(), now / kSecond * kSecond) << "the meter has pushed to the new hub";
}

// ---- old and new ----

TEST_F(GasTimeTest, R15_34_EveryPairOfHubAndMeterAnswersEveryRead) {
  const HanAnswer unsupported{0x86, std::nullopt};
  const HanAnswer invalid{0x00, 0xFFFFFFFF};
  const struct {
    const char *hub, *meter;
    bool pushed, from_meter;
    HanAnswer han;
  } table[] = {{"2.1", "2.1", true, false, unsupported},
               {"2.1", "4.2", true, false, unsupported},
               {"4.2", "2.1", true, false, invalid},
               {"4.2", "4.2", false, false, invalid},
               {"4.2", "4.2", true, true, {}}};
  for (const auto& row : table) {
    SCOPED_TRACE(testing::Message() << "hub " << row.hub << ", meter " << row.meter << ", pushed " << row.pushed);
    build(row.hub, row.meter, row.pushed);
    const bool old_hub = std::string_view(row.hub) == "2.1";
    const gbcs::DateTime expected = row.from_meter ? gbcs::date_time_of(first_push, kFromMeter)
                                                   : gbcs::date_time_of(now, old_hub ? 0x00 : kOwnUnreliable);
    for (const std::string_view name : kBothTell) {
      if (name == "GCS60a" && old_hub) {
        ++reads;
        EXPECT_THAT(send(reads, read("GCS60a", gpf(), reads)), IsEmpty()) << "it does not know GCS60a";
        gbcs::Header header;
        EXPECT_EQ(answer("GCS60", gpf(), ++reads, &header).find("meterBalance")->number,
                  device(DeviceType::GSME).balance);
        EXPECT_FALSE(header.date_time);
      } else {
        EXPECT_EQ(stamp_of(name), expected) << name;
      }
    }
    EXPECT_EQ(han_read(), row.from_meter ? (HanAnswer{0x00, gbcs::zigbee_time(first_push)}) : row.han);
  }
}

TEST_F(GasTimeTest, R15_35_AnOldHubDiscardsTheTimeAndKeepsTheValues) {
  build("2.1", "4.2");
  gbcs::Header header;
  const auto payload = answer("GCS13a", gpf(), ++reads, &header);
  EXPECT_EQ(payload.find("consumption")->as_unsigned(), litres(first_push));
  EXPECT_EQ(header.date_time, gbcs::date_time_of(now, 0x00));
}

TEST_F(GasTimeTest, R15_36_AnUpgradedHubTellsTheMetersTimeFromTheNextPushOn) {
  const auto file = std::filesystem::temp_directory_path() / ("gas_time_test_" + std::to_string(::getpid()) + ".db");
  std::filesystem::remove(file);
  path = file.string();
  build("2.1", "4.2");
  ASSERT_TRUE(order("upgrade " + home().hub.chf.text() + " 4.2"));
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable));
  tick();
  EXPECT_EQ(stamp_of("GCS60a"), gbcs::date_time_of(now, kFromMeter));
  const TimeMs pushed = now;
  ASSERT_TRUE(store->commit());
  restart();
  now += kMinute;
  EXPECT_EQ(stamp_of("GCS60a"), gbcs::date_time_of(pushed, kFromMeter)) << "the upgrade outlives the process";
  std::filesystem::remove(file);
}

TEST_F(GasTimeTest, R15_36_WhatAHubHeldBeforeItWasDowngradedDoesNotComeBack) {
  build("4.2", "4.2");
  const std::string chf = home().hub.chf.text();
  ASSERT_TRUE(order("upgrade " + chf + " 2.1"));
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, 0x00));
  tick();
  ASSERT_TRUE(order("upgrade " + chf + " 4.2"));
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable)) << "its values are of a later push";
}

TEST_F(GasTimeTest, R15_36_AnUpgradedMeterTellsItsTimeWithItsNextPush) {
  build("4.2", "2.1");
  ASSERT_TRUE(order("upgrade " + gsme().text() + " 4.2"));
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable));
  tick();
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kFromMeter));
  ASSERT_TRUE(order("upgrade " + gsme().text() + " 2.1"));
  EXPECT_EQ(stamp_of("GCS13a").back(), kFromMeter) << "until it pushes";
  tick();
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, kOwnUnreliable));
}

// ---- what a tester has ----

TEST_F(GasTimeTest, R15_39_AMeterThatSendsItsTimeSometimesIsAnsweredForAndNamed) {
  world.homes[0].devices[1].snapshot_time = "sometimes";
  build("4.2", "4.2");
  EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(first_push, kFromMeter));
  EXPECT_THAT(stamp_report(*hub), Not(HasSubstr("warning")));
  for (int push = 1; push < 6; ++push) {
    tick();
    const bool told = push % 2 == 0;
    EXPECT_EQ(stamp_of("GCS13a"), gbcs::date_time_of(now, told ? kFromMeter : kOwnUnreliable)) << push;
    EXPECT_THAT(stamp_report(*hub), HasSubstr("warning: the gas meter sends the time of its values only sometimes"));
  }
}

TEST_F(GasTimeTest, R15_43_TheReportHasDateSourceAndReliabilityOfEachAnswer) {
  build("4.2", "2.1");
  EXPECT_EQ(obeyed("report " + home().hub.chf.text()), "no gas answer with date-time yet\n");
  stamp_of("GCS13a");
  ASSERT_TRUE(order("stamp " + gsme().text() + " always"));
  tick();
  stamp_of("GCS60a");
  const std::string own = iso(hub->stamped_answers()[0].at / kSecond * kSecond);
  const std::string pushed = iso(now / kSecond * kSecond);
  EXPECT_EQ(obeyed("report " + home().hub.chf.text()),
            own + "  GCS13a  date-time " + own + "  source hub        unreliable\n" + pushed + "  GCS60a  date-time " +
                pushed + "  source gas meter  reliable\n");
}

TEST_F(GasTimeTest, R15_44_TheMeterCanBeSwitchedBetweenItsModes) {
  build("4.2", "4.2");
  for (const bool mirrors : {false, true, false}) {
    ASSERT_TRUE(order("stamp " + gsme().text() + (mirrors ? " always" : " never")));
    tick();
    for (const std::string_view name : kBothTell)
      EXPECT_EQ(stamp_of(name).back(), mirrors ? kFromMeter : kOwnUnreliable) << name;
  }
  EXPECT_THAT(obeyed("stamp " + gsme().text() + " often"), HasSubstr("none of always, sometimes, never"));
  EXPECT_THAT(obeyed("stamp " + esme().text() + " never"), HasSubstr("only a GSME"));
  EXPECT_THAT(obeyed("upgrade " + gsme().text() + " new"), HasSubstr("'new' is no GBCS version"));
}

}  // namespace
}  // namespace gridpost::devices
