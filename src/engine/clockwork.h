// What happens by the clock: timers that are due, the day's housekeeping, the memory of world time.
#pragma once

#include "engine/command_outbox.h"

namespace gridpost::engine {

class Clockwork {
 public:
  Clockwork(Context context, CommandOutbox& commands) : context_(context), commands_(commands) {}
  ~Clockwork() { stop(); }

  void start();
  // A timer that is due at this world time was started.
  void timer_started(TimeMs due);
  void stop();

 private:
  void run();
  // Fires what is due and waits until it was decided on. When to look again, world time; an error of the store.
  Result<std::optional<TimeMs>> fire();
  void daily();
  void save_time(bool at_once);
  // Sleeps until this world time or an earlier timer, at most a second. False: stop.
  bool sleep_until(std::optional<TimeMs> world);

  Context context_;
  CommandOutbox& commands_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<TimeMs> earliest_;  // of the timers started since the last look
  bool stopped_ = false;
  std::int64_t saved_at_ = 0;  // machine time
  TimeMs day_ = -1;            // the day whose housekeeping was done
  std::thread thread_;
};

}  // namespace gridpost::engine
