// A User's side of the gateway: signs requests, posts them, checks and signs pre-commands, and waits for what is
// pushed.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crypto/agreed_secrets.h"
#include "crypto/key_store.h"
#include "duis/request.h"
#include "duis/response.h"
#include "gateway/http_client.h"
#include "gateway/receiver.h"
#include "transform/transform.h"

namespace gridpost::app {

struct ClientOptions {
  std::string gateway = "http://127.0.0.1:8079";
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 0;               // of the receive-response endpoint; 0: any free one
  std::chrono::milliseconds patience{60'000};  // how long to wait for a pushed answer
  std::size_t connections = 64;                // to the gateway at a time
  bool forgets = false;                        // keeps no alert, and no answer that was waited for: for endless loads
  gateway::TlsPtr tls = nullptr;               // for a gateway with https
};

// What came back on one request.
struct Exchange {
  duis::Response acknowledged;           // the synchronous answer
  std::optional<duis::Response> pushed;  // the final one, if the synchronous answer was I99
  // Code of the last answer.
  const std::string& code() const { return pushed ? pushed->code : acknowledged.code; }
  const duis::Response& final() const { return pushed ? *pushed : acknowledged; }
};

class Client {
 public:
  // `keys` holds the User's private keys and the certificates of all.
  Client(ClientOptions options, Eui64 user, const crypto::KeyStore& keys);
  ~Client();

  // Starts the receive-response endpoint.
  Status start();
  void stop();
  std::string endpoint() const { return receiver_.endpoint(options_.listen_address); }

  // A counter that was not used before: milliseconds since 1970, rising.
  std::uint64_t next_counter();

  // Sends the request through all its steps: signs and posts it, signs the pre-command of a critical one if it means
  // what was asked, waits for the pushed answer to an I99. The target tells how to check the pre-command, and of a join
  // the type of the other Device. `answered` is called when the first synchronous answer is here.
  Result<Exchange> send(const duis::Request& request, const transform::Target& target,
                        const std::function<void()>& answered = {}, std::optional<DeviceType> other_device = {});
  // One signed request to one service; no more.
  Result<duis::Response> post(const duis::Request& request);
  // A document as it is.
  Result<gateway::ClientReply> post_raw(int command_variant, std::string document);
  // Signed document of the request.
  Result<std::string> signed_document(const duis::Request& request) const;
  // Waits for what is pushed under this RequestID.
  Result<duis::Response> wait_for(const RequestId& id);

  // Every distinct message pushed so far, in order of arrival, with how often it came.
  struct Pushed {
    duis::Response response;
    std::string content;  // the document as it first came, without its signature
    int times = 1;
    int changed = 0;  // repeats whose content was another
  };
  std::vector<Pushed> pushed() const;
  // Pushed messages that were not taken: unreadable, or not signed by the DCC.
  int refused() const;

 private:
  static constexpr std::size_t kSecrets = 100'000;  // with Devices, kept to check their answers

  bool on_message(const std::string& body);
  // What was pushed under this RequestID; there is something. With the mutex held.
  duis::Response take(const RequestId& id);
  Result<duis::Response> verified(const std::string& body) const;
  Status genuine(const duis::Request& request, const duis::Response& response) const;
  Result<duis::Request> signed_pre_command(const duis::Request& request, const transform::Target& target,
                                           std::optional<DeviceType> other_device,
                                           const duis::PreCommand& pre_command) const;

  ClientOptions options_;
  Eui64 user_;
  const crypto::KeyStore& keys_;
  mutable crypto::AgreedSecrets secrets_{kSecrets};
  gateway::HttpClient http_;
  gateway::Receiver receiver_;
  mutable std::mutex mutex_;
  std::map<std::size_t, Pushed> pushed_;  // by order of arrival
  std::size_t next_pushed_ = 0;
  std::map<std::string, std::size_t> by_identity_;  // "RequestID|ResponseID|kind" to place in pushed_
  std::map<RequestId, std::size_t> by_request_;
  std::multimap<RequestId, std::condition_variable*> waiting_;  // each thread is woken by its own answer only
  std::uint64_t last_counter_ = 0;
  int refused_ = 0;
};

// The service a command variant is posted to: "serviceT", "serviceS" or "serviceD".
std::string_view service_of(int command_variant);

}  // namespace gridpost::app
