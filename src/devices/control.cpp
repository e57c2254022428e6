#include "devices/control.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

namespace gridpost::devices {

namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

constexpr std::size_t kMaxLine = 16 * 1024;  // a GBCS message fits in
constexpr std::size_t kMaxPath = 107;        // of a Unix socket
constexpr auto kPatience = std::chrono::seconds(5);
constexpr std::string_view kGood = "ok\n";
constexpr std::string_view kBad = "error\n";

Status usable(const std::string& path) {
  if (path.size() > kMaxPath)
    return fail(fmt::format("is longer than {} characters, too long for a socket", kMaxPath), path);
  return {};
}

}  // namespace

// One connection: a line in, a reply out.
class Control::Caller : public std::enable_shared_from_this<Control::Caller> {
 public:
  Caller(stream_protocol::socket socket, const Obey& obey)
      : socket_(std::move(socket)), patience_(socket_.get_executor()), obey_(obey) {}

  void start() {
    patience_.expires_after(kPatience);
    patience_.async_wait([self = shared_from_this()](auto error) {
      boost::system::error_code ignored;
      if (!error) self->socket_.close(ignored);
    });
    asio::async_read_until(socket_, asio::dynamic_buffer(text_, kMaxLine), '\n',
                           [self = shared_from_this()](auto error, std::size_t octets) {
                             if (error) return self->patience_.cancel(), void();
                             self->text_.resize(octets - 1);
                             self->reply(self->obey_(self->text_));
                           });
  }

 private:
  void reply(const Result<std::string>& result) {
    text_ = result ? std::string(kGood) + *result : std::string(kBad) + result.error().text();
    asio::async_write(socket_, asio::buffer(text_),
                      [self = shared_from_this()](auto, std::size_t) { self->patience_.cancel(); });
  }

  stream_protocol::socket socket_;
  asio::steady_timer patience_;
  const Obey& obey_;
  std::string text_;
};

Control::Control(asio::io_context& io, Obey obey) : io_(io), obey_(std::move(obey)), acceptor_(io) {}

Status Control::listen(const std::string& path) {
  GP_CHECK(usable(path));
  boost::system::error_code error;
  const stream_protocol::endpoint endpoint(path);
  stream_protocol::socket probe(io_);
  probe.connect(endpoint, error);
  if (!error) return fail("another process takes orders here", path);
  error.clear();
  ::unlink(path.c_str());
  acceptor_.open(endpoint.protocol(), error);
  const mode_t before = ::umask(S_IRWXG | S_IRWXO);
  if (!error) acceptor_.bind(endpoint, error);
  ::umask(before);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(error.message(), path);
  path_ = path;
  accept();
  return {};
}

void Control::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  if (!path_.empty()) ::unlink(path_.c_str());
}

void Control::accept() {
  acceptor_.async_accept([this](auto error, stream_protocol::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) std::make_shared<Caller>(std::move(socket), obey_)->start();
    accept();
  });
}

Result<Result<std::string>> order(const std::string& path, std::string_view line) {
  GP_CHECK(usable(path));
  if (line.size() >= kMaxLine || line.find('\n') != std::string_view::npos)
    return fail("is no order", std::string(line));
  asio::io_context io;
  stream_protocol::socket socket(io);
  boost::system::error_code error;
  socket.connect(stream_protocol::endpoint(path), error);
  if (error) return fail("no device process takes orders here: " + error.message(), path);
  asio::write(socket, asio::buffer(std::string(line) + "\n"), error);
  std::string reply;
  asio::read(socket, asio::dynamic_buffer(reply), error);
  if (reply.starts_with(kGood)) return Result<std::string>(reply.substr(kGood.size()));
  if (reply.starts_with(kBad)) return Result<std::string>(fail(reply.substr(kBad.size())));
  return fail("the device process did not reply", path);
}

}  // namespace gridpost::devices
