// Certificates of remote parties and of the Device itself: replaced, installed, read back. (GBCS 7)
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/certification_request.h"
#include "devices/credential_values.h"
#include "devices/home_parties.h"
#include "devices/orders.h"
#include "devices/test_home.h"

namespace gridpost::devices {
namespace {

namespace role = crypto::role;
using crypto::Usage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Slot kSigning{role::kSupplier, Usage::DigitalSignature};
const Slot kAgreement{role::kSupplier, Usage::KeyAgreement};
const Slot kTopUp{role::kSupplier, Usage::KeyAgreement, true};
const Slot kTransCos{role::kTransitionalCos, Usage::DigitalSignature};
const Slot kController{role::kLoadController, Usage::DigitalSignature};

class CredentialsTest : public HubTest {
 protected:
  void SetUp() override {
    issue_keys(world, keys, pki);
    keys.add(*pki.root());
    for (const Usage usage : {Usage::DigitalSignature, Usage::KeyAgreement})
      issue(trans_cos(), role::kTransitionalCos, usage);
    restart();
    join(DeviceType::ESME);
  }
  crypto::KeyEntryPtr issue(Eui64 party, int of, Usage usage, std::string name = {}) {
    return keys.add(*pki.issue_organisation(party, of, usage, std::move(name)).value());
  }
  Eui64 trans_cos() const { return trans_cos_of(world.broker); }
  Eui64 gaining() const { return world.users[1].id; }
  const Device& meter() { return *hub->find(esme()); }
  Bytes der_of(Eui64 party, Usage usage) const { return keys.find(party, usage, world.time.start)->certificate.der(); }

  // ---- commands ----

  struct Asked {
    int mode = 7;
    std::optional<Slot> by = kTransCos;
    std::vector<Value> floors;
    std::vector<std::pair<Slot, Bytes>> certificates;
    bool checks_time = false;
    std::optional<std::string> date;
    std::optional<std::uint64_t> other_counter;  // named inside, in place of that of the header
  };
  static Value tagged(Value value, std::uint8_t tag) {
    value.tag = tag;
    return value;
  }
  static Value raw(Bytes der) {
    Value v = octets_value({}, std::move(der));
    v.wire = Wire::Raw;
    return v;
  }
  static Value floor_of(int of, std::int64_t floor) {
    return structure({int_value({}, 0, of), int_value({}, 0, floor)});
  }
  gbcs::Payload payload_of(const Asked& asked, std::uint64_t with) const {
    Value control = structure({int_value({}, 0, asked.mode)});
    if (!asked.checks_time) control.items.push_back(tagged(int_value({}, 0, 1), 0x81));
    if (asked.by) control.items.push_back(tagged(slot_value(*asked.by), 0xA2));
    control.items.push_back(
        tagged(int_value({}, 0, static_cast<std::int64_t>(asked.other_counter.value_or(with))), 0x83));
    for (const Value& floor : asked.floors) control.items.push_back(floor);
    Value replacements = list_value({}, Wire::Array, {});
    for (const auto& [slot, der] : asked.certificates)
      replacements.items.push_back(structure({raw(der), slot_value(slot)}));
    gbcs::Payload payload;
    payload.items.resize(1);
    payload.items[0].value = structure(
        {std::move(control), replacements, list_value({}, Wire::Array, {raw(pki.issuing()->certificate.der())})});
    if (asked.date) {
      Value date = octets_value({}, Bytes(asked.date->begin(), asked.date->end()));
      date.wire = Wire::Time;
      payload.items[0].value.items.push_back(std::move(date));
    }
    return payload;
  }
  // The change of supplier to the gaining one.
  Asked change_of_supplier(std::int64_t floor = 500) const {
    Asked asked;
    asked.floors = {tagged(list_value({}, Wire::Array, {floor_of(role::kSupplier, floor)}), 0xA6)};
    asked.certificates = {{kSigning, der_of(gaining(), Usage::DigitalSignature)},
                          {kAgreement, der_of(gaining(), Usage::KeyAgreement)}};
    return asked;
  }
  std::vector<Frame> send_update(std::string_view name, Eui64 from, const Asked& asked) {
    ++counter;
    return send(counter, talk.command(name, from, esme(), counter, payload_of(asked, counter)));
  }
  // The outcome; a null value where there is none.
  Value update(std::string_view name, Eui64 from, const Asked& asked) {
    const auto out = send_update(name, from, asked);
    EXPECT_THAT(out, SizeIs(1)) << name;
    if (out.empty()) return {};
    const Value answer = talk.open(name, out[0].payload).items.at(0).value;
    EXPECT_EQ(answer.items.at(0).wire, Wire::Null);
    return answer.items.size() > 1 ? answer.items[1] : Value{};
  }
  static std::vector<std::int64_t> statuses(const Value& outcome) {
    std::vector<std::int64_t> out;
    for (const Value& replacement : outcome.items.at(3).items) out.push_back(replacement.items.at(1).number);
    return out;
  }
  std::size_t answers_to_read(Eui64 from, std::uint64_t with) {
    return send(1000 + with, talk.command("ECS82", from, esme(), with, talk.rows("ECS82", with, {}))).size();
  }
  gbcs::Payload one(Value value) const {
    gbcs::Payload payload;
    payload.items.resize(1);
    payload.items[0].value = std::move(value);
    return payload;
  }

  crypto::TestPki pki = crypto::TestPki::create();
  std::uint64_t counter = 100;
};

TEST_F(CredentialsTest, AfterAChangeOfSupplierTheNewOneIsObeyedAndTheOldOneNot) {
  ASSERT_EQ(answers_to_read(supplier, 1), 1u);
  ASSERT_EQ(answers_to_read(gaining(), 1), 0u);
  const Bytes before = meter().anchors().find(kSigning)->key_identifier;
  const Value outcome = update("CS02bSupplierByTransCoS", trans_cos(), change_of_supplier());
  EXPECT_THAT(statuses(outcome), ElementsAre(0, 0));
  EXPECT_EQ(outcome.items[0].as_unsigned(), counter);
  EXPECT_EQ(outcome.items[1].number, 7);
  const Value& first = outcome.items[3].items[0];
  EXPECT_EQ(Eui64::of(first.items[2].octets), supplier);
  EXPECT_EQ(first.items[3].octets, before);
  EXPECT_EQ(Eui64::of(first.items[4].octets), gaining());
  EXPECT_EQ(first.items[5].octets, keys.find(gaining(), Usage::DigitalSignature, now)->certificate.subject_key_id());
  EXPECT_EQ(answers_to_read(supplier, 2), 0u);
  EXPECT_EQ(answers_to_read(gaining(), 500), 0u) << "the floor itself is used up";
  EXPECT_EQ(answers_to_read(gaining(), 501), 1u);
  EXPECT_EQ(meter().parties().supplier, gaining());
}

TEST_F(CredentialsTest, WhatWasPutIntoASlotSurvivesTheProcess) {
  path = std::filesystem::temp_directory_path() / ("gridpost-credentials-" + std::to_string(getpid()) + ".db");
  std::filesystem::remove(path);
  restart();
  join(DeviceType::ESME);
  update("CS02bSupplierByTransCoS", trans_cos(), change_of_supplier());
  ASSERT_TRUE(store->commit());
  restart();
  EXPECT_EQ(meter().parties().supplier, gaining());
  EXPECT_EQ(answers_to_read(gaining(), 501), 1u);
  hub.reset();
  store.reset();
  std::filesystem::remove(path);
}

TEST_F(CredentialsTest, EachReplacementHasAStatusOfItsOwn) {
  const auto stranger = crypto::TestPki::create("Other");
  const Bytes unknown =
      stranger.issue_organisation(gaining(), role::kSupplier, Usage::KeyAgreement).value()->certificate.der();
  const Bytes signing = der_of(gaining(), Usage::DigitalSignature);
  const Bytes before = meter().anchors().find(kAgreement)->key_identifier;
  Asked asked = change_of_supplier();
  asked.certificates = {{kSigning, signing}, {kAgreement, unknown}, {kTopUp, signing}};
  const Value outcome = update("CS02bSupplierByTransCoS", trans_cos(), asked);
  EXPECT_THAT(statuses(outcome), ElementsAre(0, 10, 5));
  const Value& refused = outcome.items[3].items[1];
  EXPECT_EQ(refused.items[3].octets, before);
  EXPECT_EQ(refused.items[5].octets, before) << "a slot that stays as it is has the same certificate before and after";
  EXPECT_EQ(meter().anchors().find(kAgreement)->key_identifier, before);
  asked.certificates = {{kSigning, Bytes{0x30, 0x00}}};
  EXPECT_THAT(statuses(update("CS02bSupplierByTransCoS", trans_cos(), asked)), ElementsAre(5));
  // A certificate of another role, and a slot that the meter has not.
  asked.certificates = {{kSigning, der_of(world.users[2].id, Usage::DigitalSignature)}};
  EXPECT_THAT(statuses(update("CS02bSupplierByTransCoS", trans_cos(), asked)), ElementsAre(5));
  asked = {.mode = 6,
           .certificates = {{{role::kTransitionalCos, Usage::KeyAgreement}, der_of(trans_cos(), Usage::KeyAgreement)}}};
  EXPECT_THAT(statuses(update("CS02bTransCoSByTransCoS", trans_cos(), asked)), ElementsAre(25));
}

TEST_F(CredentialsTest, ALoadControllerIsPutThereByTheSupplier) {
  const Eui64 controller{0x0247500000000008};
  issue(controller, role::kLoadController, Usage::DigitalSignature);
  Asked asked;
  asked.mode = 11;
  asked.by = kSigning;
  asked.certificates = {{kController, der_of(controller, Usage::DigitalSignature)},
                        {{role::kLoadController, Usage::KeyAgreement}, der_of(supplier, Usage::KeyAgreement)}};
  EXPECT_FALSE(meter().anchors().find(kController));
  EXPECT_THAT(statuses(update("CS02gLoadControllerBySupplier", supplier, asked)), ElementsAre(0, 0));
  EXPECT_EQ(meter().anchors().find(kController)->party, controller);
}

TEST_F(CredentialsTest, ExpiredCertificatesAreRefusedWhereTimeIsChecked) {
  now = parse_date_time("2060-01-01T00:00:00Z").value();
  Asked asked = change_of_supplier();
  asked.certificates.resize(1);
  asked.checks_time = true;
  EXPECT_THAT(statuses(update("CS02bSupplierByTransCoS", trans_cos(), asked)), ElementsAre(5));
  asked.checks_time = false;
  EXPECT_THAT(statuses(update("CS02bSupplierByTransCoS", trans_cos(), asked)), ElementsAre(0));
}

TEST_F(CredentialsTest, WhoMayNotIsNotAnswered) {
  const auto refused = [&](std::string_view name, Eui64 from, const Asked& asked, const char* why) {
    EXPECT_THAT(send_update(name, from, asked), IsEmpty()) << why;
    EXPECT_EQ(meter().parties().supplier, supplier) << why;
  };
  const Asked good = change_of_supplier();
  Asked asked = good;
  asked.by = kSigning;
  refused("CS02bSupplierByTransCoS", trans_cos(), asked, "another slot authorises");
  asked = good;
  asked.other_counter = 7;
  refused("CS02bSupplierByTransCoS", trans_cos(), asked, "another counter inside");
  asked = good;
  asked.mode = 2;
  asked.by = kSigning;
  refused("CS02bSupplierBySupplier", gaining(), asked, "the sender holds no slot");
  refused("CS02bSupplierBySupplier", world.users[2].id, asked, "the sender holds another slot");
  asked.mode = 3;
  asked.by = Slot{role::kNetworkOperator, Usage::DigitalSignature};
  refused("CS02bNOByNO", world.users[2].id, asked, "a network operator replaces its own only");
  Bytes forged = talk.command("CS02bSupplierByTransCoS", trans_cos(), esme(), 900, payload_of(good, 900));
  forged[forged.size() - 20] ^= 1;
  EXPECT_THAT(send(900, forged), IsEmpty());
}

TEST_F(CredentialsTest, OfAPartyThatStaysTheFloorNeverSinks) {
  ASSERT_EQ(answers_to_read(supplier, 50), 1u);
  Asked asked;
  asked.mode = 2;
  asked.by = kSigning;
  asked.floors = {tagged(int_value({}, 0, 0), 0x84)};
  asked.certificates = {{kAgreement, der_of(supplier, Usage::KeyAgreement)}};
  EXPECT_THAT(statuses(update("CS02bSupplierBySupplier", supplier, asked)), ElementsAre(0));
  EXPECT_EQ(answers_to_read(supplier, counter), 0u);
  asked.floors = {tagged(int_value({}, 0, 5000), 0x84)};
  update("CS02bSupplierBySupplier", supplier, asked);
  EXPECT_EQ(answers_to_read(supplier, 5000), 0u);
  EXPECT_EQ(answers_to_read(supplier, 5001), 1u);
}

TEST_F(CredentialsTest, TheBrokerReplacesItsOwnKeyWithoutASlotThatAuthorises) {
  const auto fresh = pki.issue_organisation(world.broker, role::kAccessControlBroker, Usage::KeyAgreement).value();
  const Slot slot{role::kAccessControlBroker, Usage::KeyAgreement};
  Asked asked;
  asked.mode = 4;
  asked.by = {};
  asked.floors = {tagged(int_value({}, 0, 0), 0x84)};
  asked.certificates = {{slot, fresh->certificate.der()}};
  EXPECT_THAT(statuses(update("CS02bACBByACB", world.broker, asked)), ElementsAre(0));
  EXPECT_EQ(meter().anchors().find(slot)->key_identifier, fresh->certificate.subject_key_id());
  EXPECT_EQ(answers_to_read(supplier, 999), 0u) << "the MAC with the old key counts no more";
}

// ---- later ----

TEST_F(CredentialsTest, AFutureDatedReplacementIsReportedWhenItIsDone) {
  const TimeMs date = now / kSecond * kSecond + 2 * kHour;
  const auto send_dated = [&](const std::string& text) {
    Asked asked = change_of_supplier();
    asked.date = text;
    EXPECT_EQ(update("CS02bSupplierByTransCoS", trans_cos(), asked).wire, Wire::Null) << "no outcome yet";
  };
  send_dated(gbcs::general_time(date));
  EXPECT_EQ(meter().parties().supplier, supplier);
  send_dated("99991231235959Z");
  EXPECT_EQ(hub->next_due(), Hub::kNever) << "cancelled";
  send_dated(gbcs::general_time(date));
  const std::uint64_t sent = counter;
  EXPECT_EQ(hub->next_due(), date);
  const auto alerts = tick();
  ASSERT_THAT(alerts, SizeIs(1));
  gbcs::Header header;
  const auto alert = talk.open("CS02b-A", alerts[0].payload, &header);
  EXPECT_EQ(header.recipient, trans_cos());
  EXPECT_EQ(alert.alert_code, 0x8F66);
  EXPECT_EQ(alert.find("originatorCounter")->as_unsigned(), sent);
  EXPECT_EQ(meter().parties().supplier, gaining());
}

TEST_F(CredentialsTest, WhatCannotBeDoneThenIsReportedAsFailed) {
  ASSERT_TRUE(obey({hub.get()}, "fault " + esme().text() + " cannot-activate", now));
  Asked asked = change_of_supplier();
  asked.date = gbcs::general_time(now + kHour);
  update("CS02bSupplierByTransCoS", trans_cos(), asked);
  const auto alerts = tick();
  ASSERT_THAT(alerts, SizeIs(1));
  const auto alert = talk.open("CS02b-A", alerts[0].payload);
  EXPECT_EQ(alert.alert_code, 0x8F67);
  EXPECT_THAT(statuses(*alert.find("outcome")), ElementsAre(127, 127));
  EXPECT_EQ(meter().parties().supplier, supplier);
}

// ---- the Device's own ----

class OwnKeysTest : public CredentialsTest {
 protected:
  static Value usage(Usage of) { return structure({key_usage_value(of)}); }
  gbcs::Payload ask(std::string_view name, Value value) {
    ++counter;
    const auto out = send(counter, talk.command(name, supplier, esme(), counter, one(std::move(value))));
    EXPECT_THAT(out, SizeIs(1)) << name;
    const auto message = gbcs::parse(out.at(0).payload);
    EXPECT_TRUE(std::any_of(signers.begin(), signers.end(),
                            [&](const auto& key) { return gbcs::signature_is_good(*message, key); }));
    signed_by_new = gbcs::signature_is_good(*message, signers.back());
    return gbcs::decode_unpacked(talk.use_case(name), *message).value();
  }
  std::int64_t install(const Bytes& der) { return ask("CS02d", raw(der)).items.at(0).value.number; }

  void SetUp() override {
    CredentialsTest::SetUp();
    signers = {keys.find(esme(), Usage::DigitalSignature, now)->certificate.public_key()};
  }
  std::vector<crypto::PublicKey> signers;
  bool signed_by_new = false;
};

TEST_F(OwnKeysTest, ANewPairIsUsedAsSoonAsItsCertificateIsInstalled) {
  const Bytes old = ask("CS02e", usage(Usage::DigitalSignature)).items[0].value.octets;
  EXPECT_EQ(old, der_of(esme(), Usage::DigitalSignature));
  EXPECT_EQ(install(old), 4) << "no pair waits for it";
  const auto request =
      crypto::read_certification_request(ask("CS02c", usage(Usage::DigitalSignature)).items[0].value.octets);
  ASSERT_TRUE(request) << request.error().text();
  EXPECT_EQ(request->device, esme());
  EXPECT_EQ(request->usage, Usage::DigitalSignature);
  const auto certificate_for = [&](Eui64 device, Usage use, const crypto::PublicKey& key) {
    return pki.issue_device(device, use, key).value()->certificate.der();
  };
  EXPECT_EQ(install({0x30, 0x00}), 1);
  EXPECT_EQ(install(der_of(supplier, Usage::DigitalSignature)), 1);
  EXPECT_EQ(install(certificate_for(gsme(), Usage::DigitalSignature, request->key)), 2);
  EXPECT_EQ(install(certificate_for(esme(), Usage::KeyAgreement, request->key)), 4);
  EXPECT_EQ(install(old), 5);
  EXPECT_EQ(ask("CS02e", usage(Usage::DigitalSignature)).items[0].value.octets, old) << "nothing has changed yet";
  const Bytes fresh = certificate_for(esme(), Usage::DigitalSignature, request->key);
  signers.push_back(request->key);
  EXPECT_EQ(install(fresh), 0);
  EXPECT_EQ(ask("CS02e", usage(Usage::DigitalSignature)).items[0].value.octets, fresh);
  EXPECT_TRUE(signed_by_new);
  EXPECT_EQ(install(fresh), 4) << "the pair waits no more";
}

TEST_F(OwnKeysTest, AnotherUsageIsNoneOfADevices) {
  const Value both = structure({bits_value({}, 5, {0x88})});
  EXPECT_EQ(ask("CS02c", both).items[0].value.number, 1);
  EXPECT_EQ(ask("CS02e", both).items[0].value.number, 1);
}

}  // namespace
}  // namespace gridpost::devices
