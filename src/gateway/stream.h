// One TCP connection, in clear or under TLS, as Asio and Beast read and write it. For .cpp files of this room.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <optional>
#include <string>
#include <utility>

#include "gateway/tls_context.h"

namespace gridpost::gateway {

// Room for what is read at a time: a whole request or answer of the usual size. Beast begins with 512 octets, and
// would read a message in as many pieces.
inline constexpr std::size_t kReadOctets = 8 * 1024;

class Stream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;

  // `source` is a socket or an io_context. Without `tls` in clear.
  template <class Source>
  Stream(Source&& source, TlsPtr tls) : tcp_(std::forward<Source>(source)), context_(std::move(tls)) {
    if (context_) tls_.emplace(tcp_, context_->context);
  }

  executor_type get_executor() { return tcp_.get_executor(); }
  // Time limits are set here; they hold for what is under TLS as well.
  boost::beast::tcp_stream& tcp() { return tcp_; }
  bool secure() const { return tls_.has_value(); }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_)
      tls_->async_read_some(buffers, std::forward<Handler>(handler));
    else
      tcp_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_)
      tls_->async_write_some(buffers, std::forward<Handler>(handler));
    else
      tcp_.async_write_some(buffers, std::forward<Handler>(handler));
  }

  // The rest is for secure streams.
  template <class Handler>
  void async_accept_handshake(Handler&& handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }
  // The other side must have a certificate for this host.
  template <class Handler>
  void async_connect_handshake(const std::string& host, Handler&& handler) {
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address) SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    boost::system::error_code ignored;
    tls_->set_verify_callback(boost::asio::ssl::host_name_verification(host), ignored);
    tls_->async_handshake(boost::asio::ssl::stream_base::client, std::forward<Handler>(handler));
  }
  template <class Handler>
  void async_shutdown(Handler&& handler) {
    tls_->async_shutdown(std::forward<Handler>(handler));
  }

 private:
  boost::beast::tcp_stream tcp_;
  TlsPtr context_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
};

}  // namespace gridpost::gateway
