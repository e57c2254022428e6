#include "app/job_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <thread>

#include "engine/push_outbox.h"

namespace gridpost::app {
namespace {

constexpr std::chrono::milliseconds kAskServerEvery{200};
constexpr std::size_t kWidth = 30;  // of a bar

Result<engine::Job> job_of(engine::Store& store, std::int64_t id) {
  GP_TRY(tx, store.read());
  GP_TRY(job, tx->jobs().find(id));
  if (!job) return fail("there is no such job", std::to_string(id));
  return *job;
}

}  // namespace

Result<engine::Job> run_job(engine::Store& store, engine::JobKind& kind, std::int64_t id, const engine::JobPace& pace,
                            const WorldClock& clock, const OnJob& progress) {
  GP_TRY(job, job_of(store, id));
  GP_TRY(total, engine::count_before(store, kind, job));
  while (job.state != engine::JobState::Done) {
    const auto start = std::chrono::steady_clock::now();
    GP_TRY(tx, store.begin());
    GP_TRY(after, engine::job_batch(*tx, kind, id, pace, {clock.now(), machine_now()}, total));
    GP_CHECK(tx->set_setting(engine::kOutboxChanged, std::to_string(machine_now())));
    GP_CHECK(tx->commit());
    tx.reset();
    job = std::move(after);
    if (progress) progress(job);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (job.state != engine::JobState::Done) std::this_thread::sleep_for(took * pace.rest);
  }
  return job;
}

Result<engine::Job> wait_for_job(engine::Store& store, std::int64_t id, const OnJob& progress) {
  for (;;) {
    GP_TRY(job, job_of(store, id));
    if (progress) progress(job);
    if (job.state == engine::JobState::Done) return job;
    std::this_thread::sleep_for(kAskServerEvery);
  }
}

std::string progress_bar(std::uint64_t done, std::uint64_t total) {
  const double share = total == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto full = static_cast<std::size_t>(share * kWidth);
  return fmt::format("[{:{}}] {:3.0f} %  {} of {}", std::string(full, '='), kWidth, 100 * share, done, total);
}

std::uint64_t total_of(const engine::Job& job) {
  return job.state == engine::JobState::Done ? job.done : std::max(job.total, job.done + 1);
}

std::string progress_bar(const engine::Job& job) {
  if (job.state != engine::JobState::Done && job.total == 0) return fmt::format("[{:{}}] not counted yet", "", kWidth);
  return progress_bar(job.done, total_of(job));
}

void show_progress(std::string_view name, std::uint64_t done, std::uint64_t total) {
  if (isatty(STDERR_FILENO) == 0) return;
  fmt::print(stderr, "\r{} {}\x1b[K{}", name, progress_bar(done, total), done >= total ? "\n" : "");
}

void show_job(const engine::Job& job) {
  show_progress(fmt::format("{} {}", job.kind, job.id), job.done, total_of(job));
}

}  // namespace gridpost::app
