#include "store/sqlite/session_pool.h"

namespace gridpost::store {

Result<std::unique_ptr<Session>> SessionPool::take() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [this] { return lent_ < limit_; });
  ++lent_;
  if (!free_.empty()) {
    auto session = std::move(free_.back());
    free_.pop_back();
    return session;
  }
  lock.unlock();
  auto opened = Connection::open(path_, mode_);
  if (!opened) {
    give_back(nullptr);
    return tl::unexpected(std::move(opened).error());
  }
  return std::make_unique<Session>(std::move(*opened));
}

void SessionPool::give_back(std::unique_ptr<Session> session) {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (session) free_.push_back(std::move(session));
  }
  freed_.notify_one();
}

}  // namespace gridpost::store
