// The load generator: latencies without coordinated omission, mixes, and a run against a real server.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/drive.h"
#include "app/load_mix.h"
#include "app/stage.h"

namespace gridpost::test::load_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::atomic<bool> kGoOn{false};

TEST(Drive, ClosedLoopCallsEachNumberOnce) {
  std::vector<std::atomic<int>> called(500);
  app::drive(
      {.workers = 8, .count = 500}, [&](int i, auto) { ++called[static_cast<std::size_t>(i)]; }, kGoOn);
  for (const auto& times : called) EXPECT_EQ(times, 1);
}

// One worker, a call due every 10 ms, and the first one hangs for 300 ms: those that were due meanwhile are late, and
// their latency says so. Measured from when they were sent it would be nothing.
TEST(Drive, WhatWaitedBehindASlowCallCountsFromWhenItWasDue) {
  std::vector<double> late;
  app::drive(
      {.workers = 1, .per_second = 100, .count = 20},
      [&](int i, app::LoadClock::time_point due) {
        if (i == 0) std::this_thread::sleep_for(300ms);
        late.push_back(1e-6 * static_cast<double>(app::microseconds_since(due)));
      },
      kGoOn);
  ASSERT_EQ(late.size(), 20u);
  for (std::size_t i = 0; i < late.size(); ++i)
    EXPECT_GE(late[i], 0.3 - 0.01 * static_cast<double>(i) - 0.0001) << "call " << i;
}

TEST(Drive, OpenLoopKeepsItsRateWhateverComesBack) {
  std::atomic<int> calls{0};
  const double seconds = app::drive(
      {.workers = 50, .per_second = 200, .count = 100},
      [&](int, auto) {
        ++calls;
        std::this_thread::sleep_for(100ms);
      },
      kGoOn);
  EXPECT_EQ(calls, 100);
  EXPECT_GE(seconds, 99 / 200.0);  // the last one is due then
}

TEST(Drive, EndsByTimeOrWhenToldTo) {
  std::atomic<int> calls{0};
  app::drive(
      {.workers = 2, .per_second = 20, .time = 1s}, [&](int, auto) { ++calls; }, kGoOn);
  EXPECT_EQ(calls, 20);
  std::atomic<bool> stop{false};
  calls = 0;
  app::drive(
      {.workers = 2}, [&](int, auto) { stop = ++calls == 30; }, stop);
  EXPECT_GE(calls, 30);
  EXPECT_LE(calls, 32);
}

class Mix : public testing::Test {
 protected:
  Mix() : file_(std::filesystem::temp_directory_path() / fmt::format("gridpost-mix-{}.toml", getpid())) {}
  ~Mix() override { std::filesystem::remove(file_); }
  std::string error_of(const std::string& text) {
    std::ofstream(file_) << text;
    const auto mix = app::read_mix(file_);
    return mix ? "none" : mix.error().text();
  }
  std::string file_;
};

TEST_F(Mix, ErrorsNameLineAndField) {
  EXPECT_THAT(error_of(""), HasSubstr("requests"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"ESME\"\nservice = \"4.1.1\"\nshare = 0\n"), HasSubstr("share"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"TOASTER\"\nservice = \"4.1.1\"\n"), HasSubstr("TOASTER"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"ESME\"\nservice = \"6.15.1\"\n"), HasSubstr("service"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"ESME\"\n"), HasSubstr("service or a file"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"ESME\"\nservice = \"4.1.1\"\nshares = 3\n"), HasSubstr("shares"));
  EXPECT_THAT(error_of("[[requests]]\ndevice = \"ESME\"\nfile = \"missing.xml\"\n"), HasSubstr("missing.xml"));
}

TEST_F(Mix, ServicesAndSharesAreRead) {
  ASSERT_EQ(error_of("[[requests]]\ndevice = \"ESME\"\nservice = \"4.1.1\"\nshare = 3\n"
                     "[[requests]]\ndevice = \"GSME\"\nservice = \"8.2\"\n"),
            "none");
  const auto mix = app::read_mix(file_).value();
  ASSERT_EQ(mix.size(), 2u);
  EXPECT_EQ(mix[0].name, "4.1.1 ESME");
  EXPECT_EQ(mix[0].share, 3);
  EXPECT_FALSE(mix[0].to_dcc);
  EXPECT_EQ(mix[1].share, 1);
  EXPECT_TRUE(mix[1].to_dcc);
}

TEST(Load, InstallsAStreetReadsItAndCountsEveryRequest) {
  const std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("gridpost-load-{}", getpid())).string();
  app::StageOptions options;
  options.program = GRIDPOST_BINARY_DIR "/gridpost";
  options.folder = folder;
  options.street = {.homes = 8, .seed = 7, .speed = 600, .gaps = true};  // home 7 has no WAN coverage
  auto stage = app::Stage::set(std::move(options));
  ASSERT_TRUE(stage) << stage.error().text();
  ASSERT_TRUE((*stage)->start_devices());
  ASSERT_TRUE((*stage)->start_server());
  const std::string command = fmt::format(
      "{}/gridpost load --world {}/world.toml --keys {}/keys --gateway {} --mix day --install --rate 50 --requests 200 "
      "--quiet --json > {}/load.json 2> {}/load.log",
      GRIDPOST_BINARY_DIR, folder, folder, (*stage)->gateway(), folder, folder);
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(folder + "/load.json");
  const auto json = nlohmann::json::parse(in, nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json.at("requests"), 200);
  EXPECT_EQ(json.at("all").at("failed"), 0) << json.dump(2);
  EXPECT_EQ(json.at("all").at("roundTripMs").at("count"), 200);
  EXPECT_EQ(json.at("requestsByName").size(), 3u);
  int by_name = 0;
  for (const auto& item : json.at("requestsByName")) by_name += item.at("ends").value("I0", 0);
  EXPECT_EQ(by_name, 200);
  EXPECT_LE(json.at("perSecond"), 51.0);
  stage->reset();
  if (!testing::Test::HasFailure()) std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gridpost::test::load_test
