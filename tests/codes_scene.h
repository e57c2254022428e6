// The stage of codes_test: a street with some meters installed, Users of every kind, and what must not change when a
// message is refused.
#pragma once

#include <algorithm>
#include <fstream>

#include "app/keys.h"
#include "base/clock.h"
#include "catalogue/rule_list.h"
#include "duis/signature.h"
#include "gbcs/protection.h"
#include "inventory/hub_log.h"
#include "stage_scene.h"

namespace gridpost::test {

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

class Scene : public StageScene {
 public:
  // Users of the street; kSuspended and what follows are added to it. Nobody has a key agreement certificate of
  // kUncertified, the network operator of the fifth home's gas.
  enum User : std::size_t {
    kFirstSupplier,
    kOtherSupplier,
    kNetworkOperator,
    kOtherUser,
    kSuspended,
    kUncertified,
    kUnknown
  };

  // An address that the coverage table has twice.
  static constexpr const char* kTwoHomes = "Twin Gables";

  static Scene& instance() {
    static Scene scene;
    return scene;
  }

  app::Client& client(std::size_t user) { return user == kUnknown ? *unknown_ : *must(stage_->client(user)); }
  Eui64 id_of(std::size_t user) const { return users_.at(user); }
  const crypto::KeyStore& keys() { return stage_->keys_of(kFirstSupplier); }

  const devices::WorldDevice& meter() const { return home().devices[0]; }    // Commissioned, with its MPAN
  const devices::WorldDevice& display() const { return home().devices[2]; }  // a PPMID, joined to the meter
  const devices::WorldDevice& pending() const { return stage_->world().homes[1].devices[0]; }
  const devices::WorldDevice& simple_display() const { return simple_display_; }  // an IHD, Pending
  // Devices that no home has, each in the inventory: an ESME that was "installed and left", behind no hub; a GSME
  // behind the hub of home 1 of which nobody has a certificate; a Pending PPMID whose model left the Central Products
  // List.
  const devices::WorldDevice& left() const { return left_; }
  const devices::WorldDevice& stranger() const { return stranger_; }
  const devices::WorldDevice& recalled() const { return recalled_; }
  // A meter that was opted out, and one whose model is not listed any more. They stand behind no hub.
  Eui64 withdrawn() const { return Eui64{meter().id.value ^ 0x1A0000}; }
  Eui64 withdrawn_unlisted() const { return Eui64{meter().id.value ^ 0x1B0000}; }
  // Two that have joined and are not yet Commissioned.
  const devices::WorldDevice& joined() const { return stage_->world().homes[2].devices[0]; }
  const devices::WorldDevice& also_joined() const { return stage_->world().homes[4].devices[0]; }
  // On the log of its hub with a wrong install code, so it cannot join.
  const devices::WorldDevice& kept_out() const { return stage_->world().homes[5].devices[0]; }
  // The display was taken off the hub's log, but the hub never said so in an answer: it still counts as standing behind
  // the hub, and as joined to the meter.
  const devices::Home& home_of_the_lost() const { return stage_->world().homes[6]; }
  const devices::WorldDevice& lost() const { return of_type(home_of_the_lost(), DeviceType::IHD); }
  // Its log has no room.
  const devices::Home& full_home() const { return stage_->world().homes[3]; }

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

  std::string inventory(Eui64 device) {
    duis::Request request = app::read_inventory({id_of(kOtherUser), stage_->world().broker}, device);
    request.id.counter = client(kOtherUser).next_counter();
    const duis::Response answer = must(client(kOtherUser).post(request));
    const auto* found = std::get_if<duis::Inventory>(&answer.payload);
    return found ? duis::write_canonical(found->dsp_inventory, "") : answer.code;
  }

 private:
  Scene() : StageScene("codes") {
    devices::World world = devices::make_street({.homes = 7, .speed = 1800});
    world.time.anchor = machine_now();
    add_users(world);
    for (const char* uprn : {"900000000001", "900000000002"}) {
      world.coverage.push_back(world.coverage.front());
      world.coverage.back().address = kTwoHomes;
      world.coverage.back().uprn = uprn;
    }
    world.products.push_back({DeviceType::PPMID, "Ashgrove Displays", "AD-9", "00000001", "SMETS2 V4.2", "4.2"});
    std::filesystem::create_directories(folder_ + "/server");
    must(app::make_keys(world, folder_ + "/keys"));
    std::filesystem::remove(folder_ + "/keys/certificates/" + id_of(kUncertified).plain() + "-ka.pem");
    world.users.pop_back();  // its certificates are known, the User is not
    std::ofstream(folder_ + "/world.toml") << devices::world_text(world);
    suspend(world.users[kSuspended]);
    start();
    install();
  }

  void add_users(devices::World& world) {
    const Eui64 first = world.users[kFirstSupplier].id;
    const RoleSet supplier = world.users[kFirstSupplier].roles, network = world.users[kNetworkOperator].roles;
    world.users.push_back({Eui64{first.value + 0xE1}, "Elmhurst Energy", supplier, {}});
    world.users.push_back({Eui64{first.value + 0xE2}, "Fieldgate Wires", network, {}});
    world.users.push_back({Eui64{first.value + 0xE3}, "Nobody Knows", supplier, {}});
    for (auto& user : world.users) {
      user.endpoint = fmt::format("127.0.0.1:{}/smartdcc/duis", app::free_port());
      users_.push_back(user.id);
    }
    for (auto& point : world.metering_points)
      if (point.mpxn == of_type(world.homes[4], DeviceType::GSME).mpxn) point.network_operator = id_of(kUncertified);
  }

  void suspend(const devices::WorldUser& user) {
    store_ = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
    const auto tx = must(store_->begin());
    must(tx->put_user({user.id, user.name, user.roles, access::UserStatus::Suspended, user.endpoint}));
    must(tx->commit());
  }

  void start() {
    StageScene::start({}, {"--outcome-wait-minutes", "60", "--set", "opt-out.end=never"});
    must(app::load_keys(unknown_keys_, {.root = folder_ + "/keys", .imports = {}}, app::Owner::User, machine_now(),
                        users_[kUnknown]));
    unknown_ = std::make_unique<app::Client>(app::ClientOptions{.gateway = stage_->gateway()}, users_[kUnknown],
                                             unknown_keys_);
  }

  void install() {
    invent();
    for (const auto* d : {&meter(), &pending(), &joined(), &also_joined(), &display(), &simple_display()}) notify(*d);
    join(home().hub.chf, meter());
    join(stage_->world().homes[2].hub.chf, joined());
    join(stage_->world().homes[4].hub.chf, also_joined());
    commission(meter());
    join(home().hub.chf, display());
    const RequestId unanswered = lose();
    add_in_vain();
    note_joins();
    must(client(kFirstSupplier).wait_for(unanswered));
    await("the User is told which joins were not seen", [&] { return told_in_vain() == added_in_vain_; });
    settle();
  }

  // Devices that no home has: like one that a home has, with identifiers of their own.
  void invent() {
    const auto like = [](devices::WorldDevice device, std::uint64_t mark) {
      device.id = Eui64{device.id.value ^ mark};
      return device;
    };
    simple_display_ = like(display(), 0xD0000);
    simple_display_.type = DeviceType::IHD;
    simple_display_.model = "AD-1";
    simple_display_.firmware_version.clear();
    simple_display_.smets_version.clear();
    left_ = like(meter(), 0xE0000);
    stranger_ = like(of_type(home(), DeviceType::GSME), 0xE0000);
    stranger_.mpxn.clear();
    recalled_ = like(display(), 0xF0000);
    recalled_.model = "AD-9";
    recalled_.firmware_version = "00000001";
  }

  // The hub obeys an 8.11 and says so in its alert, but never in an answer. The request ends with E21.
  RequestId lose() {
    const devices::Home& home = home_of_the_lost();
    const auto& meter = home.devices[0];
    const Eui64 chf = home.hub.chf;
    for (const auto* d : {&meter, &lost()}) {
      notify(*d);
      join(chf, *d);
    }
    succeed(request_naming("8.7.2", id_of(kFirstSupplier), meter.id, "OtherDeviceID", lost().id.text()), meter);
    order("fault " + chf.text() + " silent");
    const RequestId removal = accepted(app::remove_from_device_log({id_of(kFirstSupplier), chf}, lost().id));
    await("the hub takes the display off its log", [&] {
      const auto log = must(read()->hub_log(chf));
      return std::none_of(log.begin(), log.end(), [&](const auto& e) { return e.device == lost().id; });
    });
    order("mend " + chf.text() + " all");
    return removal;
  }

  // Devices that are put on a log and do not join.
  void add_in_vain() {
    const auto add = [&](Eui64 hub, devices::WorldDevice device) {
      duis::Request request = app::add_to_device_log({id_of(kFirstSupplier), hub}, device);
      request.body.children.back().children.front().text = "60";  // JoinTimePeriod
      succeed(request, device);
      ++added_in_vain_;
    };
    for (const auto* d : {&left(), &stranger(), &recalled(), &kept_out()}) notify(*d);
    devices::WorldDevice miscoded = kept_out();
    miscoded.install_code = std::string(32, 'A');
    add(stage_->world().homes[5].hub.chf, miscoded);
    add(home().hub.chf, stranger_);
    for (std::uint64_t i = 1; i < inventory::kHubLogEntries; ++i) {
      devices::WorldDevice one = simple_display_;
      one.id = Eui64{simple_display_.id.value + (i << 20)};
      notify(one);
      add(full_home().hub.chf, one);
    }
  }

  std::size_t told_in_vain() {
    const auto pushed = client(kFirstSupplier).pushed();
    return static_cast<std::size_t>(std::count_if(pushed.begin(), pushed.end(), [](const auto& one) {
      const auto* alert = std::get_if<duis::DccAlert>(&one.response.payload);
      return alert && alert->code == "N25";
    }));
  }

  // What 8.7 and a replaced hub would leave in the inventory: the display joined to the meter; gas proxies with a
  // metering point, of homes 1 and 5; the gas meter of home 1 behind the hub of home 3, joined to both gas proxies. And
  // a model that left the Central Products List.
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
    inventory::Device opted_out = *must(tx->device(meter().id));
    opted_out.hub.reset();
    opted_out.import_mpxn.clear();
    opted_out.status = SmiStatus::Withdrawn;
    for (const Eui64 id : {withdrawn(), withdrawn_unlisted()}) {
      opted_out.id = id;
      if (id == withdrawn_unlisted()) opted_out.firmware_version = "0000FFFF";
      put(exchange::PutDevice{opted_out});
    }
    must(tx->put_product({recalled_.type, recalled_.manufacturer, recalled_.model, recalled_.firmware_version,
                          recalled_.smets_version, recalled_.gbcs_version, inventory::CplStatus::Withdrawn}));
    must(tx->commit());
  }

  devices::WorldDevice simple_display_, left_, stranger_, recalled_;
  std::size_t added_in_vain_ = 0;
  std::vector<Eui64> users_;
  crypto::KeyStore unknown_keys_;
  std::unique_ptr<app::Client> unknown_;
};

}  // namespace gridpost::test
