#include "gateway/http_pool.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <map>
#include <optional>
#include <thread>
#include <unordered_set>

#include "gateway/stream.h"

namespace gridpost::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

struct Job {
  Url url;
  std::string body;
  std::chrono::milliseconds whole;
  HttpPool::Done done;
};

struct Connection {
  Connection(asio::io_context& io, TlsPtr tls) : stream(io, std::move(tls)) { buffer.reserve(kReadOctets); }
  Stream stream;
  beast::flat_buffer buffer;
  Clock::time_point last_used;

  // False once the peer has closed it or said something unasked.
  bool quiet() {
    char octet = 0;
    return ::recv(stream.tcp().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
  }
};

struct Endpoint {
  std::deque<Job> waiting;
  std::deque<std::unique_ptr<Connection>> free;  // the latest used at the back
  std::size_t under_way = 0;
};

}  // namespace

struct HttpPool::State {
  State(ClientLimits given, TlsPtr tls_given) : limits(given), tls(std::move(tls_given)), work(io.get_executor()) {}

  class Exchange;

  void submit(Job job);
  // Of a URL's connection; null for one in clear. An error if TLS cannot be had.
  Result<TlsPtr> tls_of(const Url& url);
  // Starts what may start now.
  void start(Endpoint& endpoint);
  void ended(const std::string& origin, std::unique_ptr<Connection> reusable);
  std::unique_ptr<Connection> reusable_connection(Endpoint& endpoint) const;

  ClientLimits limits;
  TlsPtr tls;  // made when it is first needed, unless it was given
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::map<std::string, Endpoint> endpoints;
  std::unordered_set<std::shared_ptr<Exchange>> exchanges;
  bool stopping = false;
  std::thread thread;
};

// One request and its reply.
class HttpPool::State::Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(State& state, Job job, std::unique_ptr<Connection> connection)
      : state_(state),
        job_(std::move(job)),
        connection_(std::move(connection)),
        resolver_(state.io),
        timer_(state.io) {}

  void start() {
    deadline_ = Clock::now() + job_.whole;
    if (connection_) return send();
    auto secured = state_.tls_of(job_.url);
    if (!secured) return finish(tl::unexpected(std::move(secured).error()));
    connection_ = std::make_unique<Connection>(state_.io, std::move(*secured));
    timer_.expires_at(std::min(deadline_, Clock::now() + state_.limits.connect));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->finish(fail("no connection within the time limit", self->job_.url.authority()));
    });
    resolver_.async_resolve(job_.url.host, job_.url.port,
                            [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
                              if (self->finished_) return;
                              if (error) return self->stop("the host was not found: ", error);
                              self->connect(found);
                            });
  }

  void abandon() { finish(fail("the client is being stopped", job_.url.authority())); }

 private:
  void connect(const tcp::resolver::results_type& found) {
    connection_->stream.tcp().expires_never();
    connection_->stream.tcp().async_connect(found, [self = shared_from_this()](error_code error, const tcp::endpoint&) {
      if (self->finished_) return;
      if (error) return self->stop("no connection: ", error);
      error_code ignored;
      self->connection_->stream.tcp().socket().set_option(tcp::no_delay(true), ignored);
      if (!self->connection_->stream.secure()) return self->connected();
      self->connection_->stream.async_connect_handshake(self->job_.url.host, [self](error_code failed) {
        if (self->finished_) return;
        if (failed) return self->stop("no TLS connection: ", failed);
        self->connected();
      });
    });
  }

  void connected() {
    timer_.cancel();
    send();
  }

  void send() {
    head_ = fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
                        job_.url.target, job_.url.authority(), job_.body.size());
    connection_->stream.tcp().expires_at(deadline_);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(job_.body)};
    asio::async_write(connection_->stream, parts, [self = shared_from_this()](error_code error, std::size_t) {
      // A server that refuses a body early answers and closes while we still write: its answer counts.
      if (self->finished_) return;
      if (error == beast::error::timeout) return self->stop("the request was not taken: ", error);
      self->write_failed_ = error.failed();
      self->receive();
    });
  }

  void receive() {
    parser_.body_limit(state_.limits.reply_octets);
    http::async_read(connection_->stream, connection_->buffer, parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (self->finished_) return;
                       if (error == beast::error::timeout) return self->stop("no reply within the time limit: ", error);
                       if (error) return self->stop("no reply: ", error);
                       self->received();
                     });
  }

  void received() {
    auto& reply = parser_.get();
    ClientReply result{.status = static_cast<int>(reply.result_int()),
                       .content_type = reply[http::field::content_type],
                       .body = std::move(reply.body())};
    if (parser_.keep_alive() && !write_failed_ && connection_->buffer.size() == 0) {
      connection_->stream.tcp().expires_never();
      connection_->last_used = Clock::now();
      keep_ = true;
    }
    finish(std::move(result));
  }

  void stop(std::string_view what, error_code error) {
    finish(fail(std::string(what) + error.message(), job_.url.authority()));
  }

  void finish(Result<ClientReply> result) {
    if (finished_) return;
    finished_ = true;
    timer_.cancel();
    resolver_.cancel();
    if (!keep_ && connection_) connection_->stream.tcp().close();
    auto self = shared_from_this();
    state_.exchanges.erase(self);
    state_.ended(job_.url.origin(), keep_ ? std::move(connection_) : nullptr);
    job_.done(std::move(result));
  }

  State& state_;
  Job job_;
  std::unique_ptr<Connection> connection_;
  tcp::resolver resolver_;
  asio::steady_timer timer_;  // for name look-up and connecting
  Clock::time_point deadline_;
  std::string head_;
  http::response_parser<http::string_body> parser_;
  bool write_failed_ = false;
  bool keep_ = false;
  bool finished_ = false;
};

void HttpPool::State::submit(Job job) {
  if (stopping) return job.done(fail("the client is being stopped", job.url.authority()));
  Endpoint& endpoint = endpoints[job.url.origin()];
  if (endpoint.waiting.size() >= limits.waiting) {
    return job.done(fail(fmt::format("{} requests wait already", limits.waiting), job.url.authority()));
  }
  endpoint.waiting.push_back(std::move(job));
  start(endpoint);
}

void HttpPool::State::start(Endpoint& endpoint) {
  while (!endpoint.waiting.empty() && endpoint.under_way < limits.per_endpoint &&
         (endpoint.under_way < limits.reserved || exchanges.size() < limits.total)) {
    ++endpoint.under_way;
    auto exchange =
        std::make_shared<Exchange>(*this, std::move(endpoint.waiting.front()), reusable_connection(endpoint));
    endpoint.waiting.pop_front();
    exchanges.insert(exchange);
    exchange->start();
  }
}

Result<TlsPtr> HttpPool::State::tls_of(const Url& url) {
  if (!url.secure) return TlsPtr();
  if (!tls) {
    GP_TRY(made, client_tls({}));
    tls = std::move(made);
  }
  return tls;
}

std::unique_ptr<Connection> HttpPool::State::reusable_connection(Endpoint& endpoint) const {
  const auto oldest = Clock::now() - limits.idle;
  while (!endpoint.free.empty()) {
    auto connection = std::move(endpoint.free.back());
    endpoint.free.pop_back();
    if (connection->last_used >= oldest && connection->quiet()) return connection;
  }
  return nullptr;
}

void HttpPool::State::ended(const std::string& origin, std::unique_ptr<Connection> reusable) {
  Endpoint& endpoint = endpoints[origin];
  --endpoint.under_way;
  if (reusable) endpoint.free.push_back(std::move(reusable));
  if (stopping) return;
  if (exchanges.size() + 1 < limits.total) return start(endpoint);
  // The total was reached: the others come first with the slot that is free now.
  const auto own = endpoints.find(origin);
  for (auto other = std::next(own); other != endpoints.end(); ++other) start(other->second);
  for (auto other = endpoints.begin(); other != std::next(own); ++other) start(other->second);
}

HttpPool::HttpPool(ClientLimits limits, TlsPtr tls) : state_(std::make_unique<State>(limits, std::move(tls))) {
  state_->thread = std::thread([&io = state_->io] { io.run(); });
}

HttpPool::~HttpPool() {
  asio::post(state_->io, [state = state_.get()] {
    state->stopping = true;
    const auto exchanges = state->exchanges;
    for (const auto& exchange : exchanges) exchange->abandon();
    for (auto& [authority, endpoint] : state->endpoints) {
      for (Job& job : endpoint.waiting) job.done(fail("the client is being stopped", authority));
      endpoint.waiting.clear();
      endpoint.free.clear();
    }
    state->work.reset();
  });
  state_->thread.join();
}

void HttpPool::post(Url url, std::string body, std::chrono::milliseconds whole, Done done) {
  Job job{std::move(url), std::move(body), whole.count() > 0 ? whole : state_->limits.whole, std::move(done)};
  asio::post(state_->io, [state = state_.get(), job = std::move(job)]() mutable { state->submit(std::move(job)); });
}

}  // namespace gridpost::gateway
