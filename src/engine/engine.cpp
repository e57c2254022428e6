#include "engine/engine.h"

#include <algorithm>

namespace gridpost::engine {

Result<std::unique_ptr<Engine>> Engine::make(Setup setup) {
  if (!setup.signer || !setup.signer->private_key)
    return fail("there is no private key to sign responses with", "engine");
  const crypto::KeyEntryPtr broker = setup.keys.find(setup.broker, crypto::Usage::KeyAgreement, setup.clock.now());
  if (!broker || !broker->private_key)
    return fail("there is no key agreement key of the access control broker " + setup.broker.text(), "engine");
  return std::unique_ptr<Engine>(new Engine(std::move(setup)));
}

Engine::Engine(Setup setup)
    : setup_(std::move(setup)),
      secrets_(setup_.keys, setup_.broker),
      pool_(std::max<std::size_t>(setup_.threads, 1), outstanding_, setup_.pool_queue),
      sequencer_(sequencer_setup()),
      intake_(context()),
      device_side_(context()),
      commands_(context()),
      pushes_(std::make_shared<PushOutbox>(context())),
      clockwork_(context(), commands_),
      desk_(context()),
      bulk_work_(context()) {}

Engine::~Engine() { stop(); }

Sequencer::Setup Engine::sequencer_setup() {
  return {.store = setup_.store,
          .clock = setup_.clock,
          .machine_ms = setup_.machine_ms,
          .decider = setup_.decider(),
          .counters = counters_,
          .outstanding = outstanding_,
          .committed = [this](Sequencer::Committed done) { committed(std::move(done)); },
          .command_budget = [this] { return stopping_ ? 0 : commands_.budget(); },
          .queue = setup_.sequencer_queue};
}

Status Engine::start() {
  setup_.network.on_message([this](Network::Incoming incoming) { device_side_.receive(std::move(incoming)); });
  setup_.network.on_taken([this](std::uint64_t delivery) { commands_.taken(delivery); });
  setup_.network.on_connected([this] { commands_.resend_all(); });
  sequencer_.start();
  GP_CHECK(pushes_->start());
  clockwork_.start();
  desk_.start();
  bulk_work_.start();
  running_ = true;
  setup_.network.start();
  return {};
}

void Engine::stop() {
  if (!running_.exchange(false)) return;
  stopping_ = true;
  setup_.network.stop();
  clockwork_.stop();
  desk_.stop();
  bulk_work_.stop();
  pushes_->stop();
  outstanding_.wait(setup_.patience);
  pushes_->close();
  sequencer_.stop();
  pool_.stop();
}

void Engine::committed(Sequencer::Committed done) {
  commands_.send(std::move(done.commands));
  pushes_->look(done.push_users);
  if (done.timer) clockwork_.timer_started(*done.timer);
}

void Engine::handle(exchange::WebService service, std::string body, std::function<void(HttpReply)> reply) {
  if (running_) return intake_.handle(service, std::move(body), std::move(reply));
  ++counters_.busy;
  reply({503, "text/plain; charset=utf-8", "the server is stopping\n"});
}

Status Engine::health() const {
  if (!running_) return fail("the engine is not running", "engine");
  return sequencer_.health();
}

}  // namespace gridpost::engine
