#include "engine/bulk_work.h"

#include <future>

#include "base/log.h"

namespace gridpost::engine {

namespace {

using std::chrono::microseconds;
using Steady = std::chrono::steady_clock;

constexpr microseconds kLookEvery{1'000'000};  // for jobs that another program has begun
constexpr microseconds kShortestRest{1'000};
constexpr char kLastDay[] = "housekeeping.day";  // of the last run that was begun by the day

std::string local_day(TimeMs now) {
  const Civil c = london(now);
  return std::to_string(c.year * 10'000 + c.month * 100 + c.day);
}

}  // namespace

void BulkWork::start() {
  thread_ = std::thread([this] { run(); });
}

void BulkWork::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void BulkWork::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    lock.unlock();
    auto rest = work();
    if (!rest) log::error("GP-ENGINE-010", "bulk work does not go on: {}", rest.error().text());
    lock.lock();
    changed_.wait_for(lock, rest.value_or(kLookEvery), [this] { return stopped_; });
  }
}

Result<microseconds> BulkWork::work() {
  const Setup& setup = context_.setup;
  std::optional<Job> job;
  {
    GP_TRY(tx, setup.store.read());
    GP_TRY(running, tx->housekeeping().running_job());
    job = std::move(running);
  }
  if (!job) {
    if (setup.housekeeping_daily) GP_CHECK(begin_daily());
    return kLookEvery;
  }
  if (job->kind != kHousekeeping) return fail("the store has a job of an unknown kind", job->kind);
  const HousekeepingSetup housekeeping{setup.rules, setup.broker, flags_, setup.job_pace};
  GP_TRY(took, through_sequencer([&](Transaction& tx) -> Status {
           GP_CHECK(housekeeping_batch(tx, housekeeping, job->id, setup.clock.now(), setup.machine_ms()));
           return {};
         }));
  const auto rest = microseconds(static_cast<std::int64_t>(static_cast<double>(took.count()) * setup.job_pace.rest));
  return std::max(rest, kShortestRest);
}

// Once in each local day of the world.
Status BulkWork::begin_daily() {
  const Setup& setup = context_.setup;
  const std::string today = local_day(setup.clock.now());
  {
    GP_TRY(tx, setup.store.read());
    GP_TRY(last, tx->setting(kLastDay));
    if (last == today) return {};
  }
  GP_CHECK(through_sequencer([&](Transaction& tx) -> Status {
    GP_CHECK(begin_housekeeping(tx, setup.rules, setup.clock.now()));
    return tx.set_setting(kLastDay, today);
  }));
  return {};
}

Result<microseconds> BulkWork::through_sequencer(Sequencer::Write write) {
  auto promise = std::make_shared<std::promise<Status>>();
  std::future<Status> decided = promise->get_future();
  microseconds took{0};
  Sequencer::Work work;
  work.what = [&took, write = std::move(write)](Transaction& tx) {
    const auto start = Steady::now();
    Status done = write(tx);
    took = std::chrono::duration_cast<microseconds>(Steady::now() - start);
    return done;
  };
  work.decided = [promise](const auto& result) {
    promise->set_value(result ? Status() : Status(tl::unexpected(result.error())));
  };
  if (!context_.sequencer.submit(std::move(work))) return fail("the sequencer was stopped");
  GP_CHECK(decided.get());
  return took;
}

}  // namespace gridpost::engine
