// Backups taken while a server works, and a server that goes on from one of them.
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "street_under_load.h"

namespace gridpost::test::backup_test {
namespace {

class BackupUnderLoad : public StreetUnderLoad {
 protected:
  double speed() const override { return 1200; }  // the time-out of a command, 4 hours, is over in 12 s

  int gridpost(const std::string& arguments) {
    const std::string command =
        fmt::format("{}/gridpost {} >>{}/tool.log 2>&1", GRIDPOST_BINARY_DIR, arguments, folder_);
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

// What was answered before the backup has its one result, and so has what comes after the restore. What was under way
// at the moment of the backup, or came after it, is uncertain; but no answer ever belongs to another request.
constexpr std::uint64_t kUnderWay = 3000;  // ms, which is what counters count

TEST_F(BackupUnderLoad, ARestoredServerGoesOnAndAnswersStayUnique) {
  const std::string data = folder_ + "/server";
  begin_load();
  std::uint64_t before = 0;
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(1s);
    before = client_->next_counter();
    ASSERT_EQ(gridpost(fmt::format("backup --data {} {}/copy{}.db", data, folder_, i)), 0);
  }
  EXPECT_EQ(gridpost(fmt::format("restore --data {} --replace {}/copy4.db", data, folder_)), 3) << "the server runs";
  std::this_thread::sleep_for(500ms);
  store_.reset();
  ASSERT_EQ(stage_->server().stop(), 0);
  EXPECT_EQ(gridpost(fmt::format("restore --data {} {}/copy4.db", data, folder_)), 3) << "there is a store";
  ASSERT_EQ(gridpost(fmt::format("restore --data {} --replace {}/copy4.db", data, folder_)), 0);
  const std::uint64_t after = client_->next_counter();
  restart(&app::Stage::start_server);
  if (HasFatalFailure()) return;
  store_ = must(store::open_sqlite(data + "/gridpost.db"));
  std::this_thread::sleep_for(2s);
  end_load();
  int between = 0;
  const auto uncertain = [&](const RequestId& id) { return id.counter + kUnderWay >= before && id.counter <= after; };
  const Count n = judge(uncertain);
  for (const auto& sent : sent_)
    between +=
        static_cast<int>(std::count_if(sent.begin(), sent.end(), [&](const Sent& s) { return uncertain(s.id); }));
  EXPECT_GT(between, 0);
  EXPECT_GT(n.requests, between);
  EXPECT_TRUE(std::filesystem::exists(data + "/gridpost.db.before-restore"));
  fmt::print("{} requests, {} of them around backup and restore; {} results, {} repeats\n", n.requests, between,
             n.results, repeats_);
}

}  // namespace
}  // namespace gridpost::test::backup_test
