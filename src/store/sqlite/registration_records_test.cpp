#include "store/sqlite/registration_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "store/sqlite/sqlite_store.h"

namespace gridpost::store {
namespace {

using registration::FileRecord;
using registration::FlagChange;
using registration::FlagFileType;
using registration::FlagPoint;
using registration::FlagUpdate;
using registration::Kind;
using registration::Registration;
using registration::ServiceFlag;
using registration::Told;
using registration::UpdateState;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMpan = "1500000004010", kOther = "1500000005022", kMprn = "88004401";

class Records : public testing::Test {
 protected:
  Records() : path_(std::filesystem::temp_directory_path() / fmt::format("gridpost-records-{}.db", getpid())) {
    remove();
    reopen();
  }
  ~Records() override {
    tx_.reset();
    store_.reset();
    remove();
  }
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
  void reopen() {
    if (tx_) ok(tx_->commit());
    tx_.reset();
    store_.reset();
    store_ = std::move(open_sqlite(path_).value());
    tx_ = std::move(store_->begin().value());
  }
  static void ok(const Status& status) { ASSERT_TRUE(status) << status.error().text(); }
  engine::RegistrationRecords& records() { return tx_->records(); }

  std::string path_;
  std::unique_ptr<engine::Store> store_;
  std::unique_ptr<engine::Transaction> tx_;
};

FlagUpdate update(const std::string& mpxn, const std::string& effective, const std::string& provider = "nord") {
  FlagUpdate u;
  u.mpxn = mpxn;
  u.flag = ServiceFlag::I;
  u.effective = effective;
  u.provider = provider;
  u.at = 5;
  u.reason = "because";
  return u;
}

TEST_F(Records, EveryFieldOfAPointSurvives) {
  FlagPoint p{kMpan,      {{true, false, true, false, true}, ServiceFlag::N},
              "20220310", true,
              false,      Told{ServiceFlag::A, "20220301"}};
  ok(records().put_flag_point(p));
  FlagPoint bare{kMprn, {}, {}, false, true, {}};
  ok(records().put_flag_point(bare));
  reopen();
  EXPECT_EQ(records().flag_point(kMpan).value(), p);
  EXPECT_EQ(records().flag_point(kMprn).value(), bare);
  EXPECT_EQ(records().flag_point(kOther).value(), std::nullopt);
  p.state.flag = ServiceFlag::A;
  p.accepted.reset();
  ok(records().put_flag_point(p));
  EXPECT_EQ(records().flag_point(kMpan).value(), p);
  EXPECT_THAT(records().flag_points(Fuel::Electricity, "", 10).value(), ElementsAre(p));
  EXPECT_THAT(records().flag_points(Fuel::Gas, "", 10).value(), ElementsAre(bare));
  EXPECT_THAT(records().flag_points(Fuel::Electricity, kMpan, 10).value(), IsEmpty());
}

TEST_F(Records, TheHistoryKeepsItsOrder) {
  const FlagChange first{kMpan, 9, ServiceFlag::I, "20220301", "one"}, second{kMpan, 9, std::nullopt, "", "two"};
  ok(records().add_flag_change(first));
  ok(records().add_flag_change(second));
  ok(records().add_flag_change({kOther, 1, ServiceFlag::A, "20220301", "x"}));
  reopen();
  EXPECT_THAT(records().flag_history(kMpan).value(), ElementsAre(first, second));
}

TEST_F(Records, UpdatesWaitByDateUnlessOneIsOnItsWay) {
  for (const auto& u : {update(kMpan, "20220305"), update(kOther, "20220301"), update("1900000006033", "20220301"),
                        update(kMprn, "20220101", "gas"), update("8800001102", "20220101", "")})
    ok(records().put_flag_update(u));
  reopen();
  auto waiting = records().flag_updates_waiting("nord", 10).value();
  ASSERT_EQ(waiting.size(), 3u);
  EXPECT_EQ(waiting[0].mpxn, kOther);
  EXPECT_EQ(waiting[2].mpxn, kMpan);
  EXPECT_EQ(waiting[2].reason, "because");
  EXPECT_EQ(records().flag_updates_waiting("nord", 1).value().size(), 1u);
  EXPECT_EQ(records().flag_updates_waiting("", 10).value().at(0).mpxn, "8800001102");
  FlagUpdate sent = waiting[0];
  sent.state = UpdateState::Sent;
  sent.file = 7;
  sent.instruction = 3;
  sent.at = 100;
  ok(records().put_flag_update(sent));
  EXPECT_EQ(records().flag_update(sent.id).value(), sent);
  ok(records().put_flag_update(update(kOther, "20220309")));  // waits behind it
  EXPECT_EQ(records().flag_updates_waiting("nord", 10).value().size(), 2u);
  EXPECT_EQ(records().flag_updates(kOther).value().size(), 2u);
  EXPECT_THAT(records().flag_updates_of_file("nord", 7).value(), ElementsAre(sent));
  EXPECT_THAT(records().flag_updates_of_file("gas", 7).value(), IsEmpty());
  EXPECT_THAT(records().flag_updates_in(UpdateState::Sent, 0, 10).value(), ElementsAre(sent));
  EXPECT_THAT(records().flag_updates_in(UpdateState::Sent, sent.id, 10).value(), IsEmpty());
  EXPECT_THAT(records().flag_updates_sent_before(99, 10).value(), IsEmpty());
  EXPECT_THAT(records().flag_updates_sent_before(100, 10).value(), ElementsAre(sent));
  sent.state = UpdateState::Rejected;
  ok(records().put_flag_update(sent));
  EXPECT_EQ(records().flag_updates_waiting("nord", 10).value().size(), 3u);
}

TEST_F(Records, FilesOfBothDirections) {
  FileRecord out{"nord", FlagFileType::D0350, 3, "DCCG.D0350.0000000003", true, false, 50, "text", "", 2, 0, true, 1,
                 1};
  FileRecord in{"nord", FlagFileType::D0350, 3, "x", false, false, 60, "", "ABC", 4, 1, false, 0, 0};
  ok(records().put_file(out));
  ok(records().put_file(in));
  reopen();
  EXPECT_EQ(records().file("nord", FlagFileType::D0350, true, 3).value(), out);
  EXPECT_EQ(records().file("nord", FlagFileType::D0350, false, 3).value(), in);
  EXPECT_THAT(records().files_to_send().value(), ElementsAre(out));
  EXPECT_THAT(records().files(10).value(), ElementsAre(in, out));
  out.sent = true;
  ok(records().put_file(out));
  EXPECT_THAT(records().files_to_send().value(), IsEmpty());
  FileRecord next = out;
  next.number = 4;
  ok(records().put_file(next));
  EXPECT_EQ(records().last_file("nord", FlagFileType::D0350, true).value()->number, 4u);
  EXPECT_EQ(records().last_file("gas", FlagFileType::D0350, true).value(), std::nullopt);
}

TEST_F(Records, RegistrationsAreReplacedWholeAndFoundByTimeAndParty) {
  const Registration old{kMpan, Kind::ImportSupplier, Eui64{1}, 10, 20},
      now{kMpan, Kind::ImportSupplier, Eui64{2}, 20, {}};
  const Registration elsewhere{kOther, Kind::Distributor, Eui64{2}, 15, {}};
  ok(records().replace_registrations(kMpan, {{kMpan, Kind::GasSupplier, Eui64{9}, 1, {}}}));
  ok(records().replace_registrations(kMpan, {old, now}));
  ok(records().replace_registrations(kOther, {elsewhere}));
  reopen();
  EXPECT_THAT(tx_->registrations(kMpan).value(), ElementsAre(old, now));
  EXPECT_THAT(records().points_handed_over(10, 20).value(), ElementsAre(kMpan, kOther));
  EXPECT_THAT(records().points_handed_over(15, 20).value(), ElementsAre(kMpan));
  EXPECT_THAT(records().points_handed_over(20, 99).value(), IsEmpty());
  ok(records().replace_registrations(kOther, {{kOther, Kind::Distributor, Eui64{2}, 0, {}}}));
  EXPECT_THAT(records().points_handed_over(-1, 9).value(), IsEmpty()) << "from the beginning of time";
  ok(records().replace_registrations(kOther, {elsewhere}));
  EXPECT_THAT(records().points_of_party(Kind::Distributor, Eui64{2}, "", 9).value(), ElementsAre(kOther));
  EXPECT_THAT(records().points_of_party(Kind::ImportSupplier, Eui64{2}, "", 9).value(), ElementsAre(kMpan));
  EXPECT_THAT(records().points_of_party(Kind::ImportSupplier, Eui64{2}, kMpan, 9).value(), IsEmpty());
}

TEST_F(Records, MeteringPointsOfMetersPageByPage) {
  inventory::Device d;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    d.id = Eui64{i};
    d.import_mpxn = fmt::format("150000000{:04}", i);
    d.export_mpan = i == 2 ? "1500000000000" : "";
    ok(tx_->apply(exchange::PutDevice{d}));
  }
  d.id = Eui64{9};
  d.import_mpxn = "1500000000001";  // two meters of one point
  d.secondary_import_mpan = "1500000000009";
  ok(tx_->apply(exchange::PutDevice{d}));
  d.id = Eui64{10};
  d.import_mpxn = kMprn;
  d.secondary_import_mpan.clear();
  ok(tx_->apply(exchange::PutDevice{d}));
  std::vector<std::string> all;
  for (std::string after;;) {
    const auto page = records().points_of_meters(Fuel::Electricity, after, 2).value();
    if (page.empty()) break;
    all.insert(all.end(), page.begin(), page.end());
    after = page.back();
  }
  EXPECT_THAT(all, ElementsAre("1500000000000", "1500000000001", "1500000000002", "1500000000003", "1500000000004",
                               "1500000000005", "1500000000009"));
  EXPECT_THAT(records().points_of_meters(Fuel::Gas, "", 2).value(), ElementsAre(kMprn));
}

}  // namespace
}  // namespace gridpost::store
