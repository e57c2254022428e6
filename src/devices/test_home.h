// For tests: a home with keys for everybody in it, and the DCC and the users to talk to it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "catalogue/use_case.h"
#include "crypto/testpki.h"
#include "devices/hub.h"
#include "devices/world.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/protection.h"
#include "gbcs/protocols.h"

namespace gridpost::devices {

// Certificates and private keys of the broker, the users and all devices of a world.
inline void issue_keys(const World& world, crypto::KeyStore& keys,
                       const crypto::TestPki& pki = crypto::TestPki::create()) {
  const auto add = [&](auto entry) {
    ASSERT_TRUE(entry) << entry.error().text();
    keys.add(**entry);
  };
  for (const auto usage : {crypto::Usage::DigitalSignature, crypto::Usage::KeyAgreement}) {
    add(pki.issue_organisation(world.broker, crypto::role::kAccessControlBroker, usage));
    for (const WorldUser& user : world.users)
      add(pki.issue_organisation(
          user.id, user.roles.has(UserRole::ED) ? crypto::role::kNetworkOperator : crypto::role::kSupplier, usage));
    for (const Home& home : world.homes) {
      add(pki.issue_device(home.hub.chf, usage));
      add(pki.issue_device(home.hub.gpf, usage));
      for (const WorldDevice& device : home.devices) add(pki.issue_device(device.id, usage));
    }
  }
}

// The other ends: users and broker, who make commands and read answers.
class Talk {
 public:
  Talk(const World& world, const crypto::KeyStore& keys) : world_(world), keys_(keys) {}

  const UseCase& use_case(std::string_view name) const { return *Catalogue::instance().find(name); }

  // A DLMS payload with these values for the rows.
  gbcs::Payload rows(std::string_view name, std::uint64_t counter, std::vector<Value> values) const {
    gbcs::Payload payload;
    payload.invoke_id = gbcs::dlms::invoke_id(counter);
    const auto& described = use_case(name).rows;
    for (std::size_t i = 0; i < described.size(); ++i) {
      const Row& row = described[i];
      gbcs::Item item;
      const auto op = row.kind == Row::Kind::Set   ? gbcs::DlmsHead::Set
                      : row.kind == Row::Kind::Act ? gbcs::DlmsHead::Act
                                                   : gbcs::DlmsHead::Get;
      item.dlms = {op, row.class_id, row.obis, row.id};
      if (i < values.size()) item.value = values[i];
      payload.items.push_back(std::move(item));
    }
    return payload;
  }
  // A GBZ payload that reads the attributes of the rows.
  gbcs::Payload reads(std::string_view name) const { return reads(use_case(name)); }
  gbcs::Payload reads(const UseCase& of) const {
    gbcs::Payload payload;
    for (const Row& row : of.rows) {
      gbcs::Item item;
      item.gbz.cluster = row.cluster;
      item.gbz.sequence = static_cast<std::uint8_t>(payload.items.size());
      item.value = list_value({}, Wire::Structure, {});
      for (const auto& [id, type] : row.attributes) item.value.items.push_back(uint_value({}, 2, id));
      payload.items.push_back(std::move(item));
    }
    payload.items.back().gbz.last = true;
    return payload;
  }
  // The protected read of one attribute by the user.
  Value protected_read(std::uint64_t counter, std::uint16_t class_id, Bytes obis, Eui64 user, Eui64 device) const {
    const auto structure = [](std::vector<Value> items) { return list_value({}, Wire::Structure, std::move(items)); };
    const auto enumerated = [](std::int64_t n) { return enum_value({}, n); };
    Bytes transaction{4};
    put_be(transaction, counter, 8);
    Value target = structure({uint_value({}, 2, class_id), octets_value({}, std::move(obis)), int_value({}, 1, 2),
                              uint_value({}, 2, 0), structure({enumerated(0), null_value()})});
    Value key = structure({enumerated(2), structure({octets_value({}, {2}), octets_value({}, {})})});
    Value how = structure({enumerated(2), structure({octets_value({}, transaction), octets_value({}, user.bytes()),
                                                     octets_value({}, device.bytes()), octets_value({}, {}), key})});
    return structure({list_value({}, Wire::Array, {target}), list_value({}, Wire::Array, {how})});
  }

  // The message: signed by its originator if it is critical, with the broker's MAC.
  gbcs::Message message(std::string_view name, Eui64 originator, Eui64 recipient, std::uint64_t counter,
                        const gbcs::Payload& payload) const {
    gbcs::Message m;
    m.header = {.counter = counter, .originator = originator, .recipient = recipient, .code = use_case(name).code};
    auto content = gbcs::encode(use_case(name), gbcs::Cra::Command, payload);
    EXPECT_TRUE(content) << content.error().text();
    m.content = content.value_or(Bytes{});
    if (use_case(name).is_signed())
      EXPECT_TRUE(gbcs::sign(m, *key(originator, crypto::Usage::DigitalSignature)->private_key));
    gbcs::protect(m, secret(world_.broker, recipient));
    return m;
  }
  Bytes command(std::string_view name, Eui64 originator, Eui64 recipient, std::uint64_t counter,
                const gbcs::Payload& payload) const {
    return gbcs::write(message(name, originator, recipient, counter, payload));
  }

  // Takes an answer or alert apart; it must be protected as it should, for its recipient.
  gbcs::Payload open(std::string_view name, View octets, gbcs::Header* header = nullptr) const {
    const auto m = gbcs::parse(octets);
    EXPECT_TRUE(m) << m.error().text();
    if (header) *header = m->header;
    if (use_case(name).answer_is_signed()) {
      EXPECT_TRUE(gbcs::signature_is_good(
          *m, key(m->header.originator, crypto::Usage::DigitalSignature)->certificate.public_key()));
      EXPECT_FALSE(m->mac);
    } else {
      EXPECT_TRUE(gbcs::mac_is_good(*m, secret(m->header.recipient, m->header.originator)));
      EXPECT_FALSE(m->is_signed());
    }
    const auto cipher = gbcs::cipher_for(m->header, secret(m->header.recipient, m->header.originator));
    auto payload = gbcs::decode_unpacked(use_case(name), *m, &cipher);
    EXPECT_TRUE(payload) << payload.error().text();
    return payload.value_or(gbcs::Payload{});
  }

 private:
  crypto::KeyEntryPtr key(Eui64 id, crypto::Usage usage) const { return keys_.find(id, usage, world_.time.start); }
  crypto::SharedSecret secret(Eui64 own, Eui64 other) const {
    return crypto::agree(*key(own, crypto::Usage::KeyAgreement)->private_key,
                         key(other, crypto::Usage::KeyAgreement)->certificate.public_key())
        .value();
  }
  const World& world_;
  const crypto::KeyStore& keys_;
};

// The first home of a street, and short words for what tests do with it.
class HubTest : public testing::Test {
 protected:
  explicit HubTest(int home = 0) : world(make_street({.homes = 4})), talk(world, keys) {
    world.homes = {world.homes[static_cast<std::size_t>(home)]};
    supplier = world.users[home == 3 ? 1 : 0].id;
    now = world.time.start + kHour;
  }
  void SetUp() override {
    issue_keys(world, keys);
    restart();
  }
  // What a killed process leaves behind: only what was committed.
  void restart() {
    hub.reset();
    store.reset();
    auto opened = StateStore::open(path);
    ASSERT_TRUE(opened) << opened.error().text();
    store = std::move(*opened);
    surroundings = std::make_unique<Surroundings>(Surroundings{keys, *store, world.time.start});
    hub = std::make_unique<Hub>(home(), world, *surroundings);
  }

  const Home& home() const { return world.homes[0]; }
  const WorldDevice& device(DeviceType type) const {
    for (const WorldDevice& d : home().devices)
      if (d.type == type) return d;
    ADD_FAILURE() << "no such device";
    return home().devices[0];
  }
  Eui64 esme() const { return device(DeviceType::ESME).id; }
  Eui64 gsme() const { return device(DeviceType::GSME).id; }

  std::vector<Frame> send(std::uint64_t delivery, const Bytes& command) {
    std::vector<Frame> out;
    hub->command(delivery, command, now, out);
    return out;
  }
  // Goes to the next moment at which something happens.
  std::vector<Frame> tick() {
    now = std::max(now, hub->next_due());
    std::vector<Frame> out;
    hub->tick(now, out);
    return out;
  }
  Bytes add_to_log(Eui64 id, std::uint64_t counter, std::string_view code, std::uint64_t period = 600) {
    Value entry = list_value(
        {}, Wire::Structure,
        {octets_value({}, id.bytes()), enum_value({}, 1), octets_value({}, from_hex(code).value()), enum_value({}, 0)});
    return talk.command("CCS01", world.broker, home().hub.chf, counter,
                        talk.rows("CCS01", counter, {entry, uint_value({}, 2, period), bool_value({}, true)}));
  }
  Bytes remove_from_log(Eui64 id, std::uint64_t counter) {
    return talk.command("CCS02", world.broker, home().hub.chf, counter,
                        talk.rows("CCS02", counter, {octets_value({}, id.bytes())}));
  }
  // Puts it on the log and lets it join.
  void join(Eui64 id, std::string_view code) {
    ++joins;
    EXPECT_EQ(send(1'000'000 + joins, add_to_log(id, joins, code)).size(), 2u);
    EXPECT_GE(tick().size(), 1u);
  }
  void join(DeviceType type) { join(device(type).id, device(type).install_code); }
  Bytes read_electricity(std::uint64_t counter) {
    const Bytes registers{0, 0, 94, 44, 34, 10};
    return talk.command("ECS17b", supplier, esme(), counter,
                        talk.rows("ECS17b", counter, {talk.protected_read(counter, 1, registers, supplier, esme())}));
  }
  Bytes set_electricity_clock(std::uint64_t counter, TimeMs from, TimeMs to) {
    const auto twelve = [](TimeMs t) {
      const auto d = gbcs::date_time_of(t);
      return octets_value({}, Bytes(d.begin(), d.end()));
    };
    Value range =
        list_value({}, Wire::Structure,
                   {octets_value({}, from_hex("FFFFFFFFFFFFFFFFFF8000FF").value()), twelve(from), twelve(to)});
    const auto payload = talk.rows("ECS70Commission", counter, {enum_value({}, 5), range, int_value({}, 1, 0)});
    return talk.command("ECS70Commission", supplier, esme(), counter, payload);
  }

  std::string path = ":memory:";
  World world;
  crypto::KeyStore keys;
  Talk talk;
  Eui64 supplier;
  TimeMs now = 0;
  std::uint64_t joins = 0;  // counter of the commands that put Devices on the log
  std::unique_ptr<StateStore> store;
  std::unique_ptr<Surroundings> surroundings;
  std::unique_ptr<Hub> hub;
};

}  // namespace gridpost::devices
