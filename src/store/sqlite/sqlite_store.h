// The embedded store: one SQLite file in WAL mode, one writing connection, several reading ones.
#pragma once

#include <memory>
#include <string>

#include "engine/ports.h"

namespace gridpost::store {

struct SqliteOptions {
  std::size_t readers = 4;  // reading transactions at a time; more of them wait
};

// Opens the store, makes it when there is none, and brings an older schema up to date. A newer schema is an error.
Result<std::unique_ptr<engine::Store>> open_sqlite(const std::string& path, SqliteOptions options = {});

}  // namespace gridpost::store
