// Two clocks. The world clock drives rules, validity, registration and devices; the steady clock drives time-outs.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "base/time.h"

namespace gridpost {

// Monotonic time for time-outs, back-off and latency. Never shown to a rule.
class SteadyClock {
 public:
  virtual ~SteadyClock() = default;
  // Milliseconds since an arbitrary start.
  virtual std::int64_t now_ms() const = 0;
};

class RealSteadyClock final : public SteadyClock {
 public:
  std::int64_t now_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

// The time of the simulated world.
class WorldClock {
 public:
  virtual ~WorldClock() = default;
  virtual TimeMs now() const = 0;
  // World milliseconds per real millisecond.
  virtual double speed() const { return 1; }
};

// World time that starts at `start` and runs `speed` times as fast as the machine's. Never goes backwards.
class RunningWorldClock final : public WorldClock {
 public:
  RunningWorldClock(TimeMs start, double speed);
  TimeMs now() const override;
  double speed() const override { return speed_; }

 private:
  TimeMs start_;
  double speed_;
  std::chrono::steady_clock::time_point zero_;
};

// A clock that tests move by hand.
class ManualClock final : public WorldClock, public SteadyClock {
 public:
  explicit ManualClock(TimeMs now = 0) : now_(now) {}
  TimeMs now() const override { return now_.load(); }
  std::int64_t now_ms() const override { return now_.load(); }
  void set(TimeMs now) { now_.store(now); }
  void advance(TimeMs by) { now_.fetch_add(by); }

 private:
  std::atomic<TimeMs> now_;
};

// The machine's own time of day, UTC.
TimeMs machine_now();

}  // namespace gridpost
