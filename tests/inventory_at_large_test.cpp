// What is done with many Devices of a store at once: a model that leaves the Central Products List, whose Devices the
// engine suspends page by page, goes on after it was stopped, and restores; and the report of suspect variants. Real
// rules, real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include <sqlite3.h>

#include "app/device_import.h"
#include "app/jobs_route.h"
#include "app/products_list.h"
#include "app/variant_report.h"
#include "engine/housekeeping.h"
#include "engine_fixture.h"

namespace gridpost::test::inventory_at_large_test {
namespace {

constexpr int kMeters = 300;  // some pages
const std::string kMpan = "1200000000017";

inventory::Product entry(inventory::CplStatus status) {
  return {DeviceType::ESME, "0004", "00050006", "00000002", "SMETS2 V4.2", "4.2", status};
}

inventory::Device meter_of(std::uint64_t number, const std::string& model) {
  inventory::Device d;
  d.id = Eui64{0x00DB000000000000 + number};
  d.type = DeviceType::ESME;
  d.status = number % 3 == 0 ? SmiStatus::InstalledNotCommissioned : SmiStatus::Commissioned;
  d.manufacturer = "0004";
  d.model = model;
  d.firmware_version = "00000002";
  d.esme_variant = "A";
  if (number < 100) d.import_mpxn = kMpan;  // the others have no supplier who would be told
  return d;
}

class ListingWorkTest : public testing::Test {
 protected:
  ListingWorkTest() {
    auto tx = must(world_.store->begin());
    for (std::uint64_t n = 0; n < kMeters; ++n) put(*tx, meter_of(n, "00050006"));
    for (std::uint64_t n = 5000; n < 5005; ++n) put(*tx, meter_of(n, "00050007"));
    must(tx->put_product(entry(inventory::CplStatus::Active)));
    must(tx->put_registration({kMpan, registration::Kind::ImportSupplier, kSupplier, 0, {}}));
    must(tx->commit());
  }
  static void put(engine::Transaction& tx, const inventory::Device& d) {
    must(tx.apply(exchange::PutDevice{d}));
    must(tx.apply(exchange::RecordStatus{{d.id, kWorldStart - kDay, std::nullopt, d.status, "import"}}));
  }
  // The number of the job, if there is one.
  std::optional<std::int64_t> list(inventory::CplStatus status) {
    auto tx = must(world_.store->begin());
    const auto job = must(app::put_entry(*tx, entry(status), {"operator", kWorldStart}));
    must(tx->commit());
    return job;
  }
  void start() { start(exchange::decide); }
  void start(std::function<exchange::Decision(const exchange::Event&, const exchange::Known&)> decide) {
    engine::Setup with = world_.setup();
    with.job_pace.items = 50;
    with.job_pace.time = std::chrono::hours(1);  // so that batches are the same on every machine
    with.mind = {exchange::needs, exchange::further_needs, std::move(decide)};
    world_.start(std::move(with));
  }
  // The newest first.
  std::vector<engine::Job> jobs() { return must(must(world_.store->read())->jobs().list("", 100)); }
  void wait_for_jobs() {
    EXPECT_TRUE(eventually([this] { return must(must(world_.store->read())->jobs().running()).empty(); }));
  }
  inventory::Device device(std::uint64_t number) {
    return must(must(world_.store->read())->device(meter_of(number, "").id)).value();
  }
  std::vector<inventory::StatusChange> history(std::uint64_t number) {
    return must(must(world_.store->read())->status_history(meter_of(number, "").id));
  }

  World world_;
};

TEST_F(ListingWorkTest, RCOM_07_EveryDeviceOfTheModelIsSuspendedAndComesBackAsItWas) {
  ASSERT_TRUE(list(inventory::CplStatus::Withdrawn));
  start();
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kMeters; ++n) ASSERT_EQ(device(n).status, SmiStatus::Suspended) << n;
  for (std::uint64_t n = 5000; n < 5005; ++n) EXPECT_NE(device(n).status, SmiStatus::Suspended);
  ASSERT_EQ(jobs().size(), 1u);
  EXPECT_EQ(jobs()[0].done, static_cast<std::uint64_t>(kMeters));
  EXPECT_EQ(jobs()[0].total, static_cast<std::uint64_t>(kMeters));
  EXPECT_EQ(jobs()[0].state, engine::JobState::Done);

  ASSERT_TRUE(list(inventory::CplStatus::Active));
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kMeters; ++n) {
    ASSERT_EQ(device(n).status, meter_of(n, "").status) << n;
    ASSERT_EQ(history(n).size(), 3u);
  }
}

// Stopped in the middle, and started again: nobody is told twice, and no history has a line too many.
TEST_F(ListingWorkTest, RCOM_07_StoppedHalfWayItGoesOn) {
  ASSERT_TRUE(list(inventory::CplStatus::Withdrawn));
  std::atomic<int> decided{0};
  Gate door;  // the hundredth Device waits before it
  door.shut();
  start([&](const exchange::Event& event, const exchange::Known& known) {
    if (std::holds_alternative<exchange::ListingChanged>(event) && ++decided == 100) door.pass();
    return exchange::decide(event, known);
  });
  ASSERT_TRUE(eventually([&] { return door.waiting() == 1; }));
  std::thread stopping([this] { world_.engine->stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until it is known that there will be no further page
  door.open();
  stopping.join();
  world_.engine.reset();
  const engine::Job stopped = jobs()[0];
  EXPECT_GT(stopped.done, 0u);
  EXPECT_LT(stopped.done, static_cast<std::uint64_t>(kMeters));
  EXPECT_EQ(stopped.total, static_cast<std::uint64_t>(kMeters)) << "counted before the first batch";
  EXPECT_EQ(stopped.state, engine::JobState::Running);
  start();
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kMeters; ++n) {
    ASSERT_EQ(device(n).status, SmiStatus::Suspended) << n;
    ASSERT_EQ(history(n).size(), 2u) << n;
  }
  // One N28 for each of the hundred meters with a supplier. A push that a stop cut off comes again as the same one.
  EXPECT_TRUE(eventually([&] { return must(must(world_.store->read())->pushes({.limit = 1000})).empty(); }));
  std::set<std::string> identities;
  for (const std::string& body : world_.endpoints.received("supplier")) {
    const auto pushed = must(duis::read_response(must(duis::parse(body))));
    ASSERT_EQ(std::get<duis::DccAlert>(pushed.payload).code, "N28");
    identities.insert(pushed.response_id->text());
  }
  EXPECT_EQ(identities.size(), 100u);
}

TEST_F(ListingWorkTest, ABatchThatFailsIsDoneAgain) {
  ASSERT_TRUE(list(inventory::CplStatus::Withdrawn));
  world_.store->failing_commits = 2;
  start();
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kMeters; ++n) ASSERT_EQ(history(n).size(), 2u) << n;
}

// Jobs of both kinds under way: each has its turn, and the operations port shows how far both are.
TEST_F(ListingWorkTest, JobsOfDifferentKindsTakeTurnsAndTheirProgressIsShown) {
  constexpr std::uint64_t kPending = 1500;
  {
    auto tx = must(world_.store->begin());
    for (std::uint64_t n = 0; n < kPending; ++n) {
      inventory::Device d;
      d.id = Eui64{0x0024760000000000 + n};
      d.status_since = kWorldStart - 1500 * kDay;
      must(tx->apply(exchange::PutDevice{d}));
    }
    must(engine::begin_housekeeping(*tx, kWorldStart));
    must(tx->commit());
  }
  ASSERT_TRUE(list(inventory::CplStatus::Withdrawn));
  const auto shown = [this] {
    nlohmann::json jobs;
    app::jobs_route([this] { return world_.store.get(); }).handler({}, [&](const gateway::Reply& reply) {
      jobs = nlohmann::json::parse(reply.body);
    });
    return jobs;
  };
  start();
  ASSERT_TRUE(eventually([&] { return jobs()[0].state == engine::JobState::Done; }));
  const nlohmann::json half = shown();
  ASSERT_EQ(half.size(), 2u);
  EXPECT_EQ(half[0]["kind"], "products-list");
  EXPECT_EQ(half[0]["subject"], "ESME|0004|00050006|00000002");
  EXPECT_EQ(half[0]["state"], "done");
  EXPECT_EQ(half[0]["done"], kMeters);
  EXPECT_EQ(half[1]["kind"], "housekeeping");
  EXPECT_EQ(half[1]["state"], "running") << "five times the Devices, and the same share of the time";
  EXPECT_EQ(half[1]["total"], kPending);
  EXPECT_GT(half[1]["done"], 0u);
  EXPECT_LT(half[1]["done"], kPending);
  wait_for_jobs();
  EXPECT_EQ(shown()[1]["done"], kPending);
}

TEST_F(ListingWorkTest, AnEntryThatStaysListedMakesNoWork) {
  EXPECT_FALSE(list(inventory::CplStatus::Active));
  EXPECT_TRUE(list(inventory::CplStatus::Expired));
  EXPECT_FALSE(list(inventory::CplStatus::Cancelled)) << "it is off the list either way";
  EXPECT_TRUE(list(inventory::CplStatus::Active));
  // Both were asked for one after the other: at the end the list counts, not the order of the jobs.
  start();
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kMeters; ++n) ASSERT_EQ(device(n).status, meter_of(n, "").status);
  EXPECT_EQ(jobs().size(), 2u);
}

// ---- a recall of hubs ----

// Forty hubs with a gas proxy each, half of them in stock; and some of another firmware.
class RecallTest : public ListingWorkTest {
 protected:
  static constexpr std::uint64_t kHubs = 40, kOthers = 3;
  RecallTest() {
    auto tx = must(world_.store->begin());
    for (std::uint64_t n = 0; n < kHubs + kOthers; ++n) {
      inventory::Device chf;
      chf.id = hub(n);
      chf.type = DeviceType::CHF;
      chf.status = n % 2 == 0 ? SmiStatus::Pending : SmiStatus::Commissioned;
      chf.manufacturer = "00AA";
      chf.model = "00BB00CC";
      chf.firmware_version = n < kHubs ? "00000001" : "00000002";
      chf.hub = chf.id;
      chf.gpf = Eui64{hub(n).value + 0x1000};
      inventory::Device gpf = chf;
      gpf.id = *chf.gpf;
      gpf.type = DeviceType::GPF;
      gpf.gpf.reset();
      put(*tx, chf);
      put(*tx, gpf);
    }
    must(tx->commit());
  }
  static Eui64 hub(std::uint64_t number) { return Eui64{0x00CF000000000000 + number}; }
  SmiStatus status(Eui64 id) { return must(must(world_.store->read())->device(id)).value().status; }
  Result<std::int64_t> recall(const std::string& firmware) {
    auto tx = must(world_.store->begin());
    auto job = app::begin_recall(*tx, {DeviceType::CHF, "00AA", "00BB00CC", firmware}, {"operator me", kWorldStart});
    if (job) must(tx->commit());
    return job;
  }
};

TEST_F(RecallTest, EveryHubOfTheModelGoesWithItsProxyAndNoOther) {
  const std::int64_t job = must(recall("00000001"));
  start();
  wait_for_jobs();
  for (std::uint64_t n = 0; n < kHubs + kOthers; ++n) {
    EXPECT_EQ(status(hub(n)) == SmiStatus::Decommissioned, n < kHubs) << n;
    EXPECT_EQ(status(Eui64{hub(n).value + 0x1000}) == SmiStatus::Decommissioned, n < kHubs) << n;
  }
  EXPECT_EQ(device(0).status, meter_of(0, "").status);
  ASSERT_EQ(jobs().size(), 1u);
  EXPECT_EQ(jobs()[0].kind, "hub-recall");
  EXPECT_EQ(jobs()[0].done, kHubs);
  const auto changes = must(must(world_.store->read())->changes(engine::ChangeKind::Configuration, 10));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].subject, "product CHF 00AA 00BB00CC 00000001");
  EXPECT_EQ(changes[0].field, "recall");
  EXPECT_EQ(changes[0].to, "job " + std::to_string(job));
  EXPECT_EQ(changes[0].actor, "operator me");
}

TEST_F(RecallTest, AModelThatNoHubIsOfIsNamedAndNothingBegins) {
  const auto refused = recall("00000009");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), testing::HasSubstr("00AA 00BB00CC 00000009"));
  EXPECT_TRUE(jobs().empty());
}

// ---- the report of suspect variants ----

const std::string kOtherMpan = "1200000000026";

// Twenty meters of one model, which the list knows as A and AD. Every fourth is wrong; the second supplier has the odd
// ones.
class VariantReportTest : public testing::Test {
 protected:
  VariantReportTest() {
    auto tx = must(world_.store->begin());
    inventory::Product product = entry(inventory::CplStatus::Active);
    product.variants = "A AD";
    must(tx->put_product(product));
    for (std::uint64_t n = 0; n < 20; ++n) {
      inventory::Device d = meter_of(n, product.model);
      d.status = SmiStatus::Commissioned;
      d.notified_by = kOther;
      d.import_mpxn = n % 2 == 0 ? kMpan : kOtherMpan;
      if (n % 4 == 1) d.esme_variant = "C";
      must(tx->apply(exchange::PutDevice{d}));
    }
    inventory::Device not_commissioned = meter_of(100, product.model);
    not_commissioned.status = SmiStatus::InstalledNotCommissioned;
    not_commissioned.esme_variant = "C";
    must(tx->apply(exchange::PutDevice{not_commissioned}));
    must(tx->put_registration({kMpan, registration::Kind::ImportSupplier, kSupplier, 0, {}}));
    must(tx->put_registration({kOtherMpan, registration::Kind::ImportSupplier, kOther, 0, {}}));
    must(tx->commit());
  }
  // Joins an HCALCS to the meter.
  void join_switch(std::uint64_t meter) {
    inventory::Device load_switch;
    load_switch.id = Eui64{0x7000 + meter};
    load_switch.type = DeviceType::HCALCS;
    put(exchange::PutDevice{load_switch});
    put(exchange::PutJoin{{load_switch.id, meter_of(meter, "").id, 0}});
  }
  void put(const exchange::Effect& effect) {
    auto tx = must(world_.store->begin());
    must(tx->apply(effect));
    must(tx->commit());
  }
  struct Made {
    app::VariantReport report;
    std::vector<app::SuspectMeter> meters;
  };
  Made make(std::optional<Eui64> only = std::nullopt) {
    Made made;
    auto tx = must(world_.store->read());
    made.report = must(app::report_suspect_variants(*tx, only, kWorldStart,
                                                    [&](const app::SuspectMeter& m) { made.meters.push_back(m); }));
    return made;
  }
  static std::set<Eui64> ids(const Made& made) {
    std::set<Eui64> out;
    for (const app::SuspectMeter& m : made.meters) out.insert(m.device.id);
    return out;
  }

  World world_;
};

TEST_F(VariantReportTest, R125_18_WhatIsWrongIsListedAndCountedUntilItIsCorrected) {
  const Made before = make();
  EXPECT_EQ(before.report.meters, 20u);
  EXPECT_EQ(before.report.suspect, 5u);
  ASSERT_EQ(before.meters.size(), 5u);
  const app::SuspectMeter& one = before.meters.front();
  EXPECT_EQ(one.supplier, kOther);
  EXPECT_EQ(one.device.notified_by, kOther);
  EXPECT_EQ(one.device.esme_variant, "C");
  EXPECT_EQ(one.why.implied, "A AD");
  ASSERT_EQ(before.report.counts.size(), 1u);
  EXPECT_EQ(before.report.counts.begin()->second, 5u);
  EXPECT_EQ(before.report.counts.begin()->first.recorded, "C");
  EXPECT_EQ(before.report.counts.begin()->first.supplier, kOther);

  inventory::Device corrected = one.device;
  corrected.esme_variant = "AD";
  put(exchange::PutDevice{corrected});
  const Made after = make();
  EXPECT_EQ(after.report.suspect, 4u);
  EXPECT_FALSE(ids(after).contains(corrected.id));
}

TEST_F(VariantReportTest, R125_18_AJoinedSwitchThatTheVariantExcludesIsSuspect) {
  join_switch(0);
  join_switch(2);
  inventory::Device right = meter_of(2, "00050006");
  right.status = SmiStatus::Commissioned;
  right.import_mpxn = kMpan;
  right.esme_variant = "AD";
  put(exchange::PutDevice{right});
  const Made made = make(kSupplier);
  ASSERT_EQ(made.meters.size(), 1u);
  EXPECT_EQ(made.meters[0].device.id, meter_of(0, "").id);
  EXPECT_EQ(made.meters[0].why.implied, "AD");
}

TEST_F(VariantReportTest, R125_19_ASupplierSeesItsOwnMetersAndTheDccSeesAll) {
  join_switch(0);
  const std::set<Eui64> all = ids(make()), first = ids(make(kSupplier)), second = ids(make(kOther));
  EXPECT_EQ(first.size(), 1u);
  EXPECT_EQ(second.size(), 5u);
  std::set<Eui64> both = first;
  both.insert(second.begin(), second.end());
  EXPECT_EQ(both.size(), 6u) << "the two lists share a meter";
  EXPECT_EQ(both, all);
  EXPECT_EQ(make(kSupplier).report.meters, 10u) << "others' meters are not even counted";
  EXPECT_TRUE(ids(make(Eui64{0x1234})).empty());
}

TEST_F(VariantReportTest, R125_19_AChangeOfSupplierMovesTheMeterIntoTheGainersReport) {
  auto tx = must(world_.store->begin());
  must(tx->put_registration({kOtherMpan, registration::Kind::ImportSupplier, kOther, 0, kWorldStart - kDay}));
  must(tx->put_registration({kOtherMpan, registration::Kind::ImportSupplier, kSupplier, kWorldStart - kDay, {}}));
  must(tx->commit());
  tx.reset();
  EXPECT_EQ(ids(make(kSupplier)).size(), 5u);
  EXPECT_TRUE(ids(make(kOther)).empty());
}

// ---- the log of changes ----

class ChangeLogTest : public testing::Test {
 protected:
  template <class Act>
  void commit(Act act) {
    auto tx = must(world_.store->begin());
    act(*tx);
    must(tx->commit());
  }
  std::vector<engine::ChangeEntry> log() { return must(must(world_.store->read())->changes(std::nullopt, 100)); }

  const engine::Actor actor_{"operator Ann", kWorldStart + kHour};
  World world_;
};

TEST_F(ChangeLogTest, RCOM_08_ASettingThatChangesHasOneLineWithOldAndNewValue) {
  const auto set = [&](const std::string& value) {
    commit([&](auto& tx) { must(engine::change_setting(tx, "retention.ESME", value, actor_)); });
  };
  set("36");
  set("36");
  set("12");
  using engine::ChangeKind;
  EXPECT_THAT(log(), testing::ElementsAre(engine::ChangeEntry{kWorldStart + kHour, ChangeKind::Configuration, "setting",
                                                              "retention.ESME", "36", "12", "operator Ann"},
                                          engine::ChangeEntry{kWorldStart + kHour, ChangeKind::Configuration, "setting",
                                                              "retention.ESME", "", "36", "operator Ann"}));
  EXPECT_EQ(must(must(world_.store->read())->setting("retention.ESME")), "12");
}

TEST_F(ChangeLogTest, RCOM_08_ProductsAndUsersHaveALineForEachFieldThatDiffers) {
  inventory::Product product = entry(inventory::CplStatus::Active);
  commit([&](auto& tx) { must(engine::change_product(tx, product, actor_)); });
  const std::size_t made = log().size();
  EXPECT_EQ(made, 3u) << "versions and status; no variants are known";
  product.status = inventory::CplStatus::Expired;
  commit([&](auto& tx) { must(engine::change_product(tx, product, actor_)); });
  ASSERT_EQ(log().size(), made + 1);
  EXPECT_EQ(log().front().subject, "product ESME 0004 00050006 00000002");
  EXPECT_EQ(log().front().field, "status");
  EXPECT_EQ(log().front().from, "Active");
  EXPECT_EQ(log().front().to, "Expired");
  access::User user = must(must(world_.store->read())->user(kSupplier)).value();
  user.endpoint = "elsewhere";
  commit([&](auto& tx) { must(engine::change_user(tx, user, actor_)); });
  ASSERT_EQ(log().size(), made + 2);
  EXPECT_EQ(log().front().from, "supplier");
  EXPECT_EQ(log().front().to, "elsewhere");
}

TEST_F(ChangeLogTest, RCOM_08_AFileIsFollowedFromStateToState) {
  const engine::ChangeEntry received{kWorldStart, engine::ChangeKind::File, "D0351-0001", "state", "", "received",
                                     "DCC"};
  commit([&](auto& tx) { must(tx.note_change(received)); });
  commit([&](auto& tx) { must(engine::change_setting(tx, "x", "1", actor_)); });
  EXPECT_THAT(must(must(world_.store->read())->changes(engine::ChangeKind::File, 10)), testing::ElementsAre(received));
}

// What a User's request does to status and details is the User's; what follows from the list is the DCC's.
TEST_F(ChangeLogTest, RCOM_08_StatusesAndDetailsNameWhoActed) {
  const inventory::Device d = meter_of(1, "00050006");
  commit([&](auto& tx) {
    must(tx.apply(exchange::PutDevice{d}));
    must(tx.apply(exchange::RecordStatus{{d.id, kWorldStart, {}, SmiStatus::Pending, "12.2"}, kSupplier}));
    must(tx.apply(exchange::RecordDetail{{d.id, kWorldStart + 1, "ESMEVariant", "A", "AD", kOther}}));
    must(tx.apply(
        exchange::RecordStatus{{d.id, kWorldStart + 2, SmiStatus::Commissioned, SmiStatus::Suspended, "CPL"}}));
  });
  using engine::ChangeKind;
  EXPECT_THAT(must(must(world_.store->read())->changes_of(d.id)),
              testing::ElementsAre(engine::ChangeEntry{kWorldStart, ChangeKind::Status, d.id.text(), "SMI status", "",
                                                       "Pending", kSupplier.text()},
                                   engine::ChangeEntry{kWorldStart + 1, ChangeKind::Details, d.id.text(), "ESMEVariant",
                                                       "A", "AD", kOther.text()},
                                   engine::ChangeEntry{kWorldStart + 2, ChangeKind::Status, d.id.text(), "SMI status",
                                                       "Commissioned", "Suspended", "DCC"}));
}

TEST_F(ChangeLogTest, RCOM_08_WhatWasWrittenStays) {
  const inventory::Device d = meter_of(1, "00050006");
  commit([&](auto& tx) {
    must(tx.apply(exchange::RecordStatus{{d.id, kWorldStart, {}, SmiStatus::Pending, "12.2"}, kSupplier}));
    must(tx.apply(exchange::RecordDetail{{d.id, kWorldStart, "ESMEVariant", "A", "AD", kOther}}));
    must(engine::change_setting(tx, "x", "1", actor_));
    must(tx.apply(exchange::RemoveDevice{d.id}));
  });
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(world_.path.c_str(), &db), SQLITE_OK);
  for (const char* table : {"change_log", "status_change", "detail_change"})
    for (const std::string& change :
         {"DELETE FROM " + std::string(table), "UPDATE " + std::string(table) + " SET at = 0"})
      EXPECT_EQ(sqlite3_exec(db, change.c_str(), nullptr, nullptr, nullptr), SQLITE_CONSTRAINT) << change;
  sqlite3_close(db);
  EXPECT_EQ(log().size(), 1u);
  EXPECT_EQ(must(must(world_.store->read())->changes_of(d.id)).size(), 2u) << "also of a Device that is gone";
}

// ---- Devices of another system ----

class ImportTest : public testing::Test {
 protected:
  static std::string line(const std::string& id, const std::string& more = {}) {
    return R"({"device": ")" + id + R"(", "type": "ESME", "variant": "AD", "notifiedBy": "90-B3-D5-1F-30-01-00-00",)" +
           R"( "history": [{"at": "2015-05-01T08:00:00Z", "status": "Pending", "cause": "12.2"},)" +
           R"( {"at": "2015-06-01T08:00:00Z", "status": "Commissioned", "cause": "8.1.1"},)" +
           R"( {"at": "2016-02-01T08:00:00Z", "status": "Withdrawn", "cause": "8.5"}])" + more + "}\n";
  }
  Result<app::ImportCount> import(const std::string& text) {
    std::istringstream lines(text);
    return app::import_devices(*world_.store, lines, {engine::FlagKeeper(desk_), RuleBook(), kWorldStart});
  }

  const std::string first_ = "00-DB-12-34-00-00-00-01", second_ = "00-DB-12-34-00-00-00-02";
  registration::Desk desk_;
  World world_;
};

// What the meters were elsewhere is remembered of their metering points, whether these are known or not.
TEST_F(ImportTest, R77_18_RCOM_01_TheFlagFollowsWhatAHistoryTells) {
  const std::string fresh = "1200000000017", known = "1200000000026";
  {
    auto tx = must(world_.store->begin());
    must(tx->records().put_flag_point({known, {}, {}, false, false, {}}));
    must(tx->commit());
  }
  must(import(line(first_, R"(, "importMpxn": ")" + fresh + "\"") +
              line(second_, R"(, "importMpxn": ")" + known + "\"")));
  auto tx = must(world_.store->read());
  for (const std::string& mpxn : {fresh, known}) {
    const auto point = must(tx->records().flag_point(mpxn)).value();
    EXPECT_EQ(point.state.flag, registration::ServiceFlag::N) << "there was a meter, and it is Withdrawn";
    EXPECT_TRUE(point.state.memory.commissioned);
  }
}

TEST_F(ImportTest, RCOM_01_AWithdrawnMeterComesWithItsThreeStatusesInOrder) {
  const auto count = must(import(line(first_) + line(second_)));
  EXPECT_EQ(count.imported, 2u);
  auto tx = must(world_.store->read());
  const auto device = must(tx->device(must(Eui64::parse(first_)))).value();
  EXPECT_EQ(device.status, SmiStatus::Withdrawn);
  EXPECT_EQ(device.esme_variant, "AD");
  EXPECT_EQ(device.notified_by, kSupplier);
  const auto history = must(tx->status_history(device.id));
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].to, SmiStatus::Pending);
  EXPECT_EQ(history[1].to, SmiStatus::Commissioned);
  EXPECT_EQ(history[2].at, device.status_since);
}

TEST_F(ImportTest, AFileReadTwiceChangesNothingTheSecondTime) {
  must(import(line(first_)));
  const auto again = must(import(line(first_) + line(second_)));
  EXPECT_EQ(again.there_already, 1u);
  EXPECT_EQ(again.imported, 1u);
  EXPECT_EQ(must(must(world_.store->read())->status_history(must(Eui64::parse(first_)))).size(), 3u);
}

TEST_F(ImportTest, ALineThatIsWrongIsNamedAndLeavesNothing) {
  struct Row {
    std::string text, says;
  };
  std::string other = line(first_);
  other.replace(other.find("2016-02"), 7, "2016-03");
  must(import(line(first_)));
  const Row rows[] = {
      {other, "another history"},
      {line(second_, R"(, "colour": "red")"), "no such field"},
      {"{", "no JSON object"},
      {R"({"device": "00-DB-12-34-00-00-00-02", "type": "ESME"})", "have to be there"},
      {R"({"device": "00-DB-12-34-00-00-00-02", "type": "ESME", "history": []})", "no history"},
      {R"({"device": "00-DB-12-34-00-00-00-02", "type": "Lamp", "history": []})", "'Lamp' is no Device type"}};
  for (const Row& row : rows) {
    const auto refused = import("\n" + line("00-DB-12-34-00-00-00-03") + row.text);
    ASSERT_FALSE(refused) << row.text;
    EXPECT_NE(refused.error().text().find(row.says), std::string::npos) << refused.error().text();
    EXPECT_TRUE(refused.error().where.starts_with("line 3")) << refused.error().where;
  }
  EXPECT_EQ(must(must(world_.store->read())->device(must(Eui64::parse("00-DB-12-34-00-00-00-03")))), std::nullopt);
}

}  // namespace
}  // namespace gridpost::test::inventory_at_large_test
