#include "app/commands/command.h"

#include <fmt/format.h>

#include <cstdio>

namespace gridpost::app {

int report(const Error& error, Exit code) {
  fmt::print(stderr, "gridpost: {}\n", error.text());
  return code;
}

}  // namespace gridpost::app
