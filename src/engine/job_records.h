// The jobs that the store keeps, of all kinds.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/job.h"

namespace gridpost::engine {

// Part of a transaction on the store; lives as long as that.
class JobRecords {
 public:
  virtual ~JobRecords() = default;

  // Makes the job (id 0) or replaces it; gives its id back.
  virtual Result<std::int64_t> put(const Job& job) = 0;
  virtual Result<std::optional<Job>> find(std::int64_t id) = 0;
  // Those under way, by id.
  virtual Result<std::vector<Job>> running() = 0;
  // Newest first; of this kind, or of all where it is empty.
  virtual Result<std::vector<Job>> list(std::string_view kind, std::size_t limit) = 0;
};

}  // namespace gridpost::engine
