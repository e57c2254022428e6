#include "store/sqlite/job_table.h"

namespace gridpost::store {

namespace {

using engine::Job;

#define GP_JOB_COLUMNS "id, kind, state, as_of, started_at, ended_at, total, done, cursor, subject"
// Without a number (NULL) the next one is given.
constexpr Sql kPutJob{"put job",
                      "INSERT OR REPLACE INTO job (" GP_JOB_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kJob{"job", "SELECT " GP_JOB_COLUMNS " FROM job WHERE id = ?"};
constexpr Sql kRunningJobs{"running jobs", "SELECT " GP_JOB_COLUMNS " FROM job WHERE state = 0 ORDER BY id"};
constexpr Sql kJobs{"jobs", "SELECT " GP_JOB_COLUMNS " FROM job WHERE ?1 = '' OR kind = ?1 ORDER BY id DESC LIMIT ?2"};

Job read_job(const Statement& row) {
  Job job;
  job.id = row.integer(0);
  job.kind = row.text(1);
  job.state = static_cast<engine::JobState>(row.integer(2));
  job.as_of = row.integer(3);
  job.started_at = row.integer(4);
  job.ended_at = row.integer(5);
  job.total = row.number(6);
  job.done = row.number(7);
  job.cursor = row.text(8);
  job.subject = row.text(9);
  return job;
}

}  // namespace

Result<std::int64_t> JobTable::put(const Job& job) {
  const auto id = job.id != 0 ? std::optional(job.id) : std::nullopt;
  GP_CHECK(db_.run(kPutJob, id, job.kind, job.state, job.as_of, job.started_at, job.ended_at, job.total, job.done,
                   job.cursor, job.subject));
  return db_.last_id();
}

Result<std::optional<Job>> JobTable::find(std::int64_t id) { return db_.row(kJob, read_job, id); }
Result<std::vector<Job>> JobTable::running() { return db_.rows(kRunningJobs, read_job); }
Result<std::vector<Job>> JobTable::list(std::string_view kind, std::size_t limit) {
  return db_.rows(kJobs, read_job, kind, limit);
}

}  // namespace gridpost::store
