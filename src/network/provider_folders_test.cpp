#include "network/provider_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace gridpost::network {
namespace {

namespace fs = std::filesystem;

class Folders : public testing::Test {
 protected:
  Folders() : root_(fs::temp_directory_path() / fmt::format("gridpost-folders-{}", getpid())) {
    fs::remove_all(root_);
    folders_ = std::move(DiskFolders::open(root_.string(), {"nord", "gas"}).value());
  }
  ~Folders() override { fs::remove_all(root_); }
  void write(const std::string& path, const std::string& text) { std::ofstream(root_ / path) << text; }
  std::string text_of(const std::string& path) {
    std::ifstream in(root_ / path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> waiting() {
    std::vector<std::string> names;
    const auto found = folders_->waiting("nord");
    for (const auto& one : found.value()) names.push_back(one.name);
    return names;
  }
  fs::path root_;
  std::unique_ptr<DiskFolders> folders_;
};

TEST_F(Folders, FilesWaitInTheOrderOfTheirNames) {
  write("nord/in/b", "2");
  write("nord/in/a", "1");
  write("nord/in/.c.part", "3");  // still being written
  write("gas/in/d", "4");
  EXPECT_EQ(waiting(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(folders_->read("nord", "a").value(), "1");
  EXPECT_FALSE(folders_->read("nord", "x"));
  EXPECT_LT(folders_->waiting("nord").value()[0].quiet_ms, 60'000);
}

TEST_F(Folders, SettledFilesAreMovedWithTheirComplaints) {
  write("nord/in/a", "1");
  ASSERT_TRUE(folders_->settle("nord", "a", false, {}));
  EXPECT_TRUE(waiting().empty());
  EXPECT_EQ(text_of("nord/in/processed/a"), "1");
  EXPECT_FALSE(fs::exists(root_ / "nord/in/processed/a.reasons"));
  write("nord/in/a", "other");
  ASSERT_TRUE(folders_->settle("nord", "a", true, {"line 1: no", "line 2: no"}));
  EXPECT_EQ(text_of("nord/in/rejected/a"), "other");
  EXPECT_EQ(text_of("nord/in/rejected/a.reasons"), "line 1: no\nline 2: no\n");
  write("nord/in/a", "third");
  ASSERT_TRUE(folders_->settle("nord", "a", true, {"again"}));
  EXPECT_EQ(text_of("nord/in/rejected/a"), "other");
  EXPECT_EQ(text_of("nord/in/rejected/a.2"), "third");
  EXPECT_FALSE(folders_->settle("nord", "gone", true, {}));
}

TEST_F(Folders, AFileForTheProviderIsThereWhole) {
  const std::string large(1 << 20, 'x');
  ASSERT_TRUE(folders_->put("nord", "f", large));
  EXPECT_EQ(text_of("nord/out/f"), large);
  ASSERT_TRUE(folders_->put("nord", "f", "small"));
  EXPECT_EQ(text_of("nord/out/f"), "small");
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "nord/out"), fs::directory_iterator()), 1);
  EXPECT_FALSE(folders_->put("nobody", "f", "x"));
}

// Whoever may write to a provider's folder sees no other file of the machine through it, and changes none.
TEST_F(Folders, LinksLeadNowhere) {
  write("secret", "of the DCC");
  fs::create_symlink(root_ / "secret", root_ / "nord/in/link");
  ASSERT_EQ(mkfifo((root_ / "nord/in/pipe").c_str(), 0600), 0);
  EXPECT_TRUE(waiting().empty());
  EXPECT_FALSE(folders_->read("nord", "link"));
  EXPECT_FALSE(folders_->read("nord", "pipe"));
  fs::create_symlink(root_ / "secret", root_ / "nord/out/.f.part");
  ASSERT_TRUE(folders_->put("nord", "f", "update"));
  EXPECT_EQ(text_of("secret"), "of the DCC");
  EXPECT_EQ(text_of("nord/out/f"), "update");
  EXPECT_FALSE(fs::is_symlink(root_ / "nord/out/f"));
  ASSERT_EQ(mkfifo((root_ / "nord/out/.g.part").c_str(), 0600), 0);
  ASSERT_TRUE(folders_->put("nord", "g", "update"));
  EXPECT_EQ(text_of("nord/out/g"), "update");
}

}  // namespace
}  // namespace gridpost::network
