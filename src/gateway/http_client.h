// A blocking HTTP client with kept-alive connections: post and wait.
#pragma once

#include <chrono>
#include <string>

#include "gateway/http_pool.h"

namespace gridpost::gateway {

// May be used from any number of threads; each call blocks its own.
class HttpClient {
 public:
  explicit HttpClient(ClientLimits limits = {}, TlsPtr tls = nullptr) : pool_(limits, std::move(tls)) {}
  // POST with Content-Type application/xml. The error says whether connecting, sending or the reply failed; any HTTP
  // status is a reply.
  Result<ClientReply> post(const std::string& url, std::string body,
                           std::chrono::milliseconds timeout = std::chrono::milliseconds(10'000));

 private:
  HttpPool pool_;
};

}  // namespace gridpost::gateway
