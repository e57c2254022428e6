// The engine: wires the rules of the exchange to the ports. The only place where I/O and decisions meet.
#pragma once

#include <memory>

#include "engine/bulk_work.h"
#include "engine/clockwork.h"
#include "engine/command_outbox.h"
#include "engine/context.h"
#include "engine/device_side.h"
#include "engine/intake.h"
#include "engine/push_outbox.h"
#include "engine/registration_desk.h"

namespace gridpost::engine {

class Engine {
 public:
  // An error if a key is missing without which nothing works.
  static Result<std::unique_ptr<Engine>> make(Setup setup);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Goes on with what the store has queued, and starts the network.
  Status start();
  // Takes nothing more in, finishes what was accepted, and ends all threads. What could not be delivered in time stays
  // in the store for the next start.
  void stop();

  // For the gateway; see Intake::handle.
  void handle(exchange::WebService service, std::string body, std::function<void(HttpReply)> reply);
  // For the gateway; see Intake::note_refusal.
  void note_refusal(int status, const std::string& words) { intake_.note_refusal(status, words); }

  // The machine's clock was set: pushes that are due now leave now. (It is looked at once a second otherwise.)
  void look() { pushes_->look(); }

  // An error says what is wrong: the store failed, or the engine is not running.
  Status health() const;
  const Counters& counters() const { return counters_; }
  // Work that waits, for gauges.
  std::size_t waiting_events() const { return sequencer_.waiting(); }
  std::size_t waiting_tasks() const { return pool_.waiting(); }

 private:
  explicit Engine(Setup setup);
  Sequencer::Setup sequencer_setup();
  void committed(Sequencer::Committed committed);
  Context context() { return {setup_, counters_, outstanding_, secrets_, pool_, sequencer_}; }

  const Setup setup_;
  Counters counters_;
  Outstanding outstanding_;
  Secrets secrets_;
  Pool pool_;
  Sequencer sequencer_;
  Intake intake_;
  DeviceSide device_side_;
  CommandOutbox commands_;
  std::shared_ptr<PushOutbox> pushes_;
  Clockwork clockwork_;
  RegistrationDesk desk_;
  BulkWork bulk_work_;
  std::atomic<bool> running_{false};
  std::atomic<bool> stopping_{false};  // no more commands are taken out of the outbox
};

}  // namespace gridpost::engine
