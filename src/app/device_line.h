// A line to a device process: commands one at a time, each with its answer.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "network/tcp_network.h"

namespace gridpost::app {

class DeviceLine {
 public:
  explicit DeviceLine(const network::Endpoint& device);
  ~DeviceLine();

  // Waits until the process has announced its hubs. An error if it does not in time.
  Status open(std::chrono::milliseconds patience);

  // What came of a command.
  struct Reply {
    bool taken = false;  // a hub has it
    std::optional<Bytes> answer;
  };
  // Sends the command, again after a lost connection, and waits for the answer. Delivery ids must not repeat.
  Reply ask(Eui64 hub, std::uint64_t delivery, const Bytes& command, std::chrono::milliseconds patience);

  // Waits for an alert of this kind; those that came before count, too. False if none comes in time.
  bool await_alert(const std::function<bool(const Bytes& alert)>& is_it, std::chrono::milliseconds patience);

 private:
  struct Waiting {
    Eui64 hub;
    std::uint64_t delivery = 0;
    Bytes command;
  };

  network::Endpoint endpoint_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool connected_ = false;
  std::optional<Waiting> waiting_;
  Reply reply_;
  std::vector<Bytes> alerts_;
  network::TcpNetwork network_;  // the last one: its thread uses the others
};

}  // namespace gridpost::app
