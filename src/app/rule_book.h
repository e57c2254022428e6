// The rules in force, as options of a command choose them.
#pragma once

#include <string>
#include <vector>

#include "catalogue/rules.h"

namespace CLI {
class App;
}

namespace gridpost::app {

struct RuleOptions {
  std::string preset = "as_documented";
  std::vector<std::string> overrides;  // "KEY=always", "KEY=never", "KEY=DATE"
  void add_to(CLI::App& command);
  Result<RuleBook> book() const;
};

}  // namespace gridpost::app
