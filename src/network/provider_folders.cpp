#include "network/provider_folders.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/file.h"

namespace gridpost::network {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failed(const fs::path& path, const std::string& why) { return fail(why, path.string()); }
tl::unexpected<Error> failed(const fs::path& path) { return failed(path, std::strerror(errno)); }

Status flush_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return failed(folder);
  return {};
}

// A name in the folder that nothing has yet.
fs::path free_name(const fs::path& folder, const std::string& name) {
  fs::path path = folder / name;
  std::error_code ignored;  // what cannot be looked at cannot be written to either
  for (int number = 2; fs::exists(fs::symlink_status(path, ignored)); ++number)
    path = folder / fmt::format("{}.{}", name, number);
  return path;
}

std::int64_t quiet_of(const fs::path& path) {
  std::error_code ec;
  const auto written = fs::last_write_time(path, ec);
  if (ec) return 0;
  return std::chrono::duration_cast<std::chrono::milliseconds>(fs::file_time_type::clock::now() - written).count();
}

}  // namespace

Status put_whole(const std::string& folder, const std::string& name, const std::string& text) {
  const fs::path hidden = fs::path(folder) / ("." + name + ".part"), path = fs::path(folder) / name;
  {
    // Who may write to the folder may have put a link or a pipe there; the octets go into a file of our own.
    if (::unlink(hidden.c_str()) != 0 && errno != ENOENT) return failed(hidden);
    const Descriptor fd(::open(hidden.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (fd.get() < 0) return failed(hidden);
    for (std::size_t done = 0; done < text.size();) {
      const auto written = ::write(fd.get(), text.data() + done, text.size() - done);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failed(hidden);
      done += static_cast<std::size_t>(written);
    }
    if (::fsync(fd.get()) != 0) return failed(hidden);
  }
  std::error_code ec;
  fs::rename(hidden, path, ec);
  if (ec) return failed(path, ec.message());
  return flush_folder(folder);
}

Result<std::unique_ptr<DiskFolders>> DiskFolders::open(std::string root, const std::vector<std::string>& providers) {
  for (const std::string& provider : providers)
    for (const char* folder : {"in/processed", "in/rejected", "out"}) {
      std::error_code ec;
      fs::create_directories(fs::path(root) / provider / folder, ec);
      if (ec) return failed(fs::path(root) / provider / folder, "cannot be made: " + ec.message());
    }
  return std::unique_ptr<DiskFolders>(new DiskFolders(std::move(root)));
}

Result<std::vector<engine::ProviderFolders::Waiting>> DiskFolders::waiting(const std::string& provider) {
  const fs::path folder = fs::path(root_) / provider / "in";
  std::vector<Waiting> out;
  std::error_code ec;
  for (fs::directory_iterator entry(folder, ec), end; !ec && entry != end; entry.increment(ec)) {
    const std::string name = entry->path().filename().string();
    std::error_code gone;
    if (name.starts_with('.') || !fs::is_regular_file(entry->symlink_status(gone))) continue;
    out.push_back({name, quiet_of(entry->path())});
  }
  if (ec) return failed(folder, ec.message());
  std::sort(out.begin(), out.end(), [](const Waiting& a, const Waiting& b) { return a.name < b.name; });
  return out;
}

Result<std::string> DiskFolders::read(const std::string& provider, const std::string& name) {
  return read_whole(fs::path(root_) / provider / "in" / name, kLargestFile, Place::Itself);
}

Status DiskFolders::settle(const std::string& provider, const std::string& name, bool rejected,
                           const std::vector<std::string>& complaints) {
  const fs::path in = fs::path(root_) / provider / "in", folder = in / (rejected ? "rejected" : "processed");
  const fs::path to = free_name(folder, name);
  if (!complaints.empty()) {
    std::string text;
    for (const std::string& complaint : complaints) text += complaint + "\n";
    GP_CHECK(put_whole(folder.string(), to.filename().string() + ".reasons", text));
  }
  std::error_code ec;
  fs::rename(in / name, to, ec);
  if (ec) return failed(in / name, "cannot be moved: " + ec.message());
  GP_CHECK(flush_folder(folder));
  return flush_folder(in);
}

Status DiskFolders::put(const std::string& provider, const std::string& name, const std::string& text) {
  return put_whole((fs::path(root_) / provider / "out").string(), name, text);
}

}  // namespace gridpost::network
