#include "devices/process.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <deque>
#include <set>
#include <unordered_map>

#include "base/log.h"
#include "devices/control.h"
#include "devices/hub.h"
#include "devices/orders.h"
#include "devices/session.h"
#include "devices/state_store.h"

namespace gridpost::devices {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t kHubsPerHello = 4096;

// A hub of this process, and where it speaks to.
struct Housed {
  Housed(const Home& home, const World& world, const Surroundings& surroundings) : hub(home, world, surroundings) {}
  Hub hub;
  std::weak_ptr<Session> server;  // the one whose command came last
  TimeMs due = Hub::kNever;
  bool reachable = false;  // as the servers know it
};

// An answer or alert that was sent, until it is acknowledged.
struct Sent {
  std::chrono::steady_clock::time_point at;
  Housed* housed;
  FrameType type;
  std::uint64_t delivery;
};

}  // namespace

class Process::Impl {
 public:
  Impl(const World& world, const crypto::KeyStore& keys, const WorldClock& clock, ProcessOptions options,
       std::unique_ptr<StateStore> store)
      : options_(std::move(options)),
        clock_(clock),
        store_(std::move(store)),
        surroundings_{keys, *store_, world.time.start},
        acceptor_(io_),
        control_(io_, [this](std::string_view order) { return take_order(order); }),
        tick_(io_),
        commit_(io_) {
    events_.frame = [this](const auto& session, Frame frame) { take(session, std::move(frame)); };
    events_.closed = [this](const auto& session, const std::string& why) {
      log::info("GP-DEV-003", "server disconnected: {}", why);
      sessions_.erase(session);
    };
    hubs_.reserve(world.homes.size());
    for (const Home& home : world.homes) {
      const auto [it, fresh] = hubs_.try_emplace(home.hub.chf, home, world, surroundings_);
      it->second.reachable = it->second.hub.reachable(clock_.now());
      schedule(it->second);
    }
  }

  Status listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return fail(error.message(), options_.address);
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(error.message(), fmt::format("{}:{}", options_.address, options_.port));
    return options_.control_path.empty() ? Status{} : control_.listen(options_.control_path);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  const Counts& counts() const { return counts_; }

  void run() {
    log::info("GP-DEV-001", "{} hubs behind {}:{}", hubs_.size(), options_.address, port());
    accept();
    wait_tick();
    io_.run();
  }

  void stop() {
    asio::post(io_, [this] {
      commit();
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      control_.close();
      tick_.cancel();
      for (const auto& session : sessions_) session->close();
      io_.stop();
    });
  }

 private:
  void accept() {
    acceptor_.async_accept([this](auto error, tcp::socket socket) {
      if (error) {
        if (acceptor_.is_open()) accept();
        return;
      }
      const auto session = std::make_shared<Session>(std::move(socket), events_, options_.max_queued);
      sessions_.insert(session);
      log::info("GP-DEV-002", "server connected");
      greet(session);
      session->start();
      accept();
    });
  }

  // Announces all hubs that can be reached, and sends what nobody acknowledged so far.
  void greet(const std::shared_ptr<Session>& session) {
    std::vector<Frame> hellos(1, {FrameType::Hello, 0, {}, {}});
    for (const auto& [chf, housed] : hubs_) {
      if (!housed.reachable) continue;
      if (hellos.back().payload.size() == kHubsPerHello * 8) hellos.push_back({FrameType::Hello, 0, {}, {}});
      append(hellos.back().payload, chf.bytes());
    }
    for (std::size_t i = 0; i < hellos.size(); ++i) {
      hellos[i].delivery = hellos.size() - 1 - i;
      session->send(hellos[i]);
    }
    session->flush();
    for (auto& [chf, housed] : hubs_) {
      const auto speaks_to = housed.server.lock();
      if (speaks_to && speaks_to->open() && speaks_to != session) continue;
      housed.server = session;
      send_unacknowledged(housed);
    }
    commit_soon();
  }

  void send_unacknowledged(Housed& housed) {
    for (Frame& frame : housed.hub.deliveries().unacknowledged()) leaving_.emplace_back(&housed, std::move(frame));
  }

  // Tells the servers when the link of a hub was lost or is back.
  void watch_link(Housed& housed) {
    if (housed.hub.reachable(clock_.now()) == housed.reachable) return;
    housed.reachable = !housed.reachable;
    log::info("GP-DEV-005", "hub {} {}", housed.hub.id().text(),
              housed.reachable ? "is reached again" : "cannot be reached");
    const FrameType type = housed.reachable ? FrameType::Hello : FrameType::Gone;
    for (const auto& session : sessions_) session->send({type, 0, {}, housed.hub.id().bytes()});
    if (housed.reachable) send_unacknowledged(housed);
  }

  // An order of the control socket; what it did is committed before it is answered.
  Result<std::string> take_order(std::string_view order) {
    std::vector<Hub*> hubs;
    for (auto& [chf, housed] : hubs_) hubs.push_back(&housed.hub);
    GP_TRY(done, obey(hubs, order, clock_.now()));
    if (done.hub) {
      log::info("GP-DEV-006", "order: {}", order);
      queue(hubs_.at(done.hub->id()), done.out);
    }
    commit();
    return done.text;
  }

  void take(const std::shared_ptr<Session>& session, Frame frame) {
    const auto it = hubs_.find(frame.hub);
    if (it == hubs_.end()) return;
    Housed& housed = it->second;
    if (frame.type == FrameType::Command) {
      if (!housed.reachable) return;  // it crossed the loss of the link; it comes again when that is back
      ++counts_.commands;
      housed.server = session;
      std::vector<Frame> out;
      housed.hub.command(frame.delivery, frame.payload, clock_.now(), out);
      acks_.emplace_back(session, ack_of(frame));
      queue(housed, out);
    } else if (const auto type = acked_type(frame)) {
      housed.hub.deliveries().acknowledged(*type, frame.delivery);
      commit_soon();
    }
  }

  void queue(Housed& housed, std::vector<Frame>& out) {
    for (Frame& frame : out) leaving_.emplace_back(&housed, std::move(frame));
    schedule(housed);
    watch_link(housed);
    commit_soon();
  }

  void schedule(Housed& housed) {
    const TimeMs due = housed.hub.next_due();
    if (due == housed.due) return;
    due_.erase({housed.due, &housed});
    housed.due = due;
    if (due != Hub::kNever) due_.insert({due, &housed});
  }

  // ---- the group commit ----

  void commit_soon() {
    if (std::exchange(committing_, true)) return;
    commit_.expires_after(std::chrono::milliseconds(options_.commit_ms));
    commit_.async_wait([this](auto error) {
      if (!error) commit();
    });
  }

  // Nothing leaves that is not on disk.
  void commit() {
    committing_ = false;
    if (store_->dirty()) {
      if (const auto status = store_->commit(); !status) {
        log::error("GP-DEV-004", "nothing can be sent: {}", status.error().text());
        return commit_soon();
      }
      ++counts_.commits;
    }
    for (const auto& [server, ack] : acks_)
      if (const auto session = server.lock()) session->send(ack);
    acks_.clear();
    for (const auto& [housed, frame] : leaving_) {
      ++(frame.type == FrameType::Answer ? counts_.answers : counts_.alerts);
      deliver(*housed, frame);
    }
    leaving_.clear();
    for (const auto& session : sessions_) session->flush();
  }

  void deliver(Housed& housed, const Frame& frame) {
    if (!housed.reachable) return;  // it is kept
    sent_.push_back({std::chrono::steady_clock::now(), &housed, frame.type, frame.delivery});
    auto server = housed.server.lock();
    if ((!server || !server->open()) && !sessions_.empty()) housed.server = server = *sessions_.begin();
    if (server) server->send(frame);
  }

  // ---- time ----

  void wait_tick() {
    tick_.expires_after(std::chrono::milliseconds(options_.tick_ms));
    tick_.async_wait([this](auto error) {
      if (error) return;
      tick();
      resend();
      wait_tick();
    });
  }

  void tick() {
    const TimeMs now = clock_.now();
    while (!due_.empty() && due_.begin()->first <= now) {
      Housed& housed = *due_.begin()->second;
      due_.erase(due_.begin());
      housed.due = Hub::kNever;
      std::vector<Frame> out;
      housed.hub.tick(now, out);
      queue(housed, out);
    }
  }

  void resend() {
    const auto limit = std::chrono::steady_clock::now() - std::chrono::milliseconds(options_.resend_ms);
    while (!sent_.empty() && sent_.front().at <= limit) {
      const Sent old = sent_.front();
      sent_.pop_front();
      if (const auto frame = old.housed->hub.deliveries().unacknowledged(old.type, old.delivery))
        deliver(*old.housed, *frame);
    }
    for (const auto& session : sessions_) session->flush();
  }

  ProcessOptions options_;
  const WorldClock& clock_;
  std::unique_ptr<StateStore> store_;
  Surroundings surroundings_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  Control control_;
  asio::steady_timer tick_, commit_;
  Session::Events events_;
  std::unordered_map<Eui64, Housed> hubs_;
  std::set<std::shared_ptr<Session>> sessions_;
  std::set<std::pair<TimeMs, Housed*>> due_;
  std::vector<std::pair<std::weak_ptr<Session>, Frame>> acks_;  // leave with the next commit
  std::vector<std::pair<Housed*, Frame>> leaving_;              // likewise
  std::deque<Sent> sent_;                                       // oldest first
  bool committing_ = false;
  Counts counts_;
};

Result<std::unique_ptr<Process>> Process::open(const World& world, const crypto::KeyStore& keys,
                                               const WorldClock& clock, ProcessOptions options) {
  GP_TRY(store, StateStore::open(options.store_path));
  auto impl = std::make_unique<Impl>(world, keys, clock, std::move(options), std::move(store));
  GP_CHECK(impl->listen());
  return std::unique_ptr<Process>(new Process(std::move(impl)));
}

Process::Process(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Process::~Process() = default;
std::uint16_t Process::port() const { return impl_->port(); }
void Process::run() { impl_->run(); }
void Process::stop() { impl_->stop(); }
const Process::Counts& Process::counts() const { return impl_->counts(); }

}  // namespace gridpost::devices
