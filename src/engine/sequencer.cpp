#include "engine/sequencer.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "engine/load.h"
#include "engine/put_in_force.h"

namespace gridpost::engine {

namespace {

using Steady = std::chrono::steady_clock;

std::uint64_t microseconds_since(Steady::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start).count());
}

// What a decision's effects set in motion once they are durable.
void note(const exchange::Effects& effects, Sequencer::Committed& committed) {
  for (const exchange::Effect& effect : effects) {
    if (const auto* started = std::get_if<exchange::StartTimer>(&effect)) {
      committed.timer = std::min(committed.timer.value_or(started->timer.due), started->timer.due);
    }
  }
}

}  // namespace

void Sequencer::start() {
  telling_ = std::thread([this] { run_telling(); });
  thread_ = std::thread([this] { run(); });
}

bool Sequencer::try_submit(Work& work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= setup_.queue) return false;
    setup_.outstanding.begin();
    queue_.push_back(std::move(work));
  }
  work_.notify_one();
  return true;
}

bool Sequencer::submit(Work work) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopped_ || queue_.size() < setup_.queue; });
    if (stopped_) return false;
    setup_.outstanding.begin();
    queue_.push_back(std::move(work));
  }
  work_.notify_one();
  return true;
}

void Sequencer::look() {
  {
    const std::lock_guard lock(mutex_);
    look_ = true;
  }
  work_.notify_one();
}

void Sequencer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  work_.notify_all();
  room_.notify_all();
  if (thread_.joinable()) thread_.join();
  {
    const std::lock_guard lock(mutex_);
    last_told_ = true;
  }
  batch_.notify_one();
  if (telling_.joinable()) telling_.join();
}

std::size_t Sequencer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

Status Sequencer::health() const {
  const std::lock_guard lock(mutex_);
  return failure_ ? Status(tl::unexpected(*failure_)) : Status();
}

void Sequencer::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return stopped_ || look_ || !queue_.empty(); });
      told_.wait(lock, [this] { return !done_; });
      if (queue_.empty() && stopped_) return;
      look_ = false;
    }
    Batch batch = do_batch(take());
    {
      const std::lock_guard lock(mutex_);
      done_ = std::move(batch);
    }
    batch_.notify_one();
  }
}

void Sequencer::run_telling() {
  for (;;) {
    std::unique_lock lock(mutex_);
    batch_.wait(lock, [this] { return done_ || last_told_; });
    if (!done_) return;
    Batch batch = std::move(*done_);
    done_.reset();
    lock.unlock();
    told_.notify_one();
    tell(std::move(batch));
  }
}

std::vector<Sequencer::Work> Sequencer::take() {
  std::vector<Work> batch;
  {
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(queue_.size(), limits::kBatchEvents);
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }
  room_.notify_all();
  return batch;
}

// What comes after these goes back to the front of the queue, in its order.
void Sequencer::put_back(std::vector<Work>& works, std::size_t from) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = works.size(); i > from; --i) queue_.push_front(std::move(works[i - 1]));
  works.resize(from);
}

// One event that cannot be decided on or applied fails alone: the transaction is undone, and the others are taken
// again without it.
void Sequencer::single_out(Batch& batch, std::size_t failed) {
  Work culprit = std::move(batch.works[failed]);
  batch.works.erase(batch.works.begin() + static_cast<std::ptrdiff_t>(failed));
  put_back(batch.works, 0);
  batch.works.push_back(std::move(culprit));
}

Sequencer::Batch Sequencer::do_batch(std::vector<Work> works) {
  const auto start = Steady::now();
  Batch batch;
  batch.works = std::move(works);
  batch.answers.resize(batch.works.size());
  std::size_t done = 0;
  std::optional<std::size_t> failed;
  batch.status = [&]() -> Status {
    GP_TRY(tx, setup_.store.begin());
    if (auto decided = decide_all(*tx, batch, done); !decided) {
      failed = done;
      return decided;
    }
    GP_CHECK(claim(*tx, batch.committed));
    batch.committed.push_users = tx->push_users();
    const auto before_commit = Steady::now();
    GP_CHECK(tx->commit_unsynced());
    setup_.counters.commit_time.record(microseconds_since(before_commit));
    return {};
  }();
  if (failed) {
    batch.committed = {};
    single_out(batch, *failed);
  } else if (batch.status) {
    put_back(batch.works, done);
    const std::lock_guard lock(mutex_);
    if (batch.committed.commands.size() == limits::kClaimedCommands) look_ = true;
  }
  ++setup_.counters.batches;
  setup_.counters.events += batch.works.size();
  setup_.counters.batch_events.record(batch.works.size());
  setup_.counters.sequencer_microseconds += microseconds_since(start);
  return batch;
}

// Nothing is told and nothing leaves before it is durable.
void Sequencer::tell(Batch batch) {
  if (batch.status) {
    const auto before_sync = Steady::now();
    batch.status = setup_.store.sync();
    setup_.counters.sync_time.record(microseconds_since(before_sync));
  }
  const Status& result = batch.status;
  {
    const std::lock_guard lock(mutex_);
    failure_ = result ? std::nullopt : std::optional(result.error());
  }
  if (!result) {
    ++setup_.counters.failed_batches;
    log::error("GP-ENGINE-001", {{"events", std::to_string(batch.works.size())}},
               "{} events could not be committed: {}", batch.works.size(), result.error().text());
  } else {
    setup_.committed(std::move(batch.committed));
  }
  for (std::size_t i = 0; i < batch.works.size(); ++i) {
    const Decided& decided = batch.works[i].decided;
    if (decided && result) decided(std::move(batch.answers[i]));
    if (decided && !result) decided(tl::unexpected(result.error()));
    setup_.outstanding.end();
  }
}

Status Sequencer::decide_all(Transaction& tx, Batch& batch, std::size_t& done) {
  const auto end = Steady::now() + limits::kBatchTime;
  for (; done < batch.works.size() && (done == 0 || Steady::now() < end); ++done) {
    Work& work = batch.works[done];
    if (const auto* write = std::get_if<Write>(&work.what)) {
      GP_CHECK((*write)(tx));
      continue;
    }
    const auto& event = std::get<exchange::Event>(work.what);
    if (const auto* fired = std::get_if<exchange::TimerFired>(&event)) {
      GP_TRY(was_there, tx.end_timer(fired->timer.id));
      if (!was_there) continue;  // cancelled in the meantime
    }
    GP_TRY(decision, decide(tx, event));
    GP_CHECK(put_in_force(tx, decision.effects, decision.alerts, known_.devices,
                          {flags_, known_.rules, setup_.broker, known_.now, setup_.machine_ms()}));
    note(decision.effects, batch.committed);
    batch.answers[done] = {std::move(decision.answer), decision.protect_answer};
  }
  return {};
}

Result<exchange::Decision> Sequencer::decide(Transaction& tx, const exchange::Event& event) {
  known_.now = setup_.clock.now();
  known_.broker = setup_.broker;
  known_.trans_cos = setup_.trans_cos;
  known_.limits = setup_.exchange_limits;
  // Rules change at midnight in Great Britain, which is a whole hour.
  if (const TimeMs hour = known_.now / kHour; hour != rules_of_) {
    known_.rules = setup_.rules.rules_at(known_.now);
    rules_of_ = hour;
  }
  return judge(tx, setup_.keys, setup_.mind, event, known_);
}

Result<exchange::Decision> Sequencer::judge(Transaction& tx, const crypto::KeyStore& keys, const Mind& mind,
                                            const exchange::Event& event, exchange::Known& known) {
  forget(known);
  GP_CHECK(load(tx, keys, mind.needs(event), known));
  for (int round = 1;; ++round) {
    const exchange::Needs more = mind.further_needs(event, known, round);
    if (more.empty()) break;
    GP_CHECK(load(tx, keys, more, known));
  }
  return mind.decide(event, known);
}

// Commands become Sent in the transaction that makes them ready: no second commit, and after a crash they are resent.
Status Sequencer::claim(Transaction& tx, Committed& committed) {
  const std::size_t budget = std::min(setup_.command_budget(), limits::kClaimedCommands);
  if (budget == 0) return {};
  const std::int64_t now = setup_.machine_ms();
  GP_TRY(ready, tx.commands_ready(now, budget));
  for (const exchange::OutboxItem& item : ready) GP_CHECK(tx.mark_sent(item.id, now));
  committed.commands = std::move(ready);
  return {};
}

}  // namespace gridpost::engine
