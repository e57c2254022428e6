// Makes commits durable apart from making them: SQLite appends to its log (synchronous NORMAL), this flushes the log.
// So the next transaction can be decided on while the disk is busy with the last one, and one flush serves all that
// wait.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "store/sqlite/connection.h"

namespace gridpost::store {

// Threads may share it. The log is a sequence: a flush makes all commits before it durable, in their order.
class WalSync {
 public:
  WalSync() = default;
  ~WalSync();
  WalSync(const WalSync&) = delete;
  WalSync& operator=(const WalSync&) = delete;

  // The log of this database; it exists once the database was written or read in WAL mode, until its last connection
  // is closed.
  Status open(const std::string& database);
  // Commits what is open on the connection.
  Status commit(Connection& connection);
  // Flushes everything committed before the call, seen by a reader or not. Waits for a flush under way only if that one
  // began too early. A failure is for good: what a failed flush left on disk cannot be known.
  Status sync();
  Status health() const;

 private:
  int log_ = -1;
  std::mutex commit_;  // held during a commit, so that what a reader can see is counted
  mutable std::mutex mutex_;
  std::condition_variable flushed_;
  std::uint64_t committed_ = 0;
  std::uint64_t durable_ = 0;
  bool flushing_ = false;
  Status failure_;
};

}  // namespace gridpost::store
