#include "store/sqlite/sqlite_store.h"

#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_transaction.h"

namespace gridpost::store {

namespace {

constexpr Sql kBegin{"begin", "BEGIN IMMEDIATE"};
constexpr Sql kBeginReading{"begin reading", "BEGIN"};

class SqliteStore final : public engine::Store {
 public:
  SqliteStore(const std::string& path, SqliteOptions options)
      : writer_(path, Connection::Mode::Write, 1), readers_(path, Connection::Mode::Read, options.readers) {}

  Result<std::unique_ptr<engine::Transaction>> begin() override {
    GP_CHECK(log_.health());
    return begin(writer_, kBegin);
  }
  Result<std::unique_ptr<engine::Transaction>> read() override { return begin(readers_, kBeginReading); }
  Status sync() override { return log_.sync(); }

  Status migrate_all(const std::string& path) {
    GP_TRY(session, writer_.take());
    auto done = migrate(*session->connection);
    writer_.give_back(std::move(session));
    GP_CHECK(done);
    return log_.open(path);
  }

 private:
  Result<std::unique_ptr<engine::Transaction>> begin(SessionPool& pool, const Sql& sql) {
    GP_TRY(session, pool.take());
    if (auto begun = session->connection->run(sql); !begun) {
      pool.give_back(std::move(session));
      return tl::unexpected(std::move(begun).error());
    }
    return std::make_unique<SqliteTransaction>(pool, std::move(session), log_);
  }

  WalSync log_;
  SessionPool writer_;
  SessionPool readers_;
};

}  // namespace

Result<std::unique_ptr<engine::Store>> open_sqlite(const std::string& path, SqliteOptions options) {
  auto store = std::make_unique<SqliteStore>(path, options);
  if (auto done = store->migrate_all(path); !done) return within(path, std::move(done).error());
  return store;
}

}  // namespace gridpost::store
