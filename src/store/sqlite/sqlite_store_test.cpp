#include "store/sqlite/sqlite_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "store/housekeeping_suite.h"
#include "store/job_suite.h"
#include "store/listing_suite.h"
#include "store/sqlite/migrations.h"
#include "store/store_suite.h"

namespace gridpost::store {

namespace {

struct SqliteTraits {
  static Result<std::unique_ptr<engine::Store>> open(const std::string& place) { return open_sqlite(place); }
  static std::string fresh_place() {
    static int number = 0;
    const auto path = std::filesystem::temp_directory_path() / fmt::format("gridpost-{}-{}.db", getpid(), ++number);
    remove(path);
    return path;
  }
  static void remove(const std::string& place) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(place + suffix);
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreSuite, SqliteTraits);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, ListingSuite, SqliteTraits);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, JobSuite, SqliteTraits);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, HousekeepingSuite, SqliteTraits);

class SqliteFile : public testing::Test {
 protected:
  SqliteFile() : path_(SqliteTraits::fresh_place()) {}
  ~SqliteFile() override { SqliteTraits::remove(path_); }
  void run(const std::string& sql) {
    const auto done = Connection::open(path_, Connection::Mode::Write).value()->execute("test", sql);
    ASSERT_TRUE(done) << done.error().text();
  }
  std::string path_;
};

TEST_F(SqliteFile, MigrationsAreNumberedWithoutGaps) {
  int expected = 0;
  for (const Migration& step : migrations()) EXPECT_EQ(step.version, ++expected);
}

TEST_F(SqliteFile, AVersionOneStoreWithDataIsBroughtUpToDate) {
  {
    auto connection = Connection::open(path_, Connection::Mode::Write).value();
    ASSERT_TRUE(migrate(*connection, 1));
    EXPECT_EQ(schema_version(*connection).value(), 1);
  }
  // Kind, state, user, device of each: one Device with a sent and a queued command, one with two queued ones (the
  // first parked), and two pushes of one lane.
  run(R"sql(
    INSERT INTO user VALUES (5, 'Supplier', 'IS|GS', 0, '');
    INSERT INTO outbox (id, kind, state, user, device, hub, target, originator, counter, identity, body, created_at,
                        not_before, attempts) VALUES
      (1, 0, 1, 5, 10, 1, 10, 5, 1, '', x'01', 7, 0, 1), (2, 0, 0, 5, 10, 1, 10, 5, 2, '', x'02', 7, 0, 0),
      (3, 0, 2, 5, 11, 1, 11, 5, 3, '', x'03', 7, 0, 0), (4, 0, 0, 5, 11, 1, 11, 5, 4, '', x'04', 7, 0, 0),
      (5, 1, 0, 5, 10, 1, 10, 5, 5, 'i', x'05', 7, 0, 0), (6, 1, 0, 5, 10, 1, 10, 5, 6, 'j', x'06', 7, 0, 0);
  )sql");
  const auto store = open_sqlite(path_).value();
  auto tx = store->begin().value();
  EXPECT_EQ(tx->user(Eui64{5}).value()->name, "Supplier");
  const auto commands = tx->commands_ready(0, 10).value();
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].id, 4);
  EXPECT_EQ(commands[0].body, Bytes{4});
  const auto pushes = tx->pushes_ready(Eui64{5}, 0, 10).value();
  ASSERT_EQ(pushes.size(), 1u);
  EXPECT_EQ(pushes[0].id, 5);
  ASSERT_TRUE(tx->apply(exchange::CloseOutbox{1}));
  EXPECT_EQ(tx->commands_ready(0, 10).value().size(), 2u);
  auto connection = Connection::open(path_, Connection::Mode::Read).value();
  EXPECT_EQ(schema_version(*connection).value(), newest_schema());
}

// Before version 12 jobs about models had a table of their own: what was under way is gone on with where it was.
TEST_F(SqliteFile, JobsAboutModelsMoveToTheTableOfAllJobs) {
  ASSERT_TRUE(migrate(*Connection::open(path_, Connection::Mode::Write).value(), 11));
  run(R"sql(
    INSERT INTO job VALUES (3, 'housekeeping', 0, 1, 2, 0, 30, 7, '1 2 3');
    INSERT INTO listing_job VALUES (1, 'ESME', 'M', 'X', 'F', -1152921504606846975, 9, 9, 70, 80);
    INSERT INTO listing_job VALUES (2, 'CHF', 'M', 'Y', 'F', 16, 9, 4, 71, NULL);
    INSERT INTO listing_job VALUES (3, 'GSME', 'M', 'Z', '', NULL, 0, 0, 72, NULL);
  )sql");
  const auto store = open_sqlite(path_).value();
  const auto jobs = store->read().value()->jobs().list("products-list", 9).value();
  using engine::Job;
  using engine::JobState;
  const Job ended{4, "products-list", JobState::Done, 70, 70, 80, 9, 9, "F000000000000001", "ESME|M|X|F"};
  const Job half{5, "products-list", JobState::Running, 71, 71, 0, 9, 4, "0000000000000010", "CHF|M|Y|F"};
  const Job fresh{6, "products-list", JobState::Running, 72, 72, 0, 0, 0, "", "GSME|M|Z|"};
  EXPECT_THAT(jobs, testing::ElementsAre(fresh, half, ended));
  const auto old = store->read().value()->jobs().find(3).value();
  ASSERT_TRUE(old);
  EXPECT_EQ(old->cursor, "1 2 3");
  EXPECT_EQ(old->subject, "");
}

// Before version 13 types and statuses were words, and each Device had the words of its Device Model.
TEST_F(SqliteFile, WordsBecomeNumbersThatMeanTheSame) {
  ASSERT_TRUE(migrate(*Connection::open(path_, Connection::Mode::Write).value(), 12));
  std::vector<inventory::Device> devices;
  std::vector<inventory::StatusChange> history;
  const Eui64 observed{500};
  for (int i = 0; i < catalogue::kDeviceTypes * catalogue::kSmiStatuses; ++i) {
    inventory::Device d = sample_device(static_cast<std::uint64_t>(1 + i));
    d.type = static_cast<DeviceType>(i % catalogue::kDeviceTypes);
    d.status = static_cast<SmiStatus>(i / catalogue::kDeviceTypes);
    d.broker_counter = static_cast<std::uint64_t>(i);
    if (i % 2 == 0) d.smets_version = "";
    if (i % 3 == 0) d.hub.reset();
    run(fmt::format(
        "INSERT INTO device VALUES ({}, '{}', '{}', {}, '{}', '{}', '{}', '{}', '{}', '{}', {}, {}, {}, "
        "'{}', '{}', '{}', {}, '{}', '{}', '{}', '{}', '{}', '{}', {}, x'{}')",
        d.id.value, catalogue::text(d.type), catalogue::text(d.status), d.status_since, d.manufacturer, d.model,
        d.smets_version, d.firmware_version, d.gbcs_version, d.esme_variant, as_signed(d.notified_by.value),
        d.hub ? std::to_string(as_signed(d.hub->value)) : "NULL", as_signed(d.gpf->value), d.import_mpxn,
        d.secondary_import_mpan, d.export_mpan, *d.commissioned_at, d.uprn, d.post_code, "Flat \"1\", it''s",
        d.csp_region, d.han_variant, d.connectivity, d.broker_counter, to_hex(d.han_identifier)));
    devices.push_back(d);
  }
  std::optional<SmiStatus> from;
  for (int i = 0; i <= catalogue::kSmiStatuses; ++i) {
    const auto to = i < catalogue::kSmiStatuses ? std::optional(static_cast<SmiStatus>(i)) : std::nullopt;
    const auto word = [](auto status) { return status ? fmt::format("'{}'", catalogue::text(*status)) : "NULL"; };
    run(fmt::format("INSERT INTO status_change VALUES ({}, {}, {}, {}, {}, 'cause', 5)", observed.value, i + 1, 70 + i,
                    word(from), word(to)));
    history.push_back({observed, 70 + i, from, to, "cause"});
    from = to;
  }
  run("INSERT INTO registration VALUES ('9200000000012', 0, 5, 0, NULL), ('9200000000022', 0, 6, 80, NULL)");

  const auto store = open_sqlite(path_).value();
  auto tx = store->begin().value();
  EXPECT_EQ(tx->devices({}).value(), devices);
  EXPECT_EQ(tx->status_history(observed).value(), history);
  const auto changes = tx->changes_of(observed).value();
  ASSERT_EQ(changes.size(), history.size());
  EXPECT_EQ(changes[1].from, "Pending");
  EXPECT_EQ(changes[1].to, "Whitelisted");
  EXPECT_EQ(changes.back().to, "");
  const inventory::Device& d = devices[0];
  const engine::Transaction::ModelQuery model{{}, d.manufacturer, d.model, d.firmware_version, {}};
  EXPECT_EQ(tx->count_of_model(model).value(), devices.size());
  for (const DeviceType type : {DeviceType::ESME, DeviceType::CAD})
    EXPECT_EQ(tx->housekeeping().count_pending(type, d.status_since).value(), 1u);
  EXPECT_EQ(tx->devices_of_hub(*devices[1].hub).value().size(), devices.size() * 2 / 3);
  EXPECT_THAT(tx->records().points_handed_over(0, 100).value(), testing::ElementsAre("9200000000022"));
  tx.reset();
  auto connection = Connection::open(path_, Connection::Mode::Write).value();
  EXPECT_FALSE(connection->execute("test", "DELETE FROM status_change"));
  EXPECT_FALSE(connection->execute("test", "UPDATE status_change SET at = 0"));
}

// Whoever fills a text field writes a value, never a piece of a statement, and no pattern either.
TEST_F(SqliteFile, TextsAreValuesWhateverStandsInThem) {
  const std::string text = "x'); DROP TABLE device; -- \" ? ?1 :a %_* \n" + std::string(1, '\0') + "after";
  const Eui64 id{5};
  {
    const auto store = open_sqlite(path_).value();
    auto tx = store->begin().value();
    inventory::Device d = sample_device(7);
    d.address_identifier = d.post_code = d.uprn = d.model = text;
    ASSERT_TRUE(tx->apply(exchange::PutDevice{d}));
    ASSERT_TRUE(tx->put_user({id, text, {}, access::UserStatus::InOperation, text}));
    ASSERT_TRUE(tx->put_product({DeviceType::ESME, text, text, text, text, text, inventory::CplStatus::Active, text}));
    exchange::AuditEntry entry;
    entry.code = entry.rule = entry.explanation = text;
    ASSERT_TRUE(tx->apply(exchange::Audit{entry}));
    ASSERT_TRUE(tx->set_setting(text, text));
    ASSERT_TRUE(tx->commit());
  }
  const auto store = open_sqlite(path_).value();
  const auto tx = store->read().value();
  EXPECT_EQ(tx->user(id).value()->name, text);
  EXPECT_EQ(tx->user(id).value()->endpoint, text);
  EXPECT_EQ(tx->setting(text).value(), text);
  EXPECT_EQ(tx->product(DeviceType::ESME, text, text, text).value()->variants, text);
  const auto found = tx->devices_of_address(text, text).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].model, text);
  EXPECT_TRUE(tx->devices_of_address("%", "%").value().empty());
  const auto audit = tx->audit({.limit = 10}).value();
  ASSERT_EQ(audit.size(), 1u);
  EXPECT_EQ(audit[0].explanation, text);
}

TEST_F(SqliteFile, ANewerSchemaIsRefusedAndLeftAlone) {
  open_sqlite(path_).value().reset();
  run("UPDATE schema_version SET version = 999");
  const auto refused = open_sqlite(path_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("999"), std::string::npos) << refused.error().what;
  EXPECT_EQ(schema_version(*Connection::open(path_, Connection::Mode::Read).value()).value(), 999);
}

TEST_F(SqliteFile, AFailedMigrationLeavesTheVersionBefore) {
  auto connection = Connection::open(path_, Connection::Mode::Write).value();
  ASSERT_TRUE(migrate(*connection, 1));
  ASSERT_TRUE(connection->execute("test", "CREATE TABLE outbox_by_lane (x)"));  // the name of an index of version 2
  const auto failed = migrate(*connection);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().what.find("migration 2"), std::string::npos) << failed.error().what;
  EXPECT_EQ(schema_version(*connection).value(), 1);
  EXPECT_FALSE(connection->execute("test", "SELECT head FROM outbox"));  // its first steps are undone too
}

TEST_F(SqliteFile, WhatIsNoDatabaseIsAnErrorWithItsPath) {
  std::ofstream(path_) << std::string(4096, 'x');
  const auto refused = open_sqlite(path_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().where.find(path_), std::string::npos) << refused.error().text();
  const auto nowhere = open_sqlite("/nonexistent/folder/store.db");
  ASSERT_FALSE(nowhere);
}

TEST_F(SqliteFile, EveryHotQueryUsesAnIndex) {
  open_sqlite(path_).value().reset();
  auto connection = Connection::open(path_, Connection::Mode::Read).value();
  for (const char* query :
       {"SELECT * FROM outbox WHERE kind = 0 AND lane_user = 0 AND head = 1 AND state = 0 AND not_before <= ? "
        "ORDER BY not_before, id",
        "SELECT * FROM outbox WHERE kind = 1 AND lane_user = ? AND head = 1 AND state = 0 AND not_before <= ? "
        "ORDER BY not_before, id",
        "SELECT min(id) FROM outbox WHERE device = ? AND kind = ? AND lane_user = ? AND state <> 2",
        "SELECT 1 FROM outbox WHERE device = ? AND kind = ? AND lane_user = ? AND state <> 2 AND +state = 1",
        "SELECT 1 FROM outbox WHERE kind = 0 AND target = ? AND originator = ? AND counter = ?",
        "SELECT * FROM timer WHERE due <= ? ORDER BY due, id",
        "SELECT * FROM request WHERE device = ? AND command_originator = ? AND command_counter = ?",
        "SELECT * FROM request WHERE device = ? AND state = 3 ORDER BY received_at",
        "SELECT id FROM device WHERE (?1 IS NULL OR (?1 >> type) & 1) AND model_number = ?2 AND id > ?3 ORDER BY id",
        "SELECT status_since, id FROM device WHERE status = 0 AND type = ?1 AND status_since <= ?4 AND "
        "(status_since, id) > (?2, ?3) ORDER BY status_since, id",
        "SELECT count(*) FROM device WHERE status = 0 AND type = ? AND status_since <= ?",
        "SELECT mpxn FROM registration WHERE valid_from > ?1 AND valid_from <= ?2 AND valid_from > 0",
        "SELECT number FROM device_model WHERE manufacturer = ? AND model = ? AND firmware_version = ?",
        "SELECT * FROM coverage WHERE (uprn = ?1 AND uprn <> '') OR (post_code = ?2 AND post_code <> '')",
        "SELECT * FROM flag_update AS u WHERE state = 0 AND provider = ? AND NOT EXISTS (SELECT 1 FROM flag_update AS "
        "o "
        "WHERE o.mpxn = u.mpxn AND o.state IN (1, 2, 5)) ORDER BY effective, id",
        "SELECT * FROM flag_update WHERE mpxn = ? ORDER BY id",
        "SELECT * FROM flag_update WHERE provider = ? AND file = ? AND file <> 0 ORDER BY instruction, id",
        "SELECT * FROM flag_update WHERE state = ? AND id > ? ORDER BY id",
        "SELECT * FROM flag_update INDEXED BY flag_update_sent WHERE state = 2 AND at <= ? ORDER BY at",
        "SELECT * FROM flag_point WHERE fuel = ? AND mpxn > ? ORDER BY mpxn",
        "SELECT DISTINCT mpxn FROM registration WHERE kind = ? AND party = ? AND mpxn > ? ORDER BY mpxn",
        "SELECT * FROM device_join WHERE other = ?",
        "SELECT * FROM audit WHERE device = ? ORDER BY id DESC"}) {
    const std::string text = std::string("EXPLAIN QUERY PLAN ") + query;
    const auto plan = connection->rows(Sql{"plan", text.c_str()}, [](const Statement& row) { return row.text(3); });
    ASSERT_TRUE(plan) << plan.error().text();
    for (const std::string& line : *plan) {
      EXPECT_EQ(line.find("SCAN"), std::string::npos) << query << ": " << line;
      EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << query << ": " << line;
    }
    connection->forget(Sql{"plan", text.c_str()});
  }
}

}  // namespace

}  // namespace gridpost::store
