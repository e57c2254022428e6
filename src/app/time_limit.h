// Does something when a time is over, unless it was given up before.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace gridpost::app {

class TimeLimit {
 public:
  TimeLimit(std::chrono::milliseconds time, std::function<void()> over)
      : thread_([this, time, over = std::move(over)] {
          std::unique_lock lock(mutex_);
          if (!changed_.wait_for(lock, time, [this] { return ended_; })) over();
        }) {}
  ~TimeLimit() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gridpost::app
