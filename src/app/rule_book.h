// The rules in force, as options of a command choose them.
#pragma once

#include <string>
#include <vector>

#include "catalogue/rules.h"

namespace gridpost::app {

struct RuleOptions {
  std::string preset = "as_documented";
  std::vector<std::string> overrides;  // "KEY=always", "KEY=never", "KEY=DATE"
  Result<RuleBook> book() const;
};

}  // namespace gridpost::app
