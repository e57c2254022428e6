// What an operator relies on: a server that is stopped again and again under load, metrics that are as documented,
// readiness that follows the truth.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>

#include "run_command.h"
#include "street_under_load.h"

namespace gridpost::test::operations_test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class Operations : public StreetUnderLoad {
 protected:
  std::string get(const std::string& path) {
    return app::http_get(stage_->operations_port(), path).value_or("no answer");
  }
  // Until the answer has this text in it, at most 10 s.
  std::string await(const std::string& path, const std::string& wanted) {
    std::string found;
    for (int i = 0; i < 200 && (found = get(path)).find(wanted) == std::string::npos; ++i)
      std::this_thread::sleep_for(50ms);
    return found;
  }
};

// A stopped server answered whatever it took: who saw no answer was not heard, and has no result.
TEST_F(Operations, StoppingUnderLoadLosesNothing) {
  const int stops = rounds({.in_short = 8, .usual = 20, .in_long = 100});
  std::uniform_int_distribution<int> pause(0, 250);
  double longest = 0;
  begin_load();
  for (int stop = 0; stop < stops && !HasFatalFailure(); ++stop) {
    await_accepted(10);
    std::this_thread::sleep_for(std::chrono::milliseconds(pause(random_)));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(stage_->server().stop(), 0) << "stop " << stop;
    longest = std::max(longest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    restart(&app::Stage::start_server);
  }
  std::this_thread::sleep_for(300ms);
  if (HasFatalFailure()) return;
  end_load();
  const Count n = judge();
  EXPECT_EQ(n.nothing_with_result, 0) << "requests that were accepted and not answered";
  EXPECT_LT(longest, 20.0) << "the time limit of --stop-seconds";
  fmt::print("{} stops, the longest {:.2f} s; {} requests: {} answered I99, {} not taken; {} results, {} repeats\n",
             stops, longest, n.requests, n.accepted, n.nothing, n.results, repeats_);
}

TEST_F(Operations, ReadyOnlyWhileADeviceProcessIsConnected) {
  EXPECT_EQ(await("/readyz", "ok"), "ok\n");
  stage_->devices().stop();
  EXPECT_THAT(await("/readyz", "no device process"), HasSubstr("no device process is connected"));
  EXPECT_EQ(get("/healthz"), "ok\n");
  ASSERT_TRUE(stage_->start_devices());
  EXPECT_EQ(await("/readyz", "ok"), "ok\n");
}

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    found.insert(match->str(1));
  return found;
}

TEST_F(Operations, MetricsAreThoseOfTheReference) {
  const std::string metrics = get("/metrics");
  const std::string page = text_of(GRIDPOST_SOURCE_DIR "/docs/reference/metrics.md");
  EXPECT_EQ(all_matches(metrics, std::regex("# TYPE (\\S+ (counter|gauge|histogram))\n")),
            all_matches(std::regex_replace(page, std::regex("\\| `(\\S+)` \\| (\\S+) \\|"), "# TYPE $1 $2\n"),
                        std::regex("# TYPE (\\S+ (counter|gauge|histogram))\n")));
  const std::string dashboard = text_of(GRIDPOST_SOURCE_DIR "/docs/reference/grafana-dashboard.json");
  for (const std::string& name : all_matches(dashboard, std::regex("\\b((gridpost|process)_[a-z_]+)")))
    EXPECT_THAT(metrics, HasSubstr(name)) << "the dashboard asks for it";
}

// The meters were installed: that is known traffic.
TEST_F(Operations, MetricsCountWhatHappened) {
  const std::string metrics = get("/metrics");
  const auto requests = fmt::format("gridpost_requests_total{{service=\"12.2\",code=\"I0\"}} {}\n", kMeters);
  EXPECT_THAT(metrics, HasSubstr(requests));
  EXPECT_THAT(metrics,
              HasSubstr(fmt::format("gridpost_requests_total{{service=\"8.11\",code=\"I99\"}} {}\n", kMeters)));
  EXPECT_THAT(metrics,
              HasSubstr(fmt::format("gridpost_pushes_total{{user=\"{}\",result=\"delivered\"}}", user_.text())));
  EXPECT_THAT(metrics, HasSubstr("gridpost_outbox{kind=\"push\",state=\"parked\"} 0\n"));
  // Each meter was added to its hub's log, commissioned, and told its MPAN, and the answers came.
  std::smatch round_trips;
  ASSERT_TRUE(std::regex_search(metrics, round_trips, std::regex("gridpost_device_round_trip_seconds_count (\\d+)\n")));
  EXPECT_GE(std::stoi(round_trips[1]), 3 * kMeters);
}

// Stores hold requests and keys of Devices, and the socket takes orders: they are their owner's alone.
TEST_F(Operations, WhatTheProcessesWriteIsTheirOwnersAlone) {
  namespace fs = std::filesystem;
  const fs::perms others = fs::perms::group_all | fs::perms::others_all;
  int seen = 0;
  for (const char* data : {"/server", "/devices"}) {
    EXPECT_EQ(fs::status(folder_ + data).permissions() & others, fs::perms::none) << data;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ + data)) {
      EXPECT_EQ(entry.symlink_status().permissions() & others, fs::perms::none) << entry.path();
      ++seen;
    }
  }
  EXPECT_GE(seen, 4);  // two stores, a lock and a socket
}

// What a reader of the logs, or of the commands' JSON, must not learn.
TEST_F(Operations, NoPrivateKeyIsShown) {
  const std::string key = text_of(folder_ + "/keys/users/" + user_.plain() + "/" + user_.plain() + "-ds.key");
  ASSERT_THAT(key, HasSubstr("PRIVATE KEY"));
  const std::string secret = key.substr(key.find('\n') + 1, 40);
  for (const char* words : {"pki list --json --keys ", "pki list --keys "})
    EXPECT_THAT(run_gridpost(words + folder_ + "/keys").out, Not(AnyOf(HasSubstr("PRIVATE KEY"), HasSubstr(secret))));
  for (const char* file : {"/server.log", "/devices.log"})
    EXPECT_THAT(text_of(folder_ + file), Not(HasSubstr("PRIVATE KEY")));
  EXPECT_THAT(get("/metrics"), Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(Operations, ASecondServerOnTheSameFolderIsRefused) {
  const auto refused =
      app::Child::start(GRIDPOST_BINARY_DIR "/gridpost",
                        {"serve", "--data", folder_ + "/server", "--keys", folder_ + "/keys", "--operations-port", "0"},
                        folder_ + "/second.log");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("another server or a restore uses this folder"));
  EXPECT_EQ(get("/healthz"), "ok\n");
}

}  // namespace
}  // namespace gridpost::test::operations_test
