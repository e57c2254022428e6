#include "network/tcp_network.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/frame.h"

namespace gridpost::network {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr Eui64 kHub{0x1001};

// A device process reduced to its socket: the test plays it step by step.
class Peer {
 public:
  Peer() : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void accept() {
    socket_.emplace(acceptor_.accept());
    reader_ = FrameReader();
  }
  void drop() { socket_.reset(); }
  void send(const Frame& frame) {
    Bytes out;
    encode_frame(frame, out);
    asio::write(*socket_, asio::buffer(out));
  }
  void hello() {
    Frame frame{FrameType::Hello, 0, {}, kHub.bytes()};
    send(frame);
  }
  Frame receive() {
    while (true) {
      auto frame = reader_.next();
      EXPECT_TRUE(frame);
      if (*frame) return **frame;
      Bytes chunk(4096);
      chunk.resize(socket_->read_some(asio::buffer(chunk)));
      reader_.feed(chunk);
    }
  }

 private:
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::optional<tcp::socket> socket_;
  FrameReader reader_;
};

// Counts what the network reports, and waits for it.
class Watch {
 public:
  explicit Watch(TcpNetwork& network) {
    network.on_connected([this] { note([this] { ++connected_; }); });
    network.on_message([this](engine::Network::Incoming in) { note([&] { messages_.push_back(std::move(in)); }); });
    network.on_taken([this](std::uint64_t delivery) { note([&] { taken_.push_back(delivery); }); });
  }
  bool connected(int times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return connected_ >= times; });
  }
  bool taken(const std::vector<std::uint64_t>& deliveries) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return taken_ == deliveries; });
  }
  std::optional<engine::Network::Incoming> message(std::size_t index) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return messages_.size() > index; })) return {};
    return messages_[index];
  }

 private:
  template <class F>
  void note(F change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  int connected_ = 0;
  std::vector<engine::Network::Incoming> messages_;
  std::vector<std::uint64_t> taken_;
};

TEST(TcpNetwork, CarriesACommandAndAcknowledgesTheAnswerWhenItIsCommitted) {
  Peer peer;
  TcpNetwork network({.endpoints = {{"127.0.0.1", peer.port()}}});
  Watch watch(network);
  network.start();
  peer.accept();
  peer.hello();
  ASSERT_TRUE(watch.connected(1));

  network.send(Eui64{0xBAD}, 6, {9});  // nobody announced it: not sent
  network.send(kHub, 7, {1, 2, 3});
  EXPECT_EQ(peer.receive(), (Frame{FrameType::Command, 7, kHub, {1, 2, 3}}));

  peer.send({FrameType::Answer, 7, kHub, {4}});
  peer.send({FrameType::Alert, 70, kHub, {5}});
  const auto answer = watch.message(0);
  const auto alert = watch.message(1);
  ASSERT_TRUE(answer && alert);
  EXPECT_FALSE(answer->alert);
  EXPECT_TRUE(alert->alert);
  EXPECT_EQ(answer->delivery, 7u);
  EXPECT_EQ(alert->message, Bytes{5});

  alert->acknowledge();  // the order of the commits, not of arrival
  answer->acknowledge();
  EXPECT_EQ(peer.receive(), ack_of({FrameType::Alert, 70, kHub, {}}));
  EXPECT_EQ(peer.receive(), ack_of({FrameType::Answer, 7, kHub, {}}));
}

TEST(TcpNetwork, TellsWhichCommandsTheirHubsHaveTaken) {
  Peer peer;
  TcpNetwork network({.endpoints = {{"127.0.0.1", peer.port()}}});
  Watch watch(network);
  network.start();
  peer.accept();
  peer.hello();
  ASSERT_TRUE(watch.connected(1));
  network.send(kHub, 7, {1});
  peer.send(ack_of(peer.receive()));
  peer.send(ack_of({FrameType::Answer, 8, kHub, {}}));  // nothing that a server waits for
  peer.send({FrameType::Ack, 9, kHub, {}});
  peer.send(ack_of({FrameType::Command, 10, kHub, {}}));
  EXPECT_TRUE(watch.taken({7, 10}));
}

TEST(TcpNetwork, ConnectsAgainAndSaysSo) {
  Peer peer;
  TcpNetwork network({.endpoints = {{"127.0.0.1", peer.port()}}, .min_backoff_ms = 1});
  Watch watch(network);
  network.start();
  for (int times = 1; times <= 3; ++times) {
    peer.accept();
    peer.hello();
    ASSERT_TRUE(watch.connected(times));
    peer.drop();
  }
}

TEST(TcpNetwork, ABrokenStreamIsClosed) {
  Peer peer;
  TcpNetwork network({.endpoints = {{"127.0.0.1", peer.port()}}, .min_backoff_ms = 1});
  Watch watch(network);
  network.start();
  peer.accept();
  peer.send({FrameType::Answer, 0, kHub, Bytes(100)});
  Frame bad{static_cast<FrameType>(99), 0, kHub, {}};
  peer.send(bad);
  peer.accept();  // it came again
  peer.hello();
  EXPECT_TRUE(watch.connected(1));
}

TEST(TcpNetwork, AFullQueueDropsCommandsAndAsksForThemWhenItHasDrained) {
  Peer peer;
  TcpNetwork network({.endpoints = {{"127.0.0.1", peer.port()}}, .max_queued = 1024 * 1024});
  Watch watch(network);
  network.start();
  peer.accept();
  peer.hello();
  ASSERT_TRUE(watch.connected(1));
  constexpr std::uint64_t kSent = 1000;
  constexpr std::uint64_t kEnd = kSent + 1;
  for (std::uint64_t i = 1; i <= kSent; ++i) network.send(kHub, i, Bytes(60000));
  std::uint64_t received = 0;
  std::atomic<bool> ended = false;
  std::thread reader([&] {
    while (peer.receive().delivery != kEnd) ++received;
    ended = true;
  });
  EXPECT_TRUE(watch.connected(2));
  while (!ended) {  // the queue may be full once more
    network.send(kHub, kEnd, {});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  reader.join();
  EXPECT_GT(received, 0u);
  EXPECT_LT(received, kSent);
}

TEST(TcpNetwork, EndpointListsAreReadStrictly) {
  EXPECT_EQ(parse_endpoints("a:1,b"), (std::vector<Endpoint>{{"a", 1}, {"b", 8077}}));
  EXPECT_FALSE(parse_endpoints("a:"));
  EXPECT_FALSE(parse_endpoints("a:70000"));
  EXPECT_FALSE(parse_endpoints(":1"));
  EXPECT_FALSE(parse_endpoints("a:1x"));
}

}  // namespace
}  // namespace gridpost::network
