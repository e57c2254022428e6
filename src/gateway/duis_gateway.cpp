#include "gateway/duis_gateway.h"

#include <utility>

namespace gridpost::gateway {

std::vector<Route> duis_routes(DuisHandler handler) {
  const auto route = [&handler](std::string path, WebService service, std::size_t body_limit) {
    return Route{.method = "POST",
                 .path = std::move(path),
                 .content_type = "application/xml",
                 .body_limit = body_limit,
                 .handler = [handler, service](Request&& request, Answer answer) {
                   handler(service, std::move(request.body), std::move(answer));
                 }};
  };
  return {route("/api/v1/serviceT", WebService::Transform, kMebibyte),
          route("/api/v1/serviceS", WebService::SendCommand, kMebibyte),
          route("/api/v1/serviceD", WebService::NonDevice, 16 * kMebibyte)};
}

Reply duis_reply(std::string response) {
  return {.status = 200, .content_type = "application/xml", .body = std::move(response), .headers = {}};
}

}  // namespace gridpost::gateway
