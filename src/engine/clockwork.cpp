#include "engine/clockwork.h"

#include <algorithm>
#include <future>

#include "base/log.h"

namespace gridpost::engine {

namespace {

constexpr std::chrono::milliseconds kLongestSleep{1000};
constexpr std::int64_t kSaveTimeEvery = 5'000;  // ms of machine time

}  // namespace

void Clockwork::start() {
  thread_ = std::thread([this] { run(); });
}

void Clockwork::timer_started(TimeMs due) {
  {
    const std::lock_guard lock(mutex_);
    earliest_ = std::min(earliest_.value_or(due), due);
  }
  changed_.notify_one();
}

void Clockwork::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Clockwork::run() {
  std::optional<TimeMs> next;
  do {
    daily();
    save_time(false);
    context_.sequencer.look();  // commands whose back-off is over
    commands_.note_taken();     // before the time-outs that ask
    auto fired = fire();
    if (!fired) log::error("GP-ENGINE-008", "timers could not be fired: {}", fired.error().text());
    next = fired ? *fired : std::nullopt;
  } while (sleep_until(next));
  commands_.note_taken();
  save_time(true);
}

bool Clockwork::sleep_until(std::optional<TimeMs> world) {
  const WorldClock& clock = context_.setup.clock;
  std::unique_lock lock(mutex_);
  const auto give_up = std::chrono::steady_clock::now() + kLongestSleep;
  while (!stopped_) {
    if (earliest_) world = std::min(world.value_or(*earliest_), *earliest_);
    earliest_.reset();
    const auto now = std::chrono::steady_clock::now();
    if (now >= give_up) return true;
    auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(give_up - now) + std::chrono::milliseconds(1);
    if (world) {
      const auto left = static_cast<std::int64_t>(static_cast<double>(*world - clock.now()) / clock.speed());
      if (left <= 0) return true;
      patience = std::min(patience, std::chrono::milliseconds(left));
    }
    changed_.wait_for(lock, patience);
  }
  return false;
}

Result<std::optional<TimeMs>> Clockwork::fire() {
  for (;;) {
    std::vector<exchange::Timer> due;
    {
      GP_TRY(tx, context_.setup.store.read());
      GP_TRY(found, tx->timers_due(context_.setup.clock.now(), limits::kPage));
      if (found.empty()) return tx->next_timer();
      due = std::move(found);
    }
    std::vector<std::future<Status>> decided;
    for (exchange::Timer& timer : due) {
      auto promise = std::make_shared<std::promise<Status>>();
      decided.push_back(promise->get_future());
      Sequencer::Work work;
      work.what = exchange::Event(exchange::TimerFired{std::move(timer)});
      work.decided = [promise](const auto& result) {
        promise->set_value(result ? Status() : Status(tl::unexpected(result.error())));
      };
      if (!context_.sequencer.submit(std::move(work))) return fail("the sequencer was stopped");
    }
    for (std::future<Status>& one : decided) GP_CHECK(one.get());
    context_.counters.timers += decided.size();
  }
}

// Drops message bodies that are older than their retention, once a day of the world.
void Clockwork::daily() {
  const TimeMs now = context_.setup.clock.now();
  if (now / kDay == day_) return;
  day_ = now / kDay;
  Sequencer::Work work;
  work.what = [before = now - context_.setup.body_retention](Transaction& tx) { return tx.drop_bodies_before(before); };
  context_.sequencer.submit(std::move(work));
}

void Clockwork::save_time(bool at_once) {
  const std::int64_t now = context_.setup.machine_ms();
  if (now - saved_at_ < kSaveTimeEvery && !at_once) return;
  saved_at_ = now;
  Sequencer::Work work;
  work.what = [&clock = context_.setup.clock](Transaction& tx) { return clock.save(tx); };
  context_.sequencer.submit(std::move(work));
}

}  // namespace gridpost::engine
