#include "crypto/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/file.h"

namespace gridpost::crypto {
namespace {

constexpr std::size_t kLargest = 16u << 20;

tl::unexpected<Error> system_fail(std::string_view what, const std::filesystem::path& file) {
  return fail(std::string(what) + ": " + std::strerror(errno), file.string());
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& file) {
  GP_TRY(text, read_whole(file, kLargest));
  return Bytes(text.begin(), text.end());
}

Status write_file(const std::filesystem::path& file, std::string_view content, Secrecy secrecy) {
  std::error_code failed;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failed);
  if (failed) return fail("cannot make the folder: " + failed.message(), file.string());
  const mode_t mode = secrecy == Secrecy::OwnerOnly ? 0600 : 0644;
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (out.get() < 0 || ::fchmod(out.get(), mode) != 0) return system_fail("cannot write", file);
  while (!content.empty()) {
    const auto written = ::write(out.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_fail("cannot write", file);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace gridpost::crypto
