// Goes on with the jobs that the store has under way, a batch at a time, and lets ordinary requests go first.
#pragma once

#include "engine/context.h"
#include "engine/housekeeping.h"

namespace gridpost::engine {

class BulkWork {
 public:
  explicit BulkWork(Context context) : context_(context), flags_(context.setup.desk) {}
  ~BulkWork() { stop(); }

  void start();
  // The batch under way is committed first.
  void stop();

 private:
  void run();
  // Does a batch, or begins the run of the day. How long to rest then.
  Result<std::chrono::microseconds> work();
  Status begin_daily();
  // Has the sequencer do it, and waits. How long it took there.
  Result<std::chrono::microseconds> through_sequencer(Sequencer::Write write);

  Context context_;
  FlagKeeper flags_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace gridpost::engine
