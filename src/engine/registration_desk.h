// The thread that deals with the registration data providers: looks at their folders, and does what the calendar asks
// for. Its work goes through the sequencer, in transactions of limited size.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/context.h"
#include "engine/flag_keeper.h"
#include "engine/through_sequencer.h"

namespace gridpost::engine {

class RegistrationDesk {
 public:
  explicit RegistrationDesk(Context context)
      : context_(context), keeper_(context.setup.desk), rests_(context.counters, context.setup.job_pace) {}
  ~RegistrationDesk() { stop(); }

  // Nothing happens without folders.
  void start();
  void stop();

 private:
  void run();
  Status look();
  Status transact(const std::function<Status(Transaction&)>& work);
  // Between batches of a long file.
  void rest();

  Context context_;
  FlagKeeper keeper_;
  Rests rests_;
  std::chrono::microseconds took_{0};  // of the last transaction, in the sequencer
  bool looked_ = false;                // into every folder, since the start
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gridpost::engine
