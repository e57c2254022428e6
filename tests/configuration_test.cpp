// The pages that commands make are as the options and tables are; command line, file and environment in their order.
#include "app/commands/configuration.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_command.h"

namespace gridpost::test::configuration_test {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ConfigurationReference, IsAsTheOptionsAre) {
  const std::string page = GRIDPOST_SOURCE_DIR "/docs/reference/configuration.md";
  const Ran made = run_gridpost("help --markdown");
  ASSERT_EQ(made.code, 0);
  EXPECT_TRUE(made.out == text_of(page)) << "renew it: build/release/gridpost help --markdown > " << page;
}

TEST(States, ThePageIsAsTheTableIs) {
  const std::string page = GRIDPOST_SOURCE_DIR "/docs/reference/statuses.md";
  const Ran made = run_gridpost("catalogue --statuses");
  ASSERT_EQ(made.code, 0);
  EXPECT_TRUE(made.out == text_of(page)) << "renew it: build/release/gridpost catalogue --statuses > " << page;
}

TEST(Readme, ListsEverySubcommand) {
  const std::string readme = text_of(GRIDPOST_SOURCE_DIR "/README.md");
  std::istringstream page(text_of(GRIDPOST_SOURCE_DIR "/docs/reference/configuration.md"));
  int count = 0;
  for (std::string line; std::getline(page, line);) {
    const bool subcommand = line.starts_with("## ") && line.find(' ', 3) == std::string::npos;
    if (!subcommand) continue;
    EXPECT_NE(readme.find("`" + line.substr(3) + "`"), std::string::npos) << line.substr(3);
    ++count;
  }
  EXPECT_GT(count, 30);
}

// A program with one subcommand of one option and one flag.
class Precedence : public testing::Test {
 protected:
  Precedence()
      : file_((std::filesystem::temp_directory_path() / ("gridpost-configuration-" + std::to_string(getpid())))
                  .string()) {
    CLI::App* sub = program_.add_subcommand("street", "");
    sub->add_option("--lamp-count", lamps_, "")->capture_default_str();
    sub->add_flag("--wet", wet_, "");
    program_.add_subcommand("other", "");
    app::make_configurable(program_);
  }
  ~Precedence() override {
    std::filesystem::remove(file_);
    unsetenv("GRIDPOST_STREET_LAMP_COUNT");
    unsetenv("GRIDPOST_STREET_WET");
  }
  void parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    program_.parse(arguments);
  }
  void write(const std::string& text) { std::ofstream(file_) << text; }

  const std::string file_;
  CLI::App program_{"", "program"};
  int lamps_ = 1;
  bool wet_ = false;
};

TEST_F(Precedence, DefaultWhenNothingIsSaid) {
  parse({"street"});
  EXPECT_EQ(lamps_, 1);
  EXPECT_FALSE(wet_);
}

TEST_F(Precedence, EnvironmentIsTaken) {
  setenv("GRIDPOST_STREET_LAMP_COUNT", "2", 1);
  setenv("GRIDPOST_STREET_WET", "true", 1);
  parse({"street"});
  EXPECT_EQ(lamps_, 2);
  EXPECT_TRUE(wet_);
}

TEST_F(Precedence, FileComesBeforeTheEnvironment) {
  setenv("GRIDPOST_STREET_LAMP_COUNT", "2", 1);
  write("[street]\nlamp-count = 3\nwet = true\n");
  parse({"street", "--config", file_});
  EXPECT_EQ(lamps_, 3);
  EXPECT_TRUE(wet_);
}

TEST_F(Precedence, CommandLineComesFirst) {
  write("[street]\nlamp-count = 3\n");
  parse({"--config", file_, "street", "--lamp-count", "4"});
  EXPECT_EQ(lamps_, 4);
}

TEST_F(Precedence, UnknownKeysAndMissingFilesAreErrors) {
  write("[street]\nlamp-counts = 3\n");
  EXPECT_THROW(parse({"street", "--config", file_}), CLI::ConfigError);
  EXPECT_THROW(parse({"street", "--config", file_ + ".missing"}), CLI::FileError);
}

TEST_F(Precedence, SectionOfAnotherSubcommandStartsNothing) {
  write("[street]\nlamp-count = 3\n");
  parse({"other", "--config", file_});
  EXPECT_FALSE(program_.got_subcommand("street"));
}

}  // namespace
}  // namespace gridpost::test::configuration_test
