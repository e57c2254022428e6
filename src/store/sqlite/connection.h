// One SQLite connection with its prepared statements. Every failure is an Error naming the statement and carrying
// SQLite's message.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace gridpost::store {

// A statement of ours: a name for error messages and its text. Keep them as static constants.
struct Sql {
  const char* name;
  const char* text;
};

// Identifiers and counters are 64 bits unsigned; SQLite's integers are signed: same bits.
inline std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

// The value that stands for a number of the store; none for a number of which this program has no value.
template <class Value>
std::optional<Value> value_of(std::int64_t number, int count) {
  return number >= 0 && number < count ? std::optional(static_cast<Value>(number)) : std::nullopt;
}

// A statement in use. Resets itself when it goes out of scope. Bound texts and octets must outlive the steps.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, const char* name) : statement_(statement), name_(name) {}
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), name_(other.name_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds the arguments from the first parameter on.
  template <class... Args>
  Status bind(const Args&... args) {
    int index = 0;
    int code = SQLITE_OK;
    ((code = code != SQLITE_OK ? code : bind_one(++index, args)), ...);
    return code == SQLITE_OK ? Status() : error();
  }
  // True: there is a row.
  Result<bool> step();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  Eui64 eui(int column) const { return Eui64{number(column)}; }
  bool null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string text(int column) const;
  Bytes octets(int column) const;
  RequestId request_id(int first_column) const {
    return {eui(first_column + 1), eui(first_column), number(first_column + 2)};
  }

 private:
  int bind_one(int index, std::int64_t value) { return sqlite3_bind_int64(statement_, index, value); }
  int bind_one(int index, std::uint64_t value) { return bind_one(index, as_signed(value)); }
  int bind_one(int index, int value) { return sqlite3_bind_int(statement_, index, value); }
  int bind_one(int index, bool value) { return sqlite3_bind_int(statement_, index, value ? 1 : 0); }
  int bind_one(int index, Eui64 value) { return bind_one(index, value.value); }
  int bind_one(int index, std::string_view value);
  int bind_one(int index, const std::string& value) { return bind_one(index, std::string_view(value)); }
  int bind_one(int index, const char* value) { return bind_one(index, std::string_view(value)); }
  int bind_one(int index, const Bytes& value);
  template <class T>
  int bind_one(int index, const std::optional<T>& value) {
    return value ? bind_one(index, *value) : sqlite3_bind_null(statement_, index);
  }
  template <class T>
    requires std::is_enum_v<T>
  int bind_one(int index, T value) {
    return bind_one(index, static_cast<int>(value));
  }
  tl::unexpected<Error> error() const;

  sqlite3_stmt* statement_;
  const char* name_;
};

class Connection {
 public:
  enum class Mode : std::uint8_t { Write, Read };
  // Opens the database; Mode::Write creates it. WAL, synchronous NORMAL (wal_sync.h flushes); waits up to 5 s for
  // another process's lock.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The prepared statement, bound.
  template <class... Args>
  Result<Statement> prepare(const Sql& sql, const Args&... args) {
    GP_TRY(statement, cached(sql));
    GP_CHECK(statement.bind(args...));
    return statement;
  }
  // Runs a statement that yields no rows.
  template <class... Args>
  Status run(const Sql& sql, const Args&... args) {
    GP_TRY(statement, prepare(sql, args...));
    GP_CHECK(statement.step());
    return {};
  }
  // Every row, read by `read(const Statement&)`.
  template <class Read, class... Args>
  auto rows(const Sql& sql, Read read, const Args&... args)
      -> Result<std::vector<decltype(read(std::declval<const Statement&>()))>> {
    GP_TRY(statement, prepare(sql, args...));
    std::vector<decltype(read(std::declval<const Statement&>()))> found;
    for (;;) {
      GP_TRY(more, statement.step());
      if (!more) return found;
      found.push_back(read(statement));
    }
  }
  // The first row, if there is one.
  template <class Read, class... Args>
  auto row(const Sql& sql, Read read, const Args&... args)
      -> Result<std::optional<decltype(read(std::declval<const Statement&>()))>> {
    GP_TRY(statement, prepare(sql, args...));
    GP_TRY(more, statement.step());
    if (!more) return std::nullopt;
    return read(statement);
  }
  // Runs text that is made on the spot (schema); not cached.
  Status execute(const char* name, const std::string& text);
  // Rows that the last statement changed.
  int changes() const { return sqlite3_changes(handle_); }
  std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
  // Copies the whole database, as it is at one moment, over that of the other connection.
  Status copy_to(Connection& other);
  // Statements prepared for a table that is about to be dropped.
  void forget(const Sql& sql);

 private:
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  Result<Statement> cached(const Sql& sql);

  sqlite3* handle_;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;  // by address of the text
};

}  // namespace gridpost::store
