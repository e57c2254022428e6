#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace gridpost {
namespace {

tl::unexpected<Error> cannot_read(const std::filesystem::path& file, int number) {
  return fail("cannot be read: " + std::generic_category().message(number), file.string());
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<std::string> read_whole(const std::filesystem::path& file, std::size_t most, Place place) {
  // A pipe in place of a file would otherwise keep the caller waiting for its other end.
  const int flags = O_RDONLY | O_CLOEXEC | (place == Place::Itself ? O_NOFOLLOW | O_NONBLOCK : 0);
  const Descriptor in(::open(file.c_str(), flags));
  struct stat kind {};
  if (in.get() < 0 || ::fstat(in.get(), &kind) != 0) return cannot_read(file, errno);
  if (place == Place::Itself && !S_ISREG(kind.st_mode)) return fail("is no file of its own", file.string());
  std::string text;
  std::array<char, 64 * 1024> part;
  for (;;) {
    const auto got = ::read(in.get(), part.data(), part.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(file, errno);
    text.append(part.data(), static_cast<std::size_t>(got));
    if (text.size() > most) return fail(fmt::format("has more than {} octets", most), file.string());
  }
}

bool is_readable(const std::filesystem::path& file) { return ::access(file.c_str(), R_OK) == 0; }

}  // namespace gridpost
