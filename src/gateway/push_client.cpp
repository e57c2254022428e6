#include "gateway/push_client.h"

#include <fmt/format.h>

#include <utility>

namespace gridpost::gateway {

namespace {

// "HTTP 400: signature wrong"; long or many-lined texts are cut.
std::string detail_of(const ClientReply& reply) {
  constexpr std::size_t kLongest = 200;
  const std::string line = reply.body.substr(0, std::min(reply.body.find_first_of("\r\n"), kLongest));
  return line.empty() ? fmt::format("HTTP {}", reply.status) : fmt::format("HTTP {}: {}", reply.status, line);
}

}  // namespace

void PushClient::post(const std::string& endpoint, std::string body, std::function<void(Outcome)> done) {
  auto url = Url::parse(endpoint);
  if (!url) return done({.http_status = 0, .detail = url.error().text()});
  pool_.post(std::move(*url), std::move(body), [done = std::move(done)](Result<ClientReply> reply) {
    if (!reply) return done({.http_status = 0, .detail = reply.error().text()});
    done({.http_status = reply->status, .detail = detail_of(*reply)});
  });
}

}  // namespace gridpost::gateway
