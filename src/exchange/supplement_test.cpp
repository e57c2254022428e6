// What the DSP adds to commands: types and certificates of other Devices, certificates of unknown Users.
#include "exchange/supplement.h"

#include <gtest/gtest.h>

#include "exchange/command.h"
#include "exchange/events_for_tests.h"
#include "exchange/question.h"
#include "gbcs/codec.h"

namespace gridpost::exchange {
namespace {

using namespace street;

const Eui64 kScreen{0x00DB1234567890A4};
const Eui64 kOtherUser{0x90B3D51F30040000};
// Any DER element will do for a certificate here.
const Bytes kCertificate{0x30, 0x03, 0x02, 0x01, 0x05};

// The street with a display behind the hub, and a User who is nobody's supplier.
World joining() {
  World w = world();
  w.devices[kScreen] = device(kScreen, DeviceType::PPMID, SmiStatus::InstalledNotCommissioned, "");
  for (const Eui64 id : {kScreen, kElectric, kGas}) w.logs[kHub].push_back({kHub, id, 0, Bytes(16, 1)});
  w.users[kOtherUser] = {kOtherUser, "Advice", {UserRole::OU}, access::UserStatus::InOperation, "x"};
  return w;
}

duis::Request join(std::string_view variant, Eui64 target, Eui64 other, std::uint64_t counter = 1000) {
  duis::Request r = request(variant, variant == "8.7.1" ? 4 : 1, kSupplier, target, counter);
  r.body.add("OtherDeviceID", other.text());
  return r;
}

void expect_refused(const Decision& d, const NamedRule& rule) {
  ASSERT_TRUE(d.answer);
  EXPECT_EQ(d.answer->code, rule.code);
  ASSERT_EQ(d.effects.size(), 1u) << "a refusal changes nothing";
  EXPECT_EQ(std::get<Audit>(d.effects[0]).entry.rule, rule.name) << std::get<Audit>(d.effects[0]).entry.explanation;
}

gbcs::Message only_command(const World& w) {
  const auto commands = w.of_kind(OutboxKind::Command);
  EXPECT_EQ(commands.size(), 1u) << (w.audit.empty() ? "" : w.audit.back().explanation);
  return commands.empty() ? gbcs::Message() : gbcs::parse(commands[0].body).value();
}

TEST(Supplement, APreCommandOfAJoinCarriesTheOtherDevicesCertificate) {
  World w = joining();
  w.certificates[{kScreen}] = kCertificate;
  const Decision d = w.run(arrived(join("8.7.1", kGas, kScreen)));
  ASSERT_TRUE(d.answer);
  ASSERT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  const auto message = gbcs::parse(std::get<duis::PreCommand>(d.answer->payload).message);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->header.code, 0x00AF);
  const auto payload = gbcs::decode_unpacked(*Catalogue::instance().find("CS03CCritical"), *message);
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->find("OtherDeviceID")->octets, kScreen.bytes());
  EXPECT_EQ(payload->find("DeviceType")->number, 5);
  EXPECT_EQ(payload->find("Certificate")->octets, kCertificate);
}

TEST(Supplement, WithoutTheCertificateThatJoinIsRefused) {
  World w = joining();
  expect_refused(w.run(arrived(join("8.7.1", kGas, kScreen))), rule::kPartnerCertificate);
  w.certificates[{kScreen, crypto::Usage::DigitalSignature}] = kCertificate;
  expect_refused(w.run(arrived(join("8.7.1", kGas, kScreen))), rule::kPartnerCertificate);
  EXPECT_EQ(w.run(arrived(join("8.7.1", kElectric, kScreen))).answer->code, "I0") << "method A needs none";
}

TEST(Supplement, ADisplayIsJoinedByTheBrokerWhoseSignatureComesLater) {
  World w = joining();
  EXPECT_EQ(w.run(arrived(join("8.7.2", kScreen, kElectric))).answer->code, "I99") << w.audit.back().explanation;
  const gbcs::Message m = only_command(w);
  EXPECT_EQ(m.header.originator, w.broker);
  EXPECT_EQ(m.header.party, kSupplier);
  EXPECT_EQ(m.header.party_counter, 1000u);
  EXPECT_FALSE(m.signature);
}

TEST(Supplement, TheAnswerToWhatTheBrokerSignedIsSigned) {
  gbcs::Payload done;
  done.items.emplace_back().value = int_value("responseCode", 0, 0);
  for (const bool is_signed : {true, false}) {
    World w = joining();
    w.run(arrived(join("8.7.2", kScreen, kElectric)));
    w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), done, is_signed));
    EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), is_signed ? 1u : 0u);
    EXPECT_EQ(w.audit.back().rule, is_signed ? rule::kAnswerAccepted.name : rule::kAnswerProtection.name);
  }
}

TEST(Supplement, TheRegisteredSupplierSpeaksForItselfAndOthersByTheBroker) {
  World supplier = joining();
  EXPECT_EQ(supplier.run(arrived(join("8.7.2", kGas, kProxy))).answer->code, "I99");
  EXPECT_EQ(only_command(supplier).header.originator, kSupplier);

  World other = joining();
  duis::Request r = request("8.9", 1, kOtherUser, kGas, 1000);
  EXPECT_EQ(other.run(arrived(r)).answer->code, "I99") << other.audit.back().explanation;
  const gbcs::Message m = only_command(other);
  EXPECT_EQ(m.header.code, 0x0013);
  EXPECT_EQ(m.header.originator, other.broker);
  EXPECT_EQ(m.header.party, kOtherUser);
  EXPECT_TRUE(m.header.certificate.empty()) << "nothing in the answer is sealed";
}

TEST(Supplement, TheUsersRoleDecidesWhichMessageReadsALog) {
  for (const auto& [roles, code] : {std::pair{RoleSet{UserRole::ED}, 0x00FD}, {RoleSet{UserRole::IS}, 0x00BA}}) {
    World w = joining();
    w.users[kOtherUser].roles = roles;
    duis::Request r = request("6.13", 1, kOtherUser, kElectric, 1000);
    Element& period = r.body.add("ReadLogPeriod");
    period.add("StartDateTime", iso(kNow - kDay));
    period.add("EndDateTime", iso(kNow));
    r.body.add("LogToRead", "ALCSEvent");
    Known known;
    known.user = w.users[kOtherUser];
    known.devices = w.devices;
    const auto command = make_command(r, known);
    ASSERT_TRUE(command) << command.error().explanation;
    EXPECT_EQ(command->header.code, code);
  }
}

// 4.14 has them; of the services that are described none is open to strangers and has them, so the check is asked
// itself.
TEST(Supplement, SealedAnswersNeedTheCertificateOfAnUnknownUser) {
  const World w = joining();
  Known known;
  known.now = kNow;
  known.devices = w.devices;
  known.registrations[kElectric] = w.registrations.at(kMpan);
  const UseCase& sealed = *Catalogue::instance().find("ECS21b");
  const auto check = [&](Eui64 user) {
    return check_supplement(sealed, {}, request("4.14", 1, user, kElectric, 1000), known);
  };
  EXPECT_TRUE(check(kSupplier)) << "the Device has its certificate";
  ASSERT_FALSE(check(kStranger));
  EXPECT_EQ(check(kStranger).error().rule, rule::kPartyCertificate);
  known.certificates[{kStranger}] = kCertificate;
  EXPECT_TRUE(check(kStranger));
}

// What is loaded for a stranger, and for nobody else.
TEST(Supplement, TheCertificateOfAStrangerIsAskedFor) {
  const World w = joining();
  Known known;
  known.now = kNow;
  known.devices = w.devices;
  known.registrations[kElectric] = w.registrations.at(kMpan);
  for (const Eui64 user : {kSupplier, kOtherUser}) {
    Needs needs;
    add_further_supplement_needs(request("4.1.1", 1, user, kElectric, 1), known, needs);
    const std::vector<Needs::Certificate> none;
    EXPECT_EQ(needs.certificates, user == kSupplier ? none : std::vector{Needs::Certificate{kOtherUser}});
  }
}

TEST(Supplement, KnownToADeviceAreItsSupplierAndItsDistributor) {
  Known known;
  const World w = joining();
  known.now = kNow;
  known.devices = w.devices;
  known.registrations[kElectric] = w.registrations.at(kMpan);
  known.registrations[kGas] = w.registrations.at(kMprn);
  const auto knows = [&](Eui64 id, Eui64 user) { return is_known_remote_party(known, w.devices.at(id), user); };
  EXPECT_TRUE(knows(kElectric, kSupplier));
  EXPECT_TRUE(knows(kElectric, kNetwork));
  EXPECT_TRUE(knows(kGas, kSupplier));
  EXPECT_FALSE(knows(kGas, kNetwork));
  EXPECT_FALSE(knows(kElectric, kStranger)) << "a supplier, but of others";
  EXPECT_FALSE(knows(kHub, kSupplier)) << "hubs are the broker's";
  EXPECT_FALSE(knows(kScreen, kSupplier)) << "so are displays";
}

const Eui64 kOldHub{0x00DB123456789095}, kOldProxy{0x00DB1234567890B3};

duis::Request restore(std::string_view variant, Eui64 target, std::string_view element, Eui64 old) {
  duis::Request r = request(variant, 1, kSupplier, target, 1000);
  r.body.add(element, old.text());
  return r;
}

// DUIS 8.6: the log and the identifier come from the last CS14 of the old hub; who has not joined has no key to
// restore.
TEST(Supplement, AHubsLogIsRestoredAsItsLastAlertHadIt) {
  World w = joining();
  w.devices[kOldHub] = device(kOldHub, DeviceType::CHF, SmiStatus::Commissioned, "");
  for (const Eui64 id : {kOldHub, kElectric, kGas, kScreen}) w.devices[id].hub = kOldHub;
  w.logs[kHub].clear();
  DeviceSpoke told = log_alert(5, {{kElectric, true}, {kGas, true}, {kScreen, false}});
  told.hub = kOldHub;
  told.parsed->header.originator = kOldHub;
  told.payload->items.front().value.items.push_back(octets_value("hanIdentifier", Bytes(8, 0x41)));
  w.run(told);
  EXPECT_EQ(w.devices[kOldHub].han_identifier, Bytes(8, 0x41));

  EXPECT_EQ(w.run(arrived(restore("8.12.1", kHub, "OldCHFID", kOldHub))).answer->code, "I99")
      << w.audit.back().explanation;
  const gbcs::Message m = only_command(w);
  EXPECT_EQ(m.header.recipient, kHub);
  const auto payload = gbcs::decode_unpacked(*Catalogue::instance().find("CCS03"), m);
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->find("HANIdentifier")->octets, Bytes(8, 0x41));
  const Value* entries = payload->find("Entry");
  ASSERT_EQ(entries->items.size(), 2u);
  EXPECT_EQ(entries->items[0].find("DeviceID")->octets, kElectric.bytes());
  EXPECT_EQ(entries->items[1].find("LinkKeyHash")->octets, Bytes(16, 7));
}

TEST(Supplement, AGasProxysLogIsRestoredFromItsJoins) {
  World w = joining();
  w.devices[kOldProxy] = device(kOldProxy, DeviceType::GPF, SmiStatus::Commissioned, "");
  w.devices[kOldProxy].import_mpxn = kMprn;
  w.joins = {{kOldProxy, kScreen, 0}, {kGas, kOldProxy, 0}};
  EXPECT_EQ(w.run(arrived(restore("8.12.2", kProxy, "OldGPFID", kOldProxy))).answer->code, "I99")
      << w.audit.back().explanation;
  const gbcs::Message m = only_command(w);
  EXPECT_EQ(m.header.originator, w.broker);
  EXPECT_FALSE(m.header.party);
  const auto payload = gbcs::decode_unpacked(*Catalogue::instance().find("GCS59"), m);
  ASSERT_TRUE(payload);
  const Value* entries = payload->find("Entry");
  ASSERT_EQ(entries->items.size(), 2u);
  EXPECT_EQ(entries->items[0].find("DeviceID")->octets, kScreen.bytes());
  EXPECT_EQ(entries->items[0].find("DeviceType")->number, 5);
  EXPECT_EQ(entries->items[1].find("DeviceID")->octets, kGas.bytes());
  EXPECT_EQ(entries->items[1].find("DeviceType")->number, 0);
}

TEST(Supplement, WithoutABackUpNoLogIsRestored) {
  World w = joining();
  w.devices[kOldHub] = device(kOldHub, DeviceType::CHF, SmiStatus::Commissioned, "");
  w.devices[kElectric].hub = kOldHub;
  expect_refused(w.run(arrived(restore("8.12.1", kHub, "OldCHFID", kOldHub))), rule::kRestoreBackup);
}

}  // namespace
}  // namespace gridpost::exchange
