// `gridpost conformance` against a running device process, without and with faults. (docs/conformance.md)
#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <libxml/parser.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "app/child.h"
#include "run_command.h"

namespace gridpost::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;

constexpr const char* kProgram = GRIDPOST_BINARY_DIR "/gridpost";
const std::string kMeter = "02-47-50-13-00-00-00-01";
const std::string kGasMeter = "02-47-50-14-00-00-00-01";

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The world of the example, begun now and 3,600 times as fast, so that a gas meter wakes twice a second.
std::string hurried_world() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::ifstream in(GRIDPOST_SOURCE_DIR "/examples/conformance/world.toml");
  std::string world;
  for (std::string line; std::getline(in, line); world += line + "\n") {
    if (line.starts_with("start =")) line = fmt::format("start = {:%Y-%m-%dT%H:%M:%SZ}", now);
    if (line.starts_with("anchor =")) line = fmt::format("anchor = {:%Y-%m-%dT%H:%M:%SZ}", now);
    if (line.starts_with("speed =")) line = "speed = 3600";
  }
  return world;
}

class DeviceConformance : public testing::Test {
 protected:
  DeviceConformance()
      : folder_(fs::temp_directory_path() / fmt::format("gridpost-conformance-{}", getpid())), port_(app::free_port()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~DeviceConformance() override {
    devices_.reset();
    fs::remove_all(folder_);
  }

  void SetUp() override {
    std::ofstream(at("world.toml")) << hurried_world();
    ASSERT_EQ(run_gridpost("pki make --world " + at("world.toml") + " --out " + at("keys")).code, 0);
    auto started = app::Child::start(kProgram,
                                     {"devices", "--world", at("world.toml"), "--keys", at("keys"), "--data",
                                      at("data"), "--port", std::to_string(port_)},
                                     at("devices.log"));
    ASSERT_TRUE(started) << started.error().text();
    devices_ = std::move(*started);
    for (int i = 0; i < 600 && !fs::exists(folder_ / "data/control.sock"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  Ran play(const std::string& device, const std::string& options) const {
    return run_shell(fmt::format("{} conformance --device 127.0.0.1:{} --world {} --keys {} --target {} {}", kProgram,
                                 port_, at("world.toml"), at("keys"), device, options));
  }
  // The report of one use case.
  Json result_of(const std::string& device, const std::string& use_case, int code, const std::string& options = {}) {
    const Ran ran = play(device, fmt::format("--use-case {} --json {}", use_case, options));
    EXPECT_EQ(ran.code, code) << ran.out;
    const Json report = Json::parse(ran.out, nullptr, false);
    if (report.is_discarded() || report["useCases"].size() != 1) {
      ADD_FAILURE() << ran.out;
      return Json::object();
    }
    return report["useCases"][0];
  }
  void order(const std::string& words) {
    EXPECT_EQ(run_gridpost(fmt::format("devices {} --data {}", words, at("data"))).code, 0) << words;
  }

  fs::path folder_;
  std::uint16_t port_;
  std::optional<app::Child> devices_;
};

TEST_F(DeviceConformance, AMeterThatAnswersPasses) {
  EXPECT_EQ(result_of(kMeter, "ECS17b", 0)["result"], "passed");
  EXPECT_EQ(result_of(kGasMeter, "GCS13a", 0)["result"], "passed");
}

TEST_F(DeviceConformance, AWrongMacIsFoundAtItsPlace) {
  order("fault " + kMeter + " wrong-mac");
  const Json result = result_of(kMeter, "ECS17b", 1);
  EXPECT_EQ(result["result"], "failed");
  EXPECT_THAT(result.dump(), HasSubstr("MAC"));
  order("mend " + kMeter + " wrong-mac");
  EXPECT_EQ(result_of(kMeter, "ECS17b", 0, "--no-join")["result"], "passed");
}

TEST_F(DeviceConformance, SilenceIsSaid) {
  order("fault " + kMeter + " silent");
  const Json result = result_of(kMeter, "ECS17b", 1, "--timeout 2");
  EXPECT_EQ(result["result"], "not answered");
  EXPECT_THAT(result["note"].get<std::string>(), HasSubstr("2 s"));
}

TEST_F(DeviceConformance, AReportOfTwoUseCasesIsWrittenForPeopleAndForBuildServers) {
  const Ran ran =
      play(kMeter, "--use-case ECS17b --use-case ECS20a --html " + at("r.html") + " --junit " + at("r.xml"));
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("2 passed, 0 failed"));
  const std::string html = text_of(at("r.html"));
  for (const char* part : {"<!DOCTYPE html>", "ECS17b", "ECS20a", "</html>"}) EXPECT_THAT(html, HasSubstr(part));
  const std::string junit = text_of(at("r.xml"));
  const auto document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>(
      xmlReadMemory(junit.data(), static_cast<int>(junit.size()), "r.xml", nullptr, XML_PARSE_NONET), &xmlFreeDoc);
  ASSERT_TRUE(document) << junit;
  EXPECT_THAT(junit, HasSubstr(R"(tests="2" failures="0")"));
}

TEST_F(DeviceConformance, WhatCannotBePlayedIsNamed) {
  EXPECT_EQ(play(kMeter, "--use-case ECS99x 2>&1").code, 2);
  EXPECT_THAT(play(kMeter, "--use-case GCS13a 2>&1").out, HasSubstr("no command for ESME has this name"));
  EXPECT_EQ(play("02-47-50-13-00-00-00-99", "2>&1").code, 2);
}

}  // namespace
}  // namespace gridpost::test
