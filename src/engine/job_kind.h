// What a kind of bulk work is: housekeeping, a model that leaves the Central Products List, ... The next kind is a
// class beside housekeeping.h and model_job.h, and a line in BulkWork's constructor; batches, progress, pace and
// going on after a crash are the same for all.
#pragma once

#include <memory>
#include <span>

#include "engine/ports.h"

namespace gridpost::engine {

// When a batch is done: world time for the rules, machine time (ms) for what leaves.
struct JobMoment {
  TimeMs world = 0;
  std::int64_t machine = 0;
};

class JobKind {
 public:
  virtual ~JobKind() = default;

  // The kind in the records of its jobs, and in the API.
  virtual std::string_view name() const = 0;
  // How many Devices the job will look at. May take long; the transaction only reads.
  virtual Result<std::uint64_t> count(Transaction& tx, const Job& job) = 0;

  struct Step {
    std::size_t looked_at = 0;
    bool more = false;
  };
  // Looks at the Devices that come after job.cursor, `limit` at most: has the rules decide on them, applies what
  // follows, and moves the cursor behind them. All in the transaction, so that an undone batch leaves no trace.
  virtual Result<Step> step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) = 0;
};

// The kind of this name, or null.
JobKind* find_kind(std::span<const std::unique_ptr<JobKind>> kinds, std::string_view name);

// What count() says for a job that has not begun, asked beside the writer; nothing for one that has.
Result<std::optional<std::uint64_t>> count_before(Store& store, JobKind& kind, const Job& job);

// One batch of the job, in a transaction that is yet to be committed: steps until the pace ends it, then the note of
// how far it came. The job as it is now; one that is Done stays as it is. Without `total` a job that has not begun is
// counted in the transaction.
Result<Job> job_batch(Transaction& tx, JobKind& kind, std::int64_t id, const JobPace& pace, const JobMoment& now,
                      std::optional<std::uint64_t> total = std::nullopt);

}  // namespace gridpost::engine
