#include "store/sqlite/wal_sync.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gridpost::store {

namespace {

constexpr Sql kCommit{"commit", "COMMIT"};

tl::unexpected<Error> system_error(const std::string& doing) {
  return fail(doing + ": " + std::generic_category().message(errno), "store");
}

}  // namespace

WalSync::~WalSync() {
  if (log_ >= 0) ::close(log_);
}

Status WalSync::open(const std::string& database) {
  log_ = ::open((database + "-wal").c_str(), O_RDONLY | O_CLOEXEC);
  return log_ < 0 ? Status(system_error("opening the log")) : Status();
}

Status WalSync::commit(Connection& connection) {
  const std::lock_guard during_commit(commit_);
  GP_CHECK(connection.run(kCommit));
  const std::lock_guard lock(mutex_);
  ++committed_;
  return {};
}

Status WalSync::sync() {
  // A commit under way may be seen by readers already: it counts.
  { const std::lock_guard no_commit(commit_); }
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = committed_;
  while (failure_ && durable_ < wanted) {
    if (flushing_) {
      flushed_.wait(lock);
      continue;
    }
    flushing_ = true;
    const std::uint64_t reached = committed_;
    lock.unlock();
    const Status done = ::fdatasync(log_) == 0 ? Status() : Status(system_error("flushing the log"));
    lock.lock();
    flushing_ = false;
    failure_ = done;
    if (done) durable_ = reached;
    flushed_.notify_all();
  }
  return failure_;
}

Status WalSync::health() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace gridpost::store
