#include "store/sqlite/sqlite_transaction.h"

namespace gridpost::store {

namespace {

#define GP_REQUEST_COLUMNS                                                                                 \
  "target, originator, counter, reference, variant, command_variant, schema_version, state, received_at, " \
  "device, pre_command, message_code, command_originator, command_counter, facts, result_code"
#define GP_OUTBOX_COLUMNS                                                                                     \
  "id, kind, state, user, device, hub, target, originator, counter, identity, body, created_at, not_before, " \
  "attempts, queued_at, reason"

constexpr Sql kUser{"user", "SELECT id, name, roles, status, endpoint FROM user WHERE id = ?"};
constexpr Sql kHubLog{"hub log",
                      "SELECT hub, device, added_at, link_key_hash, awaited_originator, awaited_counter"
                      " FROM hub_log WHERE hub = ?"
                      " ORDER BY added_at, device"};
constexpr Sql kStatusHistory{"status history",
                             "SELECT device, at, from_status, to_status, cause FROM status_change"
                             " WHERE device = ? ORDER BY number"};
constexpr Sql kDetailHistory{"detail history",
                             "SELECT device, at, field, from_value, to_value, by FROM detail_change"
                             " WHERE device = ? ORDER BY number"};
constexpr Sql kJoins{"joins",
                     "SELECT device, other, since FROM device_join WHERE device = ?1 UNION"
                     " SELECT device, other, since FROM device_join WHERE other = ?1 ORDER BY device, other"};
constexpr Sql kCoverage{"coverage",
                        "SELECT post_code, address_identifier, uprn, region, available, valid_from, planned,"
                        " technology, likelihood, auxiliary_equipment, information FROM coverage"
                        " WHERE (uprn = ?1 AND uprn <> '') OR (post_code = ?2 AND post_code <> '')"
                        " ORDER BY region, address_identifier, uprn"};
constexpr Sql kRequestsHeld{
    "requests held", "SELECT " GP_REQUEST_COLUMNS " FROM request WHERE device = ? AND state = 3 ORDER BY received_at"};
constexpr Sql kRegistrations{"registrations",
                             "SELECT mpxn, kind, party, valid_from, valid_to FROM registration WHERE mpxn = ?"
                             " ORDER BY kind, valid_from, party"};
constexpr Sql kProduct{
    "product",
    "SELECT manufacturer, model, firmware_version, smets_version, gbcs_version, status, type, variants"
    " FROM product"
    " WHERE type = ? AND manufacturer = ? AND model = ? AND firmware_version = ?"};
constexpr Sql kProducts{"products",
                        "SELECT manufacturer, model, firmware_version, smets_version, gbcs_version, status, type,"
                        " variants FROM product ORDER BY type, manufacturer, model, firmware_version"};
// Kinds 1 and 2 are statuses and details; statuses are numbers, or none; who acted is an identifier there, and a name
// in the log.
constexpr Sql kChangesOf{
    "changes of",
    "SELECT at, 1 AS kind, 'SMI status', from_status, to_status, by, '', number FROM "
    "status_change WHERE device = ?1 UNION ALL SELECT at, 2, field, from_value, to_value, by, '', number FROM "
    "detail_change WHERE device = ?1 UNION ALL SELECT at, kind, field, from_value, to_value, 0, actor, id FROM "
    "change_log WHERE subject = ?2 ORDER BY at, kind, number"};
constexpr Sql kChanges{"changes",
                       "SELECT at, kind, subject, field, from_value, to_value, actor FROM change_log"
                       " WHERE (?1 IS NULL OR kind = ?1) ORDER BY id DESC LIMIT ?2"};
constexpr Sql kRequest{
    "request", "SELECT " GP_REQUEST_COLUMNS " FROM request WHERE target = ? AND originator = ? AND counter = ?"};
constexpr Sql kRequestOfCommand{"request of command",
                                "SELECT " GP_REQUEST_COLUMNS
                                " FROM request WHERE device = ? AND command_originator = ? AND command_counter = ?"
                                " ORDER BY received_at DESC LIMIT 1"};
constexpr Sql kCounter{"counter", "SELECT counter FROM counter WHERE target = ? AND originator = ? AND stream = ?"};
constexpr Sql kTimersDue{"timers due",
                         "SELECT id, due, kind, target, originator, counter FROM timer WHERE due <= ?"
                         " ORDER BY due, id LIMIT ?"};
constexpr Sql kNextTimer{"next timer", "SELECT due FROM timer ORDER BY due LIMIT 1"};
constexpr Sql kCommandsReady{"commands ready",
                             "SELECT " GP_OUTBOX_COLUMNS
                             " FROM outbox WHERE kind = 0 AND lane_user = 0 AND head = 1 AND state = 0"
                             " AND not_before <= ? ORDER BY not_before, id LIMIT ?"};
constexpr Sql kPushesReady{"pushes ready",
                           "SELECT id, not_before"
                           " FROM outbox WHERE kind = 1 AND lane_user = ? AND head = 1 AND state = 0"
                           " AND not_before <= ? ORDER BY not_before, id LIMIT ?"};
constexpr Sql kPushQueues{"push queues",
                          "SELECT lane_user, min(not_before) FROM outbox WHERE kind = 1 AND head = 1 AND state = 0"
                          " GROUP BY lane_user ORDER BY lane_user"};
constexpr Sql kOutboxSent{"outbox sent",
                          "SELECT " GP_OUTBOX_COLUMNS " FROM outbox WHERE state = 1 AND id > ? ORDER BY id LIMIT ?"};
constexpr Sql kPushes{"pushes", "SELECT " GP_OUTBOX_COLUMNS
                                " FROM outbox WHERE kind = 1 AND id > ?1 AND (?2 IS NULL OR state = ?2)"
                                " AND (?3 IS NULL OR user = ?3) ORDER BY id LIMIT ?4"};
constexpr Sql kPushesParked{"pushes parked", "SELECT " GP_OUTBOX_COLUMNS
                                             " FROM outbox WHERE state = 2 AND kind = 1 AND id > ?1"
                                             " AND (?2 IS NULL OR user = ?2) ORDER BY id LIMIT ?3"};
constexpr Sql kOutboxItem{"outbox item", "SELECT " GP_OUTBOX_COLUMNS " FROM outbox WHERE id = ?"};
constexpr Sql kCommandTaken{"command taken",
                            "SELECT max(taken) FROM outbox WHERE kind = 0 AND target = ? AND originator = ? AND "
                            "counter = ?"};
#define GP_AUDIT                                                                                                   \
  "SELECT id, at, kind, user, device, request_id, variant, code, rule, clause, explanation, rules_consulted FROM " \
  "audit"
constexpr Sql kAudit{"audit", GP_AUDIT " ORDER BY id DESC LIMIT ?"};
constexpr Sql kAuditOfRequest{"audit of request", GP_AUDIT " WHERE request_id = ? ORDER BY id DESC LIMIT ?"};
constexpr Sql kAuditOfDevice{"audit of device", GP_AUDIT " WHERE device = ? ORDER BY id DESC LIMIT ?"};
constexpr Sql kAuditOfBoth{"audit of request and device",
                           GP_AUDIT " WHERE request_id = ? AND +device = ? ORDER BY id DESC LIMIT ?"};
constexpr Sql kSetting{"setting", "SELECT value FROM setting WHERE key = ?"};

template <class T, class Read>
std::optional<T> unless_null(const Statement& row, int column, Read read) {
  if (row.null(column)) return std::nullopt;
  return read(column);
}

std::optional<SmiStatus> read_status(const Statement& row, int column) {
  if (row.null(column)) return std::nullopt;
  return value_of<SmiStatus>(row.integer(column), catalogue::kSmiStatuses);
}

inventory::Product read_product(const Statement& row) {
  return {catalogue::device_type(row.text(6)).value_or(DeviceType::ESME),
          row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          static_cast<inventory::CplStatus>(row.integer(5)),
          row.text(7)};
}

exchange::RequestRecord read_request(const Statement& row) {
  exchange::RequestRecord r;
  r.id = row.request_id(0);
  r.reference = row.text(3);
  r.variant = row.text(4);
  r.command_variant = static_cast<int>(row.integer(5));
  r.schema_version = row.text(6);
  r.state = static_cast<exchange::RequestState>(row.integer(7));
  r.received_at = row.integer(8);
  r.device = row.eui(9);
  r.pre_command = row.octets(10);
  r.message_code = static_cast<std::uint16_t>(row.integer(11));
  r.command_originator = row.eui(12);
  r.command_counter = row.number(13);
  r.facts = row.text(14);
  r.result_code = row.text(15);
  return r;
}

exchange::OutboxItem read_item(const Statement& row) {
  exchange::OutboxItem i;
  i.id = row.integer(0);
  i.kind = static_cast<exchange::OutboxKind>(row.integer(1));
  i.state = static_cast<exchange::OutboxState>(row.integer(2));
  i.user = row.eui(3);
  i.device = row.eui(4);
  i.hub = row.eui(5);
  i.request = row.request_id(6);
  i.identity = row.text(9);
  i.body = row.octets(10);
  i.created_at = row.integer(11);
  i.not_before = row.integer(12);
  i.attempts = static_cast<int>(row.integer(13));
  i.queued_at = row.integer(14);
  i.reason = row.text(15);
  return i;
}

struct Title {
  std::int64_t id = 0;
  exchange::AuditEntry entry;
};

Title read_title(const Statement& row) {
  Title t;
  t.id = row.integer(0);
  t.entry.at = row.integer(1);
  t.entry.kind = row.text(2);
  t.entry.user = row.eui(3);
  t.entry.device = row.eui(4);
  t.entry.request_id = row.text(5);
  t.entry.variant = row.text(6);
  t.entry.code = row.text(7);
  t.entry.rule = row.text(8);
  t.entry.clause = row.text(9);
  t.entry.explanation = row.text(10);
  t.entry.rules_consulted = row.text(11);
  return t;
}

}  // namespace

Result<std::optional<access::User>> SqliteTransaction::user(Eui64 id) {
  GP_TRY(statement, db_.prepare(kUser, id));
  GP_TRY(found, statement.step());
  if (!found) return std::nullopt;
  access::User user;
  user.id = statement.eui(0);
  user.name = statement.text(1);
  GP_TRY(roles, catalogue::user_roles(statement.text(2)));
  user.roles = roles;
  user.status = static_cast<access::UserStatus>(statement.integer(3));
  user.endpoint = statement.text(4);
  return user;
}

Result<std::vector<inventory::HubLogEntry>> SqliteTransaction::hub_log(Eui64 chf) {
  const auto read = [](const Statement& row) {
    const auto awaited = [&row](int column) { return RequestId{row.eui(column), row.eui(0), row.number(column + 1)}; };
    return inventory::HubLogEntry{row.eui(0), row.eui(1), row.integer(2), row.octets(3),
                                  unless_null<RequestId>(row, 4, awaited)};
  };
  return db_.rows(kHubLog, read, chf);
}

Result<std::vector<inventory::StatusChange>> SqliteTransaction::status_history(Eui64 device) {
  const auto read = [](const Statement& row) {
    inventory::StatusChange change;
    change.device = row.eui(0);
    change.at = row.integer(1);
    change.from = read_status(row, 2);
    change.to = read_status(row, 3);
    change.cause = row.text(4);
    return change;
  };
  return db_.rows(kStatusHistory, read, device);
}

Result<std::vector<inventory::DetailChange>> SqliteTransaction::detail_history(Eui64 device) {
  const auto read = [](const Statement& row) {
    return inventory::DetailChange{row.eui(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.eui(5)};
  };
  return db_.rows(kDetailHistory, read, device);
}

Result<std::vector<inventory::Join>> SqliteTransaction::joins(Eui64 device) {
  const auto read = [](const Statement& row) { return inventory::Join{row.eui(0), row.eui(1), row.integer(2)}; };
  return db_.rows(kJoins, read, device);
}

Result<std::vector<inventory::Coverage>> SqliteTransaction::coverage(const std::string& uprn,
                                                                     const std::string& post_code) {
  const auto read = [](const Statement& row) {
    const auto from = unless_null<TimeMs>(row, 5, [&row](int column) { return row.integer(column); });
    return inventory::Coverage{row.text(0),         row.text(1), row.text(2), row.text(3), row.integer(4) != 0, from,
                               row.integer(6) != 0, row.text(7), row.text(8), row.text(9), row.text(10)};
  };
  return db_.rows(kCoverage, read, uprn, post_code);
}

Result<std::vector<exchange::RequestRecord>> SqliteTransaction::requests_held(Eui64 device) {
  return db_.rows(kRequestsHeld, read_request, device);
}

Result<std::vector<registration::Registration>> SqliteTransaction::registrations(const std::string& mpxn) {
  const auto read = [](const Statement& row) {
    return registration::Registration{row.text(0), static_cast<registration::Kind>(row.integer(1)), row.eui(2),
                                      row.integer(3),
                                      unless_null<TimeMs>(row, 4, [&row](int column) { return row.integer(column); })};
  };
  return db_.rows(kRegistrations, read, mpxn);
}

Result<std::optional<inventory::Product>> SqliteTransaction::product(DeviceType type, const std::string& manufacturer,
                                                                     const std::string& model,
                                                                     const std::string& firmware_version) {
  return db_.row(kProduct, read_product, text(type), manufacturer, model, firmware_version);
}

Result<std::vector<inventory::Product>> SqliteTransaction::products() { return db_.rows(kProducts, read_product); }

Result<std::vector<engine::ChangeEntry>> SqliteTransaction::changes_of(Eui64 device) {
  const auto read = [&device](const Statement& row) {
    const Eui64 by = row.eui(5);
    const std::string name = row.text(6);
    const auto kind = static_cast<engine::ChangeKind>(row.integer(1));
    const auto value = [&](int column) {
      if (kind != engine::ChangeKind::Status) return row.text(column);
      const auto status = read_status(row, column);
      return status ? std::string(text(*status)) : std::string();
    };
    return engine::ChangeEntry{row.integer(0),
                               kind,
                               device.text(),
                               row.text(2),
                               value(3),
                               value(4),
                               !name.empty()   ? name
                               : by.value == 0 ? "DCC"
                                               : by.text()};
  };
  return db_.rows(kChangesOf, read, device, device.text());
}

Result<std::vector<engine::ChangeEntry>> SqliteTransaction::changes(std::optional<engine::ChangeKind> kind,
                                                                    std::size_t limit) {
  const auto read = [](const Statement& row) {
    return engine::ChangeEntry{row.integer(0), static_cast<engine::ChangeKind>(row.integer(1)),
                               row.text(2),    row.text(3),
                               row.text(4),    row.text(5),
                               row.text(6)};
  };
  return db_.rows(kChanges, read, kind, limit);
}

Result<std::optional<exchange::RequestRecord>> SqliteTransaction::request(const RequestId& id) {
  return db_.row(kRequest, read_request, id.target, id.originator, id.counter);
}

Result<std::optional<exchange::RequestRecord>> SqliteTransaction::request_of_command(Eui64 device, Eui64 originator,
                                                                                     std::uint64_t counter) {
  return db_.row(kRequestOfCommand, read_request, device, originator, counter);
}

Result<std::optional<std::uint64_t>> SqliteTransaction::counter(Eui64 originator, Eui64 target,
                                                                const std::string& stream) {
  return db_.row(
      kCounter, [](const Statement& row) { return row.number(0); }, target, originator, stream);
}

Result<std::vector<exchange::Timer>> SqliteTransaction::timers_due(TimeMs now, std::size_t limit) {
  const auto read = [](const Statement& row) {
    return exchange::Timer{row.integer(0), row.integer(1), static_cast<exchange::TimerKind>(row.integer(2)),
                           row.request_id(3)};
  };
  return db_.rows(kTimersDue, read, now, limit);
}

Result<std::optional<TimeMs>> SqliteTransaction::next_timer() {
  return db_.row(kNextTimer, [](const Statement& row) { return row.integer(0); });
}

Result<std::vector<exchange::OutboxItem>> SqliteTransaction::commands_ready(std::int64_t machine_ms,
                                                                            std::size_t limit) {
  return db_.rows(kCommandsReady, read_item, machine_ms, limit);
}

Result<std::vector<engine::Transaction::ReadyPush>> SqliteTransaction::pushes_ready(Eui64 user, std::int64_t machine_ms,
                                                                                    std::size_t limit) {
  return db_.rows(
      kPushesReady,
      [](const Statement& row) {
        return ReadyPush{row.integer(0), row.integer(1)};
      },
      user, machine_ms, limit);
}

Result<std::vector<engine::Transaction::PushQueue>> SqliteTransaction::push_queues() {
  return db_.rows(kPushQueues, [](const Statement& row) { return PushQueue{row.eui(0), row.integer(1)}; });
}

Result<std::vector<exchange::OutboxItem>> SqliteTransaction::outbox_sent(std::int64_t after, std::size_t limit) {
  return db_.rows(kOutboxSent, read_item, after, limit);
}

// Parked ones have an index of their own.
Result<std::vector<exchange::OutboxItem>> SqliteTransaction::pushes(const PushQuery& query) {
  if (query.state == exchange::OutboxState::Parked)
    return db_.rows(kPushesParked, read_item, query.after, query.user, query.limit);
  return db_.rows(kPushes, read_item, query.after, query.state, query.user, query.limit);
}

Result<std::optional<exchange::OutboxItem>> SqliteTransaction::outbox_item(std::int64_t id) {
  return db_.row(kOutboxItem, read_item, id);
}

Result<bool> SqliteTransaction::command_taken(const RequestId& request) {
  const auto read = [](const Statement& row) { return row.integer(0) != 0; };  // no command: NULL, which reads as 0
  GP_TRY(taken, db_.row(kCommandTaken, read, request.target, request.originator, request.counter));
  return taken.value_or(false);
}

Result<std::vector<exchange::AuditEntry>> SqliteTransaction::audit(const AuditQuery& query) {
  const auto titles = [&]() -> Result<std::vector<Title>> {
    if (query.request_id && query.device)
      return db_.rows(kAuditOfBoth, read_title, *query.request_id, *query.device, query.limit);
    if (query.request_id) return db_.rows(kAuditOfRequest, read_title, *query.request_id, query.limit);
    if (query.device) return db_.rows(kAuditOfDevice, read_title, *query.device, query.limit);
    return db_.rows(kAudit, read_title, query.limit);
  };
  GP_TRY(found, titles());
  std::vector<exchange::AuditEntry> entries;
  entries.reserve(found.size());
  for (Title& title : found) {
    if (query.bodies) {
      GP_TRY(body, session_->bodies.get(title.entry.at, title.id));
      title.entry.body = std::move(body);
    }
    entries.push_back(std::move(title.entry));
  }
  return entries;
}

Result<std::optional<std::string>> SqliteTransaction::setting(const std::string& key) {
  return db_.row(
      kSetting, [](const Statement& row) { return row.text(0); }, key);
}

}  // namespace gridpost::store
