#include "store/sqlite/bulk_load.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_transaction.h"

namespace gridpost::store {

namespace {

constexpr Sql kBeginLoad{"begin", "BEGIN IMMEDIATE"};
constexpr Sql kIndexes{"indexes", "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"};
// The cache is what sorting may take at a time, too.
constexpr const char* kFast =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-128000;";

// Lends a session of the pool for one piece of work.
template <class Work>
auto with_session(SessionPool& pool, Work work) -> decltype(work(std::declval<Connection&>())) {
  GP_TRY(session, pool.take());
  auto done = work(*session->connection);
  pool.give_back(std::move(session));
  return done;
}

Status make_durable(const std::string& file) {
  const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = handle >= 0 && ::fsync(handle) == 0;
  const int code = errno;
  if (handle >= 0) ::close(handle);
  return done ? Status() : Status(fail(std::generic_category().message(code), file));
}

}  // namespace

BulkLoad::BulkLoad(const std::string& path)
    : path_(path), work_(path + ".loading"), pool_(std::make_unique<SessionPool>(work_, Connection::Mode::Write, 1)) {}

BulkLoad::~BulkLoad() {
  pool_.reset();
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(work_ + suffix, ignored);
}

Result<std::unique_ptr<BulkLoad>> BulkLoad::make(const std::string& path) {
  if (std::filesystem::exists(path)) return fail("there is a store already", path);
  std::unique_ptr<BulkLoad> load(new BulkLoad(path));
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(load->work_ + suffix, ignored);
  if (auto done = load->prepare(); !done) return within(path, std::move(done).error());
  return load;
}

Status BulkLoad::prepare() {
  return with_session(*pool_, [this](Connection& db) -> Status {
    GP_CHECK(migrate(db));
    GP_CHECK(db.execute("fast", kFast));
    struct Index {
      std::string name, sql;
    };
    GP_TRY(found, db.rows(kIndexes, [](const Statement& row) { return Index{row.text(0), row.text(1)}; }));
    for (Index& index : found) {
      GP_CHECK(db.execute("drop index", "DROP INDEX " + index.name));
      indexes_.push_back(std::move(index.sql));
    }
    return {};
  });
}

Result<std::unique_ptr<engine::Transaction>> BulkLoad::begin() {
  GP_TRY(session, pool_->take());
  if (auto begun = session->connection->run(kBeginLoad); !begun) {
    pool_->give_back(std::move(session));
    return tl::unexpected(std::move(begun).error());
  }
  return std::make_unique<SqliteTransaction>(*pool_, std::move(session), log_);
}

Status BulkLoad::finish() {
  GP_CHECK(with_session(*pool_, [this](Connection& db) -> Status {
    for (const std::string& sql : indexes_) GP_CHECK(db.execute("make index", sql));
    return db.execute("usual", "PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
  }));
  pool_.reset();  // closes it: its log is written back and removed
  GP_CHECK(make_durable(work_));
  std::error_code ec;
  std::filesystem::rename(work_, path_, ec);
  if (ec) return fail(ec.message(), path_);
  return make_durable(std::filesystem::absolute(path_).parent_path().string());
}

}  // namespace gridpost::store
