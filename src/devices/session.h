// The connection of one server to a device process.
#pragma once

#include <array>
#include <boost/asio.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/frame.h"

namespace gridpost::devices {

// Reads frames and writes frames; bounded: while too much waits to be written, nothing is read.
class Session : public std::enable_shared_from_this<Session> {
 public:
  struct Events {
    std::function<void(const std::shared_ptr<Session>&, Frame)> frame;
    std::function<void(const std::shared_ptr<Session>&, const std::string& why)> closed;
  };

  Session(boost::asio::ip::tcp::socket socket, const Events& events, std::size_t max_queued);
  void start();
  // Queues a frame; flush() lets it leave.
  void send(const Frame& frame) { encode_frame(frame, waiting_); }
  void flush();
  void close();
  bool open() const { return socket_.is_open(); }

 private:
  void read();
  void lost(const std::string& why);

  boost::asio::ip::tcp::socket socket_;
  const Events& events_;
  std::size_t max_queued_;
  std::array<std::uint8_t, 64 * 1024> chunk_{};
  FrameReader reader_;
  Bytes waiting_, leaving_;
  bool paused_ = false;
};

}  // namespace gridpost::devices
