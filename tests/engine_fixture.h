// A small world around the engine: keys, a store that can be told to fail, a network and endpoints that are scripted,
// and rules that are simple enough to see through. For tests and benchmarks.
#pragma once

#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <stdexcept>

#include <fmt/format.h>

#include "crypto/testpki.h"
#include "engine/engine.h"
#include "gbcs/protection.h"
#include "must.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test {

inline const Eui64 kSupplier{0x90B3D51F30010000};
inline const Eui64 kOther{0x90B3D51F30020000};
inline const Eui64 kBroker{0x90B3D51F30000002};
inline const Eui64 kHub{0x02005E0000000001};
constexpr TimeMs kWorldStart = 1764000000000;  // 2025-11-24

// Waits until the condition holds, at most 10 s.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 5000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

// A door that commits have to pass.
class Gate {
 public:
  void shut() { set(false); }
  void open() { set(true); }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
  }
  int waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  void set(bool open) {
    {
      const std::lock_guard lock(mutex_);
      open_ = open;
    }
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  int waiting_ = 0;
};

// The SQLite store; commits wait at a gate, and fail when told to.
class TroubledStore final : public engine::Store {
 public:
  explicit TroubledStore(const std::string& path) : inner_(must(store::open_sqlite(path))) {}
  Result<std::unique_ptr<engine::Transaction>> begin() override;
  Result<std::unique_ptr<engine::Transaction>> read() override { return inner_->read(); }
  Status sync() override { return failing_syncs ? Status(fail("the disk is gone", "test")) : inner_->sync(); }

  Gate gate;
  std::atomic<int> failing_commits{0};
  std::atomic<bool> failing_syncs{false};

 private:
  class Troubled;
  std::unique_ptr<engine::Store> inner_;
};

// Hands everything on but commit().
class TroubledStore::Troubled final : public engine::Transaction {
 public:
  Troubled(TroubledStore& store, std::unique_ptr<engine::Transaction> tx) : store_(store), tx_(std::move(tx)) {}
  Status commit() override {
    store_.gate.pass();
    if (store_.failing_commits > 0) {
      --store_.failing_commits;
      return fail("the disk is full", "test");
    }
    return tx_->commit();
  }

#define GP_HAND_ON(result, name, parameters, arguments) \
  result name parameters override { return tx_->name arguments; }
  using Items = std::vector<exchange::OutboxItem>;
  using Devices = std::vector<inventory::Device>;
  using Text = std::string;
  GP_HAND_ON(Result<std::optional<access::User>>, user, (Eui64 id), (id))
  GP_HAND_ON(Result<std::optional<inventory::Device>>, device, (Eui64 id), (id))
  GP_HAND_ON(Result<Devices>, devices_of_hub, (Eui64 id), (id))
  GP_HAND_ON(Result<Devices>, devices_of_mpxn, (const Text& a), (a))
  GP_HAND_ON(Result<Devices>, devices_of_uprn, (const Text& a), (a))
  GP_HAND_ON(Result<Devices>, devices_of_address, (const Text& a, const Text& b), (a, b))
  GP_HAND_ON(Result<std::vector<inventory::HubLogEntry>>, hub_log, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<inventory::StatusChange>>, status_history, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<inventory::DetailChange>>, detail_history, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<inventory::Join>>, joins, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<inventory::Coverage>>, coverage, (const Text& a, const Text& b), (a, b))
  GP_HAND_ON(Result<std::vector<exchange::RequestRecord>>, requests_held, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<registration::Registration>>, registrations, (const Text& a), (a))
  GP_HAND_ON(Result<std::optional<inventory::Product>>, product,
             (DeviceType t, const Text& a, const Text& b, const Text& c), (t, a, b, c))
  GP_HAND_ON(Result<std::vector<inventory::Product>>, products, (), ())
  GP_HAND_ON(Result<Devices>, devices, (const DeviceQuery& query), (query))
  GP_HAND_ON(Result<std::vector<Eui64>>, devices_of_model, (const ModelQuery& query), (query))
  GP_HAND_ON(Result<std::uint64_t>, count_of_model, (const ModelQuery& query), (query))
  GP_HAND_ON(Result<std::vector<engine::ChangeEntry>>, changes_of, (Eui64 id), (id))
  GP_HAND_ON(Result<std::vector<engine::ChangeEntry>>, changes,
             (std::optional<engine::ChangeKind> kind, std::size_t limit), (kind, limit))
  GP_HAND_ON(Status, note_change, (const engine::ChangeEntry& entry), (entry))
  GP_HAND_ON(Result<std::optional<exchange::RequestRecord>>, request, (const RequestId& id), (id))
  GP_HAND_ON(Result<std::optional<exchange::RequestRecord>>, request_of_command, (Eui64 a, Eui64 b, std::uint64_t c),
             (a, b, c))
  GP_HAND_ON(Result<std::optional<std::uint64_t>>, counter, (Eui64 a, Eui64 b, const Text& c), (a, b, c))
  GP_HAND_ON(Result<std::vector<exchange::Timer>>, timers_due, (TimeMs now, std::size_t limit), (now, limit))
  GP_HAND_ON(Result<std::optional<TimeMs>>, next_timer, (), ())
  GP_HAND_ON(Result<Items>, commands_ready, (std::int64_t now, std::size_t limit), (now, limit))
  const std::set<Eui64>& push_users() const override { return tx_->push_users(); }
  engine::JobRecords& jobs() override { return tx_->jobs(); }
  engine::HousekeepingRecords& housekeeping() override { return tx_->housekeeping(); }
  GP_HAND_ON(Result<std::vector<ReadyPush>>, pushes_ready, (Eui64 id, std::int64_t now, std::size_t limit),
             (id, now, limit))
  GP_HAND_ON(Result<std::vector<PushQueue>>, push_queues, (), ())
  GP_HAND_ON(Result<Items>, outbox_sent, (std::int64_t after, std::size_t limit), (after, limit))
  GP_HAND_ON(Result<Items>, pushes, (const PushQuery& query), (query))
  GP_HAND_ON(Result<std::optional<exchange::OutboxItem>>, outbox_item, (std::int64_t id), (id))
  GP_HAND_ON(Result<bool>, command_taken, (const RequestId& id), (id))
  GP_HAND_ON(Result<std::vector<exchange::AuditEntry>>, audit, (const AuditQuery& query), (query))
  GP_HAND_ON(Result<std::optional<Text>>, setting, (const Text& key), (key))
  engine::RegistrationRecords& records() override { return tx_->records(); }
  GP_HAND_ON(Status, apply, (const exchange::Effect& effect), (effect))
  GP_HAND_ON(Status, mark_sent, (std::int64_t id, std::int64_t now), (id, now))
  GP_HAND_ON(Status, mark_taken, (std::int64_t id), (id))
  GP_HAND_ON(Result<bool>, end_timer, (std::int64_t id), (id))
  GP_HAND_ON(Status, put_user, (const access::User& user), (user))
  GP_HAND_ON(Status, put_registration, (const registration::Registration& r), (r))
  GP_HAND_ON(Status, put_product, (const inventory::Product& p), (p))
  GP_HAND_ON(Status, put_coverage, (const inventory::Coverage& c), (c))
  GP_HAND_ON(Status, set_setting, (const Text& key, const Text& value), (key, value))
  GP_HAND_ON(Status, drop_bodies_before, (TimeMs day), (day))
#undef GP_HAND_ON

 private:
  TroubledStore& store_;
  std::unique_ptr<engine::Transaction> tx_;
};

inline Result<std::unique_ptr<engine::Transaction>> TroubledStore::begin() {
  GP_TRY(tx, inner_->begin());
  return std::make_unique<Troubled>(*this, std::move(tx));
}

// Keeps what was sent and speaks when told to.
class ScriptedNetwork final : public engine::Network {
 public:
  struct Sent {
    Eui64 hub;
    std::uint64_t delivery = 0;
    Bytes command;
  };
  void send(Eui64 hub, std::uint64_t delivery, Bytes command) override {
    const std::lock_guard lock(mutex_);
    sent_.push_back({hub, delivery, command});
    if (answer_) answer_(sent_.back());
  }
  void on_message(OnMessage handler) override { handler_ = std::move(handler); }
  void on_taken(std::function<void(std::uint64_t delivery)> handler) override { taken_ = std::move(handler); }
  void on_connected(std::function<void()> handler) override { connected_ = std::move(handler); }
  void start() override {}  // the connection comes up when a test says so
  void stop() override {}

  std::vector<Sent> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  // Called for each command sent from now on.
  void answer_with(std::function<void(const Sent&)> answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  void reconnect() { connected_(); }
  void take(std::uint64_t delivery) { taken_(delivery); }
  void deliver(Bytes message) {
    handler_({kHub, ++delivery_, false, std::move(message), [this] { ++acknowledged; }});
  }
  std::atomic<int> acknowledged{0};

 private:
  std::mutex mutex_;
  std::vector<Sent> sent_;
  std::function<void(const Sent&)> answer_;
  OnMessage handler_;
  std::function<void(std::uint64_t delivery)> taken_;
  std::function<void()> connected_;
  std::atomic<std::uint64_t> delivery_{0};
};

// Endpoints: what each was sent, and what it answers. An endpoint without a status never answers.
class ScriptedEndpoints final : public engine::Push {
 public:
  void post(const std::string& endpoint, std::string body, std::function<void(Outcome)> done) override {
    std::optional<int> status;
    {
      const std::lock_guard lock(mutex_);
      received_[endpoint].push_back(std::move(body));
      if (const auto found = status_.find(endpoint); found != status_.end())
        status = found->second;
      else
        silent_.push_back(done);
    }
    if (status) done({*status, fmt::format("HTTP {}", *status)});
  }
  void answers(const std::string& endpoint, int status) {
    const std::lock_guard lock(mutex_);
    status_[endpoint] = status;
  }
  std::vector<std::string> received(const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    return received_[endpoint];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> received_;
  std::map<std::string, int> status_;
  std::vector<std::function<void(Outcome)>> silent_;
};

inline gbcs::Message message_of(gbcs::Cra cra, Eui64 originator, Eui64 recipient, std::uint64_t counter) {
  gbcs::Message message;
  message.header.cra = cra;
  message.header.originator = originator;
  message.header.recipient = recipient;
  message.header.counter = counter;
  message.header.code = 0x0001;
  message.content = {1, 2, 3};
  message.signature = Bytes();
  return message;
}

// Rules in a nutshell: every request becomes a command, every response a push, every failed push is tried again.

struct SimpleMind {
  exchange::Decision operator()(const exchange::RequestArrived& e) const {
    exchange::Decision d;
    d.answer = duis::Response{.request_id = e.request.id,
                              .code = e.refusal ? "E100" : "I99",
                              .time = known.now,
                              .reference = "4.1",
                              .variant = "4.1.1"};
    exchange::AuditEntry title;
    title.kind = "request";
    title.at = known.now;
    title.request_id = e.request.id.text();
    title.explanation = e.refusal ? e.refusal->text() : "";
    title.body = e.body;
    d.effects.push_back(exchange::Audit{std::move(title)});
    if (e.refusal) return d;
    const RequestId id = e.request.id;
    exchange::OutboxItem item;
    item.user = id.originator;
    item.device = id.target;
    item.hub = kHub;
    item.request = id;
    item.body = gbcs::grouping_part(message_of(gbcs::Cra::Command, id.originator, id.target, id.counter));
    exchange::RequestRecord record;
    record.id = id;
    record.device = id.target;
    record.command_originator = id.originator;
    record.command_counter = id.counter;
    d.effects.push_back(exchange::SetCounter{id.originator, id.target, "", id.counter});
    d.effects.push_back(exchange::PutRequest{record});
    d.effects.push_back(exchange::StartTimer{{0, known.now + kDay, exchange::TimerKind::CommandTimeout, id}});
    d.effects.push_back(exchange::Enqueue{std::move(item)});
    return d;
  }
  exchange::Decision operator()(const exchange::DeviceSpoke& e) const {
    exchange::Decision d;
    exchange::AuditEntry title;
    title.kind = "answer";
    title.at = known.now;
    title.code = e.protection == exchange::Protection::Bad ? "bad" : "";
    d.effects.push_back(exchange::Audit{title});
    if (!e.parsed || !known.request || known.request->state == exchange::RequestState::Done) return d;
    exchange::RequestRecord record = *known.request;
    record.state = exchange::RequestState::Done;
    exchange::OutboxItem push;
    push.kind = exchange::OutboxKind::Push;
    push.user = record.id.originator;
    push.device = record.id.target;
    push.request = record.id;
    const std::string body = duis::write(duis::Response{.request_id = record.id,
                                                        .code = "I0",
                                                        .time = known.now,
                                                        .reference = "4.1",
                                                        .variant = "4.1.1",
                                                        .payload = duis::GbcsPayload{e.message}});
    push.body.assign(body.begin(), body.end());
    d.effects.push_back(exchange::CloseCommands{record.id});
    d.effects.push_back(exchange::CancelTimers{record.id});
    d.effects.push_back(exchange::PutRequest{record});
    d.effects.push_back(exchange::Enqueue{std::move(push)});
    return d;
  }
  exchange::Decision operator()(const exchange::TimerFired& e) const {
    exchange::AuditEntry title;
    title.kind = "timer";
    title.at = known.now;
    title.request_id = e.timer.request.text();
    return {.effects = {exchange::Audit{title}}};
  }
  exchange::Decision operator()(const exchange::PushEnded& e) const {
    switch (e.outcome) {
      case exchange::PushOutcome::Delivered:
        return {.effects = {exchange::CloseOutbox{e.item.id}}};
      case exchange::PushOutcome::Refused:
        return {.effects = {exchange::ParkOutbox{e.item.id, e.detail}}};
      case exchange::PushOutcome::Unreachable:
        break;
    }
    return {.effects = {exchange::RetryOutbox{e.item.id, e.machine_ms + 30, e.item.attempts + 1}}};
  }
  exchange::Decision operator()(const exchange::ListingChanged&) const { return {}; }
  exchange::Decision operator()(const exchange::HubRecalled&) const { return {}; }
  exchange::Decision operator()(const exchange::RecoveryMoved&) const { return {}; }
  const exchange::Known& known;
};

inline engine::Decider::Mind simple_mind() {
  engine::Decider::Mind mind;
  mind.needs = [](const exchange::Event& event) {
    exchange::Needs needs;
    if (const auto* spoke = std::get_if<exchange::DeviceSpoke>(&event); spoke && spoke->parsed) {
      const gbcs::Header& h = spoke->parsed->header;
      needs.command = exchange::Needs::Command{h.originator, h.recipient, h.counter};
    }
    return needs;
  };
  mind.further_needs = [](const exchange::Event&, const exchange::Known&, int) { return exchange::Needs(); };
  mind.decide = [](const exchange::Event& event, const exchange::Known& known) {
    return std::visit(SimpleMind{known}, event);
  };
  return mind;
}

// Keys of the DCC, two Users and `meters` Devices, and a store in a file of its own.
class World {
 public:
  explicit World(int meters = 4) : pki_(crypto::TestPki::create()) {
    signer = issue(kBroker, crypto::role::kXmlSigningDsp, crypto::Usage::DigitalSignature);
    issue(kBroker, crypto::role::kAccessControlBroker, crypto::Usage::KeyAgreement);
    issue(kBroker, crypto::role::kAccessControlBroker, crypto::Usage::DigitalSignature);
    for (const Eui64 user : {kSupplier, kOther})
      issue(user, crypto::role::kXmlSigningUser, crypto::Usage::DigitalSignature);
    for (int i = 0; i < meters; ++i) {
      keys.add(*must(pki_.issue_device(meter(i), crypto::Usage::KeyAgreement)));
      keys.add(*must(pki_.issue_device(meter(i), crypto::Usage::DigitalSignature)));
    }
    static std::atomic<int> number{0};
    path = std::filesystem::temp_directory_path() / fmt::format("gridpost-engine-{}-{}.db", getpid(), ++number);
    remove_files();
    store = std::make_unique<TroubledStore>(path);
    auto tx = must(store->begin());
    must(tx->put_user({kSupplier, "Supplier", {}, access::UserStatus::InOperation, "supplier"}));
    must(tx->put_user({kOther, "Other", {}, access::UserStatus::InOperation, "other"}));
    must(tx->commit());
    tx.reset();
    endpoints.answers("supplier", 204);
    endpoints.answers("other", 204);
    clock = must(engine::WorldTime::open(*store, {.start = kWorldStart}));
  }
  ~World() {
    engine.reset();
    store.reset();
    remove_files();
  }

  static Eui64 meter(int number) { return Eui64{0x02005E0000001000 + static_cast<std::uint64_t>(number)}; }

  engine::Setup setup() {
    return {.store = *store,
            .network = network,
            .push = endpoints,
            .clock = *clock,
            .keys = keys,
            .broker = kBroker,
            .signer = signer,
            .rules = RuleBook(),
            .mind = simple_mind(),
            .threads = 2};
  }
  void start() { start(setup()); }
  void start(engine::Setup with) {
    engine = must(engine::Engine::make(std::move(with)));
    must(engine->start());
  }
  // A signed 4.1.1.
  std::string request(Eui64 user, Eui64 device, std::uint64_t counter) {
    duis::Request r;
    r.schema_version = "5.2";
    r.id = {user, device, counter};
    r.command_variant = 1;
    r.reference = "4.1";
    r.variant = "4.1.1";
    r.body.name = "ReadInstantaneousImportRegisters";
    const auto key = keys.find(user, crypto::Usage::DigitalSignature, kWorldStart, crypto::role::kXmlSigningUser);
    return must(duis::sign(duis::write(r), key->certificate, *key->private_key));
  }
  // The meter's answer to a command, to the User.
  static Bytes response_to(const Bytes& command) {
    const gbcs::Header h = must(gbcs::parse(command)).header;
    gbcs::Message response = message_of(gbcs::Cra::Response, h.recipient, h.originator, h.counter);
    response.mac.emplace();
    return gbcs::write(response);
  }
  void devices_answer() {
    network.answer_with([this](const ScriptedNetwork::Sent& sent) { network.deliver(response_to(sent.command)); });
  }

  crypto::KeyStore keys;
  crypto::KeyEntryPtr signer;
  std::string path;
  std::unique_ptr<TroubledStore> store;
  std::unique_ptr<engine::WorldTime> clock;
  ScriptedNetwork network;
  ScriptedEndpoints endpoints;
  std::unique_ptr<engine::Engine> engine;

 private:
  crypto::KeyEntryPtr issue(Eui64 eui, int role, crypto::Usage usage) {
    return keys.add(*must(pki_.issue_organisation(eui, role, usage)));
  }
  void remove_files() const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
  crypto::TestPki pki_;
};

}  // namespace gridpost::test
