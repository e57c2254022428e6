// Calls something many times on several threads: as fast as answers come, or at a given rate.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

namespace gridpost::app {

using LoadClock = std::chrono::steady_clock;

struct Pace {
  int workers = 64;             // calls under way at once
  double per_second = 0;        // open loop: call i is due at i / per_second; 0: closed, when a worker is free
  int count = 0;                // calls; 0: until the time is over
  std::chrono::seconds time{};  // in which calls begin; 0: until the count
};

// Calls `call(i, due)` for i = 0, 1, ... and waits for the last; the seconds from the first to the last. `due` is when
// the call was meant to begin: in an open loop what waited for a worker began late, and a latency measured from `due`
// says so (no coordinated omission). Ends early, letting calls under way end, when `stop` becomes true.
double drive(const Pace& pace, const std::function<void(int, LoadClock::time_point)>& call,
             const std::atomic<bool>& stop);

inline std::uint64_t microseconds_since(LoadClock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(LoadClock::now() - start).count());
}

}  // namespace gridpost::app
