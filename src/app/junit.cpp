#include "app/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "duis/xml.h"

namespace gridpost::app {

std::string escaped(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }, ' ');
  std::string out;
  duis::append_escaped(out, plain);
  for (std::size_t at = 0; (at = out.find('"', at)) != std::string::npos; at += 6) out.replace(at, 1, "&quot;");
  return out;
}

std::string junit(std::string_view suite, const std::vector<JunitCase>& cases) {
  const auto count = [&](std::string JunitCase::*text) {
    return std::count_if(cases.begin(), cases.end(), [&](const JunitCase& c) { return !(c.*text).empty(); });
  };
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"{}\" tests=\"{}\" "
      "failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
      escaped(suite), cases.size(), count(&JunitCase::failure), count(&JunitCase::skipped));
  for (const JunitCase& c : cases) {
    out += fmt::format("<testcase classname=\"{}\" name=\"{}\">", escaped(c.classname), escaped(c.name));
    if (!c.failure.empty()) out += fmt::format("<failure message=\"{}\"/>", escaped(c.failure));
    if (!c.skipped.empty()) out += fmt::format("<skipped message=\"{}\"/>", escaped(c.skipped));
    out += fmt::format("<system-out>{}</system-out></testcase>\n", escaped(c.details));
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace gridpost::app
