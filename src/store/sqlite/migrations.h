// The schema of the SQLite store, as numbered steps that are never edited once released.
#pragma once

#include <span>

#include "store/sqlite/connection.h"

namespace gridpost::store {

struct Migration {
  int version;
  const char* purpose;
  const char* sql;
};

// All steps, by version, from 1 without gaps.
std::span<const Migration> migrations();
// The version that this program writes.
int newest_schema();

// The version of an open database; 0 if it is empty.
Result<int> schema_version(Connection& connection);
// Brings the database up to `target`, each step in its own transaction. A database newer than this program knows is
// an error and is left as it is.
Status migrate(Connection& connection, int target = newest_schema());

}  // namespace gridpost::store
