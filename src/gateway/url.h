// Where a message is posted to: "https://host:port/path", or "host:port/path" as Users enter it. (DUIS 2.2)
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gridpost::gateway {

struct Url {
  std::string host;  // a name or an address; IPv6 without its brackets
  std::string port;  // "80" if none is given, "443" for https
  std::string target = "/";
  bool secure = false;  // https

  std::string authority() const;  // "host:port"
  // The same for all targets of one endpoint: "http://host:port".
  std::string origin() const { return (secure ? "https://" : "http://") + authority(); }
  static Result<Url> parse(std::string_view text);
};

}  // namespace gridpost::gateway
