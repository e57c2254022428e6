// 6.23: what the change of supplier party checks, sends and tells. (DUIS 8.9)
#include "exchange/change_of_supplier.h"

#include <gtest/gtest.h>

#include "crypto/testpki.h"
#include "exchange/events_for_tests.h"
#include "transform/body_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

constexpr Eui64 kParty{0x90B3D51F30000004};
constexpr TimeMs kGained = kNow - 2 * kDay;

const crypto::TestPki& pki() {
  static const crypto::TestPki made = crypto::TestPki::create();
  return made;
}

std::string certificate(Eui64 owner, crypto::Usage usage, int role = crypto::role::kSupplier) {
  return to_base64(pki().issue_organisation(owner, role, usage).value()->certificate.der());
}

// The supply of the electricity meter went from the stranger to the supplier two days ago.
World changed() {
  World w = world();
  w.trans_cos = kParty;
  w.devices.at(kElectric).status = SmiStatus::Commissioned;
  w.registrations[kMpan] = {{kMpan, registration::Kind::ImportSupplier, kStranger, 0, kGained},
                            {kMpan, registration::Kind::ImportSupplier, kSupplier, kGained, {}}};
  return w;
}

struct Asked {
  Eui64 user = kSupplier;
  Eui64 owner = kSupplier;  // of the certificates
  std::string mpan = kMpan;
  std::string date;  // ISO, or empty
  int role = crypto::role::kSupplier;
  crypto::Usage signing = crypto::Usage::DigitalSignature;
};

duis::Request change(std::uint64_t counter, const Asked& asked = {}) {
  duis::Request r = request(kChangeOfSupplierService, 1, asked.user, kElectric, counter);
  const std::string date = asked.date.empty() ? "" : "<ExecutionDateTime>" + asked.date + "</ExecutionDateTime>";
  r.body = transform::body(
      "<UpdateSecurityCredentialsCoS>" + date +
      "<SupplierFloorSeqNumber>3</SupplierFloorSeqNumber><SupplierReplacementCertificates><DigitalSigningCertificate>" +
      certificate(asked.owner, asked.signing, asked.role) + "</DigitalSigningCertificate><KeyAgreementCertificate>" +
      certificate(asked.owner, crypto::Usage::KeyAgreement) +
      "</KeyAgreementCertificate></SupplierReplacementCertificates><CertificationPathCertificates><Certificate>" +
      to_base64(pki().issuing()->certificate.der()) +
      "</Certificate></CertificationPathCertificates><ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks>"
      "<ImportMPxN>" +
      asked.mpan + "</ImportMPxN></UpdateSecurityCredentialsCoS>");
  return r;
}

// The outcome with this status of its replacement. (GBCS 7)
gbcs::Payload outcome(int status) {
  gbcs::Payload p;
  p.items.emplace_back().value = list_value(
      "response", Wire::Structure,
      {list_value("outcome", Wire::Structure,
                  {list_value("replacements", Wire::Array,
                              {list_value("replacement", Wire::Structure, {uint_value("status", 1, status)})})})});
  return p;
}
gbcs::Payload taken() { return outcome(0); }

TEST(ChangeOfSupplier, ThePartySendsItAndTheUserGetsTheAnswer) {
  World w = changed();
  ASSERT_EQ(w.run(arrived(change(10))).answer->code, "I99") << w.audit.back().explanation;
  const OutboxItem command = w.of_kind(OutboxKind::Command).at(0);
  const gbcs::Message message = gbcs::parse(command.body).value();
  EXPECT_EQ(message.header.originator, kParty);
  EXPECT_EQ(message.header.recipient, kElectric);
  EXPECT_FALSE(message.header.party) << "the User is not named";
  EXPECT_FALSE(message.signature) << "the party has yet to sign";
  w.run(answer_to(command, taken(), true));
  EXPECT_EQ(w.requests.at(change(10).id).state, RequestState::Done);
  EXPECT_EQ(w.of_kind(OutboxKind::Push).at(0).user, kSupplier);
}

TEST(ChangeOfSupplier, WhoLostTheMeterIsToldAndWhatItHeldEnds) {
  World w = changed();
  w.now = kGained - kDay;
  ASSERT_EQ(w.run(arrived(dated(read(5, kStranger), kNow + 9 * kDay))).answer->code, "E4") << "not the supplier then";
  ASSERT_EQ(w.run(arrived(dated(read(6, kStranger), kGained - kHour))).answer->code, "I99");
  w.now = kNow;
  ASSERT_EQ(w.run(arrived(dated(read(9), kNow + 9 * kDay))).answer->code, "I99");
  w.run(arrived(change(10)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), taken(), true));
  ASSERT_EQ(w.alerts.size(), 2u);
  EXPECT_EQ(w.alerts[0].code, "N27");
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kStranger});
  EXPECT_EQ(w.alerts[0].payload.name, "ChangeOfSupplier");
  EXPECT_EQ(w.alerts[1].code, "N17");
  EXPECT_EQ(w.alerts[1].receivers, std::vector{kStranger});
  EXPECT_EQ(w.requests.at(read(6, kStranger).id).state, RequestState::Done);
  EXPECT_EQ(w.requests.at(read(9).id).state, RequestState::Held) << "what the gaining supplier asked for stays";
}

TEST(ChangeOfSupplier, ADeviceThatRefusesChangesNothing) {
  World w = changed();
  w.run(arrived(change(10)));
  constexpr int kBadCertificate = 5;
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), outcome(kBadCertificate), true));
  EXPECT_TRUE(w.alerts.empty());
}

TEST(ChangeOfSupplier, WhatThePartyRefusesEndsWithN26) {
  const struct {
    Asked asked;
    const char* rule;
    const char* code;
  } cases[] = {
      {{.mpan = kNewMpan}, "exchange.cos-metering-point", "C01"},
      {{.owner = kStranger}, "exchange.cos-certificate", "C03"},
      {{.role = crypto::role::kNetworkOperator}, "exchange.cos-certificate", "C03"},
      {{.signing = crypto::Usage::KeyAgreement}, "exchange.cos-certificate", "C03"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.rule);
    World w = changed();
    ASSERT_EQ(w.run(arrived(change(10, c.asked))).answer->code, "I99");
    EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
    ASSERT_EQ(w.alerts.size(), 1u);
    EXPECT_EQ(w.alerts[0].code, "N26");
    EXPECT_EQ(w.alerts[0].payload.text_at("ECoSErrorCode"), c.code);
    EXPECT_EQ(w.alerts[0].payload.text_at("ChangeOfSupplierServiceRequestID"), change(10).id.text());
    EXPECT_EQ(w.audit.back().rule, c.rule);
    EXPECT_EQ(w.requests.at(change(10).id).state, RequestState::Done);
    EXPECT_EQ(w.run(arrived(change(10))).answer->code, "E48") << "its RequestID is spent";
  }
}

TEST(ChangeOfSupplier, TheSupplierOfAnotherMeteringPointIsRefused) {
  World w = changed();
  w.devices.at(kElectric).secondary_import_mpan = kNewMpan;  // the supplier's
  w.registrations[kMpan] = {{kMpan, registration::Kind::ImportSupplier, kStranger, 0, {}}};
  ASSERT_EQ(w.run(arrived(change(10))).answer->code, "I99");
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.alerts[0].payload.text_at("ECoSErrorCode"), "C02");
}

TEST(ChangeOfSupplier, AStrangerIsRefusedAtTheGate) {
  World w = changed();
  EXPECT_EQ(w.run(arrived(change(10, {.user = kStranger, .owner = kStranger}))).answer->code, "E4");
  EXPECT_TRUE(w.alerts.empty());
}

TEST(ChangeOfSupplier, WithoutAPartyForItThereIsNoCommand) {
  World w = changed();
  w.trans_cos = {};
  EXPECT_EQ(w.run(arrived(change(10))).answer->code, "E100");
}

// ---- with a date: held by the DSP until a day before, then by the Device (DUIS 3.6) ----

// The supplier takes over in ten days.
World changes_soon() {
  World w = changed();
  for (registration::Registration& r : w.registrations[kMpan]) {
    if (r.to) r.to = kNow + 10 * kDay;
    if (r.party == kSupplier) r.from = kNow + 10 * kDay;
  }
  return w;
}

TEST(ChangeOfSupplier, ADatedOneIsHeldUntilShortlyBefore) {
  World w = changes_soon();
  const TimeMs date = kNow + 10 * kDay;
  EXPECT_EQ(w.run(arrived(change(9))).answer->code, "E4") << "today it is another's meter";
  ASSERT_EQ(w.run(arrived(change(10, {.date = iso(date)}))).answer->code, "I99") << w.audit.back().explanation;
  EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
  ASSERT_EQ(w.timers.size(), 1u);
  EXPECT_EQ(w.timers[0].due, date - w.limits.sent_before_date);
  w.now = w.timers[0].due;
  w.run(TimerFired{w.timers[0]});
  ASSERT_EQ(w.of_kind(OutboxKind::Command).size(), 1u) << w.audit.back().explanation;
  const gbcs::Message command = gbcs::parse(w.of_kind(OutboxKind::Command)[0].body).value();
  const std::string time = iso(date);  // "2025-12-04T16:00:00Z", in the command as a GeneralizedTime
  const std::string general = time.substr(0, 4) + time.substr(5, 2) + time.substr(8, 2) + time.substr(11, 2);
  EXPECT_NE(text_of(command.content).find(general), std::string::npos);
}

TEST(ChangeOfSupplier, ADateThatIsNearGoesToTheDeviceAtOnce) {
  World w = changed();
  ASSERT_EQ(w.run(arrived(change(10, {.date = iso(kNow + kHour)}))).answer->code, "I99");
  EXPECT_EQ(w.of_kind(OutboxKind::Command).size(), 1u);
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), taken(), true));
  EXPECT_TRUE(w.alerts.empty()) << "the Device has only noted it";
}

TEST(ChangeOfSupplier, WhoHasLostTheMeterByThenIsRefused) {
  World w = changes_soon();
  w.run(arrived(change(10, {.date = iso(kNow + 10 * kDay)})));
  w.registrations[kMpan] = {{kMpan, registration::Kind::ImportSupplier, kStranger, 0, {}}};
  w.now = w.timers.at(0).due;
  w.run(TimerFired{w.timers[0]});
  EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
  EXPECT_EQ(w.requests.at(change(10).id).result_code, "E4");
}

TEST(ChangeOfSupplier, ItIsCancelledWhereItIsHeld) {
  World w = changes_soon();
  w.run(arrived(change(10, {.date = iso(kNow + 10 * kDay)})));
  w.now += kDay;
  const Asked cancels{.date = "3000-12-31T00:00:00Z"};
  w.registrations[kMpan][1].from = kNow;  // registered earlier than it was thought
  w.registrations[kMpan][0].to = kNow;
  EXPECT_EQ(w.run(arrived(change(11, cancels))).answer->code, "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.requests.at(change(10).id).state, RequestState::Done);
  EXPECT_TRUE(w.timers.empty());
  // Nothing is held here any more, so the next one asks the Device to forget what it has.
  EXPECT_EQ(w.run(arrived(change(12, cancels))).answer->code, "I99");
  EXPECT_EQ(w.of_kind(OutboxKind::Command).size(), 1u);
}

}  // namespace
}  // namespace gridpost::exchange
