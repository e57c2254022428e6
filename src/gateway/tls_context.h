// What a Tls holds. For .cpp files of this room: includes Asio.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "gateway/tls.h"

namespace gridpost::gateway {

class Tls {
 public:
  explicit Tls(boost::asio::ssl::context::method method) : context(method) {}
  boost::asio::ssl::context context;
};

}  // namespace gridpost::gateway
