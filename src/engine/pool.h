// A fixed number of threads for XML and cryptography, behind a bounded queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/limits.h"

namespace gridpost::engine {

// Counts work that is under way anywhere in the engine. Work that moves from one queue to another begins there before
// it ends here, so that zero means: nothing is left.
class Outstanding {
 public:
  void begin();
  void end();
  // True if it came to zero within the time.
  bool wait(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable zero_;
  std::size_t count_ = 0;
};

// Tasks are of two kinds. New work is bounded by the queue; continuations of accepted work (an answer to be signed) are
// bounded by the work they continue, go first, and never have to wait, so that no two queues can wait for each other.
class Pool {
 public:
  using Task = std::function<void()>;

  Pool(std::size_t threads, Outstanding& outstanding, std::size_t limit = limits::kPoolQueue);
  ~Pool() { stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // New work. False: the queue is full, or the pool was stopped.
  bool try_submit(Task task);
  // Continuation of accepted work; never refused before stop() has returned.
  void go_on(Task task);

  // Continuations and new work that wait.
  std::size_t waiting() const;
  // Finishes what waits, then ends the threads.
  void stop();

 private:
  void run();

  Outstanding& outstanding_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Task> fresh_;
  std::deque<Task> continued_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gridpost::engine
