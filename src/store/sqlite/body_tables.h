// Bodies of the audit trail: one table a day (UTC), dropped whole.
#pragma once

#include <map>
#include <string>

#include "base/time.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

class BodyTables {
 public:
  explicit BodyTables(Connection& connection) : connection_(connection) {}

  // Keeps the body of audit entry `id`; makes the table of its day when it is the first.
  Status put(TimeMs at, std::int64_t id, const std::string& body);
  // The body; empty if there was none or its day was dropped.
  Result<std::string> get(TimeMs at, std::int64_t id);
  // Drops the tables of all days that ended at or before `time`.
  Status drop_before(TimeMs time);
  // To be called when a transaction was rolled back: tables made in it are gone.
  void rolled_back();

 private:
  struct Day {
    bool made = false;  // the table is known to exist (writer only)
    std::string name;
    std::string insert;
    std::string select;
  };
  Day& day(TimeMs at);

  Connection& connection_;
  std::map<std::int64_t, Day> days_;  // by days since 1970
};

}  // namespace gridpost::store
