// A request and its reply, as handlers see them; a route says which requests a handler gets.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gridpost::gateway {

struct Request {
  std::string path;   // without the query
  std::string query;  // what follows the '?', as sent
  std::string body;
};

struct Reply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // more header fields
};

// Answers with words for the person who has to mend the request.
inline Reply plain(int status, std::string text) {
  text += '\n';
  return {.status = status, .body = std::move(text), .headers = {}};
}

// Calls `answer` once, at once or later, from any thread. An `answer` that is dropped uncalled becomes a 500.
using Answer = std::function<void(Reply)>;
using Handler = std::function<void(Request&&, Answer)>;

inline constexpr std::size_t kMebibyte = 1024 * 1024;

struct Route {
  std::string method;        // "GET", "POST"
  std::string path;          // matched exactly
  std::string content_type;  // what the request must carry, parameters aside; empty: anything
  std::size_t body_limit = kMebibyte;
  Handler handler;
};

}  // namespace gridpost::gateway
