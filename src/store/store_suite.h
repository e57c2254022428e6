// The tests that every implementation of the store port must pass. They are written against the port alone.
//
// An implementation derives a traits class with
//   static Result<std::unique_ptr<engine::Store>> open(const std::string& place);  // makes it when there is none
//   static std::string fresh_place();                                             // a place where there is none yet
//   static void remove(const std::string& place);
// and says INSTANTIATE_TYPED_TEST_SUITE_P(Name, StoreSuite, Traits).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/ports.h"
#include "store/store_model.h"

namespace gridpost::store {

using testing::ElementsAre;
using testing::IsEmpty;

template <class Traits>
class StoreSuite : public testing::Test {
 protected:
  StoreSuite() : place_(Traits::fresh_place()) { reopen(); }
  ~StoreSuite() override {
    store_.reset();
    Traits::remove(place_);
  }
  // Closes the store and opens what is on disk.
  void reopen() {
    store_.reset();
    auto opened = Traits::open(place_);
    if (!opened) throw std::runtime_error(opened.error().text());
    store_ = std::move(*opened);
  }
  std::unique_ptr<engine::Transaction> begin() { return value(store_->begin()); }
  std::unique_ptr<engine::Transaction> read() { return value(store_->read()); }
  // Applies effects in one committed transaction.
  void commit(const exchange::Effects& effects) {
    auto tx = begin();
    for (const exchange::Effect& effect : effects) ok(tx->apply(effect));
    ok(tx->commit());
  }
  template <class T>
  static T value(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
  }
  static void ok(const Status& status) {
    if (!status) throw std::runtime_error(status.error().text());
  }
  template <class Item>
  static std::vector<std::int64_t> ids(const std::vector<Item>& items) {
    std::vector<std::int64_t> all;
    for (const Item& item : items) all.push_back(item.id);
    return all;
  }

  std::string place_;
  std::unique_ptr<engine::Store> store_;
};

// ---- samples: every field differs from its default ----

inline inventory::Device sample_device(std::uint64_t id) {
  inventory::Device d;
  d.id = Eui64{id};
  d.type = DeviceType::GSME;
  d.status = SmiStatus::InstalledNotCommissioned;
  d.status_since = 1700000000123;
  d.manufacturer = "1234";
  d.model = "ABCD";
  d.smets_version = "SMETS2 V4.2";
  d.firmware_version = "00A1B2C3";
  d.gbcs_version = "4.2";
  d.esme_variant = "ADE";
  d.notified_by = Eui64{0x90B3D51F30010000};
  d.hub = Eui64{0xFF00000000000001};
  d.gpf = Eui64{0xFF00000000000002};
  d.import_mpxn = "9200000000012";
  d.secondary_import_mpan = "9200000000022";
  d.export_mpan = "9200000000032";
  d.commissioned_at = 1700000001000;
  d.uprn = "100012345678";
  d.post_code = "AB1 2CD";
  d.address_identifier = "Flat \"1\", it's";
  d.csp_region = "North";
  d.han_variant = "Dual Band";
  d.connectivity = "Cellular";
  d.broker_counter = 0xFFFFFFFFFFFFFFFF;
  d.han_identifier = {0x00, 0x01, 0xFF};
  return d;
}

inline exchange::RequestRecord sample_request(std::uint64_t counter) {
  exchange::RequestRecord r;
  r.id = {Eui64{0x90B3D51F30010000}, Eui64{0xF000000000000007}, counter};
  r.reference = "4.1";
  r.variant = "4.1.1";
  r.command_variant = 4;
  r.schema_version = "5.2";
  r.state = exchange::RequestState::PreCommandIssued;
  r.received_at = 1700000000456;
  r.device = Eui64{0xF000000000000007};
  r.pre_command = {0x00, 0xDF, 0x09, 0x00};
  r.message_code = 0xFFEE;
  r.command_originator = Eui64{0x90B3D51F30000002};
  r.command_counter = 0x8000000000000000 + counter;
  r.facts = R"({"add":true})";
  r.result_code = "I0";
  return r;
}

inline exchange::OutboxItem sample_command(std::uint64_t device, std::uint64_t request = 1) {
  exchange::OutboxItem i;
  i.kind = exchange::OutboxKind::Command;
  i.user = Eui64{11};
  i.device = Eui64{device};
  i.hub = Eui64{0xFF00000000000001};
  i.request = {Eui64{11}, Eui64{device}, request};
  i.body = {0xDF, 0x00, 0xFF};
  i.created_at = 1700000000789;
  return i;
}

inline exchange::OutboxItem sample_push(std::uint64_t user, std::uint64_t device) {
  exchange::OutboxItem i = sample_command(device);
  i.kind = exchange::OutboxKind::Push;
  i.user = Eui64{user};
  i.identity = "a|b|response";
  return i;
}

inline exchange::AuditEntry sample_audit(TimeMs at, const std::string& request, std::uint64_t device) {
  return {at,
          "request",
          Eui64{5},
          Eui64{device},
          request,
          "4.1.1",
          "E4",
          "access.e4",
          "DUIS 5",
          "not registered",
          "secmp0015,mp077.gas",
          "<body of " + request + ">"};
}

// ---- the tests ----

TYPED_TEST_SUITE_P(StoreSuite);

TYPED_TEST_P(StoreSuite, NothingIsThereAtFirst) {
  auto tx = this->read();
  EXPECT_EQ(this->value(tx->user(Eui64{1})), std::nullopt);
  EXPECT_EQ(this->value(tx->device(Eui64{1})), std::nullopt);
  EXPECT_THAT(this->value(tx->devices_of_hub(Eui64{1})), IsEmpty());
  EXPECT_THAT(this->value(tx->devices_of_mpxn("")), IsEmpty());
  EXPECT_THAT(this->value(tx->hub_log(Eui64{1})), IsEmpty());
  EXPECT_THAT(this->value(tx->status_history(Eui64{1})), IsEmpty());
  EXPECT_THAT(this->value(tx->registrations("1")), IsEmpty());
  EXPECT_EQ(this->value(tx->product(DeviceType::ESME, "", "", "")), std::nullopt);
  EXPECT_EQ(this->value(tx->request(RequestId{})), std::nullopt);
  EXPECT_EQ(this->value(tx->request_of_command(Eui64{}, Eui64{}, 0)), std::nullopt);
  EXPECT_EQ(this->value(tx->counter(Eui64{}, Eui64{}, "")), std::nullopt);
  EXPECT_EQ(this->value(tx->next_timer()), std::nullopt);
  EXPECT_THAT(this->value(tx->commands_ready(INT64_MAX, 10)), IsEmpty());
  EXPECT_THAT(this->value(tx->pushes_ready(Eui64{}, INT64_MAX, 10)), IsEmpty());
  EXPECT_EQ(this->value(tx->push_queues()).size(), 0u);
  EXPECT_EQ(this->value(tx->outbox_item(1)), std::nullopt);
  EXPECT_EQ(this->value(tx->audit({})).size(), 0u);
  EXPECT_EQ(this->value(tx->setting("x")), std::nullopt);
}

TYPED_TEST_P(StoreSuite, EveryFieldOfADeviceSurvivesReopening) {
  const inventory::Device full = sample_device(0xF000000000000007);
  inventory::Device plain;
  plain.id = Eui64{8};
  this->commit({exchange::PutDevice{full}, exchange::PutDevice{plain}});
  this->reopen();
  EXPECT_EQ(this->value(this->read()->device(full.id)), full);
  EXPECT_EQ(this->value(this->read()->device(plain.id)), plain);
  inventory::Device changed = full;
  changed.status = SmiStatus::Commissioned;
  changed.hub.reset();
  this->commit({exchange::PutDevice{changed}, exchange::RemoveDevice{plain.id}});
  EXPECT_EQ(this->value(this->read()->device(full.id)), changed);
  EXPECT_EQ(this->value(this->read()->device(plain.id)), std::nullopt);
}

TYPED_TEST_P(StoreSuite, DevicesAreFoundByHubMeteringPointAndPlace) {
  const Eui64 chf{50};
  inventory::Device hub, proxy, meter, far;
  hub.id = chf;
  hub.type = DeviceType::CHF;
  hub.hub = chf;
  proxy.id = Eui64{60};
  proxy.type = DeviceType::GPF;
  proxy.hub = chf;
  meter = sample_device(40);
  meter.hub = chf;
  far = sample_device(41);
  far.hub = Eui64{51};
  far.import_mpxn = "other";
  far.secondary_import_mpan = far.export_mpan = far.uprn = far.address_identifier = "other";
  this->commit(
      {exchange::PutDevice{meter}, exchange::PutDevice{proxy}, exchange::PutDevice{hub}, exchange::PutDevice{far}});
  auto tx = this->read();
  EXPECT_THAT(this->value(tx->devices_of_hub(chf)), ElementsAre(hub, proxy, meter));
  for (const std::string& mpxn : {meter.import_mpxn, meter.secondary_import_mpan, meter.export_mpan})
    EXPECT_THAT(this->value(tx->devices_of_mpxn(mpxn)), ElementsAre(meter)) << mpxn;
  EXPECT_THAT(this->value(tx->devices_of_uprn(meter.uprn)), ElementsAre(meter));
  EXPECT_THAT(this->value(tx->devices_of_uprn("")), IsEmpty());
  EXPECT_THAT(this->value(tx->devices_of_address(meter.post_code, meter.address_identifier)), ElementsAre(meter));
  EXPECT_THAT(this->value(tx->devices_of_address(meter.post_code, "elsewhere")), IsEmpty());
}

TYPED_TEST_P(StoreSuite, UsersRegistrationsProductsAndSettings) {
  access::User user{Eui64{0x90B3D51F30010000}, "Supplier", {}, access::UserStatus::Suspended, "host:1880/x"};
  user.roles.add(UserRole::IS);
  user.roles.add(UserRole::GS);
  const registration::Registration open{"920", registration::Kind::GasSupplier, Eui64{1}, 1000, std::nullopt};
  const registration::Registration ended{"920", registration::Kind::GasSupplier, Eui64{2}, 500, 1000};
  const inventory::Product product{
      DeviceType::PPMID, "m", "o", "f", "s", "4.1", inventory::CplStatus::Withdrawn, "A AD"};
  auto tx = this->begin();
  this->ok(tx->put_user(user));
  this->ok(tx->put_registration(open));
  this->ok(tx->put_registration(ended));
  this->ok(tx->put_product(product));
  this->ok(tx->set_setting("speed", "1"));
  this->ok(tx->set_setting("speed", "60"));
  this->ok(tx->commit());
  tx.reset();
  this->reopen();
  tx = this->read();
  EXPECT_EQ(this->value(tx->user(user.id)), user);
  EXPECT_THAT(this->value(tx->registrations("920")), ElementsAre(ended, open));
  EXPECT_EQ(this->value(tx->product(DeviceType::PPMID, "m", "o", "f")), product);
  EXPECT_EQ(this->value(tx->product(DeviceType::ESME, "m", "o", "f")), std::nullopt);
  EXPECT_THAT(this->value(tx->products()), ElementsAre(product));
  EXPECT_EQ(this->value(tx->setting("speed")), "60");
}

TYPED_TEST_P(StoreSuite, APutRegistrationWithTheSameStartReplaces) {
  registration::Registration one{"920", registration::Kind::ImportSupplier, Eui64{1}, 1000, std::nullopt};
  auto tx = this->begin();
  this->ok(tx->put_registration(one));
  one.to = 2000;
  this->ok(tx->put_registration(one));
  EXPECT_THAT(this->value(tx->registrations("920")), ElementsAre(one));
}

TYPED_TEST_P(StoreSuite, RequestsByIdAndByCommand) {
  exchange::RequestRecord record = sample_request(0xFFFFFFFFFFFFFFFF);
  this->commit({exchange::PutRequest{record}});
  this->reopen();
  EXPECT_EQ(this->value(this->read()->request(record.id)), record);
  EXPECT_EQ(
      this->value(this->read()->request_of_command(record.device, record.command_originator, record.command_counter)),
      record);
  EXPECT_EQ(this->value(this->read()->request_of_command(record.device, record.command_originator, 1)), std::nullopt);
  record.state = exchange::RequestState::Done;
  record.pre_command.clear();
  this->commit({exchange::PutRequest{record}});
  EXPECT_EQ(this->value(this->read()->request(record.id)), record);
  RequestId swapped{record.id.target, record.id.originator, record.id.counter};
  EXPECT_EQ(this->value(this->read()->request(swapped)), std::nullopt);
}

TYPED_TEST_P(StoreSuite, CountersAreKeptByStream) {
  this->commit({exchange::SetCounter{Eui64{1}, Eui64{2}, "", 5}, exchange::SetCounter{Eui64{1}, Eui64{2}, "topup", 9},
                exchange::SetCounter{Eui64{2}, Eui64{1}, "", 7},
                exchange::SetCounter{Eui64{1}, Eui64{2}, "", 0xFFFFFFFFFFFFFFFF}});
  auto tx = this->read();
  EXPECT_EQ(this->value(tx->counter(Eui64{1}, Eui64{2}, "")), 0xFFFFFFFFFFFFFFFF);
  EXPECT_EQ(this->value(tx->counter(Eui64{1}, Eui64{2}, "topup")), 9u);
  EXPECT_EQ(this->value(tx->counter(Eui64{2}, Eui64{1}, "")), 7u);
}

TYPED_TEST_P(StoreSuite, HubLogAndStatusHistory) {
  const inventory::HubLogEntry first{Eui64{1}, Eui64{9}, 100, {}, RequestId{Eui64{7}, Eui64{1}, 0xFFFFFFFFFFFFFFFF}};
  const inventory::HubLogEntry second{Eui64{1}, Eui64{3}, 200, {1, 2}};
  const inventory::StatusChange made{Eui64{3}, 10, std::nullopt, SmiStatus::Pending, "12.2"};
  const inventory::StatusChange joined{Eui64{3}, 10, SmiStatus::Pending, SmiStatus::Whitelisted, "8.11"};
  const inventory::StatusChange removed{Eui64{3}, 11, SmiStatus::Whitelisted, std::nullopt, "end"};
  this->commit({exchange::PutHubLogEntry{second}, exchange::PutHubLogEntry{first}, exchange::RecordStatus{made},
                exchange::RecordStatus{joined}, exchange::RecordStatus{removed}});
  this->reopen();
  EXPECT_THAT(this->value(this->read()->hub_log(Eui64{1})), ElementsAre(first, second));
  EXPECT_THAT(this->value(this->read()->status_history(Eui64{3})), ElementsAre(made, joined, removed));
  this->commit({exchange::RemoveHubLogEntry{Eui64{1}, Eui64{9}}});
  EXPECT_THAT(this->value(this->read()->hub_log(Eui64{1})), ElementsAre(second));
}

TYPED_TEST_P(StoreSuite, DetailHistoryAndJoins) {
  const inventory::DetailChange first{Eui64{3}, 20, "ESMEVariant", "A", "AD", Eui64{7}};
  const inventory::DetailChange second{Eui64{3}, 20, "ESMEVariant", "AD", "B", Eui64{8}};
  const inventory::Join up{Eui64{3}, Eui64{9}, 30}, down{Eui64{4}, Eui64{3}, 31}, other{Eui64{4}, Eui64{9}, 32};
  this->commit({exchange::RecordDetail{first}, exchange::RecordDetail{second}, exchange::PutJoin{down},
                exchange::PutJoin{up}, exchange::PutJoin{other}});
  this->reopen();
  EXPECT_THAT(this->value(this->read()->detail_history(Eui64{3})), ElementsAre(first, second));
  EXPECT_THAT(this->value(this->read()->joins(Eui64{3})), ElementsAre(up, down));
  this->commit({exchange::RemoveJoin{Eui64{3}, Eui64{9}}, exchange::RemoveJoin{Eui64{3}, Eui64{4}}});
  EXPECT_THAT(this->value(this->read()->joins(Eui64{3})), ElementsAre(down));  // a join has a direction
}

TYPED_TEST_P(StoreSuite, CoverageByUprnAndByPostCode) {
  const inventory::Coverage whole{"ZQ1 2AB", "", "", "North", true, {}, false, "Radio", "High", "Aerial", "Note"};
  const inventory::Coverage one{"ZQ1 2AB", "1", "100", "North", false, 1700000000000, true, "Radio", "Low", "", ""};
  const inventory::Coverage far{"ZQ9 9ZZ", "", "", "South", false, {}, false, "Cellular", "Low", "", ""};
  auto tx = this->begin();
  for (const auto& c : {far, one, whole}) this->ok(tx->put_coverage(c));
  this->ok(tx->commit());
  tx.reset();
  this->reopen();
  tx = this->begin();
  EXPECT_THAT(this->value(tx->coverage("", "ZQ1 2AB")), ElementsAre(whole, one));
  EXPECT_THAT(this->value(tx->coverage("100", "")), ElementsAre(one));
  EXPECT_THAT(this->value(tx->coverage("100", "ZQ9 9ZZ")), ElementsAre(one, far));
  EXPECT_THAT(this->value(tx->coverage("", "")), IsEmpty());
  inventory::Coverage better = whole;
  better.likelihood = "Medium";
  this->ok(tx->put_coverage(better));
  EXPECT_THAT(this->value(tx->coverage("", "ZQ1 2AB")), ElementsAre(better, one));
}

TYPED_TEST_P(StoreSuite, RequestsHeldForADevice) {
  exchange::RequestRecord first = sample_request(1), second = sample_request(2), done = sample_request(3);
  first.state = second.state = exchange::RequestState::Held;
  first.received_at = second.received_at - 1;
  exchange::RequestRecord elsewhere = sample_request(4);
  elsewhere.state = exchange::RequestState::Held;
  elsewhere.device = Eui64{1};
  this->commit({exchange::PutRequest{second}, exchange::PutRequest{first}, exchange::PutRequest{done},
                exchange::PutRequest{elsewhere}});
  this->reopen();
  EXPECT_THAT(this->value(this->read()->requests_held(first.device)), ElementsAre(first, second));
}

TYPED_TEST_P(StoreSuite, WithoutCommitNothingHappened) {
  {
    auto tx = this->begin();
    this->ok(tx->apply(exchange::PutDevice{sample_device(1)}));
    this->ok(tx->apply(exchange::Audit{sample_audit(1700000000000, "r", 1)}));
    EXPECT_TRUE(this->value(tx->device(Eui64{1})));             // a transaction sees its own effects
    EXPECT_FALSE(this->value(this->read()->device(Eui64{1})));  // nobody else does
  }
  EXPECT_FALSE(this->value(this->read()->device(Eui64{1})));
  this->commit({exchange::Audit{sample_audit(1700000000000, "s", 1)}});  // the same day's bodies once more
  EXPECT_EQ(this->value(this->read()->audit({.bodies = true})).at(0).body, "<body of s>");
}

TYPED_TEST_P(StoreSuite, AReaderKeepsItsViewAndCannotWrite) {
  this->commit({exchange::PutDevice{sample_device(1)}});
  auto reader = this->read();
  EXPECT_TRUE(this->value(reader->device(Eui64{1})));
  this->commit({exchange::RemoveDevice{Eui64{1}}});
  EXPECT_TRUE(this->value(reader->device(Eui64{1})));
  const Status refused = reader->apply(exchange::RemoveDevice{Eui64{1}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("remove device"), std::string::npos) << refused.error().what;
}

TYPED_TEST_P(StoreSuite, TheWriterIsWaitedFor) {
  auto first = this->begin();
  this->ok(first->apply(exchange::SetCounter{Eui64{1}, Eui64{1}, "", 1}));
  std::optional<std::uint64_t> seen;
  std::thread second([&] {
    auto tx = this->begin();
    seen = this->value(tx->counter(Eui64{1}, Eui64{1}, ""));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  this->ok(first->commit());
  first.reset();
  second.join();
  EXPECT_EQ(seen, 1u);
}

TYPED_TEST_P(StoreSuite, ACommandComesBackWhole) {
  exchange::OutboxItem item = sample_command(0xF000000000000007, 0xFFFFFFFFFFFFFFFF);
  this->commit({exchange::Enqueue{item}});
  this->reopen();
  const auto ready = this->value(this->read()->commands_ready(0, 10));
  ASSERT_EQ(ready.size(), 1u);
  item.id = ready[0].id;
  EXPECT_GT(item.id, 0);
  EXPECT_EQ(ready[0], item);
  EXPECT_EQ(this->value(this->read()->outbox_item(item.id)), item);
}

TYPED_TEST_P(StoreSuite, OneCommandOfADeviceIsInFlight) {
  this->commit({exchange::Enqueue{sample_command(1, 1)}, exchange::Enqueue{sample_command(1, 2)},
                exchange::Enqueue{sample_command(2, 3)}});
  auto tx = this->begin();
  const auto ready = this->ids(this->value(tx->commands_ready(0, 10)));
  ASSERT_EQ(ready.size(), 2u);  // the first of each Device
  this->ok(tx->mark_sent(ready[0], 77));
  EXPECT_FALSE(tx->mark_sent(ready[0], 77));      // it is sent already
  EXPECT_FALSE(tx->mark_sent(ready[0] + 1, 77));  // not its turn
  EXPECT_THAT(this->ids(this->value(tx->commands_ready(0, 10))), ElementsAre(ready[1]));
  EXPECT_THAT(this->ids(this->value(tx->outbox_sent(0, 10))), ElementsAre(ready[0]));
  EXPECT_THAT(this->ids(this->value(tx->outbox_sent(ready[0], 10))), IsEmpty());
  EXPECT_EQ(this->value(tx->outbox_item(ready[0]))->attempts, 1);
  this->ok(tx->apply(exchange::CloseCommands{{Eui64{11}, Eui64{1}, 1}}));
  EXPECT_THAT(this->ids(this->value(tx->commands_ready(0, 10))), ElementsAre(ready[0] + 1, ready[1]));
  EXPECT_THAT(this->value(tx->outbox_sent(0, 10)), IsEmpty());
}

TYPED_TEST_P(StoreSuite, ATakenCommandIsSentAgainAndHoldsItsLane) {
  const RequestId first{Eui64{11}, Eui64{1}, 1}, second{Eui64{11}, Eui64{1}, 2}, none{Eui64{11}, Eui64{1}, 9};
  this->commit({exchange::Enqueue{sample_command(1, 1)}, exchange::Enqueue{sample_command(1, 2)}});
  auto tx = this->begin();
  const std::int64_t id = this->ids(this->value(tx->commands_ready(0, 10))).at(0);
  this->ok(tx->mark_sent(id, 77));
  for (const RequestId& request : {first, second, none}) EXPECT_FALSE(this->value(tx->command_taken(request)));
  this->ok(tx->mark_taken(id));
  this->ok(tx->mark_taken(id));  // the hub says so as often as it gets it
  this->ok(tx->commit());
  tx.reset();
  this->reopen();
  tx = this->begin();
  EXPECT_TRUE(this->value(tx->command_taken(first)));
  EXPECT_FALSE(this->value(tx->command_taken(second)));
  EXPECT_THAT(this->value(tx->commands_ready(0, 10)), IsEmpty());
  EXPECT_THAT(this->ids(this->value(tx->outbox_sent(0, 10))), ElementsAre(id));
  this->ok(tx->apply(exchange::CloseCommands{first}));
  this->ok(tx->mark_taken(id));  // it was answered meanwhile
  EXPECT_FALSE(this->value(tx->command_taken(first)));
  EXPECT_THAT(this->ids(this->value(tx->commands_ready(0, 10))), ElementsAre(id + 1));
}

TYPED_TEST_P(StoreSuite, ClosingCommandsLeavesPushesOfTheRequestAlone) {
  exchange::OutboxItem push = sample_push(11, 1);
  push.request = {Eui64{11}, Eui64{1}, 1};
  this->commit({exchange::Enqueue{sample_command(1, 1)}, exchange::Enqueue{push}});
  this->commit({exchange::CloseCommands{push.request}});
  EXPECT_THAT(this->value(this->read()->commands_ready(0, 10)), IsEmpty());
  EXPECT_EQ(this->value(this->read()->pushes_ready(Eui64{11}, 0, 10)).size(), 1u);
}

TYPED_TEST_P(StoreSuite, PushesKeepTheirOrderPerUserAndDevice) {
  this->commit({exchange::Enqueue{sample_push(1, 7)}, exchange::Enqueue{sample_push(1, 7)},
                exchange::Enqueue{sample_push(1, 8)}, exchange::Enqueue{sample_push(2, 7)}});
  auto tx = this->begin();
  const auto of_one = this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10)));
  ASSERT_EQ(of_one.size(), 2u);
  EXPECT_EQ(of_one[1], of_one[0] + 2);
  EXPECT_EQ(this->value(tx->pushes_ready(Eui64{2}, 0, 10)).size(), 1u);
  EXPECT_EQ(this->value(tx->pushes_ready(Eui64{1}, 0, 1)).size(), 1u);
  this->ok(tx->apply(exchange::CloseOutbox{of_one[0]}));
  EXPECT_THAT(this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10))), ElementsAre(of_one[0] + 1, of_one[1]));
}

TYPED_TEST_P(StoreSuite, SaysToWhomSomethingNewMayLeave) {
  this->commit({exchange::Enqueue{sample_push(1, 7)}, exchange::Enqueue{sample_push(3, 9)}});
  {
    auto tx = this->begin();
    EXPECT_THAT(tx->push_users(), IsEmpty());
    this->ok(tx->apply(exchange::Enqueue{sample_push(2, 8)}));
    EXPECT_THAT(tx->push_users(), ElementsAre(Eui64{2}));
  }
  auto tx = this->begin();
  this->ok(tx->apply(exchange::Enqueue{sample_push(1, 7)}));  // waits behind the first
  this->ok(tx->apply(exchange::Enqueue{sample_command(1, 1)}));
  EXPECT_THAT(tx->push_users(), IsEmpty());
  const auto of_three = this->ids(this->value(tx->pushes_ready(Eui64{3}, 0, 10)));
  this->ok(tx->apply(exchange::CloseOutbox{of_three.at(0)}));  // nothing stands behind it
  EXPECT_THAT(tx->push_users(), IsEmpty());
  this->ok(tx->apply(exchange::CloseOutbox{this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10))).at(0)}));
  EXPECT_THAT(tx->push_users(), ElementsAre(Eui64{1}));
}

TYPED_TEST_P(StoreSuite, BackOffHoldsTheLaneAndParkingFreesIt) {
  this->commit({exchange::Enqueue{sample_push(1, 7)}, exchange::Enqueue{sample_push(1, 7)}});
  auto tx = this->begin();
  const std::int64_t first = this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10))).at(0);
  this->ok(tx->apply(exchange::RetryOutbox{first, 5000, 3}));
  EXPECT_THAT(this->value(tx->pushes_ready(Eui64{1}, 4999, 10)), IsEmpty());
  EXPECT_THAT(this->ids(this->value(tx->pushes_ready(Eui64{1}, 5000, 10))), ElementsAre(first));
  EXPECT_EQ(this->value(tx->outbox_item(first))->attempts, 3);
  const auto queues = this->value(tx->push_queues());
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].user, Eui64{1});
  EXPECT_EQ(queues[0].not_before, 5000);
  this->ok(tx->apply(exchange::ParkOutbox{first, "HTTP 413"}));
  EXPECT_THAT(this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10))), ElementsAre(first + 1));
  EXPECT_THAT(this->ids(this->value(tx->pushes({.state = exchange::OutboxState::Parked}))), ElementsAre(first));
  this->ok(tx->apply(exchange::RetryOutbox{first, 0, 0}));  // an operator tries it again: it is the oldest
  EXPECT_THAT(this->ids(this->value(tx->pushes_ready(Eui64{1}, 0, 10))), ElementsAre(first));
}

TYPED_TEST_P(StoreSuite, OutboxIdsRiseEvenAfterReopening) {
  this->commit({exchange::Enqueue{sample_command(1)}});
  const std::int64_t first = this->value(this->read()->commands_ready(0, 1)).at(0).id;
  this->commit({exchange::CloseOutbox{first}});
  this->reopen();
  this->commit({exchange::Enqueue{sample_command(1)}});
  EXPECT_GT(this->value(this->read()->commands_ready(0, 1)).at(0).id, first);
}

TYPED_TEST_P(StoreSuite, TimersFireInOrderAndOnce) {
  const RequestId a{Eui64{1}, Eui64{2}, 3}, b{Eui64{1}, Eui64{2}, 4};
  this->commit({exchange::StartTimer{{0, 300, exchange::TimerKind::JoinPeriod, a}},
                exchange::StartTimer{{0, 100, exchange::TimerKind::CommandTimeout, a}},
                exchange::StartTimer{{0, 200, exchange::TimerKind::PreCommandExpiry, b}}});
  this->reopen();
  auto tx = this->begin();
  EXPECT_EQ(this->value(tx->next_timer()), 100);
  const auto due = this->value(tx->timers_due(200, 10));
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].kind, exchange::TimerKind::CommandTimeout);
  EXPECT_EQ(due[0].request, a);
  EXPECT_EQ(due[1].request, b);
  EXPECT_EQ(this->value(tx->timers_due(300, 1)).size(), 1u);
  EXPECT_TRUE(this->value(tx->end_timer(due[1].id)));
  EXPECT_FALSE(this->value(tx->end_timer(due[1].id)));
  this->ok(tx->apply(exchange::CancelTimers{a}));
  EXPECT_EQ(this->value(tx->next_timer()), std::nullopt);
}

TYPED_TEST_P(StoreSuite, AuditTrailNewestFirst) {
  const TimeMs at = 1700000000000;
  const auto a = sample_audit(at, "1:2:3", 9), b = sample_audit(at + 1, "1:2:4", 9), c = sample_audit(at, "1:2:3", 8);
  this->commit({exchange::Audit{a}, exchange::Audit{b}, exchange::Audit{c}});
  this->reopen();
  auto tx = this->read();
  EXPECT_THAT(this->value(tx->audit({.bodies = true})), ElementsAre(c, b, a));
  EXPECT_THAT(this->value(tx->audit({.request_id = "1:2:3", .bodies = true})), ElementsAre(c, a));
  EXPECT_THAT(this->value(tx->audit({.device = Eui64{9}, .bodies = true})), ElementsAre(b, a));
  EXPECT_THAT(this->value(tx->audit({.request_id = "1:2:3", .device = Eui64{9}, .bodies = true})), ElementsAre(a));
  EXPECT_THAT(this->value(tx->audit({.limit = 1, .bodies = true})), ElementsAre(c));
  EXPECT_EQ(this->value(tx->audit({})).at(0).body, "");  // titles alone
}

TYPED_TEST_P(StoreSuite, BodiesAreDroppedByTheDayAndTitlesStay) {
  const TimeMs day = 19675 * kDay;  // 2023-11-14
  this->commit({exchange::Audit{sample_audit(day, "old", 1)}, exchange::Audit{sample_audit(day + kDay - 1, "late", 1)},
                exchange::Audit{sample_audit(day + kDay, "new", 1)}});
  auto tx = this->begin();
  this->ok(tx->drop_bodies_before(day + kDay + kHour));
  this->ok(tx->commit());
  tx.reset();
  const auto left = this->value(this->read()->audit({.bodies = true}));
  ASSERT_EQ(left.size(), 3u);
  EXPECT_EQ(left[0].body, "<body of new>");
  EXPECT_EQ(left[1].body, "");
  EXPECT_EQ(left[2].body, "");
  this->commit({exchange::Audit{sample_audit(day, "again", 1)}});  // a late entry of a dropped day
  EXPECT_EQ(this->value(this->read()->audit({.limit = 1, .bodies = true})).at(0).body, "<body of again>");
}

// Random histories against the model of store_model.h: every read agrees after every transaction, whether committed,
// rolled back, or committed and reopened.
TYPED_TEST_P(StoreSuite, AgreesWithTheModelOnRandomHistories) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    RandomHistory history(seed);
    StoreModel committed;
    for (int round = 0; round < 15; ++round) {
      auto tx = this->begin();
      if (round == 0) history.sync_ids(*tx);
      StoreModel model = committed;
      for (int step = 0; step < 12; ++step) history.step(*tx, model);
      ASSERT_EQ(compare(model, *tx), "");
      ASSERT_EQ(untold_user(committed, model, *tx), "");
      const bool commit = history.pick(4) != 0;
      if (commit) this->ok(tx->commit());
      tx.reset();
      if (commit) committed = model;
      if (history.pick(5) == 0) this->reopen();
      ASSERT_EQ(compare(committed, *this->read()), "");
    }
    this->store_.reset();
    TypeParam::remove(this->place_);
    this->reopen();
  }
}

REGISTER_TYPED_TEST_SUITE_P(StoreSuite, NothingIsThereAtFirst, EveryFieldOfADeviceSurvivesReopening,
                            DevicesAreFoundByHubMeteringPointAndPlace, UsersRegistrationsProductsAndSettings,
                            APutRegistrationWithTheSameStartReplaces, RequestsByIdAndByCommand, CountersAreKeptByStream,
                            HubLogAndStatusHistory, DetailHistoryAndJoins, CoverageByUprnAndByPostCode,
                            RequestsHeldForADevice, WithoutCommitNothingHappened, AReaderKeepsItsViewAndCannotWrite,
                            TheWriterIsWaitedFor, ACommandComesBackWhole, OneCommandOfADeviceIsInFlight,
                            ATakenCommandIsSentAgainAndHoldsItsLane, ClosingCommandsLeavesPushesOfTheRequestAlone,
                            PushesKeepTheirOrderPerUserAndDevice, SaysToWhomSomethingNewMayLeave,
                            BackOffHoldsTheLaneAndParkingFreesIt, OutboxIdsRiseEvenAfterReopening,
                            TimersFireInOrderAndOnce, AuditTrailNewestFirst, BodiesAreDroppedByTheDayAndTitlesStay,
                            AgreesWithTheModelOnRandomHistories);

}  // namespace gridpost::store
