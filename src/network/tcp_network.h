// The network port over framed TCP: one connection to every device process, kept up for as long as the server runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/ports.h"

namespace gridpost::network {

struct Endpoint {
  std::string host;
  std::uint16_t port = 8077;

  bool operator==(const Endpoint&) const = default;
};

// "host:port,host:port". A missing port is 8077.
Result<std::vector<Endpoint>> parse_endpoints(std::string_view list);

struct Options {
  std::vector<Endpoint> endpoints;
  std::size_t max_queued = 16 * 1024 * 1024;  // octets waiting for one connection; beyond it commands are not sent
  int min_backoff_ms = 50;                    // pause before connecting again; doubles up to the maximum
  int max_backoff_ms = 2000;
};

// Device processes announce their hubs when a connection comes up. A command to a hub that nobody announced, or to a
// connection whose queue is full, is not sent; on_connected is called when sending it again makes sense.
class TcpNetwork final : public engine::Network {
 public:
  explicit TcpNetwork(Options options);
  ~TcpNetwork() override;

  void send(Eui64 hub, std::uint64_t delivery, Bytes command) override;
  void on_message(OnMessage handler) override;
  void on_taken(std::function<void(std::uint64_t delivery)> handler) override;
  void on_connected(std::function<void()> handler) override;
  void start() override;
  void stop() override;

  // How many device processes are connected now. May be called from any thread.
  std::size_t connected() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace gridpost::network
