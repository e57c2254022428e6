#include "store/sqlite/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/sqlite/connection.h"
#include "store/sqlite/migrations.h"

namespace gridpost::store {

namespace {

namespace fs = std::filesystem;

constexpr Sql kQuickCheck{"check of the copy", "PRAGMA quick_check(1)"};
constexpr Sql kNextDelivery{"next delivery", "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'outbox'"};
constexpr Sql kFirstDelivery{"first delivery", "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?1)"};
constexpr const char* kBeforeRestore = ".before-restore";

// Flushes a file or folder.
Status flush(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  const int problem = errno;
  if (file >= 0) ::close(file);
  return done ? Status() : Status(fail("flushing: " + std::generic_category().message(problem), path));
}

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A copy under a passing name; gone unless it was kept.
class Copy {
 public:
  explicit Copy(std::string target) : target_(std::move(target)), name_(target_ + ".part") { remove(); }
  ~Copy() { remove(); }
  const std::string& name() const { return name_; }
  Status keep() {
    GP_CHECK(flush(name_));
    std::error_code ec;
    fs::rename(name_, target_, ec);
    if (ec) return fail("renaming: " + ec.message(), target_);
    return flush(folder_of(target_));
  }

 private:
  void remove() {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(name_ + suffix, ignored);
  }
  const std::string target_;
  const std::string name_;
};

Status check_store(Connection& db, const std::string& path) {
  GP_TRY(verdict, db.row(kQuickCheck, [](const Statement& s) { return s.text(0); }));
  if (verdict != "ok") return fail("the file is damaged: " + verdict.value_or("no verdict"), path);
  GP_TRY(version, schema_version(db));
  if (version == 0) return fail("this is no store of Gridpost", path);
  if (version > newest_schema())
    return fail(fmt::format("schema version {} is newer than this program, which knows {}", version, newest_schema()),
                path);
  return {};
}

// Copies and checks; `finish` may change the copy before it is closed. The copy is one file, without a log beside it.
template <class Finish>
Status copy_store(const std::string& from, const std::string& to, Finish finish) {
  GP_TRY(source, Connection::open(from, Connection::Mode::Read));
  GP_TRY(version, schema_version(*source));
  if (version == 0) return fail("this is no store of Gridpost", from);
  GP_TRY(copy, Connection::open(to, Connection::Mode::Write));
  GP_CHECK(source->copy_to(*copy));
  GP_CHECK(copy->execute("one file", "PRAGMA journal_mode=DELETE"));
  GP_CHECK(check_store(*copy, from));
  return finish(*copy);
}

Status put_aside(const std::string& path) {
  std::error_code ec;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::remove(path + kBeforeRestore + suffix, ec);
    if (fs::exists(path + suffix)) fs::rename(path + suffix, path + kBeforeRestore + suffix, ec);
    if (ec) return fail("putting the old store aside: " + ec.message(), path + suffix);
  }
  return {};
}

}  // namespace

Status back_up(const std::string& from, const std::string& to) {
  if (fs::exists(to)) return fail("the file exists; a backup replaces nothing", to);
  Copy copy(to);
  GP_CHECK(copy_store(from, copy.name(), [](Connection&) { return Status(); }));
  return copy.keep();
}

Status restore(const std::string& from, const std::string& to, bool replace, std::int64_t machine_ms) {
  if (fs::exists(to) && !replace) return fail("there is a store already; --replace puts it aside", to);
  Copy copy(to);
  GP_CHECK(copy_store(from, copy.name(), [&](Connection& db) -> Status {
    GP_CHECK(db.run(kNextDelivery, machine_ms * 1000));
    return db.changes() == 1 ? Status() : db.run(kFirstDelivery, machine_ms * 1000);
  }));
  GP_CHECK(put_aside(to));
  return copy.keep();
}

}  // namespace gridpost::store
