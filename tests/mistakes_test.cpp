// What people get wrong: a missing file, a slip in one, a port that is taken. Each error says what is wrong and where,
// has its exit code (src/app/commands/command.h), and nothing is changed.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "app/child.h"
#include "app/keys.h"
#include "devices/world.h"
#include "gateway/http_server.h"
#include "run_command.h"

namespace gridpost::test::mistakes_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kNegative = 1, kInput = 2, kSystem = 3;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Mistakes : public testing::Test {
 protected:
  Mistakes() : folder_(fs::temp_directory_path() / fmt::format("gridpost-mistakes-{}", getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    put("world.toml", world_text());
    const auto made = app::make_keys(devices::parse_world(world_text(), "world").value(), at("keys"));
    EXPECT_TRUE(made) << made.error().text();
  }
  ~Mistakes() override { fs::remove_all(folder_); }

  static std::string world_text(const char* start = "2026-01-05T08:00:00Z") {
    devices::StreetOptions street;
    street.homes = 1;
    street.endpoint = "127.0.0.1:1/smartdcc/duis";
    devices::World world = devices::make_street(street);
    world.time.start = parse_date_time(start).value();
    return devices::world_text(world);
  }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::string put(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return at(name);
  }
  // A server with free ports; ends at once when it cannot start, and after a minute in any case.
  std::string serve(const std::string& options) const {
    return fmt::format("serve --data {} --duis-port 0 --smki-port 0 --operations-port 0 --devices 127.0.0.1:1 {}",
                       at("data"), options);
  }
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      all[entry.path().string()] = entry.is_regular_file() ? text_of(entry.path()) : "";
    return all;
  }
  void expect_refused(const std::string& arguments, int code, std::initializer_list<std::string> words) {
    const auto before = files();
    const Ran ran = run_shell("timeout 60 " GRIDPOST_BINARY_DIR "/gridpost " + arguments + " 2>&1 < /dev/null");
    EXPECT_EQ(ran.code, code) << arguments << "\n" << ran.out;
    for (const std::string& word : words) EXPECT_THAT(ran.out, HasSubstr(word)) << arguments;
    EXPECT_TRUE(files() == before) << arguments << " changed something";
  }

  fs::path folder_;
};

TEST_F(Mistakes, FilesThatAreNotThere) {
  const std::string none = at("none"), said = none + ": cannot be read: No such file or directory";
  expect_refused(serve("--world " + none), kSystem, {said});
  expect_refused(serve("--world " + at("world.toml") + " --registration " + none), kSystem, {said});
  expect_refused("devices --world " + none + " --data " + at("data"), kSystem, {said});
  expect_refused("pki make --world " + none + " --out " + at("new"), kSystem, {said});
  expect_refused("send " + none + " --keys " + at("keys"), kSystem, {said});
  expect_refused("decode " + none, kSystem, {none, "no such file"});
  expect_refused("transform " + none, kSystem, {none, "no such file"});
  expect_refused("working-days 2026-01-05 --bank-holidays " + none, kSystem, {said});
  expect_refused("user show 90-B3-D5-1F-30-01-00-00 --data " + at("keys"), kSystem, {"no server's store", at("keys")});
  expect_refused("restore " + none + " --data " + at("new"), kSystem, {none});
  expect_refused("backup " + at("copy.db") + " --data " + none, kSystem, {none});
}

TEST_F(Mistakes, AFolderInPlaceOfAFile) {
  expect_refused(serve("--world " + at("keys")), kInput, {at("keys"), "Is a directory"});
}

TEST_F(Mistakes, ASlipInTheWorldFile) {
  std::string text = world_text();
  text.replace(text.find("endpoint"), 8, "endpiont");
  const std::string typo = put("typo.toml", text);
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("endpiont")), '\n');
  const std::string place = fmt::format("{}:{}", typo, line);
  for (const std::string& arguments : {serve("--world " + typo), "devices --data " + at("data") + " --world " + typo,
                                       "pki make --out " + at("new") + " --world " + typo})
    expect_refused(arguments, kInput, {place, "users[1]", "endpiont", "there is no such field"});
}

TEST_F(Mistakes, ABrokenRegistrationFile) {
  const std::string world = "--world " + at("world.toml") + " --keys " + at("keys");
  const std::string broken = put("providers.toml", "[dcc]\nparty = \"DCCG\"\n[[providers]]\nname = \"../up\"\n");
  expect_refused(serve(world + " --registration " + broken), kInput, {broken + ":4", "fit for the name of a folder"});
  const std::string torn = put("torn.toml", "[dcc\nparty = 1");
  expect_refused(serve(world + " --registration " + torn), kInput, {torn + ":1"});
}

TEST_F(Mistakes, OptionsThatAreNone) {
  expect_refused("serve --dta x", kInput, {"--dta"});
  expect_refused("sreve", kInput, {"sreve"});
  expect_refused("serve --duis-port many", kInput, {"--duis-port", "many"});
  const std::string file = put("options.toml", "[serve]\nduisport = 1\n");
  expect_refused("serve --config " + file, kInput, {"duisport"});
  expect_refused(serve("--set mp125=tomorrow"), kInput, {"mp125", "tomorrow"});
  expect_refused(serve("--set mp999=never"), kInput, {"mp999"});
  expect_refused(serve("--installation-ends 2022-11-03"), kInput, {"--installation-ends", "VERSION=DATE"});
}

TEST_F(Mistakes, APortThatIsTaken) {
  gateway::HttpServer other({});
  ASSERT_TRUE(other.start("127.0.0.1", 0));
  const std::string port = std::to_string(other.port());
  expect_refused("serve --data " + at("data") + " --operations-port " + port, kSystem,
                 {"127.0.0.1:" + port, "Address already in use"});
  for (const std::string ports : {" --smki-port 0 --duis-port ", " --duis-port 0 --smki-port "}) {
    expect_refused("serve --data " + at("data") + " --operations-port 0" + ports + port, kSystem,
                   {"127.0.0.1:" + port, "Address already in use"});
    EXPECT_FALSE(fs::exists(at("data"))) << "a store was made for a server that could not start";
  }
  expect_refused("signer --keys " + at("keys") + " --port " + port, kSystem, {"127.0.0.1:" + port, "in use"});
}

TEST_F(Mistakes, KeysThatRanOutOrAreNotThere) {
  const std::string later = put("later.toml", world_text("2060-01-01T00:00:00Z"));
  const Ran expired = run_shell("timeout 60 " GRIDPOST_BINARY_DIR "/gridpost " +
                                serve("--world " + later + " --keys " + at("keys")) + " 2>&1");
  EXPECT_EQ(expired.code, kSystem) << expired.out;
  EXPECT_THAT(expired.out, HasSubstr("is valid from 2015-01-01T00:00:00Z to 2049-12-31T23:59:59Z, not at 2060"));
  expect_refused("signer --keys " + at("none"), kSystem, {at("none/certificates") + ": cannot be read"});
}

TEST_F(Mistakes, KeysInPlaceOfKeys) {
  expect_refused("pki make --world " + at("world.toml") + " --out " + at("keys"), kInput,
                 {at("keys/certificates"), "there are certificates already"});
}

TEST_F(Mistakes, MessagesThatAreNone) {
  const std::string words = put("words.hex", "DF09 ZZ");
  expect_refused("decode " + words, kInput, {words});
  const std::string cut = put("cut.hex", text_of(GRIDPOST_SOURCE_DIR "/examples/codec/answer.hex").substr(0, 41));
  expect_refused("decode " + cut, kInput, {cut});
  const std::string xml = put("request.xml", "<sr:Request>");
  expect_refused("transform " + xml, kInput, {xml, "line 1"});
  expect_refused("send " + xml + " --keys " + at("keys"), kInput, {xml, "line 1"});
}

// Of a server's store; what somebody unknown is asked for changes nothing either.
TEST_F(Mistakes, WhoIsNotKnown) {
  auto server =
      app::Child::start(GRIDPOST_BINARY_DIR "/gridpost",
                        {"serve", "--data", at("data"), "--world", at("world.toml"), "--keys", at("keys"),
                         "--duis-port", "0", "--smki-port", "0", "--operations-port", "0", "--devices", "127.0.0.1:1"},
                        at("server.log"));
  ASSERT_TRUE(server) << server.error().text();
  const std::string data = " --data " + at("data");
  const Ran second = run_gridpost(serve("--world " + at("world.toml") + " --keys " + at("keys")));
  EXPECT_EQ(second.code, kSystem);
  EXPECT_THAT(second.out, HasSubstr(at("data") + ": another server or a restore uses this folder"));
  EXPECT_EQ(server->stop(), 0);
  const std::string stranger = "90-B3-D5-1F-30-99-00-00";
  expect_refused("user show " + stranger + data, kInput, {stranger, "not known"});
  expect_refused("registration show 1974970035783" + data, kInput, {"1974970035783", "check digits"});
  expect_refused("user show 90-B3-D5" + data, kInput, {"90-B3-D5"});
  expect_refused("user set " + stranger + " --endpoint x" + data, kInput, {stranger, "--name"});
  expect_refused("outbox drop 77" + data, kInput, {"77"});
  expect_refused("history " + stranger + data, kNegative, {stranger, "nothing was ever recorded"});
  expect_refused("history 90-B3-D5" + data, kInput, {"90-B3-D5"});
  expect_refused("products set --type Lamp --manufacturer A --model B --firmware 00000001 --status Active" + data,
                 kInput, {"--type", "'Lamp' is no Device type", "ESME, GSME, GPF, CHF"});
  expect_refused("inventory import " + put("devices.jsonl", "{\"device\": \"00-DB\"}\n") + data, kInput,
                 {at("devices.jsonl"), "line 1", "00-DB"});
}

}  // namespace
}  // namespace gridpost::test::mistakes_test
