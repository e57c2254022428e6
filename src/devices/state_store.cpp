#include "devices/state_store.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace gridpost::devices {
namespace {

constexpr int kSchemaVersion = 1;

// Writers wait for a process that is just ending.
constexpr int kBusyMs = 5000;

}  // namespace

Result<std::unique_ptr<StateStore>> StateStore::open(const std::string& path) {
  std::unique_ptr<StateStore> store(new StateStore);
  GP_CHECK(store->prepare(path));
  GP_CHECK(store->load());
  return store;
}

StateStore::~StateStore() {
  sqlite3_finalize(put_);
  sqlite3_finalize(erase_);
  sqlite3_close(db_);
}

Status StateStore::prepare(const std::string& path) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) return tl::unexpected(error("opening " + path));
  sqlite3_busy_timeout(db_, kBusyMs);
  GP_CHECK(run("PRAGMA journal_mode=WAL"));
  GP_CHECK(run("PRAGMA synchronous=FULL"));
  GP_CHECK(
      run("CREATE TABLE IF NOT EXISTS state (device INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, "
          "PRIMARY KEY (device, key)) WITHOUT ROWID"));
  GP_CHECK(run(fmt::format("PRAGMA user_version={}", kSchemaVersion).c_str()));
  const char* put = "INSERT INTO state VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3";
  const char* erase = "DELETE FROM state WHERE device = ?1 AND key = ?2";
  if (sqlite3_prepare_v2(db_, put, -1, &put_, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(db_, erase, -1, &erase_, nullptr) != SQLITE_OK)
    return tl::unexpected(error("preparing"));
  return {};
}

Status StateStore::load() {
  sqlite3_stmt* all = nullptr;
  if (sqlite3_prepare_v2(db_, "SELECT device, key, value FROM state", -1, &all, nullptr) != SQLITE_OK)
    return tl::unexpected(error("reading"));
  int step = sqlite3_step(all);
  for (; step == SQLITE_ROW; step = sqlite3_step(all)) {
    const Eui64 device{static_cast<std::uint64_t>(sqlite3_column_int64(all, 0))};
    const auto* key = reinterpret_cast<const char*>(sqlite3_column_text(all, 1));
    const auto* octets = static_cast<const std::uint8_t*>(sqlite3_column_blob(all, 2));
    loaded_[device][key] = Bytes(octets, octets + sqlite3_column_bytes(all, 2));
  }
  sqlite3_finalize(all);
  if (step != SQLITE_DONE) return tl::unexpected(error("reading"));
  return {};
}

Values StateStore::take(Eui64 device) {
  auto node = loaded_.extract(device);
  return node.empty() ? Values() : std::move(node.mapped());
}

void StateStore::change(Eui64 device, std::string_view key, std::optional<Bytes> value) {
  changes_.push_back({device, std::string(key), std::move(value)});
}

Status StateStore::commit() {
  if (changes_.empty()) return {};
  GP_CHECK(run("BEGIN IMMEDIATE"));
  Status written = write_changes();
  if (written) written = run("COMMIT");
  if (!written) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return written;
  }
  changes_.clear();
  return {};
}

Status StateStore::write_changes() {
  for (const Change& change : changes_) {
    sqlite3_stmt* statement = change.value ? put_ : erase_;
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(change.device.value));
    sqlite3_bind_text(statement, 2, change.key.data(), static_cast<int>(change.key.size()), SQLITE_STATIC);
    if (change.value) {
      const auto size = static_cast<int>(change.value->size());
      if (size == 0)
        sqlite3_bind_zeroblob(statement, 3, 0);
      else
        sqlite3_bind_blob(statement, 3, change.value->data(), size, SQLITE_STATIC);
    }
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    if (!done) return tl::unexpected(error("writing"));
  }
  return {};
}

Status StateStore::run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return tl::unexpected(error(sql));
  return {};
}

Error StateStore::error(std::string_view doing) const {
  return Error{sqlite3_errmsg(db_), fmt::format("device store, {}", doing), {}};
}

const Bytes* State::find(std::string_view key) const {
  const auto it = values_.find(key);
  return it == values_.end() ? nullptr : &it->second;
}

void State::put(std::string_view key, Bytes value) {
  store_->change(device_, key, value);
  const auto it = values_.find(key);
  if (it != values_.end())
    it->second = std::move(value);
  else
    values_.emplace(key, std::move(value));
}

void State::erase(std::string_view key) {
  const auto it = values_.find(key);
  if (it == values_.end()) return;
  values_.erase(it);
  store_->change(device_, key, std::nullopt);
}

std::uint64_t State::number(std::string_view key, std::uint64_t otherwise) const {
  const Bytes* octets = find(key);
  return octets && octets->size() == 8 ? get_be(*octets) : otherwise;
}

void State::put_number(std::string_view key, std::uint64_t value) {
  Bytes octets;
  put_be(octets, value, 8);
  put(key, std::move(octets));
}

std::vector<std::pair<std::string, Bytes>> State::below(std::string_view prefix) const {
  std::vector<std::pair<std::string, Bytes>> out;
  for (auto it = values_.lower_bound(prefix); it != values_.end() && it->first.starts_with(prefix); ++it)
    out.emplace_back(*it);
  return out;
}

}  // namespace gridpost::devices
