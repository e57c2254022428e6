#include "store/sqlite/migrations.h"

#include <fmt/format.h>

#include "base/log.h"

namespace gridpost::store {

namespace {

// Notes for readers of the tables:
// - Identifiers (EUI-64) and counters are the 64 bits of the unsigned number in a signed integer.
// - Times are milliseconds since 1970 UTC: world time, except outbox.not_before and outbox.sent_at (machine time).
// - Small integers stand for the enumerations of the project's own headers, in their order: user.status,
//   registration.kind, product.status, request.state, outbox.kind, outbox.state, timer.kind, flag_point.fuel,
//   flag_update.state; since version 13 also device.type, device.status and the statuses of status_change.
// - Other Device types (of products and removals) and User Roles are text as DUIS spells them.
// - device.model_number is the number of a row of device_model.
// - A RequestID is three columns: target, originator, counter.
// - Hot tables lead with the device (a RequestID's target is the device of the request).
constexpr const char* kFirst = R"sql(
CREATE TABLE user (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, status INTEGER NOT NULL, endpoint TEXT NOT NULL);

CREATE TABLE device (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, status TEXT NOT NULL, status_since INTEGER NOT NULL,
  manufacturer TEXT NOT NULL, model TEXT NOT NULL, smets_version TEXT NOT NULL, firmware_version TEXT NOT NULL,
  gbcs_version TEXT NOT NULL, esme_variant TEXT NOT NULL, notified_by INTEGER NOT NULL, hub INTEGER, gpf INTEGER,
  import_mpxn TEXT NOT NULL, secondary_import_mpan TEXT NOT NULL, export_mpan TEXT NOT NULL, commissioned_at INTEGER,
  uprn TEXT NOT NULL, post_code TEXT NOT NULL, address_identifier TEXT NOT NULL, csp_region TEXT NOT NULL,
  han_variant TEXT NOT NULL, connectivity TEXT NOT NULL, broker_counter INTEGER NOT NULL);
CREATE INDEX device_by_hub ON device (hub) WHERE hub IS NOT NULL;
CREATE INDEX device_by_import_mpxn ON device (import_mpxn) WHERE import_mpxn <> '';
CREATE INDEX device_by_secondary_mpan ON device (secondary_import_mpan) WHERE secondary_import_mpan <> '';
CREATE INDEX device_by_export_mpan ON device (export_mpan) WHERE export_mpan <> '';
CREATE INDEX device_by_uprn ON device (uprn) WHERE uprn <> '';
CREATE INDEX device_by_address ON device (post_code, address_identifier) WHERE post_code <> '';

CREATE TABLE status_change (
  device INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, from_status TEXT, to_status TEXT,
  cause TEXT NOT NULL, PRIMARY KEY (device, number)) WITHOUT ROWID;

CREATE TABLE hub_log (
  hub INTEGER NOT NULL, device INTEGER NOT NULL, added_at INTEGER NOT NULL, link_key_hash BLOB NOT NULL,
  PRIMARY KEY (hub, device)) WITHOUT ROWID;

CREATE TABLE registration (
  mpxn TEXT NOT NULL, kind INTEGER NOT NULL, party INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER,
  PRIMARY KEY (mpxn, kind, party, valid_from)) WITHOUT ROWID;

CREATE TABLE product (
  type TEXT NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL, firmware_version TEXT NOT NULL,
  smets_version TEXT NOT NULL, gbcs_version TEXT NOT NULL, status INTEGER NOT NULL,
  PRIMARY KEY (type, manufacturer, model, firmware_version)) WITHOUT ROWID;

CREATE TABLE request (
  target INTEGER NOT NULL, originator INTEGER NOT NULL, counter INTEGER NOT NULL, reference TEXT NOT NULL,
  variant TEXT NOT NULL, command_variant INTEGER NOT NULL, schema_version TEXT NOT NULL, state INTEGER NOT NULL,
  received_at INTEGER NOT NULL, device INTEGER NOT NULL, pre_command BLOB NOT NULL, message_code INTEGER NOT NULL,
  command_originator INTEGER NOT NULL, command_counter INTEGER NOT NULL, facts TEXT NOT NULL,
  result_code TEXT NOT NULL, PRIMARY KEY (target, originator, counter)) WITHOUT ROWID;
CREATE INDEX request_by_command ON request (device, command_originator, command_counter);

CREATE TABLE counter (
  target INTEGER NOT NULL, originator INTEGER NOT NULL, stream TEXT NOT NULL, counter INTEGER NOT NULL,
  PRIMARY KEY (target, originator, stream)) WITHOUT ROWID;

CREATE TABLE timer (
  id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, kind INTEGER NOT NULL, target INTEGER NOT NULL,
  originator INTEGER NOT NULL, counter INTEGER NOT NULL);
CREATE INDEX timer_by_due ON timer (due, id);
CREATE INDEX timer_by_request ON timer (target, originator, counter);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, state INTEGER NOT NULL, user INTEGER NOT NULL,
  device INTEGER NOT NULL, hub INTEGER NOT NULL, target INTEGER NOT NULL, originator INTEGER NOT NULL,
  counter INTEGER NOT NULL, identity TEXT NOT NULL, body BLOB NOT NULL, created_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE INDEX outbox_command_by_request ON outbox (target, originator, counter) WHERE kind = 0;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, user INTEGER NOT NULL,
  device INTEGER NOT NULL, request_id TEXT NOT NULL, variant TEXT NOT NULL, code TEXT NOT NULL, rule TEXT NOT NULL,
  clause TEXT NOT NULL, explanation TEXT NOT NULL, rules_consulted TEXT NOT NULL);
CREATE INDEX audit_by_device ON audit (device, id);
CREATE INDEX audit_by_request ON audit (request_id, id);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

// A lane is what must leave in order: the commands of one Device; the pushes about one Device to one User. At its head
// stands the item that may leave next. Finding the heads by an index keeps claiming independent of the queue's length.
constexpr const char* kOutboxLanes = R"sql(
ALTER TABLE outbox ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN lane_user INTEGER GENERATED ALWAYS AS (CASE kind WHEN 0 THEN 0 ELSE user END) VIRTUAL;
CREATE INDEX outbox_by_lane ON outbox (device, kind, lane_user, id) WHERE state <> 2;
CREATE INDEX outbox_ready ON outbox (kind, lane_user, not_before, id) WHERE head = 1 AND state = 0;
CREATE INDEX outbox_sent ON outbox (id) WHERE state = 1;
CREATE INDEX outbox_parked ON outbox (id) WHERE state = 2;
UPDATE outbox SET head = 1 WHERE id IN (SELECT id FROM outbox WHERE state = 1);
UPDATE outbox SET head = 1 WHERE id IN
  (SELECT min(id) FROM outbox WHERE state <> 2 GROUP BY device, kind, lane_user HAVING max(head) = 0);
)sql";

constexpr const char* kDetailsJoinsCoverage = R"sql(
CREATE TABLE detail_change (
  device INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL, from_value TEXT NOT NULL,
  to_value TEXT NOT NULL, by INTEGER NOT NULL, PRIMARY KEY (device, number)) WITHOUT ROWID;

CREATE TABLE device_join (
  device INTEGER NOT NULL, other INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (device, other)) WITHOUT ROWID;
CREATE INDEX device_join_by_other ON device_join (other, device);

CREATE TABLE coverage (
  post_code TEXT NOT NULL, address_identifier TEXT NOT NULL, uprn TEXT NOT NULL, region TEXT NOT NULL,
  available INTEGER NOT NULL, valid_from INTEGER, planned INTEGER NOT NULL, technology TEXT NOT NULL,
  likelihood TEXT NOT NULL, auxiliary_equipment TEXT NOT NULL, information TEXT NOT NULL,
  PRIMARY KEY (post_code, address_identifier, uprn, region)) WITHOUT ROWID;
CREATE INDEX coverage_by_uprn ON coverage (uprn) WHERE uprn <> '';

CREATE INDEX request_held ON request (device, received_at) WHERE state = 3;
)sql";

constexpr const char* kAwaitedJoins = R"sql(
ALTER TABLE hub_log ADD COLUMN awaited_originator INTEGER;
ALTER TABLE hub_log ADD COLUMN awaited_counter INTEGER;
)sql";
constexpr const char* kHanIdentifier = "ALTER TABLE device ADD COLUMN han_identifier BLOB NOT NULL DEFAULT x'';";

// Pushes are given up by their age in machine time; what is there already begins its time with the migration.
constexpr const char* kQueuedAt = R"sql(
ALTER TABLE outbox ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET queued_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
)sql";

constexpr const char* kTaken = "ALTER TABLE outbox ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;";

// Devices of one model are found without looking at all others; work on many Devices is kept until it is done.
constexpr const char* kModelsAndListingJobs = R"sql(
ALTER TABLE product ADD COLUMN variants TEXT NOT NULL DEFAULT '';
CREATE INDEX device_by_model ON device (model, manufacturer, firmware_version, id);

CREATE TABLE listing_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, manufacturer TEXT NOT NULL,
  model TEXT NOT NULL, firmware_version TEXT NOT NULL, after_device INTEGER, total INTEGER NOT NULL,
  done INTEGER NOT NULL, asked_at INTEGER NOT NULL, ended_at INTEGER);
CREATE INDEX listing_job_open ON listing_job (id) WHERE ended_at IS NULL;
)sql";

// Who changed a status, and what else was changed. What is written there stays: even a mistake of this program cannot
// alter it.
constexpr const char* kChangeLog = R"sql(
ALTER TABLE status_change ADD COLUMN by INTEGER NOT NULL DEFAULT 0;

CREATE TABLE change_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL,
  field TEXT NOT NULL, from_value TEXT NOT NULL, to_value TEXT NOT NULL, actor TEXT NOT NULL);
CREATE INDEX change_log_by_subject ON change_log (subject, id);
CREATE INDEX change_log_by_kind ON change_log (kind, id);

CREATE TRIGGER change_log_update BEFORE UPDATE ON change_log BEGIN SELECT RAISE(ABORT, 'the log of changes stays'); END;
CREATE TRIGGER change_log_delete BEFORE DELETE ON change_log BEGIN SELECT RAISE(ABORT, 'the log of changes stays'); END;
CREATE TRIGGER status_change_update BEFORE UPDATE ON status_change
  BEGIN SELECT RAISE(ABORT, 'the history of statuses stays'); END;
CREATE TRIGGER status_change_delete BEFORE DELETE ON status_change
  BEGIN SELECT RAISE(ABORT, 'the history of statuses stays'); END;
CREATE TRIGGER detail_change_update BEFORE UPDATE ON detail_change
  BEGIN SELECT RAISE(ABORT, 'the history of details stays'); END;
CREATE TRIGGER detail_change_delete BEFORE DELETE ON detail_change
  BEGIN SELECT RAISE(ABORT, 'the history of details stays'); END;
)sql";

// Service flags. Flags are their letter, empty for "never set"; effective dates are YYYYMMDD, which sorts. A memory is
// the bits of registration::PointMemory in their order. Files of both directions; the text of an outgoing one is kept
// until it lies in the provider's folder.
constexpr const char* kServiceFlags = R"sql(
CREATE TABLE flag_point (
  mpxn TEXT PRIMARY KEY, fuel INTEGER NOT NULL, memory INTEGER NOT NULL, flag TEXT NOT NULL, effective TEXT NOT NULL,
  anomalies INTEGER NOT NULL, accepted_flag TEXT NOT NULL, accepted_effective TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX flag_point_by_fuel ON flag_point (fuel, mpxn);

CREATE TABLE flag_change (
  mpxn TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, flag TEXT NOT NULL, effective TEXT NOT NULL,
  cause TEXT NOT NULL, PRIMARY KEY (mpxn, number)) WITHOUT ROWID;

CREATE TABLE flag_update (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mpxn TEXT NOT NULL, flag TEXT NOT NULL, effective TEXT NOT NULL,
  state INTEGER NOT NULL, provider TEXT NOT NULL, file INTEGER NOT NULL, instruction INTEGER NOT NULL,
  at INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX flag_update_by_point ON flag_update (mpxn, id);
CREATE INDEX flag_update_waiting ON flag_update (provider, effective, id) WHERE state = 0;
CREATE INDEX flag_update_on_its_way ON flag_update (mpxn) WHERE state IN (1, 2, 5);
CREATE INDEX flag_update_by_file ON flag_update (provider, file, instruction) WHERE file <> 0;
CREATE INDEX flag_update_in_state ON flag_update (state, id);
CREATE INDEX flag_update_sent ON flag_update (at) WHERE state = 2;

CREATE TABLE registration_file (
  provider TEXT NOT NULL, type TEXT NOT NULL, outgoing INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  sent INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, records INTEGER NOT NULL,
  refused INTEGER NOT NULL, summed INTEGER NOT NULL, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL,
  PRIMARY KEY (provider, type, outgoing, number));
CREATE INDEX registration_file_to_send ON registration_file (at) WHERE outgoing = 1 AND sent = 0;
CREATE INDEX registration_file_by_time ON registration_file (at);

CREATE INDEX registration_by_party ON registration (kind, party, mpxn);
CREATE INDEX registration_by_start ON registration (valid_from);
CREATE INDEX registration_by_end ON registration (valid_to) WHERE valid_to IS NOT NULL;
)sql";

// Pending Devices by type and age, jobs in batches, what housekeeping removed, and the register of hubs.
// job.state is a small integer; hub_delivery is kept apart from the inventory.
constexpr const char* kHousekeeping = R"sql(
CREATE INDEX device_pending ON device (type, status_since, id) WHERE status = 'Pending';

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, state INTEGER NOT NULL, as_of INTEGER NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, total INTEGER NOT NULL, done INTEGER NOT NULL,
  cursor TEXT NOT NULL);
CREATE INDEX job_running ON job (id) WHERE state = 0;

CREATE TABLE removal (
  job INTEGER NOT NULL, device INTEGER NOT NULL, type TEXT NOT NULL, pending_since INTEGER NOT NULL, told INTEGER,
  at INTEGER NOT NULL, PRIMARY KEY (job, device)) WITHOUT ROWID;

CREATE TABLE hub_delivery (
  hub INTEGER PRIMARY KEY, party INTEGER NOT NULL, accepted_at INTEGER NOT NULL, returned_at INTEGER);
)sql";

// One table for the jobs of all kinds. Those about models of the Central Products List had one of their own.
constexpr const char* kOneTableOfJobs = R"sql(
ALTER TABLE job ADD COLUMN subject TEXT NOT NULL DEFAULT '';
INSERT INTO job (kind, state, as_of, started_at, ended_at, total, done, cursor, subject)
  SELECT 'products-list', ended_at IS NOT NULL, asked_at, asked_at, coalesce(ended_at, 0), total, done,
    CASE WHEN after_device IS NULL THEN '' ELSE printf('%016X', after_device) END,
    type || '|' || manufacturer || '|' || model || '|' || firmware_version FROM listing_job ORDER BY id;
DROP TABLE listing_job;
)sql";

// Most of a large store were words that say the same of many Devices: types and statuses are numbers from here on, and
// what is known of a Device by its Device Model is kept once. The last index was half of registrations from the
// beginning of time, which nobody looks for.
#define GP_STATUS_NUMBER(column)                                                                                \
  "CASE " column                                                                                                \
  " WHEN 'Pending' THEN 0 WHEN 'Whitelisted' THEN 1 WHEN 'InstalledNotCommissioned' THEN 2 WHEN 'Commissioned'" \
  " THEN 3 WHEN 'Decommissioned' THEN 4 WHEN 'Withdrawn' THEN 5 WHEN 'Suspended' THEN 6 WHEN 'Recovery' THEN 7" \
  " WHEN 'Recovered' THEN 8 END"
constexpr const char* kNumbersForWords =
    R"sql(
CREATE TABLE device_model (
  number INTEGER PRIMARY KEY, manufacturer TEXT NOT NULL, model TEXT NOT NULL, firmware_version TEXT NOT NULL,
  smets_version TEXT NOT NULL, gbcs_version TEXT NOT NULL,
  UNIQUE (manufacturer, model, firmware_version, smets_version, gbcs_version));
INSERT INTO device_model (manufacturer, model, firmware_version, smets_version, gbcs_version)
  SELECT DISTINCT manufacturer, model, firmware_version, smets_version, gbcs_version FROM device;

CREATE TABLE device_in_numbers (
  id INTEGER PRIMARY KEY, type INTEGER NOT NULL, status INTEGER NOT NULL, status_since INTEGER NOT NULL,
  model_number INTEGER NOT NULL, esme_variant TEXT NOT NULL, notified_by INTEGER NOT NULL, hub INTEGER, gpf INTEGER,
  import_mpxn TEXT NOT NULL, secondary_import_mpan TEXT NOT NULL, export_mpan TEXT NOT NULL, commissioned_at INTEGER,
  uprn TEXT NOT NULL, post_code TEXT NOT NULL, address_identifier TEXT NOT NULL, csp_region TEXT NOT NULL,
  han_variant TEXT NOT NULL, connectivity TEXT NOT NULL, broker_counter INTEGER NOT NULL, han_identifier BLOB NOT NULL);
INSERT INTO device_in_numbers SELECT d.id,
  CASE type WHEN 'ESME' THEN 0 WHEN 'GSME' THEN 1 WHEN 'GPF' THEN 2 WHEN 'CHF' THEN 3 WHEN 'HCALCS' THEN 4
    WHEN 'PPMID' THEN 5 WHEN 'IHD' THEN 6 WHEN 'CAD' THEN 7 END,
  )sql" GP_STATUS_NUMBER("status") R"sql(, status_since, m.number, esme_variant, notified_by, hub, gpf, import_mpxn,
  secondary_import_mpan, export_mpan, commissioned_at, uprn, post_code, address_identifier, csp_region, han_variant,
  connectivity, broker_counter, han_identifier
  FROM device d CROSS JOIN device_model m USING (manufacturer, model, firmware_version, smets_version, gbcs_version)
  ORDER BY d.id;
DROP TABLE device;
ALTER TABLE device_in_numbers RENAME TO device;
CREATE INDEX device_by_hub ON device (hub) WHERE hub IS NOT NULL;
CREATE INDEX device_by_import_mpxn ON device (import_mpxn) WHERE import_mpxn <> '';
CREATE INDEX device_by_secondary_mpan ON device (secondary_import_mpan) WHERE secondary_import_mpan <> '';
CREATE INDEX device_by_export_mpan ON device (export_mpan) WHERE export_mpan <> '';
CREATE INDEX device_by_uprn ON device (uprn) WHERE uprn <> '';
CREATE INDEX device_by_address ON device (post_code, address_identifier) WHERE post_code <> '';
CREATE INDEX device_by_model ON device (model_number);
CREATE INDEX device_pending ON device (type, status_since, id) WHERE status = 0;

CREATE TABLE status_change_in_numbers (
  device INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, from_status INTEGER, to_status INTEGER,
  cause TEXT NOT NULL, by INTEGER NOT NULL, PRIMARY KEY (device, number)) WITHOUT ROWID;
INSERT INTO status_change_in_numbers
  SELECT device, number, at, )sql" GP_STATUS_NUMBER("from_status") ", " GP_STATUS_NUMBER("to_status") R"sql(, cause, by
  FROM status_change ORDER BY device, number;
DROP TABLE status_change;
ALTER TABLE status_change_in_numbers RENAME TO status_change;
CREATE TRIGGER status_change_update BEFORE UPDATE ON status_change
  BEGIN SELECT RAISE(ABORT, 'the history of statuses stays'); END;
CREATE TRIGGER status_change_delete BEFORE DELETE ON status_change
  BEGIN SELECT RAISE(ABORT, 'the history of statuses stays'); END;

DROP INDEX registration_by_start;
CREATE INDEX registration_by_start ON registration (valid_from) WHERE valid_from > 0;
)sql";

constexpr Migration kMigrations[] = {
    {1, "users, inventory, registration, requests, counters, timers, outbox, audit, settings", kFirst},
    {2, "lanes of the outbox, when a command was sent, why an item was parked", kOutboxLanes},
    {3, "changes of details, joined Devices, WAN coverage, held requests by Device", kDetailsJoinsCoverage},
    {4, "which request waits for a Device to join", kAwaitedJoins},
    {5, "the hubs' HAN identifiers", kHanIdentifier},
    {6, "when an outbox item was queued", kQueuedAt},
    {7, "which commands their hubs have taken", kTaken},
    {8, "ESME Variants of models, Devices by model, work on many Devices", kModelsAndListingJobs},
    {9, "the log of changes", kChangeLog},
    {10, "service flags, their updates, and files of the registration data providers", kServiceFlags},
    {11, "Pending Devices by age, jobs, removals, the register of hubs", kHousekeeping},
    {12, "jobs of all kinds in one table", kOneTableOfJobs},
    {13, "numbers for device types and SMI statuses, Device Models in a table", kNumbersForWords},
};

constexpr Sql kVersion{"schema version", "SELECT version FROM schema_version"};
constexpr Sql kHasVersion{"schema table",
                          "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"};

// Sorting for an index takes memory with the number of rows, unless it is done in files.
constexpr const char* kSortInFiles = "PRAGMA temp_store=FILE";
constexpr const char* kSortInMemory = "PRAGMA temp_store=MEMORY";

Status migrate_one(Connection& connection, const Migration& step) {
  const std::string name = fmt::format("migration {}", step.version);
  GP_CHECK(connection.execute(name.c_str(), "BEGIN IMMEDIATE"));
  auto done = connection.execute(
      name.c_str(), fmt::format("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);{}"
                                "DELETE FROM schema_version; INSERT INTO schema_version VALUES ({}); COMMIT",
                                step.sql, step.version));
  if (!done) static_cast<void>(connection.execute(name.c_str(), "ROLLBACK"));
  return done;
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

int newest_schema() { return migrations().back().version; }

Result<int> schema_version(Connection& connection) {
  GP_TRY(table, connection.row(kHasVersion, [](const Statement&) { return true; }));
  if (!table) return 0;
  GP_TRY(version, connection.row(kVersion, [](const Statement& s) { return static_cast<int>(s.integer(0)); }));
  return version.value_or(0);
}

Status migrate(Connection& connection, int target) {
  GP_TRY(version, schema_version(connection));
  if (version > newest_schema()) {
    return fail(fmt::format("the store has schema version {}, this program knows versions up to {}; "
                            "use the newer program that wrote it",
                            version, newest_schema()),
                "store");
  }
  if (version >= target) return {};
  if (version > 0)
    log::info("GP-STORE-001", "bringing the store from schema version {} to {}; a large one takes minutes", version,
              target);
  GP_CHECK(connection.execute("sort in files", kSortInFiles));
  for (const Migration& step : migrations())
    if (step.version > version && step.version <= target) GP_CHECK(migrate_one(connection, step));
  return connection.execute("sort in memory", kSortInMemory);
}

}  // namespace gridpost::store
