// What Devices do beyond getting and setting attributes.
#include "devices/behaviours.h"

#include <gmock/gmock.h>

#include "devices/execute.h"
#include "devices/orders.h"
#include "devices/test_home.h"
#include "devices/values.h"

namespace gridpost::devices::behaviours_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class BehavioursTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    join(DeviceType::ESME);
  }
  gbcs::Payload one(Value value) {
    gbcs::Payload payload;
    payload.items.resize(1);
    payload.items[0].value = std::move(value);
    return payload;
  }
  // Sends it with the next counter; the frames that come of it.
  std::vector<Frame> run(std::string_view name, Eui64 from, Eui64 to, const gbcs::Payload& payload) {
    ++counter;
    return send(counter, talk.command(name, from, to, counter, payload));
  }
  gbcs::Payload ask(std::string_view name, Eui64 from, Eui64 to, const gbcs::Payload& payload) {
    const auto out = run(name, from, to, payload);
    EXPECT_FALSE(out.empty()) << name;
    return out.empty() ? gbcs::Payload{} : talk.open(name, out[0].payload);
  }
  std::int64_t result_of(std::string_view name, Eui64 from, Eui64 to, Value argument) {
    const auto payload = ask(name, from, to, one(std::move(argument)));
    return payload.items.empty() ? -1 : payload.items[0].value.number;
  }
  Value joining(int method, Eui64 other, std::int64_t type) {
    return structure({int_value({}, 0, method), octets_value({}, other.bytes()), int_value({}, 0, type)});
  }
  // The device log of a Device by CS07: EUI-64 and type.
  std::vector<std::pair<Eui64, std::int64_t>> log_of(Eui64 id) {
    const auto payload = ask("CS07", world.broker, id, one(null_value()));
    std::vector<std::pair<Eui64, std::int64_t>> out;
    for (const Value& entry : payload.find("log")->items)
      out.emplace_back(Eui64::of(entry.items[0].octets), entry.items[1].number);
    return out;
  }
  // The entries of an ESME log, time and code, from world time `from` to now.
  std::vector<std::pair<TimeMs, std::int64_t>> read_log(std::string_view name, TimeMs from) {
    auto payload = talk.rows(name, counter + 1, {});
    payload.items[0].dlms.op = gbcs::DlmsHead::GetSelected;
    payload.items[0].selector =
        structure({structure({uint_value({}, 2, 1), octets_value({}, {0, 0, 0x5E, 0x2C, 0x64, 0xFF}),
                              int_value({}, 1, 2), uint_value({}, 2, 0)}),
                   uint_value({}, 4, gbcs::zigbee_time(from)), uint_value({}, 4, gbcs::zigbee_time(now)),
                   list_value({}, Wire::Array, {})});
    const auto answer = ask(name, supplier, esme(), payload);
    std::vector<std::pair<TimeMs, std::int64_t>> out;
    for (const Value& entry : answer.items.at(0).value.items)
      out.emplace_back(gbcs::time_of_zigbee(static_cast<std::uint32_t>(entry.items[0].number)), entry.items[1].number);
    return out;
  }
  Eui64 ppmid() const { return device(DeviceType::PPMID).id; }
  Eui64 chf() const { return home().hub.chf; }
  Eui64 gpf() const { return home().hub.gpf; }
  std::uint64_t counter = 100;
};

constexpr std::int64_t kPpmidType = 5;
constexpr std::int64_t kGsmeType = 0;

TEST_F(BehavioursTest, AMeterJoinsADisplayOfItsHanOnly) {
  EXPECT_EQ(result_of("CS03A1", supplier, esme(), joining(0, ppmid(), kPpmidType)), 13);  // not on the HAN yet
  EXPECT_THAT(log_of(esme()), IsEmpty());
  join(DeviceType::PPMID);
  EXPECT_EQ(result_of("CS03A1", supplier, esme(), joining(0, ppmid(), kPpmidType)), 0);
  EXPECT_EQ(result_of("CS03A1", supplier, esme(), joining(0, ppmid(), 4)), 3);  // it stands there as another type
  EXPECT_THAT(log_of(esme()), ElementsAre(std::pair(ppmid(), kPpmidType)));
  EXPECT_EQ(result_of("CS03A2NonCritical", world.broker, ppmid(), joining(1, esme(), 1)), 0);
  EXPECT_THAT(log_of(ppmid()), ElementsAre(std::pair(esme(), std::int64_t{1})));
  EXPECT_EQ(result_of("CS04ACCritical", supplier, esme(), octets_value({}, ppmid().bytes())), 0);
  EXPECT_EQ(result_of("CS04ACCritical", supplier, esme(), octets_value({}, ppmid().bytes())), 1);
  EXPECT_THAT(log_of(esme()), IsEmpty());
}

TEST_F(BehavioursTest, MethodCWantsTheCertificateOfThePartner) {
  join(DeviceType::PPMID);
  join(DeviceType::GSME);
  const auto with = [&](Eui64 whose, crypto::Usage usage) {
    Value v = joining(3, gsme(), kGsmeType);
    Value certificate = octets_value({}, keys.find(whose, usage, now)->certificate.der());
    certificate.wire = Wire::Raw;
    v.items.push_back(std::move(certificate));
    return result_of("CS03CNonCritical", world.broker, ppmid(), std::move(v));
  };
  EXPECT_EQ(with(esme(), crypto::Usage::KeyAgreement), 11);
  EXPECT_EQ(with(gsme(), crypto::Usage::DigitalSignature), 11);
  EXPECT_EQ(with(supplier, crypto::Usage::KeyAgreement), 11);
  EXPECT_EQ(with(gsme(), crypto::Usage::KeyAgreement), 0);
  EXPECT_THAT(log_of(ppmid()), ElementsAre(std::pair(gsme(), kGsmeType)));
}

TEST_F(BehavioursTest, TheGasProxyReportsItsLogWhenItChanges) {
  join(DeviceType::GSME);
  const auto out = run("CS03B", world.broker, gpf(), one(joining(2, gsme(), kGsmeType)));
  ASSERT_THAT(out, SizeIs(2));
  EXPECT_EQ(talk.open("CS03B", out[0].payload).items[0].value.number, 0);
  gbcs::Header header;
  const auto alert = talk.open("GCS62", out[1].payload, &header);
  EXPECT_EQ(header.recipient, world.broker);
  EXPECT_EQ(header.originator, gpf());
  EXPECT_EQ(alert.alert_code, 0x8071);
  ASSERT_THAT(alert.find("deviceLog")->items, SizeIs(1));
  EXPECT_EQ(Eui64::of(alert.find("deviceLog")->items[0].items[0].octets), gsme());
}

TEST_F(BehavioursTest, ARestoredGasProxyLogSaysWhoIsHere) {
  join(DeviceType::GSME);
  const Value entries = list_value({}, Wire::Array,
                                   {structure({octets_value({}, gsme().bytes()), int_value({}, 0, 0)}),
                                    structure({octets_value({}, Eui64{0x77}.bytes()), int_value({}, 0, 6)})});
  const auto payload = ask("GCS59", world.broker, gpf(), one(structure({entries})));
  const auto& outcomes = payload.find("outcomes")->items;
  ASSERT_THAT(outcomes, SizeIs(2));
  EXPECT_EQ(outcomes[0].items[1].number, 0);
  EXPECT_EQ(outcomes[1].items[1].number, 12);
  EXPECT_THAT(log_of(gpf()), ElementsAre(std::pair(gsme(), kGsmeType)));
}

TEST_F(BehavioursTest, TheHubsLogIsReadAndRestored) {
  const auto active = ask("CCS06", world.broker, chf(), talk.rows("CCS06", counter + 1, {}));
  ASSERT_THAT(active.find("activeDevices")->items, SizeIs(1));
  EXPECT_EQ(Eui64::of(active.find("deviceId")->octets), esme());
  const auto before = ask("CCS07", world.broker, chf(), talk.rows("CCS07", counter + 1, {null_value(), null_value()}));
  const Value entry = before.find("currentEntries")->items.at(0);
  EXPECT_EQ(Eui64::of(entry.items[0].octets), esme());
  EXPECT_THAT(before.find("historicEntries")->items, IsEmpty());

  run("CCS02", world.broker, chf(), talk.rows("CCS02", counter + 1, {octets_value({}, esme().bytes())}));
  EXPECT_FALSE(hub->joined(esme()));
  const auto after = ask("CCS07", world.broker, chf(), talk.rows("CCS07", counter + 1, {null_value(), null_value()}));
  EXPECT_THAT(after.find("currentEntries")->items, IsEmpty());
  EXPECT_EQ(after.find("historicEntries")->items.at(0).items[1].octets, entry.items[1].octets);

  Value restored = structure({octets_value({}, Eui64{0x99}.bytes()),
                              list_value({}, Wire::Array, {structure({entry.items[0], entry.items[1]})})});
  const auto out = run("CCS03", world.broker, chf(), talk.rows("CCS03", counter + 1, {restored}));
  ASSERT_THAT(out, SizeIs(2));
  EXPECT_EQ(talk.open("CS14", out[1].payload).find("linkKeyHash")->octets, entry.items[1].octets);
  EXPECT_TRUE(hub->joined(esme()));
}

TEST_F(BehavioursTest, FirmwareSupplyAndRatesAreWhatTheProfileSays) {
  join(DeviceType::PPMID);
  const auto display = ask("CS08", world.broker, ppmid(), one(null_value()));
  EXPECT_EQ(display.find("firmwareVersion")->octets, from_hex(device(DeviceType::PPMID).firmware_version).value());
  const auto meter = ask("ECS52", supplier, esme(), talk.rows("ECS52", counter + 1, {}));
  EXPECT_EQ(meter.find("firmwareVersion")->octets, from_hex(device(DeviceType::ESME).firmware_version).value());
  EXPECT_EQ(ask("ECS45", supplier, esme(), talk.rows("ECS45", counter + 1, {})).find("supplyState")->number, 1);

  const auto read = talk.protected_read(counter + 1, 1, {0, 0, 94, 44, 34, 1}, supplier, esme());
  const auto rates = ask("ECS17d", supplier, esme(), talk.rows("ECS17d", counter + 1, {read}));
  const auto total = send(1, read_electricity(++counter));
  std::int64_t sum = 0;
  ASSERT_THAT(rates.find("primary")->items, SizeIs(48));
  for (const Value& rate : rates.find("primary")->items) sum += rate.number;
  EXPECT_EQ(sum, talk.open("ECS17b", total.at(0).payload).find("active")->number);
  EXPECT_EQ(rates.find("secondary"), nullptr);
}

TEST_F(BehavioursTest, AMeterSaysWhatItIsAndInWhichUnits) {
  const auto identity = ask("ECS26e", supplier, esme(), talk.rows("ECS26e", counter + 1, {}));
  EXPECT_EQ(identity.find("identifier")->octets, esme().bytes());
  EXPECT_EQ(text_of(identity.find("variant")->octets), device(DeviceType::ESME).variant.substr(0, 1));
  EXPECT_EQ(text_of(identity.find("model")->octets), device(DeviceType::ESME).model.substr(0, 8));
  const auto exported = ask("ECS17a", supplier, esme(), talk.rows("ECS17a", counter + 1, {}));
  EXPECT_EQ(exported.find("reactiveUnit")->items.at(1).number, 32);
  EXPECT_EQ(ask("ECS26j", supplier, esme(), talk.rows("ECS26j", counter + 1, {})).find("paymentMode")->number, 1);
}

TEST_F(BehavioursTest, ScriptsSwitchTheSupplyAndAuxiliaryLoads) {
  const auto script = [&](std::string_view name, std::uint64_t number) {
    auto payload = talk.rows(name, counter + 1, {uint_value({}, 2, number)});
    return ask(name, supplier, esme(), payload).items.at(0).result;
  };
  const auto supply = [&] {
    return ask("ECS45", supplier, esme(), talk.rows("ECS45", counter + 1, {})).find("supplyState")->number;
  };
  EXPECT_EQ(script("ECS43", 52), 0);
  EXPECT_EQ(supply(), 0);
  EXPECT_EQ(script("ECS44", 54), 0);
  EXPECT_EQ(supply(), 2);
  EXPECT_EQ(script("ECS42", 51), 0);
  EXPECT_EQ(supply(), 1);
  EXPECT_NE(script("ECS42", 53), 0);
  EXPECT_EQ(supply(), 1) << "an unknown script changes nothing";

  const auto closed = [&](std::string_view name) {
    return ask("ECS61a", supplier, esme(), talk.rows("ECS61a", counter + 1, {})).find(name)->number;
  };
  auto activate = talk.rows("ECS47Activate", counter + 1, {uint_value({}, 2, 30), uint_value({}, 2, 0x0311)});
  activate.items[0].dlms.obis[4] = 119;  // of the third switch
  EXPECT_EQ(ask("ECS47Activate", supplier, esme(), activate).items.at(1).result, 0);
  EXPECT_EQ(closed("state3"), 1);
  EXPECT_EQ(closed("state1"), 0);
  EXPECT_EQ(script("ECS47Reset", 0x0320), 0);
  EXPECT_NE(script("ECS47Reset", 0x0620), 0) << "there is no sixth switch";
}

TEST_F(BehavioursTest, CredentialsAreThoseOfItsParties) {
  send(1, read_electricity(77));
  const UseCase reads =
      layout::asn1(0x7004, "Any", "", {DeviceType::ESME}, Sender::BrokerAlone, Protection::MacOnly)
          .carries(layout::structure({layout::integer("who"), layout::list("roles", layout::integer("role"))}))
          .effect("read_credentials");
  Value asked = structure({int_value({}, 0, 4), list_value({}, Wire::Array,
                                                           {int_value({}, 0, crypto::role::kSupplier),
                                                            int_value({}, 0, crypto::role::kAccessControlBroker),
                                                            int_value({}, 0, crypto::role::kRecovery)})});
  const auto answer = execute(reads, {}, one(std::move(asked)), {*hub->find(esme()), *hub, now});
  ASSERT_TRUE(answer) << answer.error().text();
  const auto& roles = answer->items[0].value.items;
  ASSERT_THAT(roles, SizeIs(3));
  EXPECT_EQ(roles[0].find("status")->number, 0);
  EXPECT_EQ(roles[0].find("floor")->number, 77);
  const auto& held = roles[0].find("certificates")->items;
  ASSERT_THAT(held, SizeIs(2));
  for (const auto& [slot, usage] :
       {std::pair(held[0], crypto::Usage::DigitalSignature), std::pair(held[1], crypto::Usage::KeyAgreement)}) {
    EXPECT_EQ(Eui64::of(slot.find("party")->octets), supplier);
    EXPECT_EQ(slot.find("keyIdentifier")->octets, keys.find(supplier, usage, now)->certificate.subject_key_id());
  }
  EXPECT_EQ(held[0].find("keyUsage")->number, 1);  // one bit, and five
  EXPECT_EQ(held[1].find("keyUsage")->number, 5);
  EXPECT_THAT(roles[1].find("certificates")->items, SizeIs(1));
  EXPECT_EQ(roles[2].find("status")->number, 25);
  EXPECT_EQ(roles[2].find("certificates"), nullptr);
}

TEST_F(BehavioursTest, LogsSayWhatHappenedAndWhen) {
  const TimeMs begin = now;
  send(1, set_electricity_clock(++counter, now - kSecond, now + kMinute));
  now += kHour;
  send(2, set_electricity_clock(++counter, now - kHour, now - kMinute));
  Bytes forged = read_electricity(++counter);
  forged.back() ^= 1;
  send(3, forged);
  send(4, talk.command("ECS82", world.users[1].id, esme(), 5, talk.rows("ECS82", 5, {})));
  EXPECT_THAT(read_log("ECS35a", begin), ElementsAre(std::pair(begin, 0x8145), std::pair(now, 0x81C6)));
  EXPECT_THAT(read_log("ECS35a", begin + kMinute), ElementsAre(std::pair(now, 0x81C6)));
  EXPECT_THAT(read_log("ECS35b", begin), ElementsAre(std::pair(now, 0x8F3D), std::pair(now, 0x8F3E)));
  EXPECT_THAT(read_log("ECS35e", begin), IsEmpty());
}

// ---- alerts ----

class AlertsTest : public BehavioursTest {
 protected:
  std::vector<Frame> alert(Eui64 id, const std::string& code) {
    auto done = obey({hub.get()}, "alert " + id.text() + " " + code, now);
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->out : std::vector<Frame>{};
  }
  std::string mistake(Eui64 id, const std::string& code) {
    const auto done = obey({hub.get()}, "alert " + id.text() + " " + code, now);
    return done ? "obeyed" : done.error().text();
  }
};

TEST_F(AlertsTest, GoToWhomTheirCodeSays) {
  join(DeviceType::GSME);
  const auto goes = [&](Eui64 id, const std::string& code, std::string_view use_case, Eui64 to) {
    const auto out = alert(id, code);
    ASSERT_THAT(out, SizeIs(1));
    EXPECT_EQ(out[0].type, FrameType::Alert);
    gbcs::Header header;
    const auto payload = talk.open(use_case, out[0].payload, &header);
    EXPECT_EQ(header.recipient, to) << code;
    EXPECT_EQ(header.originator, id);
    EXPECT_EQ(payload.alert_code, get_be(from_hex(code).value()));
    EXPECT_TRUE(hub->deliveries().unacknowledged(FrameType::Alert, out[0].delivery));
  };
  goes(esme(), "8F3F", "GCA-DLMS", supplier);
  goes(esme(), "810E", "GNCA-DLMS", supplier);
  goes(esme(), "8002", "GNCA-DLMS", world.users[2].id);
  goes(gsme(), "8F1D", "GCA-ZigBee", supplier);
  goes(gsme(), "810E", "GNCA-ZigBee", supplier);
  goes(chf(), "8F3F", "GCA-DLMS", world.broker);
  const auto gas = talk.open("GCA-ZigBee", alert(gsme(), "8F1D").at(0).payload);
  EXPECT_EQ(gas.alert_time, gbcs::zigbee_time(now));
}

TEST_F(AlertsTest, MistakesAreNamed) {
  EXPECT_THAT(mistake(esme(), "8F"), HasSubstr("'8F' is no alert code"));
  EXPECT_THAT(mistake(esme(), ""), HasSubstr("'' is no alert code"));
  EXPECT_THAT(mistake(esme(), "1234"), HasSubstr("1234 is no alert code"));
  EXPECT_THAT(mistake(esme(), "8F36"), HasSubstr("layout of its own"));
  EXPECT_THAT(mistake(ppmid(), "8F3F"), HasSubstr("a PPMID sends no generic alerts"));
  ASSERT_TRUE(obey({hub.get()}, "fault " + esme().text() + " off", now));
  EXPECT_THAT(mistake(esme(), "8F3F"), HasSubstr("it is off"));
}

TEST_F(AlertsTest, AnOutageOfThreeMinutesIsReported) {
  const TimeMs off = now;
  ASSERT_TRUE(obey({hub.get()}, "restart " + esme().text() + " 180", now));
  const auto out = tick();
  ASSERT_THAT(out, SizeIs(1));
  const auto payload = talk.open("ECS80", out[0].payload);
  EXPECT_EQ(payload.alert_code, 0x8F36);
  EXPECT_EQ(gbcs::time_of_date_time(payload.find("from")->octets), off);
  EXPECT_EQ(gbcs::time_of_date_time(payload.find("until")->octets), off + 180 * kSecond);
  EXPECT_THAT(read_log("ECS35e", off), ElementsAre(std::pair(now, 0x8F36)));
  ASSERT_TRUE(obey({hub.get()}, "restart " + esme().text() + " 179", now));
  EXPECT_THAT(tick(), IsEmpty());
  EXPECT_THAT(read_log("ECS35e", off), SizeIs(2));
}

}  // namespace
}  // namespace gridpost::devices::behaviours_test
