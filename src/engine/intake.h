// From the body of an HTTP request to its signed answer. (design: How one request travels)
#pragma once

#include "engine/context.h"

namespace gridpost::engine {

class Intake {
 public:
  using Reply = std::function<void(HttpReply)>;
  explicit Intake(Context context) : context_(context) {}

  // Takes a request. `reply` is called once, on some thread: with a signed DUIS response and status 200, or in plain
  // words when there is no RequestID to quote (4xx), when too much waits (503), or when the store failed (503).
  void handle(exchange::WebService service, std::string body, Reply reply);
  // Puts into the audit trail what the gateway refused before there was a body.
  void note_refusal(int status, const std::string& words);

 private:
  void check(exchange::WebService service, std::string body, const Reply& reply);
  exchange::RequestArrived read(exchange::WebService service, const duis::Document& document) const;
  Status check_signatures(const duis::Document& document, exchange::RequestArrived& arrived) const;
  void refuse_in_words(int status, const Error& error, std::string body, const Reply& reply);
  void decide(exchange::RequestArrived arrived, const Reply& reply);
  void answer(Sequencer::Answer answer, const Reply& reply);
  Result<std::string> document_of(Sequencer::Answer answer) const;

  Context context_;
};

}  // namespace gridpost::engine
