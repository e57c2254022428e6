// The stage of codes_test: a street with some meters installed, Users of every kind, and what must not change when a
// message is refused.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>

#include "app/keys.h"
#include "app/requests.h"
#include "app/stage.h"
#include "base/clock.h"
#include "catalogue/rule_list.h"
#include "duis/signature.h"
#include "gbcs/protection.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A document on its way to the gateway.
struct Attempt {
  RequestId id;
  int posted_as = 1;  // the Command Variant whose web service it is posted to
  std::string document;
};

class Scene;

// A message, and the rule that must refuse it.
struct Case {
  std::string name;
  const NamedRule& rule;
  std::function<Attempt(Scene&)> make;
  std::string explains = {};  // stands in the explanation of the audit trail
};

class Scene {
 public:
  // Users of the street; kSuspended and kUnknown are added to it.
  enum User : std::size_t { kSupplier, kOtherSupplier, kNetworkOperator, kOtherUser, kSuspended, kUnknown };

  // An address that the coverage table has twice.
  static constexpr const char* kTwoHomes = "Twin Gables";

  static Scene& instance() {
    static Scene scene;
    return scene;
  }

  ~Scene() {
    unknown_.reset();
    stage_.reset();
    std::filesystem::remove_all(folder_);
  }

  app::Stage& stage() { return *stage_; }
  app::Client& client(std::size_t user) { return user == kUnknown ? *unknown_ : *must(stage_->client(user)); }
  Eui64 id_of(std::size_t user) const { return users_.at(user); }
  const crypto::KeyStore& keys() { return stage_->keys_of(kSupplier); }
  std::unique_ptr<engine::Transaction> read() { return must(store_->read()); }

  const devices::Home& home() const { return stage_->world().homes[0]; }
  const devices::WorldDevice& meter() const { return home().devices[0]; }    // Commissioned, with its MPAN
  const devices::WorldDevice& display() const { return home().devices[2]; }  // a PPMID, joined to the meter
  const devices::WorldDevice& pending() const { return stage_->world().homes[1].devices[0]; }
  const devices::WorldDevice& simple_display() const { return simple_display_; }  // an IHD, Pending
  // Two that have joined and are not yet Commissioned.
  const devices::WorldDevice& joined() const { return stage_->world().homes[2].devices[0]; }
  const devices::WorldDevice& also_joined() const { return stage_->world().homes[4].devices[0]; }

  // The request with a fresh counter, signed by `user`.
  Attempt sign(std::size_t user, duis::Request& request) {
    if (request.id.counter == 0) request.id.counter = client(user).next_counter();
    return {request.id, request.command_variant, must(client(user).signed_document(request))};
  }

  // Everything that a refused message must leave as it was.
  struct State {
    std::vector<std::string> inventory;
    std::optional<std::uint64_t> counter, top_up_counter;
    std::optional<exchange::RequestRecord> request;
    std::size_t commands = 0, pushes = 0;
    bool operator==(const State&) const = default;
  };
  State state(const RequestId& id) {
    State s;
    for (const auto& h : stage_->world().homes) s.inventory.push_back(inventory(h.hub.chf));
    const auto tx = read();
    s.counter = must(tx->counter(id.originator, id.target, ""));
    s.top_up_counter = must(tx->counter(id.originator, id.target, "top-up"));
    s.request = must(tx->request(id));
    s.commands = must(tx->outbox_sent(0, 1000)).size();
    s.pushes = must(tx->push_queues()).size();
    return s;
  }

  // Waits until nothing is on its way any more.
  void settle() {
    for (int i = 0; i < 500; ++i) {
      const auto tx = read();
      if (must(tx->outbox_sent(0, 1)).empty() && must(tx->push_queues()).empty()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("the outbox does not become empty");
  }

  std::string inventory(Eui64 device) {
    duis::Request request = app::read_inventory({id_of(kOtherUser), stage_->world().broker}, device);
    request.id.counter = client(kOtherUser).next_counter();
    const duis::Response answer = must(client(kOtherUser).post(request));
    const auto* found = std::get_if<duis::Inventory>(&answer.payload);
    return found ? duis::write_canonical(found->dsp_inventory, "") : answer.code;
  }

  // Sends a request to its end and wants success.
  void succeed(duis::Request request, const devices::WorldDevice& target) {
    request.id.counter = client(kSupplier).next_counter();
    const auto exchange =
        must(client(kSupplier).send(request, {request.id.target, target.type, target.variant, target.gbcs_version}));
    if (exchange.code() != "I0") throw std::runtime_error(request.variant + " was answered with " + exchange.code());
  }

 private:
  Scene() : folder_(fmt::format("{}/gridpost-codes-{}", std::filesystem::temp_directory_path().string(), getpid())) {
    devices::World world = devices::make_street({.homes = 5, .speed = 1800});
    world.time.anchor = machine_now();
    const devices::WorldUser supplier = world.users[kSupplier];
    for (const char* uprn : {"900000000001", "900000000002"}) {
      world.coverage.push_back(world.coverage.front());
      world.coverage.back().address = kTwoHomes;
      world.coverage.back().uprn = uprn;
    }
    for (const auto& [name, number] : {std::pair("Elmhurst Energy", 0xE1ull), std::pair("Nobody Knows", 0xE2ull)})
      world.users.push_back({Eui64{supplier.id.value + number}, name, supplier.roles, {}});
    for (auto& user : world.users) {
      user.endpoint = fmt::format("127.0.0.1:{}/smartdcc/duis", app::free_port());
      users_.push_back(user.id);
    }
    std::filesystem::create_directories(folder_ + "/server");
    must(app::make_keys(world, folder_ + "/keys"));
    world.users.pop_back();  // its certificates are known, the User is not
    std::ofstream(folder_ + "/world.toml") << devices::world_text(world);
    suspend(world.users[kSuspended]);
    start();
    install();
  }

  void suspend(const devices::WorldUser& user) {
    store_ = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
    const auto tx = must(store_->begin());
    must(tx->put_user({user.id, user.name, user.roles, access::UserStatus::Suspended, user.endpoint}));
    must(tx->commit());
  }

  void start() {
    app::StageOptions options;
    options.program = GRIDPOST_BINARY_DIR "/gridpost";
    options.folder = folder_;
    stage_ = must(app::Stage::set(std::move(options)));
    must(stage_->start_devices());
    must(stage_->start_server());
    must(stage_->listen());
    must(app::load_keys(unknown_keys_, {.root = folder_ + "/keys", .imports = {}}, app::Owner::User, machine_now(),
                        users_[kUnknown]));
    unknown_ = std::make_unique<app::Client>(app::ClientOptions{.gateway = stage_->gateway()}, users_[kUnknown],
                                             unknown_keys_);
  }

  void install() {
    const Eui64 user = id_of(kSupplier);
    simple_display_.type = DeviceType::IHD;
    simple_display_.id = Eui64{display().id.value ^ 0xD0000};
    simple_display_.manufacturer = "Ashgrove Displays";
    simple_display_.model = "AD-1";
    for (const auto* d : {&meter(), &pending(), &joined(), &also_joined(), &display(), &simple_display()})
      succeed(app::pre_notification({user, stage_->world().broker}, *d), *d);
    join(home().hub.chf, meter());
    join(stage_->world().homes[2].hub.chf, joined());
    join(stage_->world().homes[4].hub.chf, also_joined());
    succeed(app::commission({user, meter().id}, stage_->world_now(), 86400), meter());
    succeed(app::set_import_mpxn({user, meter().id}, meter()), meter());
    join(home().hub.chf, display());
    note_joins();
  }

  // What 8.7 and a replaced hub would leave in the inventory: the display joined to the meter; gas proxies with a
  // metering point, of homes 1 and 5; the gas meter of home 1 behind the hub of home 3, joined to both gas proxies.
  void note_joins() {
    const auto tx = must(store_->begin());
    const auto& homes = stage_->world().homes;
    const auto put = [&](const exchange::Effect& effect) { must(tx->apply(effect)); };
    for (const auto* home : {&homes[0], &homes[4]}) {
      inventory::Device proxy = *must(tx->device(home->hub.gpf));
      proxy.import_mpxn = home->devices[1].mpxn;
      put(exchange::PutDevice{proxy});
    }
    inventory::Device gas = *must(tx->device(meter().id));
    gas.id = homes[0].devices[1].id;
    gas.type = DeviceType::GSME;
    gas.hub = homes[2].hub.chf;
    gas.import_mpxn.clear();
    put(exchange::PutDevice{gas});
    for (const auto& [device, other] : {std::pair(meter().id, display().id), std::pair(gas.id, homes[0].hub.gpf),
                                        std::pair(gas.id, homes[2].hub.gpf)})
      put(exchange::PutJoin{{device, other, 0}});
    must(tx->commit());
  }

  void join(Eui64 hub, const devices::WorldDevice& device) {
    succeed(app::add_to_device_log({id_of(kSupplier), hub}, device), device);
    for (int i = 0; i < 200; ++i) {
      const auto known = must(read()->device(device.id));
      if (known && known->status == SmiStatus::InstalledNotCommissioned) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error(device.id.text() + " did not join");
  }

  std::string folder_;
  devices::WorldDevice simple_display_;
  std::vector<Eui64> users_;
  std::unique_ptr<engine::Store> store_;
  std::unique_ptr<app::Stage> stage_;
  crypto::KeyStore unknown_keys_;
  std::unique_ptr<app::Client> unknown_;
};

}  // namespace gridpost::test
