// For tests: a TCP connection to 127.0.0.1 that sends and receives exactly what it is told.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace gridpost::gateway {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    EXPECT_TRUE(connect(socket_, port));
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // Whether anybody listens on the port.
  static bool connects(std::uint16_t port) {
    const int trial = ::socket(AF_INET, SOCK_STREAM, 0);
    const bool connected = connect(trial, port);
    ::close(trial);
    return connected;
  }

  // False if the peer does not take it any more.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_of_sending() { ::shutdown(socket_, SHUT_WR); }

  // The next answer, header and body; empty if the connection was closed or ten seconds passed.
  std::string answer() {
    std::size_t header = std::string::npos;
    while ((header = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return {};
    }
    std::size_t whole = header + 4;
    if (const auto at = received_.find("Content-Length: "); at < header) whole += std::stoul(received_.substr(at + 16));
    while (received_.size() < whole) {
      if (!more()) return {};
    }
    std::string result = received_.substr(0, whole);
    received_.erase(0, whole);
    return result;
  }
  // Everything until the peer closes.
  std::string rest() {
    while (more()) {
    }
    return std::exchange(received_, {});
  }

 private:
  static bool connect(int socket, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool more() {
    char part[65536];
    const auto got = ::recv(socket_, part, sizeof part, 0);
    if (got > 0) received_.append(part, static_cast<std::size_t>(got));
    return got > 0;
  }

  int socket_;
  std::string received_;
};

inline std::string post_text(std::string_view path, std::string_view body, std::string_view type = "application/xml") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace gridpost::gateway
