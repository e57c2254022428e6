// `gridpost conformance` against a running device process, without and with faults. (docs/conformance.md)
#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <libxml/parser.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "app/child.h"
#include "run_command.h"

namespace gridpost::test::device_conformance_test {
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

// The counts of the first test suite, and the text of each <failure>, of a JUnit file.
struct Junit {
  std::map<std::string, std::string> counts;
  std::vector<std::string> failures;
};

std::string property(xmlNode* node, const char* name) {
  xmlChar* value = xmlGetProp(node, BAD_CAST name);
  std::string out = value ? reinterpret_cast<const char*>(value) : "";
  xmlFree(value);
  return out;
}

void collect_failures(xmlNode* node, std::vector<std::string>& out) {
  for (; node; node = node->next) {
    if (xmlStrEqual(node->name, BAD_CAST "failure")) out.push_back(property(node, "message"));
    collect_failures(node->children, out);
  }
}

Junit read_junit(const std::string& text) {
  const auto document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), "r.xml", nullptr, XML_PARSE_NONET), &xmlFreeDoc);
  Junit out;
  if (!document) return out;
  xmlNode* suite = xmlFirstElementChild(xmlDocGetRootElement(document.get()));
  for (const char* name : {"tests", "failures", "skipped"}) out.counts[name] = property(suite, name);
  collect_failures(suite, out.failures);
  return out;
}

// A port that takes connections and never says a word.
class SilentPort {
 public:
  SilentPort() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    good_ = bind(socket_, reinterpret_cast<sockaddr*>(&address_), size) == 0 && listen(socket_, 8) == 0 &&
            getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size) == 0;
  }
  ~SilentPort() { close(socket_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  bool good() const { return good_; }
  std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  int socket_;
  sockaddr_in address_{};
  bool good_ = false;
};

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
  const Junit junit = read_junit(text_of(at("r.xml")));
  EXPECT_EQ(junit.counts, (std::map<std::string, std::string>{{"tests", "2"}, {"failures", "0"}, {"skipped", "0"}}));
  EXPECT_TRUE(junit.failures.empty());
}

TEST_F(DeviceConformance, WhatCannotBePlayedIsNamed) {
  EXPECT_EQ(play(kMeter, "--use-case ECS99x 2>&1").code, 2);
  EXPECT_THAT(play(kMeter, "--use-case GCS13a 2>&1").out, HasSubstr("no command for ESME has this name"));
  EXPECT_EQ(play("02-47-50-13-00-00-00-99", "2>&1").code, 2);
}

TEST_F(DeviceConformance, TheVersionChoosesWhatIsPlayed) {
  const auto results = [&](const std::string& version) {
    const Ran ran = play(kGasMeter, "--use-case GCS60,GCS60a --json --gbcs-version " + version);
    const Json report = Json::parse(ran.out, nullptr, false);
    EXPECT_EQ(report.value("gbcsVersion", ""), version) << ran.out;
    std::map<std::string, std::string> out;
    for (const Json& row : report["useCases"]) out[row["useCase"]] = row["result"];
    return out;
  };
  const auto newer = results("4.2"), older = results("3.2");
  EXPECT_EQ(newer.at("GCS60a"), "passed");
  EXPECT_EQ(newer.at("GCS60"), "not offered");
  EXPECT_EQ(older.at("GCS60a"), "not offered");
  EXPECT_NE(older.at("GCS60"), "not offered");
  const Ran none = play(kGasMeter, "--use-case GCS60a --no-join --gbcs-version 3.2");
  EXPECT_EQ(none.code, 1) << "nothing was played: " << none.out;
  EXPECT_THAT(none.out, HasSubstr("not offered by GBCS 3.2"));
}

TEST_F(DeviceConformance, WrongOptionsAreRefused) {
  for (const char* options : {"--use-case ECS17b --gbcs-version latest", "--use-case ECS17b --without ECS17b",
                              "--use-case ECS17b --timeout 0", "--use-case ECS17b --device 127.0.0.1:99999",
                              "--use-case ECS17b --device 127.0.0.1:8077,127.0.0.1:8078"}) {
    const Ran ran = run_gridpost(fmt::format("conformance --world {} --keys {} --target {} {} 2>&1", at("world.toml"),
                                             at("keys"), kMeter, options));
    EXPECT_EQ(ran.code, 2) << options << ": " << ran.out;
  }
  EXPECT_EQ(play(kMeter, "--use-case ECS17b --html " + at("no/such/folder.html") + " 2>&1").code, 3);
}

TEST_F(DeviceConformance, AFailureStandsInEveryReport) {
  order("fault " + kMeter + " wrong-mac");
  const Ran ran = play(kMeter, "--use-case ECS17b,ECS20a --html " + at("r.html") + " --junit " + at("r.xml"));
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("0 passed, 2 failed"));
  const std::string html = text_of(at("r.html"));
  for (const char* part : {R"(class="failed")", "MAC: expected", "command and answer"})
    EXPECT_THAT(html, HasSubstr(part));
  const Junit junit = read_junit(text_of(at("r.xml")));
  EXPECT_EQ(junit.counts, (std::map<std::string, std::string>{{"tests", "2"}, {"failures", "2"}, {"skipped", "0"}}));
  EXPECT_THAT(junit.failures, testing::Each(HasSubstr("failed: MAC: expected")));
}

TEST_F(DeviceConformance, ADocumentedErrorFailsAStrictTrialOnly) {
  order("fault " + kMeter + " fails");
  const Json lenient = result_of(kMeter, "ECS17b", 0);
  EXPECT_EQ(lenient["result"], "passed");
  EXPECT_NE(lenient.value("refusal", ""), "");
  EXPECT_EQ(result_of(kMeter, "ECS17b", 1, "--no-join --strict")["result"], "failed");
}

TEST_F(DeviceConformance, WithoutPowerNoHubTakesTheCommand) {
  EXPECT_EQ(result_of(kMeter, "ECS17b", 0)["result"], "passed");  // it has joined
  order("fault " + kMeter + " off");
  const Json result = result_of(kMeter, "ECS17b", 1, "--no-join --timeout 2");
  EXPECT_EQ(result["result"], "not answered");
}

TEST_F(DeviceConformance, WhereNoDeviceProcessAnswersItEndsInTime) {
  const SilentPort silent;
  ASSERT_TRUE(silent.good());
  for (const std::uint16_t port : {app::free_port(), silent.port()}) {
    const auto before = std::chrono::steady_clock::now();
    const Ran ran =
        run_gridpost(fmt::format("conformance --device 127.0.0.1:{} --world {} --keys {} --target {} --timeout 2 2>&1",
                                 port, at("world.toml"), at("keys"), kMeter));
    EXPECT_EQ(ran.code, 3) << ran.out;
    EXPECT_THAT(ran.out, testing::AnyOf(HasSubstr("no device process answers there"), HasSubstr("did not join")));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
  }
}

}  // namespace
}  // namespace gridpost::test::device_conformance_test
