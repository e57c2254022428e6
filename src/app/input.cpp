#include "app/input.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "codec/examine.h"

namespace gridpost::app {

namespace fs = std::filesystem;

Result<std::string> read_input(const std::string& path) {
  if (path != "-") return read_whole(path);
  std::ostringstream out;
  out << std::cin.rdbuf();
  return out.str();
}

Result<std::vector<Eui64>> read_identifiers(const std::string& path) {
  GP_TRY(text, read_input(path));
  std::vector<Eui64> identifiers;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    auto id = Eui64::parse(line);
    if (!id) return within(path, std::move(id).error());
    identifiers.push_back(*id);
  }
  return identifiers;
}

Result<std::vector<std::string>> input_files(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code ec;
    if (path != "-" && !fs::exists(path, ec)) return fail("there is no such file or folder", path);
    if (path == "-" || !fs::is_directory(path, ec)) {
      out.push_back(path);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    for (auto it = fs::recursive_directory_iterator(path, ec); !ec && it != fs::end(it); it.increment(ec))
      if (it->is_regular_file(ec)) out.push_back(it->path().string());
    if (ec) return fail("the folder cannot be read: " + ec.message(), path);
    std::sort(out.begin() + first, out.end());
  }
  if (out.empty()) return fail("there is no file in it", paths.empty() ? "" : paths.front());
  return out;
}

Result<Bytes> read_message(const std::string& path) {
  GP_TRY(text, read_input(path));
  auto octets = codec::message_octets(text);
  if (!octets) return within(path, std::move(octets).error());
  return octets;
}

}  // namespace gridpost::app
