// The tools of the command line over files, folders and standard input: forms of messages, reports, exit codes.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "run_command.h"

namespace gridpost::test::tools_test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;

const std::string kExamples = GRIDPOST_SOURCE_DIR "/examples/codec/";

class Tools : public testing::Test {
 protected:
  Tools() : folder_(fs::temp_directory_path() / ("gridpost-tools-" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "below");
    std::ifstream in(kExamples + "answer.hex");
    std::string hex;
    in >> hex;
    answer_ = *from_hex(hex);
  }
  ~Tools() override { fs::remove_all(folder_); }

  std::string put(const std::string& name, std::string_view content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }
  fs::path folder_;
  Bytes answer_;
};

TEST_F(Tools, AMessageIsTheSameInEveryForm) {
  const Ran hex = run_gridpost("decode --json " + kExamples + "answer.hex");
  EXPECT_EQ(hex.code, 0);
  EXPECT_EQ(Json::parse(hex.out)["useCase"], "GCS60a");
  EXPECT_EQ(run_gridpost("decode --json " + put("base64", to_base64(answer_))).out, hex.out);
  EXPECT_EQ(run_gridpost("decode --json " + put("binary", text_of(answer_))).out, hex.out);
  EXPECT_EQ(run_gridpost("decode --json - < " + kExamples + "answer.hex").out, hex.out);
}

TEST_F(Tools, AReportCountsWhatFailedAndSaysWhy) {
  put("a.hex", to_hex(answer_));
  put("below/b.bin", text_of(answer_));
  const Ran good = run_gridpost("decode --report " + folder_.string());
  EXPECT_EQ(good.code, 0) << good.out;
  EXPECT_THAT(good.out, HasSubstr("2 messages: 2 decoded, 2 encoded to the same octets"));
  EXPECT_THAT(good.out, HasSubstr("unchecked"));
  Bytes cut = answer_;
  cut.resize(cut.size() - 5);
  put("cut.hex", to_hex(cut));
  Bytes unknown = answer_;
  const Bytes code = *from_hex("012A");
  const auto at = std::search(unknown.begin(), unknown.end(), code.begin(), code.end());
  at[0] = at[1] = 0xFE;
  put("unknown.hex", to_hex(unknown));
  put("words.txt", "no <message> \"at all\"");
  const Ran bad = run_gridpost("decode --report --json --junit " +
                               (fs::temp_directory_path() / folder_.filename()).string() + ".xml " + folder_.string());
  EXPECT_EQ(bad.code, 1);
  const Json json = Json::parse(bad.out);
  EXPECT_EQ(json["summary"]["messages"], 5);
  EXPECT_EQ(json["summary"]["failed"], 3);
  std::map<std::string, std::string> problems;
  for (const Json& m : json["messages"])
    problems[fs::path(m["file"].get<std::string>()).filename()] = m.value("problem", "");
  EXPECT_EQ(problems["a.hex"], "");
  EXPECT_THAT(problems["cut.hex"], HasSubstr("MAC header says"));
  EXPECT_EQ(problems["unknown.hex"], "message code FEFE is not described");
  EXPECT_THAT(problems["words.txt"], HasSubstr("neither hexadecimal"));
  const fs::path file = fs::temp_directory_path() / (folder_.filename().string() + ".xml");
  std::ifstream in(file);
  const std::string xml{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(xml, HasSubstr("tests=\"5\" failures=\"3\""));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"message code FEFE is not described\"/>"));
  fs::remove(file);
}

TEST_F(Tools, CorrelationOfFilesAndFoldersFindsItsPairs) {
  std::ifstream in(kExamples + "request.xml");
  const std::string request{std::istreambuf_iterator<char>(in), {}};
  const Ran made = run_gridpost("transform --device-type ESME " + kExamples + "request.xml");
  ASSERT_EQ(made.code, 0) << made.out;
  const std::string pre_command = put("below/X_PRECOMMAND_GBCS.HEX", made.out);
  EXPECT_EQ(run_gridpost("correlate " + kExamples + "request.xml " + pre_command).code, 0);
  std::string later = request;
  later.replace(later.find("2030"), 4, "2031");
  fs::create_directories(folder_ / "requests");
  put("requests/X_REQUEST_DUIS.XML", later);
  const Ran differs =
      run_gridpost("correlate --json " + (folder_ / "requests").string() + " " + (folder_ / "below").string());
  EXPECT_EQ(differs.code, 1) << differs.out;
  EXPECT_EQ(Json::parse(differs.out)["differences"][0]["elements"][0], "CurrentDateTime");
  const Ran piped =
      run_gridpost("correlate - " + pre_command + " < " + (folder_ / "requests/X_REQUEST_DUIS.XML").string());
  EXPECT_EQ(piped.code, 1);
  EXPECT_THAT(piped.out, HasSubstr("row 1 / validTimeRange / CurrentDateTime: expected 07EF0101"));
  EXPECT_EQ(run_gridpost("correlate " + pre_command + " " + pre_command).code, 2);
  EXPECT_EQ(run_gridpost("correlate nowhere " + pre_command).code, 2);
}

TEST_F(Tools, WhatIsMissingOrNoMessageHasItsExitCode) {
  EXPECT_EQ(run_gridpost("decode " + put("words", "hello")).code, 2);
  EXPECT_EQ(run_gridpost("decode " + (folder_ / "nothing").string()).code, 3);
  EXPECT_EQ(run_gridpost("mmc " + kExamples + "request.xml").code, 2);
  EXPECT_EQ(run_gridpost("utrn check 12345").code, 1);
}

// Its messages are of every use case, in each direction: one that cannot be made or read stops it.
TEST_F(Tools, TheBenchmarkOfTheCodecGivesEachFigure) {
  const Ran ran = run_gridpost("bench codec --seconds 0.05 --samples 1 --json");
  ASSERT_EQ(ran.code, 0) << ran.out;
  const auto figures = Json::parse(ran.out)["perSecond"];
  for (const char* name : {"parse", "decode", "encode", "MMC", "ECDH", "MAC, new keys", "MAC, known keys", "transform"})
    EXPECT_GT(figures.value(name, 0.0), 0.0) << name;
}

}  // namespace
}  // namespace gridpost::test::tools_test
