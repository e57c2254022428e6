// Endpoints that are down for a week, that are slow, and that refuse: every result arrives once, and Users with good
// endpoints notice nothing. Real store, real HTTP; the machine's clock is moved by hand. (DUIS 2.2)
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "engine_fixture.h"
#include "exchange/operator_outbox.h"
#include "gateway/push_client.h"
#include "gateway/receiver.h"

namespace gridpost::test::endpoints_test {
namespace {

using exchange::OutboxState;
using std::chrono::milliseconds;

const Eui64 kThird{0x90B3D51F30030000};
const Eui64 kFourth{0x90B3D51F30040000};

// A User's endpoint: what came, by RequestID, in order.
class Endpoint {
 public:
  enum class Manner { Takes, Refuses, Hangs };

  explicit Endpoint(Manner manner = Manner::Takes)
      : manner_(manner),
        server_({{.method = "POST",
                  .path = "/smartdcc/duis",
                  .content_type = "application/xml",
                  .body_limit = gateway::kMebibyte,
                  .handler = [this](gateway::Request&& request, gateway::Answer answer) {
                    take(request.body, std::move(answer));
                  }}}) {}
  ~Endpoint() { behave(Manner::Takes); }

  // Port 0 takes a free one.
  void open(std::uint16_t port = 0) { must(server_.start("127.0.0.1", port)); }
  void behave(Manner manner) {
    std::vector<gateway::Answer> held;
    {
      const std::lock_guard lock(mutex_);
      manner_ = manner;
      held.swap(held_);
    }
    for (const auto& answer : held)
      answer({.status = manner == Manner::Refuses ? 400 : 204, .body = {}, .headers = {}});
  }
  std::uint16_t port() const { return server_.port(); }
  std::string address() const { return fmt::format("127.0.0.1:{}/smartdcc/duis", port()); }

  std::vector<RequestId> arrived() const {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }
  std::size_t distinct() const {
    const auto all = arrived();
    return std::set<RequestId>(all.begin(), all.end()).size();
  }
  std::size_t held() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }

 private:
  void take(const std::string& body, gateway::Answer answer) {
    const auto document = must(duis::parse(body));
    const RequestId id = must(duis::read_response(document)).request_id.value();
    int status = 204;
    {
      const std::lock_guard lock(mutex_);
      if (manner_ == Manner::Refuses) status = 400;
      if (status == 204) arrived_.push_back(id);
      if (manner_ == Manner::Hangs) {
        held_.push_back(std::move(answer));
        return;
      }
    }
    answer({.status = status, .body = {}, .headers = {}});
  }

  mutable std::mutex mutex_;
  Manner manner_;
  std::vector<RequestId> arrived_;
  std::vector<gateway::Answer> held_;
  gateway::HttpServer server_;
};

// A port that nobody listens on.
std::uint16_t closed_port() {
  Endpoint endpoint;
  endpoint.open();
  return endpoint.port();
}

class Endpoints : public testing::Test {
 protected:
  void user(Eui64 id, const std::string& endpoint) {
    auto tx = must(world_.store->begin());
    must(tx->put_user({id, "User", {}, access::UserStatus::InOperation, endpoint}));
    must(tx->commit());
  }
  // Queues `count` answers about each of `devices` Devices, as the rules would.
  void queue(Eui64 user, int devices, int count) {
    auto tx = must(world_.store->begin());
    for (int n = 0; n < count; ++n)
      for (int d = 0; d < devices; ++d) {
        exchange::OutboxItem item;
        item.kind = exchange::OutboxKind::Push;
        item.user = user;
        item.device = World::meter(d);
        item.request = {user, World::meter(d), static_cast<std::uint64_t>(n + 1)};
        item.identity = item.request.text() + "||answer";
        item.queued_at = machine_ms_;
        const std::string body = duis::write(duis::Response{
            .request_id = item.request, .code = "I0", .time = kWorldStart, .reference = "4.1", .variant = "4.1.1"});
        item.body.assign(body.begin(), body.end());
        must(tx->apply(exchange::Enqueue{std::move(item)}));
      }
    must(tx->commit());
  }
  void start(gateway::ClientLimits limits = {}) {
    push_ = std::make_unique<gateway::PushClient>(limits);
    engine::Setup setup{.store = *world_.store,
                        .network = world_.network,
                        .push = *push_,
                        .clock = *world_.clock,
                        .keys = world_.keys,
                        .broker = kBroker,
                        .signer = world_.signer,
                        .rules = RuleBook(),
                        .machine_ms = [this] { return machine_ms_.load(); },
                        .threads = 2,
                        .patience = milliseconds(200)};
    world_.start(std::move(setup));
  }
  void TearDown() override {
    world_.engine.reset();  // before the client that it pushes with
    push_.reset();
  }

  std::vector<exchange::OutboxItem> pushes(Eui64 user, std::optional<OutboxState> state = {}) {
    return must(must(world_.store->read())->pushes({.state = state, .user = user, .limit = 10'000}));
  }
  // True if nothing is due now to the User.
  bool rested(Eui64 user) {
    for (const auto& queue : must(must(world_.store->read())->push_queues()))
      if (queue.user == user && queue.not_before <= machine_ms_) return false;
    return true;
  }
  template <class Condition>
  bool soon(Condition condition) {
    return eventually([&] {
      world_.engine->look();
      return condition();
    });
  }
  // Lets time go by, an hour at a time; whatever is due is tried before the next one.
  void pass(std::int64_t time, Eui64 user) {
    for (std::int64_t hours = time / kHour; hours > 0; --hours) {
      machine_ms_ += kHour;
      ASSERT_TRUE(soon([&] { return rested(user); }));
    }
  }
  // Every answer once, those about one Device in the order in which they were queued.
  void expect_all_in_order(const Endpoint& endpoint, int devices, int count) {
    const auto arrived = endpoint.arrived();
    EXPECT_EQ(arrived.size(), static_cast<std::size_t>(devices * count)) << "some came twice, or not at all";
    std::map<Eui64, std::uint64_t> last;
    for (const RequestId& id : arrived) {
      EXPECT_EQ(id.counter, last[id.target] + 1) << id.text();
      last[id.target] = id.counter;
    }
    EXPECT_EQ(last.size(), static_cast<std::size_t>(devices));
  }

  std::atomic<std::int64_t> machine_ms_{1'800'000'000'000};
  World world_;
  std::unique_ptr<gateway::PushClient> push_;
};

TEST_F(Endpoints, AnEndpointThatComesBackWithinAWeekGetsEverythingInOrder) {
  const std::uint16_t port = closed_port();
  user(kSupplier, fmt::format("127.0.0.1:{}/smartdcc/duis", port));
  Endpoint good;
  good.open();
  user(kOther, good.address());
  queue(kSupplier, 4, 5);
  queue(kOther, 4, 50);
  start();
  ASSERT_TRUE(soon([&] { return good.distinct() == 200 && pushes(kOther).empty(); }));
  ASSERT_NO_FATAL_FAILURE(pass(6 * kDay + 20 * kHour, kSupplier));
  const auto waiting = pushes(kSupplier, OutboxState::Queued);
  EXPECT_EQ(waiting.size(), 20u) << "nothing is given up within seven days";
  EXPECT_GT(waiting.front().attempts, 160) << "an hour between two tries at most";
  Endpoint back;
  back.open(port);
  machine_ms_ += kHour;
  ASSERT_TRUE(soon([&] { return pushes(kSupplier).empty(); }));
  expect_all_in_order(back, 4, 5);
  expect_all_in_order(good, 4, 50);
}

TEST_F(Endpoints, AfterAWeekMessagesAreParkedAndAnOperatorSendsThemAgain) {
  const std::uint16_t port = closed_port();
  user(kSupplier, fmt::format("127.0.0.1:{}/smartdcc/duis", port));
  queue(kSupplier, 3, 4);
  start();
  ASSERT_NO_FATAL_FAILURE(pass(7 * kDay + kHour, kSupplier));
  ASSERT_TRUE(soon([&] { return pushes(kSupplier, OutboxState::Parked).size() == 12; }))
      << "those behind an old message are as old";
  const auto parked = pushes(kSupplier, OutboxState::Parked);
  EXPECT_NE(parked.front().reason.find("refused"), std::string::npos) << parked.front().reason;

  Endpoint back;
  back.open(port);
  auto tx = must(world_.store->begin());
  for (const auto& item : parked)
    for (const auto& effect : exchange::retry_by_operator(item, machine_ms_, kWorldStart)) must(tx->apply(effect));
  must(tx->set_setting(engine::kOutboxChanged, "1"));
  must(tx->commit());
  tx.reset();
  ASSERT_TRUE(soon([&] { return pushes(kSupplier).empty(); })) << "a running server notices";
  expect_all_in_order(back, 3, 4);
}

TEST_F(Endpoints, EndpointsThatHangHoldUpNobodyElse) {
  Endpoint hanging[3] = {Endpoint(Endpoint::Manner::Hangs), Endpoint(Endpoint::Manner::Hangs),
                         Endpoint(Endpoint::Manner::Hangs)};
  const Eui64 stuck[3] = {kSupplier, kThird, kFourth};
  for (int i = 0; i < 3; ++i) {
    hanging[i].open();
    user(stuck[i], hanging[i].address());
    queue(stuck[i], 40, 2);
  }
  Endpoint good;
  good.open();
  user(kOther, good.address());
  gateway::ClientLimits limits;
  limits.per_endpoint = 20;
  limits.total = 40;  // three that hang could take all of it
  limits.whole = milliseconds(600'000);
  start(limits);
  ASSERT_TRUE(soon([&] { return hanging[0].held() + hanging[1].held() + hanging[2].held() >= 40; }));
  queue(kOther, 40, 20);
  must([&] {
    auto tx = must(world_.store->begin());
    must(tx->set_setting(engine::kOutboxChanged, "1"));
    return tx->commit();
  }());
  ASSERT_TRUE(soon([&] { return pushes(kOther).empty(); }));
  expect_all_in_order(good, 40, 20);
  for (int i = 0; i < 3; ++i) {
    EXPECT_LE(hanging[i].held(), 20u) << "more connections than the limit for one endpoint";
    EXPECT_EQ(pushes(stuck[i]).size(), 80u);
    hanging[i].behave(Endpoint::Manner::Takes);
  }
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(soon([&] { return pushes(stuck[i]).empty(); }));
    expect_all_in_order(hanging[i], 40, 2);
  }
}

TEST_F(Endpoints, ATimeOutIsTriedAgainAndTheReceiverCanDropTheRepeat) {
  Endpoint slow(Endpoint::Manner::Hangs);
  slow.open();
  user(kSupplier, slow.address());
  queue(kSupplier, 1, 3);
  gateway::ClientLimits limits;
  limits.whole = milliseconds(100);
  start(limits);
  ASSERT_TRUE(soon([&] { return slow.arrived().size() >= 2; })) << "the first one again and again";
  EXPECT_EQ(slow.distinct(), 1u);
  slow.behave(Endpoint::Manner::Takes);
  ASSERT_TRUE(soon([&] {
    machine_ms_ += kHour;
    return pushes(kSupplier).empty();
  }));
  EXPECT_EQ(slow.distinct(), 3u);
}

TEST_F(Endpoints, WhatIsRefusedIsParkedAtOnceAndBlocksNothing) {
  Endpoint refusing(Endpoint::Manner::Refuses);
  refusing.open();
  Endpoint good;
  good.open();
  user(kSupplier, refusing.address());
  user(kOther, good.address());
  queue(kSupplier, 5, 4);
  queue(kOther, 5, 20);
  start();
  ASSERT_TRUE(soon([&] { return pushes(kSupplier, OutboxState::Parked).size() == 20 && pushes(kOther).empty(); }));
  EXPECT_EQ(refusing.distinct(), 0u);
  expect_all_in_order(good, 5, 20);
  for (const auto& item : pushes(kSupplier, OutboxState::Parked)) EXPECT_EQ(item.reason, "HTTP 400");
  refusing.behave(Endpoint::Manner::Takes);
  auto tx = must(world_.store->begin());
  for (const auto& item : pushes(kSupplier, OutboxState::Parked)) {
    const bool drop = item.request.target == World::meter(4);
    for (const auto& effect : drop ? exchange::drop_by_operator(item, kWorldStart)
                                   : exchange::retry_by_operator(item, machine_ms_, kWorldStart))
      must(tx->apply(effect));
  }
  must(tx->set_setting(engine::kOutboxChanged, "1"));
  must(tx->commit());
  tx.reset();
  ASSERT_TRUE(soon([&] { return pushes(kSupplier).empty(); }));
  expect_all_in_order(refusing, 4, 4);
}

}  // namespace
}  // namespace gridpost::test::endpoints_test
