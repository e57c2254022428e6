#include "store/sqlite/outbox_depth.h"

namespace gridpost::store {

namespace {

// Each is answered by an index alone: kind 0 is a command, 1 a push; state 1 is Sent, 2 Parked.
constexpr Sql kLive{"outbox by kind", "SELECT kind, count(*) FROM outbox WHERE state <> 2 GROUP BY kind"};
constexpr Sql kSent{"commands sent", "SELECT count(*) FROM outbox WHERE state = 1"};
constexpr Sql kParked{"parked by kind", "SELECT kind, count(*) FROM outbox WHERE state = 2 GROUP BY kind"};

Status count_by_kind(Connection& db, const Sql& sql, std::int64_t& commands, std::int64_t& pushes) {
  commands = pushes = 0;
  GP_TRY(rows, db.rows(sql, [](const Statement& s) { return std::pair(s.integer(0), s.integer(1)); }));
  for (const auto& [kind, count] : rows) (kind == 0 ? commands : pushes) = count;
  return {};
}

}  // namespace

Result<std::unique_ptr<OutboxMeter>> OutboxMeter::open(const std::string& path, std::int64_t freshness) {
  GP_TRY(db, Connection::open(path, Connection::Mode::Read));
  return std::unique_ptr<OutboxMeter>(new OutboxMeter(std::move(db), freshness));
}

Result<OutboxDepth> OutboxMeter::depth(std::int64_t machine_ms) {
  const std::lock_guard lock(mutex_);
  if (machine_ms - counted_at_ < freshness_) return depth_;
  OutboxDepth d;
  GP_CHECK(count_by_kind(*db_, kLive, d.commands_queued, d.pushes_queued));
  GP_CHECK(count_by_kind(*db_, kParked, d.commands_parked, d.pushes_parked));
  GP_TRY(sent, db_->row(kSent, [](const Statement& s) { return s.integer(0); }));
  d.commands_sent = sent.value_or(0);
  d.commands_queued -= std::min(d.commands_queued, d.commands_sent);
  depth_ = d;
  counted_at_ = machine_ms;
  return depth_;
}

}  // namespace gridpost::store
