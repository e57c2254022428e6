// Delivers signed messages to Users' endpoints over HTTP and HTTPS. (DUIS 2.2)
#pragma once

#include <string>

#include "engine/ports.h"
#include "gateway/http_pool.h"

namespace gridpost::gateway {

// Endpoints are "host:port/path", with or without "http://" or "https://". `done` is called on the client's thread and
// must not block.
class PushClient final : public engine::Push {
 public:
  explicit PushClient(ClientLimits limits = {}, TlsPtr tls = nullptr) : pool_(limits, std::move(tls)) {}
  void post(const std::string& endpoint, std::string body, std::function<void(Outcome)> done) override;

 private:
  HttpPool pool_;
};

}  // namespace gridpost::gateway
