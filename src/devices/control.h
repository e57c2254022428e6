// Orders to a running device process: one line over a Unix socket that only its owner may open.
#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gridpost::devices {

class Control {
 public:
  // Obeys a line; the text of the reply, or why not.
  using Obey = std::function<Result<std::string>(std::string_view line)>;

  Control(boost::asio::io_context& io, Obey obey);
  // A socket that a process left behind is replaced; one where somebody listens is an error.
  Status listen(const std::string& path);
  void close();

 private:
  class Caller;
  void accept();

  boost::asio::io_context& io_;
  Obey obey_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::string path_;
};

// Sends a line to the process that listens there and waits for its reply. Errors are those of the way there; the inner
// result is the other side's.
Result<Result<std::string>> order(const std::string& path, std::string_view line);

}  // namespace gridpost::devices
