// How fast requests are signed and verified over HTTP: our signing service beside the public tool.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace gridpost::app {

struct SigningBench {
  std::string folder = "bench.signing";                       // keys and logs; emptied first
  std::string packages = "build/clients";                     // where the public tool is installed
  std::string tool_server = "tests/clients/ToolServer.java";  // makes a server of it
  int seconds = 5;                                            // of each measurement
  int clients = 2;                                            // requests under way at once
};

// Documents per second.
struct SigningRate {
  double signs = 0;
  double verifies = 0;
};

struct SigningFigures {
  SigningRate ours;
  std::optional<SigningRate> tool;  // none: it is not installed
};

// Runs both services on this machine, one after the other in turns. An error if a document is refused.
Result<SigningFigures> bench_signing(const SigningBench& options);

}  // namespace gridpost::app
