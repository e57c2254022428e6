// Connections, lent to one transaction at a time.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/body_tables.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/device_table.h"

namespace gridpost::store {

// A connection and what belongs to it.
struct Session {
  explicit Session(std::unique_ptr<Connection> opened)
      : connection(std::move(opened)), bodies(*connection), devices(*connection) {}
  std::unique_ptr<Connection> connection;
  BodyTables bodies;
  DeviceTable devices;
};

// At most `limit` sessions, opened when first needed. take() waits for a free one. Threads may share the pool.
class SessionPool {
 public:
  SessionPool(std::string path, Connection::Mode mode, std::size_t limit)
      : path_(std::move(path)), mode_(mode), limit_(limit) {}
  Result<std::unique_ptr<Session>> take();
  void give_back(std::unique_ptr<Session> session);

 private:
  const std::string path_;
  const Connection::Mode mode_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Session>> free_;
  std::size_t lent_ = 0;
};

}  // namespace gridpost::store
