#include "engine/pool.h"

namespace gridpost::engine {

void Outstanding::begin() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void Outstanding::end() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) zero_.notify_all();
}

bool Outstanding::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return zero_.wait_for(lock, patience, [this] { return count_ == 0; });
}

Pool::Pool(std::size_t threads, Outstanding& outstanding, std::size_t limit)
    : outstanding_(outstanding), limit_(limit) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

bool Pool::try_submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || fresh_.size() >= limit_) return false;
    outstanding_.begin();
    fresh_.push_back(std::move(task));
  }
  work_.notify_one();
  return true;
}

void Pool::go_on(Task task) {
  {
    const std::lock_guard lock(mutex_);
    outstanding_.begin();
    continued_.push_back(std::move(task));
  }
  work_.notify_one();
}

std::size_t Pool::waiting() const {
  const std::lock_guard lock(mutex_);
  return fresh_.size() + continued_.size();
}

void Pool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopped_ || !fresh_.empty() || !continued_.empty(); });
    std::deque<Task>& queue = continued_.empty() ? fresh_ : continued_;
    if (queue.empty()) return;
    Task task = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    outstanding_.end();
    lock.lock();
  }
}

}  // namespace gridpost::engine
