#include "network/tcp_network.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <charconv>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/frame.h"
#include "base/log.h"

namespace gridpost::network {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

class Connection;

// What connections tell their owner; called on the io thread.
struct Events {
  std::function<void(Eui64 hub, const std::shared_ptr<Connection>&)> announced;
  std::function<void(Eui64 hub, const std::shared_ptr<Connection>&)> gone;
  std::function<void()> ready;  // all hubs are announced, or a full queue has drained
  std::function<void(Frame, const std::shared_ptr<Connection>&)> spoke;
  std::function<void(std::uint64_t delivery)> taken;  // a command is in its hub's store
  std::function<void(bool up)> changed;               // a connection came up or was lost
};

// The connection to one device process; connects again whenever it is lost. Lives on the io thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& io, Endpoint endpoint, const Options& options, const Events& events)
      : endpoint_(std::move(endpoint)),
        options_(options),
        events_(events),
        resolver_(io),
        socket_(io),
        pause_(io),
        backoff_ms_(options.min_backoff_ms) {}

  void connect() {
    resolver_.async_resolve(endpoint_.host, std::to_string(endpoint_.port),
                            [self = shared_from_this()](auto error, auto found) {
                              if (error) return self->lost(error.message());
                              asio::async_connect(self->socket_, found, [self](auto refused, const auto&) {
                                if (refused) return self->lost(refused.message());
                                self->connected();
                              });
                            });
  }

  void close() {
    stopped_ = true;
    boost::system::error_code ignored;
    resolver_.cancel();
    pause_.cancel();
    socket_.close(ignored);
  }

  void send(const Frame& frame) {
    if (!up_) return;
    if (waiting_.size() > options_.max_queued) {
      overflowed_ = true;
      return;
    }
    encode_frame(frame, waiting_);
    if (leaving_.empty()) write();
  }

 private:
  std::string text() const { return fmt::format("{}:{}", endpoint_.host, endpoint_.port); }

  void connected() {
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    log::info("GP-NET-001", {{"endpoint", text()}}, "connected to device process {}", text());
    up_ = true;
    events_.changed(true);
    reported_ = false;
    backoff_ms_ = options_.min_backoff_ms;
    reader_ = FrameReader();
    read();
  }

  void lost(const std::string& why) {
    if (stopped_) return;
    if (!reported_) log::warn("GP-NET-002", {{"endpoint", text()}}, "device process {}: {}", text(), why);
    reported_ = true;
    if (std::exchange(up_, false)) events_.changed(false);
    overflowed_ = false;
    waiting_.clear();
    leaving_.clear();
    boost::system::error_code ignored;
    socket_.close(ignored);
    pause_.expires_after(std::chrono::milliseconds(backoff_ms_));
    backoff_ms_ = std::min(2 * backoff_ms_, options_.max_backoff_ms);
    pause_.async_wait([self = shared_from_this()](auto error) {
      if (!error && !self->stopped_) self->connect();
    });
  }

  void read() {
    socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](auto error, std::size_t octets) {
      if (error) return self->lost(error.message());
      self->reader_.feed(View(self->chunk_).first(octets));
      while (true) {
        auto frame = self->reader_.next();
        if (!frame) return self->lost(frame.error().text());
        if (!*frame) break;
        self->take(std::move(**frame));
      }
      self->read();
    });
  }

  using OfHub = std::function<void(Eui64 hub, const std::shared_ptr<Connection>&)>;
  void for_each_hub(const Frame& frame, const OfHub& tell) {
    for (std::size_t at = 0; at + 8 <= frame.payload.size(); at += 8)
      tell(Eui64::of(View(frame.payload).subspan(at, 8)), shared_from_this());
  }

  void take(Frame frame) {
    switch (frame.type) {
      case FrameType::Hello:
        for_each_hub(frame, events_.announced);
        if (frame.delivery == 0) events_.ready();
        break;
      case FrameType::Gone:
        for_each_hub(frame, events_.gone);
        break;
      case FrameType::Answer:
      case FrameType::Alert:
        events_.spoke(std::move(frame), shared_from_this());
        break;
      case FrameType::Ack:
        if (acked_type(frame) == FrameType::Command) events_.taken(frame.delivery);
        break;
      case FrameType::Command:  // only servers send commands
        break;
    }
  }

  void write() {
    leaving_.swap(waiting_);
    asio::async_write(socket_, asio::buffer(leaving_), [self = shared_from_this()](auto error, std::size_t) {
      if (!self->up_) return;
      if (error) return self->lost(error.message());
      self->leaving_.clear();
      if (!self->waiting_.empty()) return self->write();
      if (std::exchange(self->overflowed_, false)) self->events_.ready();
    });
  }

  Endpoint endpoint_;
  const Options& options_;
  const Events& events_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer pause_;
  std::array<std::uint8_t, 64 * 1024> chunk_{};
  FrameReader reader_;
  Bytes waiting_, leaving_;  // octets to be written next, octets being written
  int backoff_ms_;
  bool up_ = false;
  bool stopped_ = false;
  bool reported_ = false;    // the loss was logged
  bool overflowed_ = false;  // a command was not sent because the queue was full
};

}  // namespace

struct TcpNetwork::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(Options o) : options(std::move(o)) {
    events.announced = [this](Eui64 hub, const std::shared_ptr<Connection>& by) { routes[hub] = by; };
    events.gone = [this](Eui64 hub, const std::shared_ptr<Connection>& by) {
      if (const auto route = routes.find(hub); route != routes.end() && route->second == by) routes.erase(route);
    };
    events.ready = [this] {
      if (connected) connected();
    };
    events.changed = [this](bool up) { up ? ++connections_up : --connections_up; };
    events.taken = [this](std::uint64_t delivery) {
      if (taken) taken(delivery);
    };
    events.spoke = [this](Frame frame, const std::shared_ptr<Connection>& by) { spoke(std::move(frame), by); };
  }

  void spoke(Frame frame, const std::shared_ptr<Connection>& by) {
    if (!message) return;
    auto acknowledge = [self = weak_from_this(), from = std::weak_ptr(by), ack = ack_of(frame)] {
      if (const auto impl = self.lock())
        asio::post(impl->io, [from, ack] {
          if (const auto connection = from.lock()) connection->send(ack);
        });
    };
    message(
        {frame.hub, frame.delivery, frame.type == FrameType::Alert, std::move(frame.payload), std::move(acknowledge)});
  }

  void send_queued() {
    std::vector<Frame> frames;
    {
      const std::lock_guard lock(mutex);
      frames.swap(queued);
    }
    for (const Frame& frame : frames) {
      const auto route = routes.find(frame.hub);
      if (route != routes.end()) route->second->send(frame);
    }
  }

  Options options;
  Events events;
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  std::thread thread;
  OnMessage message;
  std::function<void(std::uint64_t delivery)> taken;
  std::function<void()> connected;
  std::vector<std::shared_ptr<Connection>> connections;
  std::atomic<std::size_t> connections_up{0};
  std::unordered_map<Eui64, std::shared_ptr<Connection>> routes;  // by CHF; io thread only
  std::mutex mutex;
  std::vector<Frame> queued;  // handed over to the io thread in one go
};

TcpNetwork::TcpNetwork(Options options) : impl_(std::make_shared<Impl>(std::move(options))) {}
TcpNetwork::~TcpNetwork() { stop(); }

void TcpNetwork::on_message(OnMessage handler) { impl_->message = std::move(handler); }
void TcpNetwork::on_taken(std::function<void(std::uint64_t delivery)> handler) { impl_->taken = std::move(handler); }
void TcpNetwork::on_connected(std::function<void()> handler) { impl_->connected = std::move(handler); }

void TcpNetwork::send(Eui64 hub, std::uint64_t delivery, Bytes command) {
  if (command.size() > kMaxFramePayload) return;
  const std::lock_guard lock(impl_->mutex);
  impl_->queued.push_back({FrameType::Command, delivery, hub, std::move(command)});
  if (impl_->queued.size() == 1) asio::post(impl_->io, [impl = impl_.get()] { impl->send_queued(); });
}

void TcpNetwork::start() {
  for (const Endpoint& endpoint : impl_->options.endpoints) {
    impl_->connections.push_back(std::make_shared<Connection>(impl_->io, endpoint, impl_->options, impl_->events));
    impl_->connections.back()->connect();
  }
  impl_->thread = std::thread([impl = impl_.get()] { impl->io.run(); });
}

std::size_t TcpNetwork::connected() const { return impl_->connections_up; }

void TcpNetwork::stop() {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->io, [impl = impl_.get()] {
    for (const auto& connection : impl->connections) connection->close();
    impl->work.reset();
  });
  impl_->thread.join();
}

Result<std::vector<Endpoint>> parse_endpoints(std::string_view list) {
  std::vector<Endpoint> endpoints;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    Endpoint endpoint;
    const std::size_t colon = one.rfind(':');
    endpoint.host = std::string(one.substr(0, colon));
    if (colon != std::string_view::npos) {
      const std::string_view port = one.substr(colon + 1);
      const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
      if (error != std::errc() || end != port.data() + port.size() || endpoint.port == 0)
        return fail(fmt::format("'{}' is not a port", port), std::string(one));
    }
    if (endpoint.host.empty()) return fail("the host is missing", std::string(one));
    endpoints.push_back(std::move(endpoint));
  }
  return endpoints;
}

}  // namespace gridpost::network
