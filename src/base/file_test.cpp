#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace gridpost {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  File() : folder_(fs::temp_directory_path() / ("gridpost-file-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~File() override { fs::remove_all(folder_); }
  fs::path put(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  fs::path folder_;
};

TEST_F(File, IsReadWholeWhateverItsOctets) {
  std::string text(200'000, '\0');
  text += "\r\n\xFF end";
  EXPECT_EQ(read_whole(put("a", text)).value(), text);
  EXPECT_EQ(read_whole(put("empty", "")).value(), "");
}

TEST_F(File, WhatCannotBeReadIsNamedWithItsReason) {
  EXPECT_EQ(read_whole(folder_ / "none").error().text(),
            (folder_ / "none").string() + ": cannot be read: No such file or directory");
  EXPECT_EQ(read_whole(folder_).error().text(), folder_.string() + ": cannot be read: Is a directory");
  const fs::path file = put("b", "12345");
  EXPECT_TRUE(read_whole(file, 5));
  EXPECT_EQ(read_whole(file, 4).error().what, "has more than 4 octets");
  EXPECT_TRUE(is_readable(file));
  EXPECT_FALSE(is_readable(folder_ / "none"));
}

TEST_F(File, InPlacesOfOthersOnlyAFileItselfIsRead) {
  const fs::path file = put("c", "text");
  fs::create_symlink(file, folder_ / "link");
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_whole(folder_ / "link").value(), "text");
  EXPECT_EQ(read_whole(file, 100, Place::Itself).value(), "text");
  EXPECT_FALSE(read_whole(folder_ / "link", 100, Place::Itself));
  EXPECT_FALSE(read_whole(folder_ / "pipe", 100, Place::Itself));
}

}  // namespace
}  // namespace gridpost
