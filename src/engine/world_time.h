// The world clock of a server: set once, kept in the store, never backwards.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "engine/ports.h"

namespace gridpost::engine {

// World time that goes on across restarts as the machine's clock went on in between. If the machine's clock was set
// back, world time goes on from the latest time that was saved.
class WorldTime final : public WorldClock {
 public:
  struct Setup {
    std::optional<TimeMs> start;  // world time at the very first start; none: the machine's time
    double speed = 1;             // world milliseconds per real millisecond
  };
  // Reads the clock's settings, or makes them at the first start: later, `setup` has no say. Speed must be above 0.
  static Result<std::unique_ptr<WorldTime>> open(Store& store, const Setup& setup, TimeMs machine_time = machine_now());

  TimeMs now() const override { return clock_.now(); }
  double speed() const override { return clock_.speed(); }
  // Remembers the present time in the transaction. To be called every few seconds and at the end.
  Status save(Transaction& tx) const;

 private:
  WorldTime(TimeMs now, double speed) : clock_(now, speed) {}
  RunningWorldClock clock_;
};

}  // namespace gridpost::engine
