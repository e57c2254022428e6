// A User's receive-response service: where the DSP pushes responses and alerts to. (DUIS 2.2)
#pragma once

#include <functional>
#include <string>

#include "gateway/http_server.h"

namespace gridpost::gateway {

class Receiver {
 public:
  // Says whether the message is taken (204) or is wrong (400). Called on the receiver's threads.
  using OnMessage = std::function<bool(std::string body)>;

  explicit Receiver(OnMessage on_message, std::string path = "/smartdcc/duis", TlsPtr tls = nullptr);
  Status start(const std::string& address, std::uint16_t port, unsigned threads = 1) {
    return server_.start(address, port, threads);
  }
  void stop() { server_.stop(); }
  std::uint16_t port() const { return server_.port(); }
  // "127.0.0.1:1880/smartdcc/duis", as it is registered for a User.
  std::string endpoint(const std::string& host = "127.0.0.1") const {
    return host + ':' + std::to_string(port()) + path_;
  }

 private:
  std::string path_;
  HttpServer server_;
};

}  // namespace gridpost::gateway
