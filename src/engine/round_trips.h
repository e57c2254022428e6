// How long Devices take: from the first sending of a command to the arrival of its answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "base/histogram.h"
#include "engine/limits.h"

namespace gridpost::engine {

// Threads may share it. Commands that are never answered are forgotten in the order of their generations, so memory is
// bounded by limits::kRoundTrips.
class RoundTrips {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A repeat does not count: the wait began with the first sending.
  void sent(std::uint64_t delivery, Time now = std::chrono::steady_clock::now()) {
    const std::lock_guard lock(mutex_);
    if (old_.contains(delivery)) return;
    if (young_.size() >= limits::kRoundTrips / 2) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.try_emplace(delivery, now);
  }
  void answered(std::uint64_t delivery, Time now = std::chrono::steady_clock::now()) {
    const std::lock_guard lock(mutex_);
    for (auto* generation : {&young_, &old_}) {
      const auto found = generation->find(delivery);
      if (found == generation->end()) continue;
      times_.record(static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(now - found->second).count()));
      generation->erase(found);
    }
  }
  // Microseconds.
  const Histogram& times() const { return times_; }

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Time> young_, old_;
  Histogram times_;
};

}  // namespace gridpost::engine
