// Counts by two labels, for /metrics: requests by service and code, pushes by User and result.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "engine/limits.h"

namespace gridpost::engine {

// Threads may share it. Beyond limits::kTallies pairs everything new counts as ("other", "other"), so that nobody who
// sends decides how much is kept.
class Tally {
 public:
  using Counts = std::map<std::pair<std::string, std::string>, std::uint64_t>;

  void add(std::string first, std::string second) {
    std::pair<std::string, std::string> key{std::move(first), std::move(second)};
    const std::lock_guard lock(mutex_);
    if (counts_.size() >= limits::kTallies && !counts_.contains(key)) key = {"other", "other"};
    ++counts_[std::move(key)];
  }
  Counts counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  Counts counts_;
};

}  // namespace gridpost::engine
