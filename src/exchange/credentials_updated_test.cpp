// What a Device tells of replaced credentials, and N42. (GBCS 7; DUIS 3.11)
#include "exchange/credentials_updated.h"

#include <gtest/gtest.h>

#include "exchange/alerts_of_change.h"
#include "exchange/events_for_tests.h"
#include "gbcs/codec.h"
#include "gbcs/sample_payloads.h"

namespace gridpost::exchange {
namespace {

using namespace street;

constexpr int kSupplierRole = 2, kOperatorRole = 3, kBrokerRole = 4, kRefusedStatus = 5;
const Bytes kSigning{0x80}, kAgreement{0x08}, kSignsOthers{0x04};

Value slot_of(int role, const Bytes& usage, int cell) {
  Value bits = octets_value("keyUsage", usage);
  std::vector<Value> items = {int_value("role", 0, role), std::move(bits)};
  if (cell != 0) items.push_back(int_value("cellUsage", 0, cell));
  return list_value("slot", Wire::Structure, std::move(items));
}

Value replaced(int role, const Bytes& usage, Eui64 party, int cell = 0, int status = 0) {
  return list_value(
      "replacement", Wire::Structure,
      {slot_of(role, usage, cell), int_value("status", 1, status), octets_value("newParty", party.bytes()),
       octets_value("newKeyIdentifier", Bytes(20, static_cast<std::uint8_t>(usage[0] + cell)))});
}

Value floors(int role, std::int64_t floor, std::optional<std::int64_t> top_up) {
  std::vector<Value> items = {int_value("role", 0, role), int_value("floor", 0, floor)};
  if (top_up)
    items.push_back(
        list_value("topUpFloors", Wire::Array,
                   {list_value("", Wire::Structure, {int_value("cellUsage", 0, 0), int_value("floor", 0, *top_up)})}));
  return list_value("change", Wire::Structure, std::move(items));
}

gbcs::Payload outcome_with(std::vector<Value> changes, std::vector<Value> replacements) {
  gbcs::Payload p;
  p.items.emplace_back().value = list_value(
      "response", Wire::Structure,
      {null_value("accepted"), list_value("outcome", Wire::Structure,
                                          {int_value("originatorCounter", 0, 7), int_value("mode", 0, 2),
                                           list_value("counterChanges", Wire::Array, std::move(changes)),
                                           list_value("replacements", Wire::Array, std::move(replacements))})});
  return p;
}

TEST(CredentialsUpdated, AreGroupedByTheRoleOfTheirOwner) {
  const auto all = replaced_credentials(
      outcome_with({floors(kSupplierRole, 41, 42), floors(kBrokerRole, 9, {})},
                   {replaced(kSupplierRole, kSigning, kSupplier), replaced(kSupplierRole, kAgreement, kSupplier),
                    replaced(kSupplierRole, kAgreement, kSupplier, 1), replaced(kOperatorRole, kSigning, kNetwork),
                    replaced(kBrokerRole, kAgreement, kDcc)}));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].role, "Supplier");
  EXPECT_EQ(all[0].user, kSupplier);
  EXPECT_EQ(all[0].floor, 41u);
  EXPECT_EQ(all[0].top_up_floor, 42u);
  ASSERT_EQ(all[0].certificates.size(), 3u);
  EXPECT_EQ(all[0].certificates[0].type, "DigitalSigning");
  EXPECT_EQ(all[0].certificates[0].hash, Bytes(20, 0x80));
  EXPECT_EQ(all[0].certificates[1].type, "KeyAgreement");
  EXPECT_EQ(all[0].certificates[2].type, "KeyAgreementTopUp");
  EXPECT_EQ(all[1].role, "NetworkOperator");
  EXPECT_EQ(all[1].user, kNetwork);
  EXPECT_FALSE(all[1].floor) << "nothing was said of its counters";
  EXPECT_EQ(all[2].role, "ACB");
  EXPECT_FALSE(all[2].user) << "no User";
  EXPECT_EQ(all[2].floor, 9u);
}

// As the exchange gets it: what a Device sent, decoded, with lists that are still packed.
TEST(CredentialsUpdated, AreFoundInADecodedAnswer) {
  const UseCase& use_case = *Catalogue::instance().find("CS02bSupplierBySupplier");
  gbcs::SamplePayloads make(1);
  gbcs::Payload sent;
  Value* list = nullptr;
  for (int i = 0; i < 100 && (!list || list->items.empty()); ++i) {
    sent = make.of(use_case, gbcs::Cra::Response, 7);
    list = sent.items.front().value.find("replacements");
  }
  ASSERT_TRUE(list && !list->items.empty());
  for (Value& one : list->items) {
    one.find("status")->number = 0;
    one.find("role")->number = kSupplierRole;
    Value& usage = *one.find("keyUsage");
    usage.number = 1;
    usage.octets = kSigning;
  }
  gbcs::Message message;
  message.header.cra = gbcs::Cra::Response;
  message.header.code = use_case.code;
  message.content = gbcs::encode(use_case, message.header.cra, sent).value();
  const auto payload = gbcs::decode(use_case, message);
  ASSERT_TRUE(payload) << payload.error().text();
  const auto all = replaced_credentials(*payload);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].role, "Supplier");
}

TEST(CredentialsUpdated, WhatWasNotReplacedIsNoPartOfIt) {
  EXPECT_TRUE(replaced_credentials(gbcs::Payload()).empty());
  EXPECT_TRUE(replaced_credentials(dlms_results({0})).empty());
  const auto all = replaced_credentials(
      outcome_with({floors(kSupplierRole, 41, {})}, {replaced(kSupplierRole, kSigning, kSupplier, 0, kRefusedStatus),
                                                     replaced(0, kSignsOthers, kDcc), replaced(6, kSigning, kDcc)}));
  EXPECT_TRUE(all.empty()) << "failed, of a root, of a party without a word in DUIS";
}

// To the responsible supplier, and to who has the new credentials.
TEST(CredentialsUpdated, N42IsToldOfAnAnswer) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  duis::Request r = request("4.1.1", 1, kSupplier, kElectric, 5);
  ASSERT_EQ(code_of(w, r), "I99");
  // The request is another one; what the answer tells decides.
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0),
                  outcome_with({floors(kOperatorRole, 41, {})}, {replaced(kOperatorRole, kSigning, kNetwork),
                                                                 replaced(kOperatorRole, kAgreement, kNetwork)})));
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.alerts[0].code, "N42");
  EXPECT_EQ(w.alerts[0].receivers, (std::vector{kSupplier, kNetwork}));
  const Element& told = w.alerts[0].payload;
  EXPECT_EQ(told.name, "SecurityCredentialsUpdated");
  EXPECT_EQ(told.text_at("DeviceID"), kElectric.text());
  EXPECT_EQ(told.text_at("RemotePartyRole"), "NetworkOperator");
  EXPECT_EQ(told.text_at("RemotePartySeqNumberChange/RemotePartyFloorSeqNumber"), "41");
  EXPECT_EQ(told.text_at("Certificates/CertificateType"), "DigitalSigning");
  EXPECT_EQ(told.text_at("Certificates/CertificateHash"), to_base64(Bytes(20, 0x80)));
  EXPECT_EQ(told.children.size(), 5u);
}

}  // namespace
}  // namespace gridpost::exchange
