// The one thread that decides: load, decide and apply for a batch of events in one transaction, and commit. A second
// one waits for the disk, and only then tells: while one batch becomes durable the next one is decided on.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "engine/counters.h"
#include "engine/decider.h"
#include "engine/limits.h"
#include "engine/pool.h"
#include "engine/ports.h"

namespace gridpost::engine {

class Sequencer {
 public:
  // What a committed batch set in motion.
  struct Committed {
    std::vector<exchange::OutboxItem> commands;  // taken out of the outbox: to be sent now
    std::set<Eui64> push_users;                  // have pushes that may leave now
    std::optional<TimeMs> timer;                 // the earliest one started
  };
  struct Setup {
    Store& store;
    const WorldClock& clock;
    std::function<std::int64_t()> machine_ms;
    Decider::Setup decider;
    Counters& counters;
    Outstanding& outstanding;
    std::function<void(Committed)> committed;     // once a batch is durable, on the telling thread
    std::function<std::size_t()> command_budget;  // how many commands may be taken now
    std::size_t queue = limits::kSequencerQueue;
  };

  // The synchronous answer of an event, if it has one, not yet signed.
  struct Answer {
    std::optional<duis::Response> response;
    bool protect = false;  // see exchange::Decision::protect_answer
  };
  // Called on the telling thread once the event's effects are durable, or with the error that undid it.
  using Decided = std::function<void(Result<Answer>)>;
  // A write that no rule decides on: a setting, an audit entry of something that was no request.
  using Write = std::function<Status(Transaction&)>;
  struct Work {
    std::variant<exchange::Event, Write> what;
    Decided decided;  // may be empty
  };

  explicit Sequencer(Setup setup) : setup_(std::move(setup)), decider_(setup_.decider) {}
  ~Sequencer() { stop(); }
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  void start();
  // False: the queue is full, or the sequencer was stopped. The work is not touched then.
  bool try_submit(Work& work);
  // Waits for room. False: the sequencer was stopped.
  bool submit(Work work);
  // Looks for commands that may leave even if no event comes.
  void look();
  // Decides on what waits, then ends the threads.
  void stop();

  std::size_t waiting() const;
  // The error of the last batch, if it failed.
  Status health() const;

 private:
  // A batch that was decided on.
  struct Batch {
    std::vector<Work> works;
    std::vector<Answer> answers;
    Committed committed;
    Status status;  // what undid it, if anything
  };

  void run();
  void run_telling();
  std::vector<Work> take();
  Batch do_batch(std::vector<Work> works);
  void put_back(std::vector<Work>& works, std::size_t from);
  void single_out(Batch& batch, std::size_t failed);
  void tell(Batch batch);
  Status decide_all(Transaction& tx, Batch& batch, std::size_t& done);
  Status claim(Transaction& tx, Committed& committed);

  Setup setup_;
  Decider decider_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<Work> queue_;
  std::optional<Batch> done_;  // waits for the disk; a further batch is not begun meanwhile, so that it grows
  bool look_ = false;
  bool stopped_ = false;
  bool last_told_ = false;  // no batch will follow
  std::optional<Error> failure_;
  std::condition_variable told_;
  std::condition_variable batch_;
  std::thread thread_;
  std::thread telling_;
};

}  // namespace gridpost::engine
