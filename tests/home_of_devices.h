// A home of our street with one Device of each type, and the DCC and the Users that send it commands. For tests.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "crypto/testpki.h"
#include "devices/home_parties.h"
#include "devices/test_home.h"
#include "gbcs/utrn.h"
#include "mmc/mmc.h"
#include "transform/supplement.h"
#include "transform/transform.h"

namespace gridpost::test {

constexpr Eui64 kControllerParty{0x0247500000000008};  // a load controller

// What became of a command.
struct Answered {
  std::string trouble;  // why there is none, or why it is no success; empty: all is well
  gbcs::Payload payload;
  Element mmc = {};
};

// Everything is as it was when the home was set up: all Devices have joined, the gas meter has pushed.
class HomeOfDevices {
 public:
  // `dcc_controlled`: the gas proxy has not been handed over yet.
  HomeOfDevices(std::string esme_variant, const std::string& gbcs_version, bool dcc_controlled = false)
      : pki_(issued().pki), world_(street()), talk_(world_, keys_) {
    devices::Home& home = world_.homes[0];
    home.hub.gbcs_version = gbcs_version;
    home.hub.dcc_controlled = dcc_controlled;
    for (devices::WorldDevice& d : home.devices) {
      d.gbcs_version = gbcs_version;
      if (d.type == DeviceType::ESME) d.variant = std::move(esme_variant);
    }
    for (const crypto::KeyEntryPtr& entry : issued().entries) keys_.add(*entry);
    top_up_key_ = keys_.find(supplier(), crypto::Usage::KeyAgreement, world_.time.start, {}, true);
    start();
  }

  Eui64 supplier() const { return world_.users[0].id; }
  Eui64 network_operator() const { return world_.users[2].id; }
  Eui64 broker() const { return world_.broker; }
  Eui64 trans_cos() const { return devices::trans_cos_of(world_.broker); }
  const devices::World& world() const { return world_; }
  devices::Hub& hub() { return *hub_; }
  TimeMs now() const { return now_; }
  std::uint64_t next_counter() { return ++counter_; }

  Eui64 id_of(DeviceType type) const {
    const devices::Home& home = world_.homes[0];
    if (type == DeviceType::CHF) return home.hub.chf;
    if (type == DeviceType::GPF) return home.hub.gpf;
    const auto it =
        std::find_if(home.devices.begin(), home.devices.end(), [&](const auto& d) { return d.type == type; });
    return it == home.devices.end() ? Eui64() : it->id;
  }
  devices::Device& device(DeviceType type) { return *hub_->find(id_of(type)); }
  transform::Target target(DeviceType type) {
    const devices::WorldDevice& profile = device(type).profile();
    return {profile.id, type, profile.variant, profile.gbcs_version};
  }

  crypto::KeyEntryPtr issue(Eui64 party, int role, crypto::Usage usage, std::string name = {}) {
    const auto entry = pki_.issue_organisation(party, role, usage, std::move(name)).value();
    return keys_.add(*entry);
  }
  const crypto::TestPki& pki() const { return pki_; }
  crypto::KeyStore& keys() { return keys_; }
  std::string utrn(DeviceType type, std::uint64_t counter) const {
    const auto device = keys_.find(id_of(type), crypto::Usage::KeyAgreement, world_.time.start);
    const auto secret = crypto::agree(*top_up_key_->private_key, device->certificate.public_key()).value();
    return gbcs::make_utrn(secret, {supplier(), id_of(type), counter}, gbcs::TopUpUnit::Pounds, 20).value();
  }

  // The command, signed by whoever has to and with the broker's MAC, goes to its Device.
  Answered send(const UseCase& use_case, gbcs::Message command) {
    if (use_case.is_signed()) {
      const auto key = keys_.find(command.header.originator, crypto::Usage::DigitalSignature, now_);
      if (!key) return {"nobody can sign for " + command.header.originator.text(), {}};
      if (auto done = gbcs::sign(command, *key->private_key); !done) return {done.error().text(), {}};
    }
    gbcs::protect(command, secret(world_.broker, command.header.recipient));
    devices::Device* device = hub_->find(command.header.recipient);
    if (!device) return {"there is no such Device", {}};
    const auto octets = device->handle(command, *hub_, now_);
    if (!octets) return {"no answer: " + octets.error().text(), {}};
    return judge(use_case, *octets);
  }
  // What the request means for our Device, sent and answered.
  Answered send(const transform::Source& source, const transform::Target& target) {
    const auto use_case = transform::select(source, target);
    if (!use_case) return {use_case.error().text(), {}};
    transform::Circumstances circumstances;
    circumstances.now = now_;
    circumstances.broker = world_.broker;
    circumstances.broker_counter = next_counter();
    circumstances.trans_cos = trans_cos();
    const auto command = transform::to_command(**use_case, source, target, circumstances);
    if (!command) return {command.error().text(), {}};
    return send(**use_case, *command);
  }
  // Time passes, and what was left for it happens: the frames that come of it.
  std::vector<Frame> go_to(TimeMs at) {
    std::vector<Frame> out;
    while (hub_->next_due() <= at) {
      now_ = std::max(now_, hub_->next_due());
      hub_->tick(now_, out);
    }
    now_ = std::max(now_, at);
    return out;
  }
  // Whether the answer is protected as it should be, and says success.
  Answered judge(const UseCase& use_case, View octets) {
    const auto answer = gbcs::parse(octets);
    if (!answer) return {"the answer does not parse: " + answer.error().text(), {}};
    const Eui64 device = answer->header.originator;
    if (use_case.answer_is_signed()) {
      const auto all = keys_.find_all(device, crypto::Usage::DigitalSignature, now_);
      if (std::none_of(all.begin(), all.end(), [&](const auto& entry) {
            return gbcs::signature_is_good(*answer, entry->certificate.public_key());
          }))
        return {"the answer's signature is wrong", {}};
    } else {
      const auto all = secrets(answer->header.recipient, device);
      if (std::none_of(all.begin(), all.end(), [&](const auto& z) { return gbcs::mac_is_good(*answer, z); }))
        return {"the answer's MAC is wrong", {}};
    }
    Answered last{"the answer has no reader", {}};
    for (const auto& z : secrets(gbcs::reader_of(answer->header), device)) {
      last = read(use_case, *answer, z);
      if (last.trouble.empty()) break;
    }
    return last;
  }

  crypto::SharedSecret broker_secret(Eui64 device) const { return secret(world_.broker, device); }

 private:
  // The first home of a street with Devices of each type.
  static devices::World street() {
    devices::World world = devices::make_street({.homes = 17});
    world.homes = {world.homes[16]};
    return world;
  }
  // Everybody's keys, made once for all homes of a test program.
  struct Issued {
    crypto::TestPki pki;
    std::vector<crypto::KeyEntryPtr> entries;
  };
  static const Issued& issued() {
    static const Issued all = issue_all();
    return all;
  }
  static Issued issue_all() {
    namespace role = crypto::role;
    const devices::World world = street();
    Issued out{crypto::TestPki::create(), {}};
    crypto::KeyStore keys;
    devices::issue_keys(world, keys, out.pki);
    const auto add = [&](Eui64 party, int of, crypto::Usage usage, std::string name = {}) {
      keys.add(*out.pki.issue_organisation(party, of, usage, std::move(name)).value());
    };
    for (const auto usage : {crypto::Usage::DigitalSignature, crypto::Usage::KeyAgreement}) {
      add(devices::trans_cos_of(world.broker), role::kTransitionalCos, usage);
      add(devices::recovery_of(world.broker), role::kRecovery, usage);
      add(devices::wan_provider_of(world.broker), role::kWanProvider, usage);
      add(kControllerParty, role::kLoadController, usage);
    }
    add(world.users[0].id, role::kSupplier, crypto::Usage::KeyAgreement, "supplier-pp-ka");
    add(kControllerParty, role::kXmlSigningUser, crypto::Usage::DigitalSignature);
    for (const devices::WorldUser& user : world.users)
      add(user.id, role::kXmlSigningUser, crypto::Usage::DigitalSignature);
    keys.add(*out.pki.root());
    keys.add(*out.pki.issuing());
    out.entries = keys.all();
    return out;
  }
  // With each key agreement key that the party has.
  std::vector<crypto::SharedSecret> secrets(Eui64 party, Eui64 device) const {
    std::vector<crypto::SharedSecret> out;
    const auto theirs = keys_.find(device, crypto::Usage::KeyAgreement, world_.time.start);
    for (const auto& entry : keys_.find_all(party, crypto::Usage::KeyAgreement, world_.time.start))
      if (entry->private_key)
        out.push_back(crypto::agree(*entry->private_key, theirs->certificate.public_key()).value());
    return out;
  }
  crypto::SharedSecret secret(Eui64 own, Eui64 other) const {
    const auto mine = keys_.find(own, crypto::Usage::KeyAgreement, world_.time.start);
    const auto theirs = keys_.find(other, crypto::Usage::KeyAgreement, world_.time.start);
    return crypto::agree(*mine->private_key, theirs->certificate.public_key()).value();
  }
  Answered read(const UseCase& use_case, const gbcs::Message& answer, const crypto::SharedSecret& secret) {
    const auto cipher = gbcs::cipher_for(answer.header, secret);
    const auto payload = gbcs::decode_unpacked(use_case, answer, &cipher);
    if (!payload) return {"the answer does not decode: " + payload.error().text(), {}};
    if (!mmc::success(use_case, *payload)) return {"the answer is no success" + statuses(*payload), *payload};
    mmc::Options options;
    if (!use_case.services.empty()) options.service_reference_variant = use_case.services.front();
    auto shown = mmc::to_mmc(answer, &use_case, &*payload, options);
    if (!shown) return {"the answer has no MMC: " + shown.error().text(), *payload};
    return {{}, *payload, std::move(*shown)};
  }
  static std::string statuses(const gbcs::Payload& payload) {
    std::string out;
    for (const gbcs::Item& item : payload.items) {
      if (item.result) out += fmt::format(" {}", *item.result);
      if (!item.result && item.gbz.command == gbcs::gbz::kDefaultResponse && !item.value.items.empty())
        out += fmt::format(" {:02X}", item.value.items.back().number);
      if (!item.result && item.value.items.empty()) out += fmt::format(" ({})", item.value.number);
    }
    return out.empty() ? out : ":" + out;
  }

  void start() {
    store_ = std::move(devices::StateStore::open(":memory:").value());
    surroundings_ = std::make_unique<devices::Surroundings>(devices::Surroundings{keys_, *store_, world_.time.start});
    hub_ = std::make_unique<devices::Hub>(world_.homes[0], world_, *surroundings_);
    now_ = world_.time.start + 40 * kDay;
    const UseCase& add = *Catalogue::instance().find("CCS01");
    std::vector<Frame> frames;
    for (const devices::WorldDevice& d : world_.homes[0].devices) {
      const auto enumerated = [](std::int64_t n) { return enum_value({}, n); };
      Value entry = list_value({}, Wire::Structure,
                               {octets_value({}, d.id.bytes()), enumerated(1),
                                octets_value({}, from_hex(d.install_code).value()), enumerated(0)});
      const auto counter = next_counter();
      const auto rows = talk_.rows("CCS01", counter, {entry, uint_value({}, 2, 600), bool_value({}, true)});
      const auto answered = send(add, talk_.message("CCS01", world_.broker, id_of(DeviceType::CHF), counter, rows));
      EXPECT_EQ(answered.trouble, "");
    }
    for (int i = 0; i < 5; ++i) {
      now_ = std::max(now_, std::min(hub_->next_due(), now_ + kHour));
      hub_->tick(now_, frames);
    }
  }

  crypto::TestPki pki_;
  devices::World world_;
  crypto::KeyStore keys_;
  devices::Talk talk_;
  crypto::KeyEntryPtr top_up_key_;
  std::unique_ptr<devices::StateStore> store_;
  std::unique_ptr<devices::Surroundings> surroundings_;
  std::unique_ptr<devices::Hub> hub_;
  TimeMs now_ = 0;
  std::uint64_t counter_ = 1000;
};

}  // namespace gridpost::test
