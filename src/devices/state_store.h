// What the devices of a process remember: values by device and key, in one SQLite file.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gridpost::devices {

using Values = std::map<std::string, Bytes, std::less<>>;

// Everything is in memory from the start on; changes gather until commit() writes them in one transaction. Destroyed
// without commit, the file is as it was at the last one.
class StateStore {
 public:
  // Opens or makes the file and reads it. ":memory:" keeps nothing.
  static Result<std::unique_ptr<StateStore>> open(const std::string& path);
  ~StateStore();
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;

  // What was stored for the device; handed out once.
  Values take(Eui64 device);
  // No octets: the value is erased.
  void change(Eui64 device, std::string_view key, std::optional<Bytes> value);
  bool dirty() const { return !changes_.empty(); }
  // After an error the changes are kept and tried again with the next commit.
  Status commit();

 private:
  StateStore() = default;
  Status prepare(const std::string& path);
  Status load();
  Status write_changes();
  Status run(const char* sql);
  Error error(std::string_view doing) const;

  struct Change {
    Eui64 device;
    std::string key;
    std::optional<Bytes> value;
  };
  sqlite3* db_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  sqlite3_stmt* erase_ = nullptr;
  std::unordered_map<Eui64, Values> loaded_;
  std::vector<Change> changes_;
};

// The values of one device. Reads see its own changes at once.
class State {
 public:
  State(Eui64 device, StateStore& store) : device_(device), store_(&store), values_(store.take(device)) {}

  const Bytes* find(std::string_view key) const;
  void put(std::string_view key, Bytes value);
  void erase(std::string_view key);
  // A number of 8 octets; `otherwise` if there is none.
  std::uint64_t number(std::string_view key, std::uint64_t otherwise = 0) const;
  void put_number(std::string_view key, std::uint64_t value);
  // Keys that begin with the prefix, in order, with their values.
  std::vector<std::pair<std::string, Bytes>> below(std::string_view prefix) const;

 private:
  Eui64 device_;
  StateStore* store_;
  Values values_;
};

}  // namespace gridpost::devices
