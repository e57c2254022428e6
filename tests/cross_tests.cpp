// All tests that cross rooms are one program, for what they share is then compiled and linked once.
//
//   cross_tests --of codes_test      those of tests/codes_test.cpp, and of the headers codes_*.h
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

// Whether a test that stands in this file is one of the program's part.
bool is_of(const std::filesystem::path& file, const std::string& part) {
  if (file.extension() == ".cpp") return file.stem() == part;
  const std::string family = part.substr(0, part.rfind("_test")) + "_";
  return file.stem().string().starts_with(family);
}

// The filter that chooses them; empty: there are none.
std::string filter_of(const std::string& part) {
  std::string filter;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int s = 0; s < all.total_test_suite_count(); ++s) {
    const testing::TestSuite& suite = *all.GetTestSuite(s);
    for (int t = 0; t < suite.total_test_count(); ++t) {
      const testing::TestInfo& test = *suite.GetTestInfo(t);
      if (is_of(test.file(), part)) filter += std::string(suite.name()) + "." + test.name() + ":";
    }
  }
  return filter;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc == 1) return RUN_ALL_TESTS();
  if (argc != 3 || std::strcmp(argv[1], "--of") != 0) {
    std::cerr << "usage: cross_tests [--of FILE_test] [options of GoogleTest]\n";
    return 2;
  }
  const std::string filter = filter_of(argv[2]);
  if (filter.empty()) {
    std::cerr << "no test stands in " << argv[2] << ".cpp\n";
    return 2;
  }
  // Beside a filter that was given, it would take its place.
  if (GTEST_FLAG_GET(filter) == "*") GTEST_FLAG_SET(filter, filter);
  return RUN_ALL_TESTS();
}
