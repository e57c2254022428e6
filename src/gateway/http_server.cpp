#include "gateway/http_server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "base/log.h"
#include "gateway/stream.h"

namespace gridpost::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// What all connections of one server share. Outlives the server while a handler still holds an Answer.
struct HttpServer::Shared {
  std::vector<Route> routes;
  ServerLimits limits;
  OnRefused on_refused;
  TlsPtr tls;
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::size_t> open{0};
  std::atomic<std::size_t> body_octets{0};  // of requests that are received or not yet answered
  std::mutex mutex;
  std::condition_variable none_open;

  void closed() {
    if (open.fetch_sub(1) == 1) {
      std::lock_guard lock(mutex);
      none_open.notify_all();
    }
  }
};

// One thread and its connections. A connection never leaves its thread, so it needs no locks.
struct HttpServer::Worker : std::enable_shared_from_this<Worker> {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  std::unordered_set<std::shared_ptr<Session>> sessions;
  bool stopping = false;
  std::thread thread;
};

struct HttpServer::Acceptor {
  explicit Acceptor(asio::io_context& io) : socket(io), pause(io) {}
  tcp::acceptor socket;
  asio::steady_timer pause;  // after a failure, for example when file descriptors have run out
  std::size_t next = 0;      // the worker that gets the next connection
  std::promise<void> ended;
};

// One connection: read a header, check it against the routes, read the body, ask the handler, write the answer, again.
class HttpServer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Worker& worker, std::shared_ptr<Shared> shared)
      : stream_(std::move(socket), shared->tls), worker_(worker), shared_(std::move(shared)) {
    shared_->open.fetch_add(1);
    buffer_.reserve(kReadOctets);
  }
  ~Session() {
    let_go_of_body();
    shared_->closed();
  }

  void start() {
    if (shared_->open.load() > 2 * shared_->limits.connections) return close();
    if (!stream_.secure()) return begin();
    waiting_ = true;
    stream_.tcp().expires_after(shared_->limits.handshake);
    stream_.async_accept_handshake([self = shared_from_this()](error_code error) {
      self->waiting_ = false;
      if (!error) return self->begin();
      log::warn("GP-HTTP-002", "a TLS connection was refused: {}", error.message());
      self->close();
    });
  }

  // Closes at once when no request is under way, else after its answer.
  void stop() {
    closing_ = true;
    if (waiting_) close();
  }

 private:
  using Parser = http::request_parser<http::string_body>;
  class PendingAnswer;

  void begin() {
    if (shared_->open.load() > shared_->limits.connections)
      return refuse(plain(503, "too many connections; try again later"));
    read_header();
  }

  void read_header() {
    waiting_ = true;
    parser_.emplace();
    parser_->header_limit(shared_->limits.header_octets);
    parser_->body_limit(boost::none);  // the route's limit is set once the route is known
    stream_.tcp().expires_after(shared_->limits.idle);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](error_code error, std::size_t) { self->on_header(error); });
  }

  void on_header(error_code error) {
    waiting_ = false;
    if (error) return on_read_error(error);
    const auto target = parser_->get().target();
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    const Route* route = nullptr;
    head_only_ = parser_->get().method() == http::verb::head;
    if (auto refusal = find_route(path, route)) return refuse(std::move(*refusal));
    route_ = route;
    parser_->body_limit(route->body_limit);
    request_ = {.path = path, .query = {}, .body = {}};
    if (question != target.npos) request_.query = target.substr(question + 1);
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue") && !parser_->is_done()) {
      return invite_body();
    }
    read_body();
  }

  // The refusal of a request by its header alone, if there is one.
  std::optional<Reply> find_route(beast::string_view path, const Route*& found) {
    const auto& header = parser_->get();
    std::string allowed;
    for (const Route& route : shared_->routes) {
      if (path != route.path) continue;
      if (header.method_string() == route.method || (head_only_ && route.method == "GET")) found = &route;
      allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    if (allowed.empty()) return plain(404, fmt::format("there is nothing at {}", std::string(path)));
    if (!found) {
      Reply reply = plain(405, fmt::format("{} takes {} only, not {}", std::string(path), allowed,
                                           std::string(header.method_string())));
      reply.headers.emplace_back("Allow", allowed);
      return reply;
    }
    if (auto refusal = wrong_content(*found)) return refusal;
    const auto length = parser_->content_length();
    if (length && *length > found->body_limit) return too_large(*found);
    return std::nullopt;
  }

  std::optional<Reply> wrong_content(const Route& route) const {
    if (route.content_type.empty()) return std::nullopt;
    const auto& header = parser_->get();
    const std::string given = header[http::field::content_type];
    std::string type = given.substr(0, given.find(';'));
    while (!type.empty() && type.back() == ' ') type.pop_back();
    if (!beast::iequals(type, route.content_type)) {
      return plain(415, fmt::format("Content-Type must be {}, not '{}'", route.content_type, given));
    }
    const std::string encoding = header[http::field::content_encoding];
    if (!encoding.empty() && !beast::iequals(encoding, "identity")) {
      return plain(415, fmt::format("Content-Encoding '{}' is not supported", encoding));
    }
    return std::nullopt;
  }

  static Reply too_large(const Route& route) {
    return plain(413, fmt::format("the body is larger than {} octets, the limit of {}", route.body_limit, route.path));
  }

  void invite_body() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.tcp().expires_after(shared_->limits.write);
    asio::async_write(stream_, asio::buffer(kContinue), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->read_body();
    });
  }

  void read_body() {
    stream_.tcp().expires_after(shared_->limits.body);
    read_more_body();
  }

  void read_more_body() {
    if (!hold_body(parser_->get().body().size())) {
      return refuse(plain(503, "too much is being received from others; try again later"));
    }
    if (parser_->is_done()) return on_request();
    http::async_read_some(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->on_read_error(error);
      self->read_more_body();
    });
  }

  // Counts what has been received of the body into what all connections hold; false if that is too much.
  bool hold_body(std::size_t octets) {
    const std::size_t more = octets - held_;
    held_ = octets;
    return shared_->body_octets.fetch_add(more) + more <= shared_->limits.bodies_octets;
  }

  void let_go_of_body() { shared_->body_octets.fetch_sub(std::exchange(held_, 0)); }

  void on_read_error(error_code error) {
    // What HTTP finds wrong is answered; the other side's end, time-outs and failures of the connection are not.
    static const auto& http_errors = http::make_error_code(http::error::end_of_stream).category();
    if (error == http::error::end_of_stream || error.category() != http_errors) return close();
    if (error == http::error::body_limit && route_) return refuse(too_large(*route_));
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return refuse(plain(431, fmt::format("the header is larger than {} octets", shared_->limits.header_octets)));
    }
    if (error == http::error::partial_message) return refuse(plain(400, "the request ended before it was complete"));
    refuse(plain(400, "this is not an HTTP/1.1 request: " + error.message()));
  }

  void on_request();

  // Answers without a handler, then closes: what follows on the connection is not to be trusted.
  void refuse(Reply reply) {
    shared_->refused.fetch_add(1, std::memory_order_relaxed);
    refused_ = true;
    if (shared_->on_refused) shared_->on_refused(reply.status, reply.body);
    write(std::move(reply));
  }

  void write(Reply reply) {
    let_go_of_body();
    const bool keep = !refused_ && !closing_ && parser_ && parser_->keep_alive();
    shared_->requests.fetch_add(1, std::memory_order_relaxed);
    const bool empty = reply.status == 204 || reply.status == 304;
    head_.clear();
    auto out = std::back_inserter(head_);
    fmt::format_to(out, "HTTP/1.1 {} {}\r\n", reply.status,
                   std::string_view(http::obsolete_reason(static_cast<http::status>(reply.status))));
    if (!empty)
      fmt::format_to(out, "Content-Type: {}\r\nContent-Length: {}\r\n", reply.content_type, reply.body.size());
    for (const auto& [name, value] : reply.headers) fmt::format_to(out, "{}: {}\r\n", name, value);
    if (!keep)
      head_ += "Connection: close\r\n";
    else if (parser_->get().version() < 11)
      head_ += "Connection: keep-alive\r\n";
    head_ += "\r\n";
    body_ = empty || head_only_ ? std::string() : std::move(reply.body);
    stream_.tcp().expires_after(shared_->limits.write);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, parts, [self = shared_from_this(), keep](error_code error, std::size_t) {
      if (error) return self->close();
      self->body_.clear();
      if (keep && !self->closing_) return self->read_header();
      self->finish();
    });
  }

  // Ends a connection so that the peer can still read the answer: what it goes on sending is thrown away for a while,
  // because closing with unread octets would reset the connection under the answer.
  void finish() {
    if (stream_.secure() && !refused_) {
      stream_.tcp().expires_after(shared_->limits.linger);
      return stream_.async_shutdown([self = shared_from_this()](error_code) { self->close(); });
    }
    error_code ignored;
    stream_.tcp().socket().shutdown(tcp::socket::shutdown_send, ignored);
    if (!refused_) return close();
    buffer_.clear();
    stream_.tcp().expires_after(shared_->limits.linger);
    drain();
  }

  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(64 * 1024), [self = shared_from_this()](error_code error, std::size_t) {
      if (error || self->closing_) return self->close();
      self->drain();
    });
  }

  void close() {
    waiting_ = false;
    stream_.tcp().close();
    worker_.sessions.erase(shared_from_this());
  }

  Stream stream_;
  Worker& worker_;
  std::shared_ptr<Shared> shared_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  const Route* route_ = nullptr;
  Request request_;
  std::string head_;
  std::string body_;
  bool waiting_ = false;  // for a request
  bool closing_ = false;
  bool refused_ = false;
  bool head_only_ = false;  // the answer is wanted without its body
  std::size_t held_ = 0;    // octets of the body that are counted
};

// The one answer to the request under way; if the handler drops it, the client is told.
class HttpServer::Session::PendingAnswer {
 public:
  PendingAnswer(std::weak_ptr<Session> session, std::shared_ptr<Worker> worker)
      : session_(std::move(session)), worker_(std::move(worker)) {}
  PendingAnswer(const PendingAnswer&) = delete;
  PendingAnswer& operator=(const PendingAnswer&) = delete;
  ~PendingAnswer() { give(plain(500, "the request was not answered")); }

  void give(Reply reply) {
    if (given_.exchange(true)) return;
    asio::dispatch(worker_->io, [session = session_, reply = std::move(reply)]() mutable {
      if (auto self = session.lock()) self->write(std::move(reply));
    });
  }

 private:
  std::weak_ptr<Session> session_;
  std::shared_ptr<Worker> worker_;  // keeps the thread's queue alive for answers that come after the server's end
  std::atomic<bool> given_{false};
};

void HttpServer::Session::on_request() {
  stream_.tcp().expires_never();
  request_.body = std::move(parser_->get().body());
  auto pending = std::make_shared<PendingAnswer>(weak_from_this(), worker_.shared_from_this());
  route_->handler(std::move(request_),
                  [pending = std::move(pending)](Reply reply) { pending->give(std::move(reply)); });
}

HttpServer::HttpServer(std::vector<Route> routes, ServerLimits limits, OnRefused on_refused, TlsPtr tls)
    : shared_(std::make_shared<Shared>()) {
  shared_->routes = std::move(routes);
  shared_->limits = limits;
  shared_->on_refused = std::move(on_refused);
  shared_->tls = std::move(tls);
}

HttpServer::~HttpServer() { stop(); }

namespace {

void take(tcp::acceptor& socket, const tcp::endpoint& endpoint, error_code& error) {
  socket.open(endpoint.protocol(), error);
  if (!error) socket.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) socket.bind(endpoint, error);
}

Status cannot_listen(const error_code& error, const std::string& address, std::uint16_t port) {
  return fail(error.message(), fmt::format("listening on {}:{}", address, port));
}

}  // namespace

Status HttpServer::hold(const std::string& address, std::uint16_t port, unsigned threads) {
  error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return fail(fmt::format("'{}' is not an IP address", address), "listening address");
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) workers_.push_back(std::make_shared<Worker>());
  acceptor_ = std::make_unique<Acceptor>(workers_.front()->io);
  take(acceptor_->socket, tcp::endpoint(ip, port), error);
  if (!error) port_ = acceptor_->socket.local_endpoint(error).port();
  if (!error) return {};
  let_go();
  return cannot_listen(error, address, port);
}

// Another may have listened on the port since it was taken: the system lets two hold one, as it does a port that its
// last owner has just left.
Status HttpServer::serve() {
  error_code error;
  const auto held = acceptor_->socket.local_endpoint(error);
  if (!error) acceptor_->socket.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    let_go();
    return cannot_listen(error, held.address().to_string(), held.port());
  }
  accept();
  for (auto& worker : workers_) worker->thread = std::thread([&io = worker->io] { io.run(); });
  return {};
}

Status HttpServer::start(const std::string& address, std::uint16_t port, unsigned threads) {
  GP_CHECK(hold(address, port, threads));
  return serve();
}

void HttpServer::let_go() {
  acceptor_.reset();
  workers_.clear();
}

void HttpServer::accept() {
  Worker* worker = workers_[acceptor_->next++ % workers_.size()].get();
  acceptor_->socket.async_accept(worker->io, [this, worker](error_code error, tcp::socket socket) {
    if (!acceptor_->socket.is_open()) return acceptor_->ended.set_value();
    if (!error) {
      begin(*worker, std::make_shared<Session>(std::move(socket), *worker, shared_));
      return accept();
    }
    log::warn("GP-HTTP-001", {{"port", std::to_string(port_)}}, "port {}: a connection could not be accepted: {}",
              port_, error.message());
    acceptor_->pause.expires_after(std::chrono::milliseconds(100));
    acceptor_->pause.async_wait([this](error_code) {
      if (!acceptor_->socket.is_open()) return acceptor_->ended.set_value();
      accept();
    });
  });
}

void HttpServer::begin(Worker& worker, std::shared_ptr<Session> session) {
  asio::dispatch(worker.io, [&worker, session = std::move(session)] {
    if (worker.stopping) return;
    worker.sessions.insert(session);
    session->start();
  });
}

void HttpServer::stop() {
  if (workers_.empty()) return;
  if (!workers_.front()->thread.joinable()) return let_go();  // it never served
  asio::post(workers_.front()->io, [this] {
    error_code ignored;
    acceptor_->socket.close(ignored);
    acceptor_->pause.cancel();
  });
  acceptor_->ended.get_future().wait();
  for (auto& worker : workers_) {
    asio::post(worker->io, [&worker = *worker] {
      worker.stopping = true;
      const auto sessions = worker.sessions;  // a session that ends takes itself out of the set
      for (const auto& session : sessions) session->stop();
    });
  }
  {
    std::unique_lock lock(shared_->mutex);
    shared_->none_open.wait_for(lock, shared_->limits.stop, [this] { return shared_->open.load() == 0; });
  }
  for (auto& worker : workers_) worker->io.stop();
  for (auto& worker : workers_) worker->thread.join();
  for (auto& worker : workers_) worker->sessions.clear();
  let_go();
}

ServerStats HttpServer::stats() const {
  return {
      .requests = shared_->requests.load(), .refused = shared_->refused.load(), .connections = shared_->open.load()};
}

}  // namespace gridpost::gateway
