// Goes on with the jobs that the store has under way, of all kinds: a batch of one, then of the next one, and lets
// ordinary requests go first.
#pragma once

#include "engine/context.h"
#include "engine/job_kind.h"
#include "engine/through_sequencer.h"

namespace gridpost::engine {

class BulkWork {
 public:
  explicit BulkWork(Context context);
  ~BulkWork() { stop(); }

  void start();
  // The batch under way is committed first.
  void stop();

 private:
  using Microseconds = std::chrono::microseconds;

  void run();
  // Does a batch of the job whose turn it is. How long to rest then.
  Result<Microseconds> work();
  // The first one under way after the last one that had a batch, or the first of all. Begins the run of the day.
  Result<std::optional<Job>> next_job();
  Status begin_daily();
  Context context_;
  const FlagKeeper flags_;
  std::vector<std::unique_ptr<JobKind>> kinds_;
  std::int64_t last_ = 0;  // job that had a batch
  Rests rests_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace gridpost::engine
