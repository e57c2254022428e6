#include "gateway/url.h"

#include <algorithm>

namespace gridpost::gateway {

namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) > 0 && std::stoi(std::string(text)) <= 65535;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? '[' + host + ']' : host) + ':' + port;
}

Result<Url> Url::parse(std::string_view text) {
  const std::string whole(text);
  Url url;
  if (!is_plain(text)) return fail("blanks and control characters are not allowed", whole, "endpoint");
  if (const auto scheme = text.find("://"); scheme != text.npos) {
    url.secure = text.substr(0, scheme) == "https";
    if (!url.secure && text.substr(0, scheme) != "http")
      return fail("the scheme must be http or https", whole, "endpoint");
    text.remove_prefix(scheme + 3);
  }
  const auto slash = text.find('/');
  if (slash != text.npos) url.target = text.substr(slash);
  std::string_view place = text.substr(0, slash);
  std::string_view port;
  if (place.starts_with('[')) {
    const auto end = place.find(']');
    if (end == place.npos) return fail("the address has no closing bracket", whole, "endpoint");
    url.host = place.substr(1, end - 1);
    port = place.substr(end + 1);
  } else {
    const auto colon = place.find(':');
    url.host = place.substr(0, colon);
    if (colon != place.npos) port = place.substr(colon);
  }
  if (url.host.empty()) return fail("there is no host", whole, "endpoint");
  if (port.empty()) port = url.secure ? ":443" : ":80";
  if (!port.starts_with(':') || !is_port(port.substr(1))) return fail("the port must be 1 to 65535", whole, "endpoint");
  url.port = port.substr(1);
  return url;
}

}  // namespace gridpost::gateway
