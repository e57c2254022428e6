// An HTTP/1.1 server: routes, limits, time-outs, graceful stop. It knows nothing about what the handlers do.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/http.h"
#include "gateway/tls.h"

namespace gridpost::gateway {

struct ServerLimits {
  std::chrono::milliseconds handshake{10'000};  // of TLS
  std::chrono::milliseconds idle{60'000};       // from the last answer to the end of the next request's header
  std::chrono::milliseconds body{30'000};       // for receiving one body
  std::chrono::milliseconds write{30'000};      // for sending one answer
  std::chrono::milliseconds linger{2'000};      // for a refused sender to read its answer
  std::chrono::milliseconds stop{5'000};        // for requests under way when the server stops
  std::uint32_t header_octets = 16 * 1024;      // beyond: 431
  std::size_t connections = 4'096;              // beyond: 503; beyond twice that: closed at once
  // Octets of bodies that are being received or answered, on all connections; beyond: 503.
  std::size_t bodies_octets = 256 * kMebibyte;
};

struct ServerStats {
  std::uint64_t requests = 0;     // answered, whatever the status
  std::uint64_t refused = 0;      // of these: answered by the server itself (404, 405, 413, 415, 431, 503, ...)
  std::uint64_t connections = 0;  // open now
};

// Statuses given by the server itself: 400 malformed or cut short, 404 unknown path, 405 wrong method, 413 body too
// large, 415 wrong content type, 431 header too large, 500 no answer from the handler, 503 too many connections or
// bodies. A client that is too slow is disconnected. HEAD is answered wherever GET is.
class HttpServer {
 public:
  // Called for each request that the server itself refuses, on a thread of the server: it must not block.
  using OnRefused = std::function<void(int status, const std::string& words)>;
  // Without `tls` in clear.
  explicit HttpServer(std::vector<Route> routes, ServerLimits limits = {}, OnRefused on_refused = {},
                      TlsPtr tls = nullptr);
  ~HttpServer();  // stops
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Takes the port, 0 a free one; whoever connects is refused until serve() begins. Fails where the port is taken.
  Status hold(const std::string& address, std::uint16_t port, unsigned threads = 1);
  // Listens on the port that is held.
  Status serve();
  // Both at once.
  Status start(const std::string& address, std::uint16_t port, unsigned threads = 1);
  // The port held or listened on.
  std::uint16_t port() const { return port_; }
  // Accepts nothing more, lets requests under way be answered (within ServerLimits::stop), then closes. May be
  // repeated.
  void stop();
  ServerStats stats() const;

 private:
  struct Shared;
  struct Worker;
  class Session;
  void accept();
  static void begin(Worker& worker, std::shared_ptr<Session> session);
  void let_go();

  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<Worker>> workers_;
  struct Acceptor;
  std::unique_ptr<Acceptor> acceptor_;
  std::uint16_t port_ = 0;
};

}  // namespace gridpost::gateway
