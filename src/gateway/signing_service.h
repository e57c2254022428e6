// The signing service (port 8090): the interface of the public signing tool's server.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/http.h"

namespace gridpost::gateway {

// What became of a document: error code 0, and the document; or the tool's exit code, and words.
struct SigningOutcome {
  int error_code = 0;
  std::string text;
};

// Both work on the thread that calls them.
struct SigningTool {
  std::function<SigningOutcome(std::string document, bool preserve_counter)> sign;
  std::function<SigningOutcome(std::string document)> verify;
};

// POST /sign {"message": base64, "preserveCounter": true or false}, POST /verify {"message": base64}; JSON, whatever
// the content type says. 200 {"message": base64}; 400 {"error", "errorCode"}. Bodies of up to 24 MiB: a firmware image.
std::vector<Route> signing_routes(SigningTool tool);

}  // namespace gridpost::gateway
