// Files of this machine, read whole. What cannot be read is an Error that names the file and says why.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace gridpost {

// A descriptor of the system that closes itself; negative: none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  int get() const { return number_; }

 private:
  int number_;
};

// Which files are read: any that opens, also pipes and what a link leads to; or only a regular file in that very place,
// for folders that others write to.
enum class Place : unsigned char { Anywhere, Itself };

constexpr std::size_t kLargestFile = std::size_t{1} << 30;  // octets

// The content of the file; an Error if it cannot be read, is a folder, or has more than `most` octets.
Result<std::string> read_whole(const std::filesystem::path& file, std::size_t most = kLargestFile,
                               Place place = Place::Anywhere);

// True if the file is there and this process may read it.
bool is_readable(const std::filesystem::path& file);

}  // namespace gridpost
