// The engine between its ports: a real store, scripted network and endpoints, simple rules (engine_fixture.h).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine_fixture.h"

namespace gridpost::test::engine_ports_test {
namespace {

using engine::HttpReply;
using engine::Sequencer;
using exchange::WebService;
using testing::HasSubstr;

// Collects replies.
class Replies {
 public:
  std::function<void(HttpReply)> next() {
    return [this](HttpReply reply) {
      const std::lock_guard lock(mutex_);
      all_.push_back(std::move(reply));
    };
  }
  std::vector<HttpReply> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  std::size_t count(int status) {
    const auto replies = all();
    return static_cast<std::size_t>(
        std::count_if(replies.begin(), replies.end(), [status](const auto& r) { return r.status == status; }));
  }

 private:
  std::mutex mutex_;
  std::vector<HttpReply> all_;
};

class EngineTest : public testing::Test {
 protected:
  void post(Eui64 user, Eui64 device, std::uint64_t counter) {
    world_.engine->handle(WebService::SendCommand, world_.request(user, device, counter), replies_.next());
  }
  HttpReply only_reply() {
    EXPECT_TRUE(eventually([this] { return replies_.all().size() == 1; }));
    return replies_.all().at(0);
  }
  duis::Response read(const std::string& document) {
    const auto parsed = must(duis::parse(document));
    EXPECT_TRUE(duis::verify(parsed, world_.keys, duis::Quirks::Strict));
    return must(duis::read_response(parsed));
  }
  std::vector<exchange::AuditEntry> audit() { return must(must(world_.store->read())->audit({.bodies = true})); }

  World world_;
  Replies replies_;
};

TEST_F(EngineTest, ARequestIsAnsweredSignedAndItsCommandLeavesWithTheBrokersMac) {
  world_.start();
  post(kSupplier, World::meter(0), 7);
  const HttpReply reply = only_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "application/xml");
  const duis::Response response = read(reply.body);
  EXPECT_EQ(response.code, "I99");
  EXPECT_EQ(response.request_id, (RequestId{kSupplier, World::meter(0), 7}));
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 1; }));
  const auto sent = world_.network.sent().at(0);
  EXPECT_EQ(sent.hub, kHub);
  const auto theirs = world_.keys.find(World::meter(0), crypto::Usage::KeyAgreement, kWorldStart);
  const auto ours = world_.keys.find(kBroker, crypto::Usage::KeyAgreement, kWorldStart);
  const auto secret = must(crypto::agree(*theirs->private_key, ours->certificate.public_key()));
  EXPECT_TRUE(gbcs::mac_is_good(must(gbcs::parse(sent.command)), secret));
  const auto item = must(must(world_.store->read())->outbox_item(static_cast<std::int64_t>(sent.delivery)));
  ASSERT_TRUE(item);
  EXPECT_EQ(item->state, exchange::OutboxState::Sent);
}

TEST_F(EngineTest, AnAnswerIsPushedSignedAndClosedWhenConfirmed) {
  world_.start();
  world_.devices_answer();
  post(kSupplier, World::meter(0), 7);
  ASSERT_TRUE(eventually([&] { return world_.engine->counters().pushes_delivered == 1; }));
  const auto received = world_.endpoints.received("supplier");
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(read(received[0]).code, "I0");
  EXPECT_TRUE(eventually([&] { return must(must(world_.store->read())->push_queues()).empty(); }));
  EXPECT_EQ(world_.network.acknowledged, 1);
}

TEST_F(EngineTest, NothingIsToldBeforeTheCommit) {
  world_.start();
  post(kSupplier, World::meter(0), 7);
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 1; }));
  world_.store->gate.shut();
  world_.network.deliver(World::response_to(world_.network.sent()[0].command));
  post(kSupplier, World::meter(1), 8);
  ASSERT_TRUE(eventually([&] { return world_.store->gate.waiting() == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(world_.network.acknowledged, 0);
  EXPECT_EQ(replies_.all().size(), 1u);
  EXPECT_EQ(world_.network.sent().size(), 1u);
  EXPECT_TRUE(world_.endpoints.received("supplier").empty());
  world_.store->gate.open();
  EXPECT_TRUE(eventually([&] {
    return world_.network.acknowledged == 1 && replies_.all().size() == 2 && world_.network.sent().size() == 2 &&
           world_.endpoints.received("supplier").size() == 1;
  }));
}

TEST_F(EngineTest, AFailedCommitIsA503AndNoAcknowledgementAndLeavesNothing) {
  world_.start();
  post(kSupplier, World::meter(0), 7);
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 1; }));
  const Bytes answer = World::response_to(world_.network.sent()[0].command);
  world_.store->gate.shut();
  world_.store->failing_commits = 1000;
  world_.network.deliver(answer);
  post(kSupplier, World::meter(1), 8);
  ASSERT_TRUE(eventually([&] { return world_.store->gate.waiting() == 1; }));
  world_.store->gate.open();
  ASSERT_TRUE(eventually([&] { return replies_.count(503) == 1; }));
  EXPECT_FALSE(world_.engine->health());
  world_.store->failing_commits = 0;
  EXPECT_EQ(world_.network.acknowledged, 0);
  EXPECT_FALSE(must(must(world_.store->read())->request({kSupplier, World::meter(1), 8})));
  EXPECT_EQ(world_.network.sent().size(), 1u);
  world_.network.deliver(answer);  // it comes again, since nobody acknowledged it
  EXPECT_TRUE(eventually([&] { return world_.network.acknowledged == 1; }));
  EXPECT_TRUE(world_.engine->health());
}

TEST_F(EngineTest, CommandsOfADeviceLeaveOneAtATimeAndInOrder) {
  world_.start();
  for (std::uint64_t counter = 1; counter <= 5; ++counter) {
    post(kSupplier, World::meter(0), counter);
    ASSERT_TRUE(eventually([&] { return replies_.all().size() == counter; }));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  for (std::size_t i = 0; i < 5; ++i) {
    ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == i + 1; }))
        << i << ": " << world_.network.sent().size() << " commands left";
    const auto sent = world_.network.sent();
    EXPECT_EQ(must(gbcs::parse(sent[i].command)).header.counter, i + 1);
    world_.network.deliver(World::response_to(sent[i].command));
  }
  ASSERT_TRUE(eventually([&] { return world_.endpoints.received("supplier").size() == 5; }));
  std::uint64_t expected = 0;
  for (const std::string& push : world_.endpoints.received("supplier"))
    EXPECT_EQ(read(push).request_id->counter, ++expected);
}

TEST_F(EngineTest, SentCommandsGoOutAgainAfterAReconnection) {
  world_.start();
  post(kSupplier, World::meter(0), 7);
  post(kSupplier, World::meter(1), 8);
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 2; }));
  const auto commands = world_.network.sent();
  world_.network.deliver(World::response_to(commands[0].command));
  ASSERT_TRUE(eventually([&] { return world_.network.acknowledged == 1; }));
  const std::size_t before = world_.network.sent().size();
  world_.network.reconnect();
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() > before; }));
  const auto again = world_.network.sent().back();
  EXPECT_EQ(again.delivery, commands[1].delivery);  // the one that was not answered
  EXPECT_EQ(again.command, commands[1].command);
}

TEST_F(EngineTest, WhatAHubHasTakenIsWrittenDownBeforeTheTimeOutAsks) {
  auto with = world_.setup();
  std::atomic<int> taken{0}, asked{0};
  const auto needs = with.mind.needs;
  with.mind.needs = [needs](const exchange::Event& event) {
    exchange::Needs out = needs(event);
    if (const auto* fired = std::get_if<exchange::TimerFired>(&event)) {
      out.request = fired->timer.request;
      out.command_taken = true;
    }
    return out;
  };
  const auto decide = with.mind.decide;
  with.mind.decide = [&, decide](const exchange::Event& event, const exchange::Known& known) {
    if (std::holds_alternative<exchange::TimerFired>(event)) {
      taken += known.command_taken ? 1 : 0;
      ++asked;
    }
    return decide(event, known);
  };
  world_.start(std::move(with));
  post(kSupplier, World::meter(0), 7);
  post(kSupplier, World::meter(1), 8);
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 2; }));
  const auto commands = world_.network.sent();
  world_.store->gate.shut();
  world_.store->failing_commits = 1;  // what could not be written down is written down the next time
  world_.network.take(commands[0].delivery);
  world_.network.take(12345);  // nobody's
  ASSERT_TRUE(eventually([&] { return world_.store->gate.waiting() == 1; }));
  world_.store->gate.open();
  const RequestId first = must(gbcs::parse(commands[0].command)).header.recipient == World::meter(0)
                              ? RequestId{kSupplier, World::meter(0), 7}
                              : RequestId{kSupplier, World::meter(1), 8};
  EXPECT_TRUE(eventually([&] { return must(must(world_.store->read())->command_taken(first)); }));
  auto tx = must(world_.store->begin());
  for (const RequestId& id : {RequestId{kSupplier, World::meter(0), 7}, RequestId{kSupplier, World::meter(1), 8}})
    must(tx->apply(exchange::StartTimer{{0, kWorldStart, exchange::TimerKind::CommandTimeout, id}}));
  must(tx->commit());
  tx.reset();
  ASSERT_TRUE(eventually([&] { return asked == 2; }));
  EXPECT_EQ(taken, 1);
}

TEST_F(EngineTest, ARestartGoesOnWithTheOutbox) {
  world_.endpoints.answers("supplier", 503);
  world_.start();
  post(kSupplier, World::meter(0), 7);
  post(kSupplier, World::meter(1), 8);
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 2; }));
  world_.network.deliver(World::response_to(world_.network.sent()[0].command));
  ASSERT_TRUE(eventually([&] { return world_.engine->counters().pushes_unreachable >= 2; }));  // it was tried again
  world_.engine->stop();
  world_.endpoints.answers("supplier", 200);
  const auto before = world_.network.sent();
  const std::size_t posted = world_.endpoints.received("supplier").size();
  world_.start();
  world_.network.reconnect();
  ASSERT_TRUE(eventually([&] { return world_.network.sent().size() == 3; }));
  EXPECT_EQ(world_.network.sent()[2].delivery, before[1].delivery);
  EXPECT_TRUE(eventually([&] { return world_.endpoints.received("supplier").size() == posted + 1; }));
  EXPECT_TRUE(eventually([&] { return world_.engine->counters().pushes_delivered == 1; }));
}

TEST_F(EngineTest, ASlowEndpointHoldsUpNobodyElse) {
  auto tx = must(world_.store->begin());
  must(tx->put_user({kSupplier, "Supplier", {}, access::UserStatus::InOperation, "silent"}));
  exchange::OutboxItem push;
  push.kind = exchange::OutboxKind::Push;
  push.user = kSupplier;
  for (std::uint64_t i = 0; i < 500; ++i) {
    push.device = Eui64{i};
    const std::string body = duis::write({.code = "I0", .reference = "4.1", .variant = "4.1.1"});
    push.body.assign(body.begin(), body.end());
    must(tx->apply(exchange::Enqueue{push}));
  }
  must(tx->commit());
  tx.reset();
  auto with = world_.setup();
  with.patience = std::chrono::milliseconds(50);
  world_.start(std::move(with));
  world_.devices_answer();
  post(kOther, World::meter(0), 7);
  EXPECT_TRUE(eventually([&] { return world_.endpoints.received("other").size() == 1; }));
  EXPECT_TRUE(eventually([&] { return world_.endpoints.received("silent").size() == engine::limits::kPushesPerUser; }));
  world_.engine->stop();  // does not wait for the silent one for ever
}

TEST_F(EngineTest, ARefusedPushIsParkedAndTheNextOneGoes) {
  world_.endpoints.answers("supplier", 413);
  world_.start();
  world_.devices_answer();
  post(kSupplier, World::meter(0), 7);
  ASSERT_TRUE(eventually(
      [&] { return must(must(world_.store->read())->pushes({.state = exchange::OutboxState::Parked})).size() == 1; }));
  world_.endpoints.answers("supplier", 204);
  post(kSupplier, World::meter(0), 8);
  EXPECT_TRUE(eventually([&] { return world_.engine->counters().pushes_delivered == 1; }));
  EXPECT_EQ(world_.endpoints.received("supplier").size(), 2u);
}

TEST_F(EngineTest, BeyondTheQueuesARequestIsA503AndEveryRequestIsAnsweredOnce) {
  auto with = world_.setup();
  with.sequencer_queue = 3;  // and one batch at the gate
  with.pool_queue = 4;
  world_.start(std::move(with));
  world_.store->gate.shut();
  constexpr int kRequests = 40;
  for (int i = 0; i < kRequests; ++i) post(kSupplier, World::meter(i % 4), static_cast<std::uint64_t>(i + 1));
  ASSERT_TRUE(eventually([&] { return replies_.count(503) > 0; }));
  world_.store->gate.open();
  ASSERT_TRUE(eventually([&] { return replies_.all().size() == kRequests; }));
  EXPECT_GT(replies_.count(200), 0u);
  EXPECT_EQ(replies_.count(200) + replies_.count(503), static_cast<std::size_t>(kRequests));
  EXPECT_EQ(world_.engine->counters().busy, replies_.count(503));
}

TEST_F(EngineTest, StoppingFinishesWhatWasTakenIn) {
  world_.start();
  constexpr std::size_t kRequests = 60;
  for (std::size_t i = 0; i < kRequests; ++i) post(kSupplier, World::meter(static_cast<int>(i % 4)), i + 1);
  world_.engine->stop();
  EXPECT_EQ(replies_.count(200), kRequests);
  post(kSupplier, World::meter(0), 1000);
  EXPECT_EQ(replies_.count(503), 1u);
  EXPECT_FALSE(world_.engine->health());
}

TEST_F(EngineTest, WhatIsNoRequestIsToldInWordsAndAudited) {
  world_.start();
  world_.engine->handle(WebService::SendCommand, "<a><b></a>", replies_.next());
  EXPECT_EQ(only_reply().status, 400);
  EXPECT_THAT(only_reply().content_type, HasSubstr("text/plain"));
  world_.engine->handle(WebService::SendCommand, std::string(engine::limits::kRequestOctets + 1, ' '), replies_.next());
  ASSERT_TRUE(eventually([&] { return replies_.all().size() == 2; }));
  EXPECT_EQ(replies_.all()[1].status, 413);
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].code, "HTTP 413");
  EXPECT_EQ(entries[0].body.size(), engine::limits::kAuditedOctets);
  EXPECT_EQ(entries[1].code, "HTTP 400");
  EXPECT_EQ(entries[1].body, "<a><b></a>");
}

TEST_F(EngineTest, ABrokenSignatureReachesTheRulesAsARefusal) {
  world_.start();
  std::string body = world_.request(kSupplier, World::meter(0), 7);
  body.replace(body.find(":7<"), 3, ":8<");
  world_.engine->handle(WebService::SendCommand, body, replies_.next());
  EXPECT_EQ(read(only_reply().body).code, "E100");
  EXPECT_THAT(audit().at(0).explanation, HasSubstr("digest"));
  // A signature that is good, but not the originator's.
  std::string other = world_.request(kOther, World::meter(0), 9);
  const auto key = world_.keys.find(kSupplier, crypto::Usage::DigitalSignature, kWorldStart, 135);
  duis::Request r = must(duis::read_request(must(duis::parse(other))));
  other = must(duis::sign(duis::write(r), key->certificate, *key->private_key));
  world_.engine->handle(WebService::SendCommand, other, replies_.next());
  ASSERT_TRUE(eventually([&] { return replies_.all().size() == 2; }));
  EXPECT_EQ(read(replies_.all()[1].body).code, "E100");
  EXPECT_TRUE(world_.network.sent().empty());
}

TEST_F(EngineTest, WhatDevicesSayIsCheckedWithTheKeysWeHave) {
  world_.start();
  const auto deliver = [&](gbcs::Message message) {
    const int before = world_.network.acknowledged;
    world_.network.deliver(gbcs::write(message));
    EXPECT_TRUE(eventually([&] { return world_.network.acknowledged == before + 1; }));
    return audit().at(0).code;
  };
  const auto ds = world_.keys.find(World::meter(0), crypto::Usage::DigitalSignature, kWorldStart);
  gbcs::Message is_signed = message_of(gbcs::Cra::Alert, World::meter(0), kSupplier, 1);
  must(gbcs::sign(is_signed, *ds->private_key));
  EXPECT_EQ(deliver(is_signed), "");
  is_signed.content[0] ^= 1;
  EXPECT_EQ(deliver(is_signed), "bad");
  const auto ka = world_.keys.find(World::meter(0), crypto::Usage::KeyAgreement, kWorldStart);
  const auto broker = world_.keys.find(kBroker, crypto::Usage::KeyAgreement, kWorldStart);
  gbcs::Message to_broker = message_of(gbcs::Cra::Response, World::meter(0), kBroker, 2);
  gbcs::protect(to_broker, must(crypto::agree(*ka->private_key, broker->certificate.public_key())));
  EXPECT_EQ(deliver(to_broker), "");
  (*to_broker.mac)[0] ^= 1;
  EXPECT_EQ(deliver(to_broker), "bad");
  EXPECT_EQ(deliver(message_of(gbcs::Cra::Response, World::meter(0), kSupplier, 3)), "bad");  // neither
  const int before = world_.network.acknowledged;
  world_.network.deliver({1, 2, 3});  // no message at all: noted and acknowledged, or it would come for ever
  EXPECT_TRUE(eventually([&] { return world_.network.acknowledged == before + 1; }));
}

TEST_F(EngineTest, TimersFireOnceWhenDueAndNotWhenCancelled) {
  const RequestId due{kSupplier, World::meter(0), 1}, cancelled{kSupplier, World::meter(0), 2};
  auto tx = must(world_.store->begin());
  must(tx->apply(exchange::StartTimer{{0, kWorldStart, exchange::TimerKind::CommandTimeout, due}}));
  must(tx->apply(exchange::StartTimer{{0, kWorldStart + 300, exchange::TimerKind::CommandTimeout, due}}));
  must(tx->apply(exchange::StartTimer{{0, kWorldStart, exchange::TimerKind::CommandTimeout, cancelled}}));
  must(tx->apply(exchange::CancelTimers{cancelled}));
  must(tx->commit());
  tx.reset();
  world_.start();
  ASSERT_TRUE(eventually([&] { return world_.engine->counters().timers == 2; }));
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 2u);
  for (const auto& entry : entries) EXPECT_EQ(entry.request_id, due.text());
  EXPECT_GE(entries[0].at, kWorldStart + 300);
}

TEST_F(EngineTest, OldBodiesAreDroppedAtStart) {
  exchange::AuditEntry entry;
  entry.at = kWorldStart - 10 * kDay;
  entry.body = "old";
  auto tx = must(world_.store->begin());
  must(tx->apply(exchange::Audit{entry}));
  entry.at = kWorldStart - 3 * kDay;
  entry.body = "young";
  must(tx->apply(exchange::Audit{entry}));
  must(tx->commit());
  tx.reset();
  world_.start();
  EXPECT_TRUE(eventually([&] { return audit().at(1).body.empty(); }));
  EXPECT_EQ(audit().at(0).body, "young");
}

// GBCS 3.2: what a decision left without signature field is signed here; the rest gets the MAC only.
TEST_F(EngineTest, ThePartiesOfTheDccSignTheirOwnCommandsBeforeTheirMac) {
  engine::Secrets secrets(world_.keys, kBroker);
  gbcs::Message command = message_of(gbcs::Cra::Command, kBroker, World::meter(0), 5);
  command.signature.reset();
  const auto protect = [&] { return must(gbcs::parse(must(secrets.protect(gbcs::write(command), kWorldStart)))); };
  const gbcs::Message sent = protect();
  const auto key = world_.keys.find(kBroker, crypto::Usage::DigitalSignature, kWorldStart);
  ASSERT_TRUE(key);
  EXPECT_TRUE(gbcs::signature_is_good(sent, key->certificate.public_key()));
  EXPECT_TRUE(gbcs::mac_is_good(sent, must(secrets.with(World::meter(0), kWorldStart))));
  command.signature.emplace();
  EXPECT_TRUE(protect().signature->empty());
  command.header.originator = kSupplier;
  command.signature.reset();
  EXPECT_FALSE(secrets.protect(gbcs::write(command), kWorldStart)) << "nobody signs for a User";
}

TEST_F(EngineTest, MissingKeysAreToldAtOnce) {
  auto without_signer = world_.setup();
  without_signer.signer = nullptr;
  EXPECT_FALSE(engine::Engine::make(std::move(without_signer)));
  auto stranger = world_.setup();
  stranger.broker = Eui64{1};
  EXPECT_FALSE(engine::Engine::make(std::move(stranger)));
}

// ---- the sequencer alone ----

class SequencerTest : public testing::Test {
 protected:
  Sequencer::Setup setup() {
    return {
        .store = *world_.store,
        .clock = *world_.clock,
        .machine_ms = machine_now,
        .decider = {.rules = RuleBook(), .keys = world_.keys, .broker = kBroker, .mind = simple_mind(), .desk = desk_},
        .counters = counters_,
        .outstanding = outstanding_,
        .committed = [](Sequencer::Committed) {},
        .command_budget = [] { return 0; }};
  }
  // The works are queued before the sequencer starts, so that they come as one batch.
  void run_batch(Sequencer& sequencer, std::vector<Sequencer::Work> works) {
    for (Sequencer::Work& work : works) ASSERT_TRUE(sequencer.try_submit(work));
    sequencer.start();
    sequencer.stop();
  }
  World world_{0};
  registration::Desk desk_;
  engine::Counters counters_;
  engine::Outstanding outstanding_;
};

TEST_F(SequencerTest, ABatchIsOneTransaction) {
  int undone = 0;
  const auto decided = [&](const Result<Sequencer::Answer>& result) { undone += result ? 0 : 1; };
  world_.store->failing_commits = 1;
  Sequencer sequencer(setup());
  run_batch(sequencer, {{Sequencer::Write([](auto& tx) { return tx.set_setting("first", "1"); }), decided},
                        {Sequencer::Write([](auto& tx) { return tx.set_setting("last", "1"); }), decided}});
  EXPECT_EQ(counters_.batches, 1u);
  EXPECT_EQ(undone, 2);
  EXPECT_FALSE(must(must(world_.store->read())->setting("first")));
  EXPECT_EQ(sequencer.health().error().what, "the disk is full");
}

TEST_F(SequencerTest, WhatCannotBeAppliedIsUndoneAlone) {
  std::vector<std::string> order;
  const auto set = [&](std::string name) {
    return Sequencer::Work{Sequencer::Write([name](auto& tx) { return tx.set_setting(name, "1"); }),
                           [&order, name](const auto& result) { order.push_back(result ? name : "undone " + name); }};
  };
  Sequencer::Work broken{Sequencer::Write([](auto& tx) {
                           EXPECT_TRUE(tx.set_setting("half", "1"));
                           return Status(fail("broken", "test"));
                         }),
                         [&order](const auto& result) { order.push_back(result ? "broken" : result.error().what); }};
  Sequencer sequencer(setup());
  run_batch(sequencer, {set("first"), std::move(broken), set("last")});
  EXPECT_EQ(counters_.batches, 2u);
  EXPECT_THAT(order, testing::ElementsAre("broken", "first", "last"));
  const auto store = must(world_.store->read());
  EXPECT_TRUE(must(store->setting("first")));
  EXPECT_FALSE(must(store->setting("half")));
  EXPECT_TRUE(must(store->setting("last")));
  EXPECT_TRUE(sequencer.health());
}

TEST_F(SequencerTest, WhatCouldNotBeFlushedIsNotTold) {
  int told = 0;
  world_.store->failing_syncs = true;
  auto with = setup();
  with.committed = [&](Sequencer::Committed) { ++told; };
  Sequencer sequencer(std::move(with));
  Result<Sequencer::Answer> answer{Sequencer::Answer()};
  run_batch(sequencer, {{Sequencer::Write([](auto& tx) { return tx.set_setting("first", "1"); }),
                         [&answer](const auto& result) { answer = result; }}});
  EXPECT_EQ(told, 0);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, "the disk is gone");
  EXPECT_FALSE(sequencer.health());
}

TEST_F(SequencerTest, LaterEventsOfABatchSeeEarlierEffects) {
  std::vector<std::optional<std::uint64_t>> seen;
  auto with = setup();
  with.decider.mind.needs = [](const exchange::Event&) {
    exchange::Needs needs;
    needs.counter = exchange::Needs::Stream{kSupplier, kBroker, ""};
    return needs;
  };
  with.decider.mind.decide = [&seen](const exchange::Event&, const exchange::Known& known) {
    seen.push_back(known.last_counter);
    return exchange::Decision{
        .effects = {exchange::SetCounter{kSupplier, kBroker, "", known.last_counter.value_or(0) + 1}}};
  };
  Sequencer sequencer(std::move(with));
  run_batch(sequencer, {{exchange::Event(exchange::PushEnded{}), {}}, {exchange::Event(exchange::PushEnded{}), {}}});
  EXPECT_THAT(seen, testing::ElementsAre(std::nullopt, std::optional<std::uint64_t>(1)));
}

TEST_F(SequencerTest, WhatDoesNotFitIsRefusedAndStaysWithTheCaller) {
  auto with = setup();
  with.queue = 1;
  Sequencer sequencer(std::move(with));
  Sequencer::Work first{Sequencer::Write([](auto&) { return Status(); }), {}};
  Sequencer::Work second = first;
  EXPECT_TRUE(sequencer.try_submit(first));
  EXPECT_FALSE(sequencer.try_submit(second));
  EXPECT_TRUE(std::get<Sequencer::Write>(second.what));
}

// ---- world time ----

TEST(WorldTimeTest, GoesOnOverRestartsAndNeverBackwards) {
  World world(0);
  std::filesystem::remove(world.path + "-clock");
  {
    const auto store = must(store::open_sqlite(world.path + "-clock"));
    constexpr TimeMs kMachine = 1000000;
    const auto first = must(engine::WorldTime::open(*store, {.start = kWorldStart, .speed = 60}, kMachine));
    EXPECT_GE(first->now(), kWorldStart);
    EXPECT_LT(first->now(), kWorldStart + kHour);
    // An hour of the machine later; what the caller asks for now has no say.
    const auto second = must(engine::WorldTime::open(*store, {.start = 0, .speed = 1}, kMachine + kHour));
    EXPECT_EQ(second->speed(), 60);
    EXPECT_GE(second->now(), kWorldStart + 60 * kHour);
    auto tx = must(store->begin());
    must(second->save(*tx));
    must(tx->commit());
    tx.reset();
    // The machine's clock was set back.
    const auto third = must(engine::WorldTime::open(*store, {}, kMachine));
    EXPECT_GE(third->now(), kWorldStart + 60 * kHour);
    const auto fourth = must(engine::WorldTime::open(*store, {}, kMachine + kHour));
    EXPECT_GE(fourth->now(), kWorldStart + 120 * kHour);
    EXPECT_FALSE(engine::WorldTime::open(*store, {.speed = 0}));
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(world.path + "-clock" + suffix);
}

}  // namespace
}  // namespace gridpost::test::engine_ports_test
