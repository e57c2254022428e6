#include "engine/bulk_work.h"

#include <algorithm>

#include "base/log.h"
#include "engine/housekeeping.h"
#include "engine/model_job.h"
#include "engine/registration_data_job.h"

namespace gridpost::engine {

namespace {

using std::chrono::microseconds;

constexpr microseconds kLookEvery{1'000'000};    // for jobs that another program has begun
constexpr char kLastDay[] = "housekeeping.day";  // of the last run that was begun by the day

std::string local_day(TimeMs now) {
  const Civil c = london(now);
  return std::to_string(c.year * 10'000 + c.month * 100 + c.day);
}

}  // namespace

BulkWork::BulkWork(Context context)
    : context_(context), flags_(context.setup.desk), rests_(context.counters, context.setup.job_pace) {
  const Setup& setup = context_.setup;
  kinds_.push_back(std::make_unique<HousekeepingKind>(setup.rules, setup.broker, flags_));
  kinds_.push_back(ModelKind::listing(setup.decider()));
  kinds_.push_back(ModelKind::hub_recall(setup.decider()));
}

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
  GP_TRY(job, next_job());
  if (!job) return kLookEvery;
  last_ = job->id;
  JobKind* kind = find_kind(kinds_, job->kind);
  if (!kind) return fail("the store has a job of an unknown kind", job->kind);
  GP_TRY(total, count_before(setup.store, *kind, *job));
  GP_TRY(took, through_sequencer(context_.sequencer, [&](Transaction& tx) -> Status {
           GP_TRY(after, job_batch(tx, *kind, job->id, setup.job_pace, {setup.clock.now(), setup.machine_ms()}, total));
           *job = std::move(after);
           return {};
         }));
  if (job->state == JobState::Done)
    log::info("GP-ENGINE-021", {{"job", std::to_string(job->id)}, {"kind", job->kind}}, "{} {} is done: {} Devices",
              job->kind, job->id, job->done);
  return rests_.after(took);
}

Result<std::optional<Job>> BulkWork::next_job() {
  GP_TRY(tx, context_.setup.store.read());
  GP_TRY(running, tx->jobs().running());
  tx.reset();
  std::erase_if(running, [](const Job& job) { return job.kind == kRegistrationData; });  // the desk's
  const auto is_housekeeping = [](const Job& job) { return job.kind == kHousekeeping; };
  if (context_.setup.housekeeping_daily && std::none_of(running.begin(), running.end(), is_housekeeping))
    GP_CHECK(begin_daily());
  if (running.empty()) return std::nullopt;
  const auto next = std::find_if(running.begin(), running.end(), [this](const Job& job) { return job.id > last_; });
  return std::optional(next == running.end() ? running.front() : *next);
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
  GP_CHECK(through_sequencer(context_.sequencer, [&](Transaction& tx) -> Status {
    GP_CHECK(begin_housekeeping(tx, setup.clock.now()));
    return tx.set_setting(kLastDay, today);
  }));
  return {};
}

}  // namespace gridpost::engine
