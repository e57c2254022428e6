// Posts XML over kept-alive HTTP connections, many at a time; what push_client and http_client share.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "gateway/tls.h"
#include "gateway/url.h"

namespace gridpost::gateway {

struct ClientLimits {
  std::chrono::milliseconds connect{2'000};  // name look-up and TLS handshake included
  std::chrono::milliseconds whole{10'000};   // from having a connection slot to the last octet of the reply
  std::chrono::milliseconds idle{4'000};     // a kept connection is not used again after this
  std::size_t per_endpoint = 64;             // requests under way to one host and port
  std::size_t total = 256;                   // requests under way in all, those aside that are reserved
  std::size_t reserved = 4;                  // every endpoint may have so many under way, whatever the others have
  std::size_t waiting = 10'000;              // requests that wait for a slot, per endpoint; beyond: refused
  std::size_t reply_octets = 16 * 1024 * 1024;
};

struct ClientReply {
  int status = 0;
  std::string content_type;
  std::string body;
};

// All of it runs on one thread of its own, which also calls `done`; `done` must not block. An endpoint that is slow or
// dead holds up only its own requests.
class HttpPool {
 public:
  using Done = std::function<void(Result<ClientReply>)>;

  // `tls` is for https; without it certificates of the authorities that the system trusts are taken.
  explicit HttpPool(ClientLimits limits = {}, TlsPtr tls = nullptr);
  // Requests not yet done end with an error.
  ~HttpPool();
  HttpPool(const HttpPool&) = delete;
  HttpPool& operator=(const HttpPool&) = delete;

  // POST with Content-Type application/xml. May be called from any thread. Nothing is ever sent twice.
  void post(Url url, std::string body, Done done) { post(std::move(url), std::move(body), {}, std::move(done)); }
  // With another time limit for the whole than the pool's; zero is the pool's.
  void post(Url url, std::string body, std::chrono::milliseconds whole, Done done);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gridpost::gateway
