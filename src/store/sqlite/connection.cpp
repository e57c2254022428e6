#include "store/sqlite/connection.h"

#include <fmt/format.h>

namespace gridpost::store {

namespace {

tl::unexpected<Error> sqlite_error(sqlite3* handle, std::string_view name) {
  return fail(
      fmt::format("statement {}: {} (SQLite code {})", name, sqlite3_errmsg(handle), sqlite3_extended_errcode(handle)),
      "store");
}

// Before SQLite does anything else: without its statistics, memory is had without a lock that all connections share.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

}  // namespace

Statement::~Statement() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Statement::step() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return error();
  }
}

std::string Statement::text(int column) const {
  const auto* octets = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return octets ? std::string(octets, static_cast<std::size_t>(size)) : std::string();
}

Bytes Statement::octets(int column) const {
  const auto* first = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return first ? Bytes(first, first + size) : Bytes();
}

int Statement::bind_one(int index, std::string_view value) {
  return sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                             SQLITE_UTF8);
}

int Statement::bind_one(int index, const Bytes& value) {
  if (value.empty()) return sqlite3_bind_zeroblob(statement_, index, 0);
  return sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_STATIC);
}

tl::unexpected<Error> Statement::error() const { return sqlite_error(sqlite3_db_handle(statement_), name_); }

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
  configure_once();
  const int flags = (mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) {
    if (!handle) return fail("out of memory", path);
    return within(path, sqlite_error(handle, "open").value());
  }
  sqlite3_busy_timeout(handle, 5000);
  // Plans that do not depend on bound values: otherwise a statement that might use a partial index is parsed again each
  // time other values are bound to it.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  // A reading connection forgets its pages whenever the writer has committed: more room would only be held.
  std::string pragmas = "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;";
  if (mode == Mode::Write)
    pragmas +=
        "PRAGMA cache_size=-16000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000;";
  else
    pragmas += "PRAGMA cache_size=-4000;";
  if (auto done = connection->execute("pragmas", pragmas); !done) return within(path, std::move(done).error());
  return connection;
}

Connection::~Connection() {
  for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Status Connection::execute(const char* name, const std::string& text) {
  if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return sqlite_error(handle_, name);
  return {};
}

Result<Statement> Connection::cached(const Sql& sql) {
  sqlite3_stmt*& statement = statements_[sql.text];
  if (!statement &&
      sqlite3_prepare_v3(handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    statements_.erase(sql.text);
    return sqlite_error(handle_, sql.name);
  }
  return Statement(statement, sql.name);
}

Status Connection::copy_to(Connection& other) {
  sqlite3_backup* backup = sqlite3_backup_init(other.handle_, "main", handle_, "main");
  if (!backup) return sqlite_error(other.handle_, "copy");
  const int code = sqlite3_backup_step(backup, -1);  // all pages under one read lock: no restart, no mixture
  sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE) return {};
  return fail(fmt::format("copying: {} (SQLite code {})", sqlite3_errstr(code), code), "store");
}

void Connection::forget(const Sql& sql) {
  if (const auto found = statements_.find(sql.text); found != statements_.end()) {
    sqlite3_finalize(found->second);
    statements_.erase(found);
  }
}

}  // namespace gridpost::store
