// Fills a new store fast: without a log, and with the indexes made at the end. For estates of millions of Devices.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ports.h"
#include "store/sqlite/session_pool.h"
#include "store/sqlite/wal_sync.h"

namespace gridpost::store {

class BulkLoad {
 public:
  // Works in a file beside `path`, which finish() makes the store. An existing store is an error.
  static Result<std::unique_ptr<BulkLoad>> make(const std::string& path);
  ~BulkLoad();  // without finish(): nothing is left
  BulkLoad(const BulkLoad&) = delete;
  BulkLoad& operator=(const BulkLoad&) = delete;

  // One at a time. What is loaded should rise by identifier.
  Result<std::unique_ptr<engine::Transaction>> begin();
  // Makes the indexes, and the store durable. Memory stays bounded: sorting goes through files.
  Status finish();

 private:
  explicit BulkLoad(const std::string& path);
  Status prepare();

  const std::string path_;
  const std::string work_;
  std::unique_ptr<SessionPool> pool_;
  WalSync log_;
  std::vector<std::string> indexes_;  // how to make them
};

}  // namespace gridpost::store
