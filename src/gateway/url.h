// Where a message is posted to: "http://host:port/path", or "host:port/path" as Users enter it. (DUIS 2.2)
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gridpost::gateway {

struct Url {
  std::string host;  // a name or an address; IPv6 without its brackets
  std::string port;  // "80" if none is given
  std::string target = "/";

  // "host:port", the same for all targets of one endpoint.
  std::string authority() const;
  // https is refused: it is not supported yet.
  static Result<Url> parse(std::string_view text);
};

}  // namespace gridpost::gateway
