#include <fmt/format.h>

#include "store/sqlite/sqlite_transaction.h"

namespace gridpost::store {

namespace {

constexpr Sql kRecordStatus{"record status",
                            "INSERT INTO status_change (device, number, at, from_status, to_status, cause, by) VALUES "
                            "(?1, (SELECT coalesce(max(number), 0) + 1 FROM status_change WHERE device = ?1), "
                            "?2, ?3, ?4, ?5, ?6)"};
constexpr Sql kRecordDetail{"record detail",
                            "INSERT INTO detail_change (device, number, at, field, from_value, to_value, by) VALUES "
                            "(?1, (SELECT coalesce(max(number), 0) + 1 FROM detail_change WHERE device = ?1), "
                            "?2, ?3, ?4, ?5, ?6)"};
constexpr Sql kPutJoin{"put join", "INSERT OR REPLACE INTO device_join VALUES (?, ?, ?)"};
constexpr Sql kRemoveJoin{"remove join", "DELETE FROM device_join WHERE device = ? AND other = ?"};
constexpr Sql kPutCoverage{"put coverage",
                           "INSERT OR REPLACE INTO coverage (post_code, address_identifier, uprn, region, available, "
                           "valid_from, planned, technology, likelihood, auxiliary_equipment, information) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kPutHubLog{"put hub log entry", "INSERT OR REPLACE INTO hub_log VALUES (?, ?, ?, ?, ?, ?)"};
constexpr Sql kRemoveHubLog{"remove hub log entry", "DELETE FROM hub_log WHERE hub = ? AND device = ?"};
constexpr Sql kSetCounter{"set counter",
                          "INSERT OR REPLACE INTO counter (target, originator, stream, counter) VALUES (?, ?, ?, ?)"};
constexpr Sql kPutRequest{"put request",
                          "INSERT OR REPLACE INTO request (target, originator, counter, reference, variant, "
                          "command_variant, schema_version, state, received_at, device, pre_command, message_code, "
                          "command_originator, command_counter, facts, result_code) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kEnqueue{
    "enqueue",
    "INSERT INTO outbox (kind, state, user, device, hub, target, originator, counter, identity, "
    "body, created_at, not_before, attempts, queued_at, reason, head) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?2 <> 2 AND NOT EXISTS ("
    "SELECT 1 FROM outbox WHERE device = ?4 AND kind = ?1 AND "
    "lane_user = (CASE ?1 WHEN 0 THEN 0 ELSE ?3 END) AND state <> 2)) RETURNING device, kind, lane_user, head"};
constexpr Sql kCloseCommands{"close commands",
                             "DELETE FROM outbox WHERE kind = 0 AND target = ? AND originator = ? AND counter = ? "
                             "RETURNING device, kind, lane_user"};
constexpr Sql kCloseOutbox{"close outbox item", "DELETE FROM outbox WHERE id = ? RETURNING device, kind, lane_user"};
constexpr Sql kParkOutbox{"park outbox item",
                          "UPDATE outbox SET state = 2, head = 0, reason = ?2 WHERE id = ?1 "
                          "RETURNING device, kind, lane_user"};
constexpr Sql kRetryOutbox{"retry outbox item",
                           "UPDATE outbox SET state = 0, not_before = ?2, attempts = ?3, reason = ?4, "
                           "queued_at = CASE ?5 WHEN 0 THEN queued_at ELSE ?5 END WHERE id = ?1 "
                           "RETURNING device, kind, lane_user"};
// An item that is queued again may be older than the present head.
constexpr Sql kBehead{"behead lane",
                      "UPDATE outbox SET head = 0 WHERE device = ? AND kind = ? AND lane_user = ? AND state <> 2 "
                      "AND +state = 0 AND +head = 1"};
// Nothing changes while the lane still has a head. (The plus signs keep SQLite from other indexes than the lane's.)
constexpr Sql kAdvance{"advance lane",
                       "UPDATE outbox SET head = 1 WHERE head = 0 AND id = (SELECT min(id) FROM outbox WHERE device = "
                       "?1 AND kind = ?2 AND lane_user = ?3 AND state <> 2) AND NOT EXISTS (SELECT 1 FROM outbox WHERE "
                       "device = ?1 AND kind = ?2 AND lane_user = ?3 AND state <> 2 AND +state = 1)"};
constexpr Sql kMarkSent{"mark sent",
                        "UPDATE outbox SET state = 1, sent_at = ?2, attempts = attempts + 1 WHERE id = ?1 AND kind = 0 "
                        "AND state = 0 AND head = 1"};
constexpr Sql kMarkTaken{"mark taken", "UPDATE outbox SET taken = 1 WHERE id = ? AND kind = 0"};
constexpr Sql kStartTimer{"start timer",
                          "INSERT INTO timer (due, kind, target, originator, counter) VALUES (?, ?, ?, ?, ?)"};
constexpr Sql kCancelTimers{"cancel timers", "DELETE FROM timer WHERE target = ? AND originator = ? AND counter = ?"};
constexpr Sql kEndTimer{"end timer", "DELETE FROM timer WHERE id = ?"};
constexpr Sql kAddAudit{
    "audit",
    "INSERT INTO audit (at, kind, user, device, request_id, variant, code, rule, clause, explanation, "
    "rules_consulted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kPutUser{"put user",
                       "INSERT OR REPLACE INTO user (id, name, roles, status, endpoint) "
                       "VALUES (?, ?, ?, ?, ?)"};
constexpr Sql kPutRegistration{"put registration",
                               "INSERT OR REPLACE INTO registration (mpxn, kind, party, valid_from, valid_to) "
                               "VALUES (?, ?, ?, ?, ?)"};
constexpr Sql kPutProduct{"put product",
                          "INSERT OR REPLACE INTO product (type, manufacturer, model, firmware_version, smets_version, "
                          "gbcs_version, status, variants) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kNoteChange{"note change",
                          "INSERT INTO change_log (at, kind, subject, field, from_value, to_value, actor) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kSetSetting{"set setting", "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)"};
constexpr Sql kRollback{"rollback", "ROLLBACK"};

}  // namespace

SqliteTransaction::~SqliteTransaction() {
  if (!done_) {
    // The only way to fail is that SQLite rolled back by itself already.
    static_cast<void>(db_.run(kRollback));
    session_->bodies.rolled_back();
    session_->devices.rolled_back();
  }
  pool_.give_back(std::move(session_));
}

Status SqliteTransaction::commit() {
  GP_CHECK(commit_unsynced());
  return log_.sync();
}

Status SqliteTransaction::commit_unsynced() {
  if (done_) return fail("commit: the transaction was committed already", "store");
  GP_CHECK(log_.commit(db_));
  done_ = true;
  return {};
}

Status SqliteTransaction::apply(const exchange::Effect& effect) {
  return std::visit([this](const auto& one) { return apply_one(one); }, effect);
}

Status SqliteTransaction::apply_one(const exchange::PutDevice& effect) { return session_->devices.put(effect.device); }

Status SqliteTransaction::apply_one(const exchange::RemoveDevice& effect) {
  return session_->devices.remove(effect.device);
}

Status SqliteTransaction::apply_one(const exchange::RecordStatus& effect) {
  const inventory::StatusChange& c = effect.change;
  return db_.run(kRecordStatus, c.device, c.at, c.from, c.to, c.cause, effect.by);
}

Status SqliteTransaction::apply_one(const exchange::RecordDetail& effect) {
  const inventory::DetailChange& c = effect.change;
  return db_.run(kRecordDetail, c.device, c.at, c.field, c.from, c.to, c.by);
}

Status SqliteTransaction::apply_one(const exchange::PutJoin& effect) {
  return db_.run(kPutJoin, effect.join.device, effect.join.other, effect.join.since);
}

Status SqliteTransaction::apply_one(const exchange::RemoveJoin& effect) {
  return db_.run(kRemoveJoin, effect.device, effect.other);
}

Status SqliteTransaction::apply_one(const exchange::PutHubLogEntry& effect) {
  const inventory::HubLogEntry& e = effect.entry;
  const auto by = e.awaited_by ? std::optional(e.awaited_by->originator) : std::nullopt;
  const auto counter = e.awaited_by ? std::optional(e.awaited_by->counter) : std::nullopt;
  return db_.run(kPutHubLog, e.hub, e.device, e.added_at, e.link_key_hash, by, counter);
}

Status SqliteTransaction::apply_one(const exchange::RemoveHubLogEntry& effect) {
  return db_.run(kRemoveHubLog, effect.hub, effect.device);
}

Status SqliteTransaction::apply_one(const exchange::SetCounter& effect) {
  return db_.run(kSetCounter, effect.target, effect.originator, effect.stream, effect.counter);
}

Status SqliteTransaction::apply_one(const exchange::PutRequest& effect) {
  const exchange::RequestRecord& r = effect.record;
  return db_.run(kPutRequest, r.id.target, r.id.originator, r.id.counter, r.reference, r.variant, r.command_variant,
                 r.schema_version, r.state, r.received_at, r.device, r.pre_command, static_cast<int>(r.message_code),
                 r.command_originator, r.command_counter, r.facts, r.result_code);
}

SqliteTransaction::Lane SqliteTransaction::lane_of(const Statement& row) {
  return {row.eui(0), static_cast<int>(row.integer(1)), row.eui(2)};
}

void SqliteTransaction::note_head(const Lane& lane) {
  if (lane.kind == static_cast<int>(exchange::OutboxKind::Push)) push_users_.insert(lane.user);
}

Status SqliteTransaction::advance(const Lane& lane) {
  GP_CHECK(db_.run(kAdvance, lane.device, lane.kind, lane.user));
  if (db_.changes() > 0) note_head(lane);
  return {};
}

Status SqliteTransaction::apply_one(const exchange::Enqueue& effect) {
  const exchange::OutboxItem& i = effect.item;
  const auto head_of = [](const Statement& row) {
    return row.integer(3) != 0 ? std::optional(lane_of(row)) : std::nullopt;
  };
  GP_TRY(lane,
         db_.row(kEnqueue, head_of, i.kind, i.state, i.user, i.device, i.hub, i.request.target, i.request.originator,
                 i.request.counter, i.identity, i.body, i.created_at, i.not_before, i.attempts, i.queued_at, i.reason));
  if (lane && *lane) note_head(**lane);
  return {};
}

Status SqliteTransaction::apply_one(const exchange::CloseCommands& effect) {
  const RequestId& id = effect.request;
  GP_TRY(lanes, db_.rows(kCloseCommands, lane_of, id.target, id.originator, id.counter));
  for (const Lane& lane : lanes) GP_CHECK(advance(lane));
  return {};
}

Status SqliteTransaction::apply_one(const exchange::CloseOutbox& effect) {
  GP_TRY(lane, db_.row(kCloseOutbox, lane_of, effect.id));
  return lane ? advance(*lane) : Status();
}

Status SqliteTransaction::apply_one(const exchange::ParkOutbox& effect) {
  GP_TRY(lane, db_.row(kParkOutbox, lane_of, effect.id, effect.reason));
  return lane ? advance(*lane) : Status();
}

Status SqliteTransaction::apply_one(const exchange::RetryOutbox& effect) {
  GP_TRY(lane, db_.row(kRetryOutbox, lane_of, effect.id, effect.not_before, effect.attempts, effect.reason,
                       effect.queued_at));
  if (!lane) return {};
  GP_CHECK(db_.run(kBehead, lane->device, lane->kind, lane->user));
  note_head(*lane);  // it may leave at another time than before
  return advance(*lane);
}

Status SqliteTransaction::apply_one(const exchange::StartTimer& effect) {
  const exchange::Timer& t = effect.timer;
  return db_.run(kStartTimer, t.due, t.kind, t.request.target, t.request.originator, t.request.counter);
}

Status SqliteTransaction::apply_one(const exchange::CancelTimers& effect) {
  return db_.run(kCancelTimers, effect.request.target, effect.request.originator, effect.request.counter);
}

Status SqliteTransaction::apply_one(const exchange::Audit& effect) {
  const exchange::AuditEntry& e = effect.entry;
  GP_CHECK(db_.run(kAddAudit, e.at, e.kind, e.user, e.device, e.request_id, e.variant, e.code, e.rule, e.clause,
                   e.explanation, e.rules_consulted));
  return e.body.empty() ? Status() : session_->bodies.put(e.at, db_.last_id(), e.body);
}

Status SqliteTransaction::mark_sent(std::int64_t outbox_id, std::int64_t machine_ms) {
  GP_CHECK(db_.run(kMarkSent, outbox_id, machine_ms));
  if (db_.changes() > 0) return {};
  return fail(fmt::format("outbox item {} is not the next command of its Device", outbox_id), "store");
}

Status SqliteTransaction::mark_taken(std::int64_t outbox_id) { return db_.run(kMarkTaken, outbox_id); }

Result<bool> SqliteTransaction::end_timer(std::int64_t id) {
  GP_CHECK(db_.run(kEndTimer, id));
  return db_.changes() > 0;
}

Status SqliteTransaction::put_user(const access::User& user) {
  return db_.run(kPutUser, user.id, user.name, text(user.roles), user.status, user.endpoint);
}

Status SqliteTransaction::put_registration(const registration::Registration& registration) {
  return db_.run(kPutRegistration, registration.mpxn, registration.kind, registration.party, registration.from,
                 registration.to);
}

Status SqliteTransaction::put_product(const inventory::Product& product) {
  return db_.run(kPutProduct, text(product.type), product.manufacturer, product.model, product.firmware_version,
                 product.smets_version, product.gbcs_version, product.status, product.variants);
}

Status SqliteTransaction::note_change(const engine::ChangeEntry& e) {
  return db_.run(kNoteChange, e.at, e.kind, e.subject, e.field, e.from, e.to, e.actor);
}

Status SqliteTransaction::put_coverage(const inventory::Coverage& c) {
  return db_.run(kPutCoverage, c.post_code, c.address_identifier, c.uprn, c.region, c.available, c.from, c.planned,
                 c.technology, c.likelihood, c.auxiliary_equipment, c.information);
}

Status SqliteTransaction::set_setting(const std::string& key, const std::string& value) {
  return db_.run(kSetSetting, key, value);
}

Status SqliteTransaction::drop_bodies_before(TimeMs day) { return session_->bodies.drop_before(day); }

}  // namespace gridpost::store
