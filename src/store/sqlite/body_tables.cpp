#include "store/sqlite/body_tables.h"

#include <algorithm>

#include <fmt/format.h>

namespace gridpost::store {

namespace {

constexpr std::string_view kPrefix = "audit_body_";
constexpr Sql kList{"list body tables",
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'audit_body_*'"};
constexpr Sql kExists{"find body table", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"};

std::int64_t day_number(TimeMs at) { return at >= 0 ? at / kDay : (at - kDay + 1) / kDay; }

// "audit_body_20261123"
std::string table_name(TimeMs at) {
  std::string date = iso_date(at);
  std::erase(date, '-');
  return std::string(kPrefix) + date;
}

}  // namespace

BodyTables::Day& BodyTables::day(TimeMs at) {
  Day& day = days_[day_number(at)];
  if (day.name.empty()) {
    day.name = table_name(at);
    day.insert = fmt::format("INSERT INTO {} (id, body) VALUES (?, ?)", day.name);
    day.select = fmt::format("SELECT body FROM {} WHERE id = ?", day.name);
  }
  return day;
}

Status BodyTables::put(TimeMs at, std::int64_t id, const std::string& body) {
  Day& table = day(at);
  if (!table.made) {
    GP_CHECK(connection_.execute(
        "make body table",
        fmt::format("CREATE TABLE IF NOT EXISTS {} (id INTEGER PRIMARY KEY, body TEXT NOT NULL)", table.name)));
    table.made = true;
  }
  return connection_.run(Sql{"put audit body", table.insert.c_str()}, id, body);
}

Result<std::string> BodyTables::get(TimeMs at, std::int64_t id) {
  Day& table = day(at);
  GP_TRY(exists, connection_.row(
                     kExists, [](const Statement&) { return true; }, table.name));
  if (!exists) return std::string();
  GP_TRY(body, connection_.row(
                   Sql{"get audit body", table.select.c_str()}, [](const Statement& s) { return s.text(0); }, id));
  return std::move(body).value_or(std::string());
}

Status BodyTables::drop_before(TimeMs time) {
  const std::string first_kept = table_name(time);
  GP_TRY(names, connection_.rows(kList, [](const Statement& s) { return s.text(0); }));
  for (const std::string& name : names)
    if (name < first_kept) GP_CHECK(connection_.execute("drop body table", "DROP TABLE " + name));
  for (auto& [number, table] : days_)
    if (table.name < first_kept) table.made = false;
  return {};
}

void BodyTables::rolled_back() {
  for (auto& [number, table] : days_) table.made = false;
}

}  // namespace gridpost::store
