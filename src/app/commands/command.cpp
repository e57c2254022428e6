#include "app/commands/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/file.h"

namespace gridpost::app {

int report(const Error& error, Exit code) {
  fmt::print(stderr, "gridpost: {}\n", error.text());
  return code;
}

Exit exit_for(std::initializer_list<std::string> files) {
  const bool readable =
      std::all_of(files.begin(), files.end(), [](const auto& file) { return file.empty() || is_readable(file); });
  return readable ? kInput : kSystem;
}

}  // namespace gridpost::app
