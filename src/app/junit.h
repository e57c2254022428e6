// Reports for build servers and people: JUnit XML, and what its texts need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gridpost::app {

struct JunitCase {
  std::string classname, name;
  std::string failure;  // empty: it has not failed
  std::string skipped;  // why it was not tried; empty: it was
  std::string details;  // its system-out
};

// One test suite.
std::string junit(std::string_view suite, const std::vector<JunitCase>& cases);

// As the text of an attribute or element, of XML or HTML. Control characters become blanks.
std::string escaped(std::string_view text);

}  // namespace gridpost::app
