// How much waits in the outbox, for gauges.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

struct OutboxDepth {
  std::int64_t commands_queued = 0;
  std::int64_t commands_sent = 0;  // and not answered
  std::int64_t pushes_queued = 0;
  std::int64_t commands_parked = 0;
  std::int64_t pushes_parked = 0;
};

// Counts on a reading connection of its own, beside the writer. Threads may share it.
class OutboxMeter {
 public:
  // `freshness` is how old a count may be before it is made anew, in milliseconds: counting walks an index.
  static Result<std::unique_ptr<OutboxMeter>> open(const std::string& path, std::int64_t freshness = 5'000);
  Result<OutboxDepth> depth(std::int64_t machine_ms = machine_now());

 private:
  OutboxMeter(std::unique_ptr<Connection> db, std::int64_t freshness) : db_(std::move(db)), freshness_(freshness) {}

  std::mutex mutex_;
  std::unique_ptr<Connection> db_;
  const std::int64_t freshness_;
  OutboxDepth depth_;
  std::int64_t counted_at_ = INT64_MIN / 2;
};

}  // namespace gridpost::store
