// The table of jobs.
#pragma once

#include "engine/job_records.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

class JobTable final : public engine::JobRecords {
 public:
  explicit JobTable(Connection& db) : db_(db) {}

  Result<std::int64_t> put(const engine::Job& job) override;
  Result<std::optional<engine::Job>> find(std::int64_t id) override;
  Result<std::vector<engine::Job>> running() override;
  Result<std::vector<engine::Job>> list(std::string_view kind, std::size_t limit) override;

 private:
  Connection& db_;
};

}  // namespace gridpost::store
