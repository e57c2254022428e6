#include "store/sqlite/wal_sync.h"

#include <gtest/gtest.h>

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace gridpost::store {

namespace {

class WalSyncTest : public testing::Test {
 protected:
  WalSyncTest() : path_(std::filesystem::temp_directory_path() / fmt::format("gridpost-wal-{}.db", getpid())) {
    remove();
    connection_ = Connection::open(path_, Connection::Mode::Write).value();
  }
  ~WalSyncTest() override { remove(); }
  void remove() {
    for (const char* suffix : {"", "-wal", "-shm", "-flushless-wal"}) std::filesystem::remove(path_ + suffix);
  }
  // Something committed since the last flush.
  void commit_one(WalSync& log) {
    ASSERT_TRUE(connection_->execute("begin", "BEGIN IMMEDIATE"));
    ASSERT_TRUE(log.commit(*connection_));
  }
  std::string path_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(WalSyncTest, AFailedFlushIsForGood) {
  // A log that can be opened but not flushed: fdatasync knows no disk behind this device.
  const std::string database = path_ + "-flushless";
  std::filesystem::create_symlink("/dev/null", database + "-wal");
  WalSync log;
  ASSERT_TRUE(log.open(database));
  ASSERT_TRUE(log.sync()) << "nothing was committed, so nothing is flushed";
  commit_one(log);
  EXPECT_TRUE(log.health()) << "nobody has tried yet";
  ASSERT_FALSE(log.sync());
  EXPECT_EQ(log.sync().error().where, "store");
  EXPECT_FALSE(log.health());
}

TEST_F(WalSyncTest, AFlushedLogStaysGood) {
  ASSERT_TRUE(connection_->execute("make", "CREATE TABLE t (a)"));
  WalSync log;
  ASSERT_TRUE(log.open(path_));
  commit_one(log);
  EXPECT_TRUE(log.sync());
  EXPECT_TRUE(log.health());
}

TEST_F(WalSyncTest, AMissingLogIsToldByName) {
  WalSync log;
  const Status opened = log.open(path_ + ".nowhere");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("No such file"), std::string::npos);
}

}  // namespace

}  // namespace gridpost::store
