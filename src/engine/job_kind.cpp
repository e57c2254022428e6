#include "engine/job_kind.h"

#include <algorithm>

namespace gridpost::engine {

namespace {

constexpr std::size_t kPageOfBatch = 16;  // how often a batch looks at the clock

bool has_begun(const Job& job) { return job.done > 0 || !job.cursor.empty(); }

}  // namespace

JobKind* find_kind(std::span<const std::unique_ptr<JobKind>> kinds, std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind->name() == name; });
  return found == kinds.end() ? nullptr : found->get();
}

Result<std::optional<std::uint64_t>> count_before(Store& store, JobKind& kind, const Job& job) {
  if (has_begun(job)) return std::nullopt;
  GP_TRY(tx, store.read());
  GP_TRY(total, kind.count(*tx, job));
  return std::optional(total);
}

Result<Job> job_batch(Transaction& tx, JobKind& kind, std::int64_t id, const JobPace& pace, const JobMoment& now,
                      std::optional<std::uint64_t> total) {
  const auto end = std::chrono::steady_clock::now() + pace.time;
  GP_TRY(found, tx.jobs().find(id));
  if (!found) return fail("there is no such job", std::to_string(id));
  Job job = std::move(*found);
  if (job.state == JobState::Done) return job;
  if (!has_begun(job)) {
    if (!total) {
      GP_TRY(count, kind.count(tx, job));
      total = count;
    }
    job.total = *total;
  }
  JobKind::Step step;
  std::size_t in_batch = 0;
  do {
    GP_TRY(next, kind.step(tx, job, std::min(kPageOfBatch, pace.items - in_batch), now));
    step = next;
    in_batch += step.looked_at;
  } while (step.more && in_batch < pace.items && std::chrono::steady_clock::now() < end);
  job.done += in_batch;
  if (!step.more) {
    job.state = JobState::Done;
    job.ended_at = now.world;
    job.total = job.done;  // Devices may have come and gone meanwhile
  }
  GP_CHECK(tx.jobs().put(job));
  return job;
}

}  // namespace gridpost::engine
