// The thread that deals with the registration data providers: looks at their folders, and does what the calendar asks
// for. Its work goes through the sequencer, in transactions of limited size.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/context.h"
#include "engine/flag_keeper.h"

namespace gridpost::engine {

class RegistrationDesk {
 public:
  explicit RegistrationDesk(Context context) : context_(context), keeper_(context.setup.desk) {}
  ~RegistrationDesk() { stop(); }

  // Nothing happens without folders.
  void start();
  void stop();

 private:
  void run();
  Status look();
  Status transact(const std::function<Status(Transaction&)>& work);

  Context context_;
  FlagKeeper keeper_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gridpost::engine
