// Opting a meter out and in, under the rules that allowed it and under those that ended it.
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"
#include "exchange/facts.h"

namespace gridpost::exchange {
namespace {

using namespace street;

World old_world(SmiStatus status) {
  World w = world();
  EXPECT_TRUE(w.rules.override_with("opt-out.end", "never"));
  w.devices[kElectric].status = status;
  if (status == SmiStatus::Withdrawn) w.devices[kElectric].import_mpxn.clear();
  w.certificates[{kDcc, crypto::Usage::KeyAgreement}] = {1, 2, 3};
  w.certificates[{kDcc, crypto::Usage::DigitalSignature}] = {4, 5, 6};
  return w;
}

duis::Request opt_in_request(const std::string& mpan = kMpan, TimeMs date = kNow) {
  static std::uint64_t counter = 0;
  duis::Request r = request("8.6", 8, kSupplier, kDcc, ++counter);
  r.body.add("DeviceID", kElectric.text());
  r.body.add("DeviceType", "ESME");
  r.body.add("MPxNs").add("ImportMPxN", mpan);
  r.body.add("OptInDate", iso_date(date));
  return r;
}

// An 8.5 whose command is on its way.
OutboxItem opting_out(World& w) {
  RequestRecord record;
  record.id = {kSupplier, kElectric, 1};
  record.reference = record.variant = "8.5";
  record.device = kElectric;
  record.message_code = 0x0104;
  record.command_originator = kDcc;
  record.command_counter = 77;
  w.requests[record.id] = record;
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Command;
  m.header.originator = kDcc;
  m.header.recipient = kElectric;
  m.header.counter = 77;
  m.header.code = record.message_code;
  m.signature = Bytes();
  OutboxItem command;
  command.user = kSupplier;
  command.hub = kHub;
  command.body = gbcs::grouping_part(m);
  return command;
}

TEST(States, UnderTheOldRulesAMeterIsOptedOutAndIn) {
  World w = old_world(SmiStatus::Commissioned);
  w.run(answer_to(opting_out(w), dlms_results({0}), true));
  ASSERT_EQ(w.devices[kElectric].status, SmiStatus::Withdrawn) << w.audit.back().explanation;
  EXPECT_EQ(w.history.back(),
            (inventory::StatusChange{kElectric, kNow, SmiStatus::Commissioned, SmiStatus::Withdrawn, "8.5"}));
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.alerts[0].code, "N2");
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kNetwork});

  const Decision d = w.run(arrived(opt_in_request()));
  ASSERT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Pending);
  const std::string answer = duis::write(*d.answer);
  EXPECT_NE(answer.find("<sr:DSPBrokerSecurityCredentialsKeyAgreement>AQID<"), std::string::npos) << answer;
  EXPECT_NE(answer.find("<sr:DSPBrokerSecurityCredentialsDigitalSigning>BAUG<"), std::string::npos) << answer;
  EXPECT_EQ(w.of_kind(OutboxKind::Command).size(), 0u);
}

TEST(States, AfterItsEndNobodyMayOptInOrOut) {
  World w = old_world(SmiStatus::Withdrawn);
  w.rules = RuleBook();
  EXPECT_EQ(w.run(arrived(opt_in_request())).answer->code, "E2");
  EXPECT_EQ(w.audit.back().rules_consulted, "opt-out.end");
  EXPECT_EQ(w.run(arrived(request("8.5", 1, kSupplier, kElectric, 50))).answer->code, "E2");
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Withdrawn);
  // A command that was under way when the rule ended moves nothing any more.
  World late = old_world(SmiStatus::Commissioned);
  const OutboxItem command = opting_out(late);
  late.rules = RuleBook();
  late.run(answer_to(command, dlms_results({0}), true));
  EXPECT_EQ(late.devices[kElectric].status, SmiStatus::Commissioned);
}

TEST(OptIn, TheMeterCarriesThePointsThatItsSupplierNames) {
  World w = old_world(SmiStatus::Withdrawn);
  ASSERT_EQ(w.run(arrived(opt_in_request(kNewMpan))).answer->code, "I0");
  EXPECT_EQ(w.devices[kElectric].import_mpxn, kNewMpan);
  EXPECT_EQ(w.details.back(), (inventory::DetailChange{kElectric, kNow, "ImportMPxN", "", kNewMpan, kSupplier}));
}

TEST(OptIn, EveryRefusalHasItsCode) {
  const auto code_of = [](World w, const duis::Request& r) { return w.run(arrived(r)).answer->code; };
  const World w = old_world(SmiStatus::Withdrawn);
  EXPECT_EQ(code_of(w, opt_in_request(kMpan, kNow + 2 * kDay)), "E080606");
  EXPECT_EQ(code_of(w, opt_in_request("1200000000099")), "E080604");
  EXPECT_EQ(code_of(old_world(SmiStatus::Commissioned), opt_in_request()), "E080602");
  World unlisted = w;
  unlisted.products.clear();
  EXPECT_EQ(code_of(unlisted, opt_in_request()), "E080601");
  World gone = w;
  gone.devices.erase(kElectric);
  EXPECT_EQ(code_of(gone, opt_in_request()), "E19");
  World other = w;
  other.devices[kElectric].type = DeviceType::PPMID;
  EXPECT_EQ(code_of(other, opt_in_request()), "E11");
  World network = w;
  network.users[kSupplier].roles = {UserRole::ED};
  EXPECT_EQ(code_of(network, opt_in_request()), "E2");
}

}  // namespace
}  // namespace gridpost::exchange
