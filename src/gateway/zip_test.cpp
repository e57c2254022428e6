#include "gateway/zip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

namespace gridpost::gateway {
namespace {

// Numbers in the archive are little-endian.
std::size_t number(const std::string& octets, std::size_t at, int count) {
  std::size_t value = 0;
  for (int i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(octets.at(at + i));
  return value;
}

// Takes an archive apart by the published form of the file, beginning at its end record.
std::vector<ZipFile> unpack(const std::string& octets) {
  std::vector<ZipFile> files;
  const std::size_t end = octets.rfind("PK\5\6");
  std::size_t at = number(octets, end + 16, 4);
  for (std::size_t count = number(octets, end + 10, 2); count > 0; --count) {
    EXPECT_EQ(octets.substr(at, 4), "PK\1\2");
    const std::size_t method = number(octets, at + 10, 2), crc = number(octets, at + 16, 4);
    const std::size_t packed = number(octets, at + 20, 4), size = number(octets, at + 24, 4);
    const std::size_t name = number(octets, at + 28, 2), local = number(octets, at + 42, 4);
    ZipFile file{octets.substr(at + 46, name), std::string(size, '\0')};
    const std::size_t data = local + 30 + number(octets, local + 26, 2) + number(octets, local + 28, 2);
    if (method == 0) {
      file.content = octets.substr(data, packed);
    } else {
      z_stream stream{};
      EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
      std::string in = octets.substr(data, packed);
      stream.next_in = reinterpret_cast<Bytef*>(in.data());
      stream.avail_in = static_cast<uInt>(in.size());
      stream.next_out = reinterpret_cast<Bytef*>(file.content.data());
      stream.avail_out = static_cast<uInt>(size);
      EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
      inflateEnd(&stream);
    }
    EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef*>(file.content.data()), static_cast<uInt>(file.content.size())),
              crc);
    files.push_back(std::move(file));
    at += 46 + name + number(octets, at + 30, 2) + number(octets, at + 32, 2);
  }
  return files;
}

TEST(Zip, HoldsWhatWasPutIn) {
  const std::vector<ZipFile> files{{"cert/a.pem", std::string(5000, 'a')},
                                   {"key/a.key", "short"},
                                   {"empty", ""},
                                   {"octets", std::string("\0\xFF", 2)}};
  const auto archive = zip(files);
  ASSERT_TRUE(archive) << archive.error().text();
  EXPECT_LT(archive->size(), 5000u) << "it is not packed";
  const auto unpacked = unpack(*archive);
  ASSERT_EQ(unpacked.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(unpacked[i].name, files[i].name);
    EXPECT_EQ(unpacked[i].content, files[i].content);
  }
}

TEST(Zip, EqualFilesMakeEqualOctets) {
  const std::vector<ZipFile> files{{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(zip(files).value(), zip(files).value());
}

TEST(Zip, NothingMakesNoArchive) { EXPECT_FALSE(zip({})); }

TEST(Zip, TheSameNameTwiceIsAnError) { EXPECT_FALSE(zip({{"a", "1"}, {"a", "2"}})); }

}  // namespace
}  // namespace gridpost::gateway
