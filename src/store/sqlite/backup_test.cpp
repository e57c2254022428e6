#include "store/sqlite/backup.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "store/sqlite/migrations.h"
#include "store/sqlite/outbox_depth.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::store {
namespace {

namespace fs = std::filesystem;

class Backup : public testing::Test {
 protected:
  Backup() : folder_(fs::temp_directory_path() / fmt::format("gridpost-backup-{}", getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    path_ = folder_ + "/store.db";
    store_ = open_sqlite(path_).value();
  }
  ~Backup() override {
    store_.reset();
    fs::remove_all(folder_);
  }
  static exchange::OutboxItem command(std::uint64_t device) {
    exchange::OutboxItem item;
    item.kind = exchange::OutboxKind::Command;
    item.device = item.hub = Eui64{device};
    item.body = Bytes{1};
    return item;
  }
  static std::int64_t queue(engine::Store& store, std::uint64_t device) {
    auto tx = store.begin().value();
    EXPECT_TRUE(tx->apply(exchange::Enqueue{command(device)}));
    const auto ready = tx->commands_ready(INT64_MAX, 100'000).value();
    EXPECT_TRUE(tx->commit());
    std::int64_t last = 0;
    for (const auto& item : ready) last = std::max(last, item.id);
    return last;
  }
  static std::optional<std::string> setting(engine::Store& store, const std::string& key) {
    return store.read().value()->setting(key).value();
  }
  void set(const std::string& key, const std::string& value) {
    auto tx = store_->begin().value();
    ASSERT_TRUE(tx->set_setting(key, value));
    ASSERT_TRUE(tx->commit());
  }

  std::string folder_;
  std::string path_;
  std::unique_ptr<engine::Store> store_;
};

TEST_F(Backup, IsTheStoreAsItWas) {
  set("colour", "red");
  ASSERT_TRUE(back_up(path_, folder_ + "/copy.db"));
  set("colour", "blue");
  ASSERT_TRUE(restore(folder_ + "/copy.db", folder_ + "/restored.db", false, 0));
  EXPECT_EQ(setting(*open_sqlite(folder_ + "/restored.db").value(), "colour"), "red");
  EXPECT_FALSE(fs::exists(folder_ + "/copy.db-wal"));
  EXPECT_FALSE(fs::exists(folder_ + "/copy.db.part"));
}

// Two settings are written in one transaction, always equal: a copy that mixes transactions would show two values.
TEST_F(Backup, HoldsWholeTransactionsWhileTheStoreIsWritten) {
  std::atomic<bool> ends{false};
  std::thread writer([&] {
    for (int i = 0; !ends; ++i) {
      auto tx = store_->begin().value();
      EXPECT_TRUE(tx->set_setting("left", std::to_string(i)));
      for (int k = 0; k < 20; ++k) EXPECT_TRUE(tx->set_setting(fmt::format("{}/{}", i % 50, k), std::string(500, 'x')));
      EXPECT_TRUE(tx->set_setting("right", std::to_string(i)));
      EXPECT_TRUE(tx->commit());
    }
  });
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const std::string copy = fmt::format("{}/copy{}.db", folder_, i);
    const auto done = back_up(path_, copy);
    ASSERT_TRUE(done) << done.error().text();
    const auto store = open_sqlite(copy).value();
    const auto left = setting(*store, "left");
    EXPECT_EQ(left, setting(*store, "right"));
    seen.insert(left.value_or(""));
  }
  ends = true;
  writer.join();
  EXPECT_GT(seen.size(), 1u) << "the store did not change between backups";
}

TEST_F(Backup, DeliveriesOfARestoredStoreHaveNewNumbers) {
  queue(*store_, 1);
  ASSERT_TRUE(back_up(path_, folder_ + "/copy.db"));
  const std::int64_t lost = queue(*store_, 2);  // after the backup: a Device has seen this number
  ASSERT_TRUE(restore(folder_ + "/copy.db", folder_ + "/restored.db", false, 1'795'000'000'000));
  const auto restored = open_sqlite(folder_ + "/restored.db").value();
  EXPECT_GT(queue(*restored, 3), lost);
  EXPECT_GT(queue(*restored, 4), 1'795'000'000'000'000);
}

TEST_F(Backup, AnEmptyOutboxIsNumberedAnewToo) {
  ASSERT_TRUE(back_up(path_, folder_ + "/copy.db"));
  ASSERT_TRUE(restore(folder_ + "/copy.db", folder_ + "/restored.db", false, 5));
  EXPECT_EQ(queue(*open_sqlite(folder_ + "/restored.db").value(), 3), 5001);
}

TEST_F(Backup, ReplacesNothingUnlessAsked) {
  set("colour", "red");
  const std::string copy = folder_ + "/copy.db";
  ASSERT_TRUE(back_up(path_, copy));
  const auto again = back_up(path_, copy);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().text().find("exists"), std::string::npos);
  set("colour", "blue");
  store_.reset();
  ASSERT_FALSE(restore(copy, path_, false, 0));
  EXPECT_EQ(setting(*open_sqlite(path_).value(), "colour"), "blue");
  ASSERT_TRUE(restore(copy, path_, true, 0));
  EXPECT_EQ(setting(*open_sqlite(path_).value(), "colour"), "red");
  EXPECT_EQ(setting(*open_sqlite(path_ + ".before-restore").value(), "colour"), "blue");
}

TEST_F(Backup, WhatIsNoStoreOrTooNewIsRefusedAndNothingIsLeft) {
  const std::string bad = folder_ + "/bad.db";
  std::ofstream(bad) << std::string(8192, 'x');
  EXPECT_FALSE(restore(bad, folder_ + "/restored.db", false, 0));
  EXPECT_FALSE(back_up(folder_ + "/missing.db", folder_ + "/copy.db"));
  auto tx = store_->begin().value();
  tx.reset();
  ASSERT_TRUE(back_up(path_, folder_ + "/new.db"));
  ASSERT_TRUE(Connection::open(folder_ + "/new.db", Connection::Mode::Write)
                  .value()
                  ->execute("test", "UPDATE schema_version SET version = 999"));
  const auto refused = restore(folder_ + "/new.db", folder_ + "/restored.db", false, 0);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("999"), std::string::npos) << refused.error().text();
  for (const auto& entry : fs::directory_iterator(folder_))
    EXPECT_EQ(entry.path().string().find(".part"), std::string::npos) << entry.path();
  EXPECT_FALSE(fs::exists(folder_ + "/restored.db"));
}

TEST_F(Backup, TheMeterCountsTheOutboxByKindAndState) {
  const std::int64_t first = queue(*store_, 1);
  queue(*store_, 2);
  queue(*store_, 3);
  {
    auto tx = store_->begin().value();
    ASSERT_TRUE(tx->mark_sent(first, 0));
    exchange::OutboxItem push = command(4);
    push.kind = exchange::OutboxKind::Push;
    push.user = Eui64{9};
    push.identity = "a";
    ASSERT_TRUE(tx->apply(exchange::Enqueue{push}));
    push.identity = "b";
    ASSERT_TRUE(tx->apply(exchange::Enqueue{push}));
    const auto pushes = tx->pushes_ready(Eui64{9}, INT64_MAX, 1).value();
    ASSERT_EQ(pushes.size(), 1u);
    ASSERT_TRUE(tx->apply(exchange::ParkOutbox{pushes[0].id, "HTTP 400"}));
    ASSERT_TRUE(tx->commit());
  }
  const auto meter = OutboxMeter::open(path_, 1'000).value();
  const auto depth = meter->depth(10'000).value();
  EXPECT_EQ(depth.commands_queued, 2);
  EXPECT_EQ(depth.commands_sent, 1);
  EXPECT_EQ(depth.pushes_queued, 1);
  EXPECT_EQ(depth.commands_parked, 0);
  EXPECT_EQ(depth.pushes_parked, 1);
  queue(*store_, 4);
  EXPECT_EQ(meter->depth(10'999).value().commands_queued, 2);  // fresh enough
  EXPECT_EQ(meter->depth(11'000).value().commands_queued, 3);
}

}  // namespace
}  // namespace gridpost::store
