#include "gateway/push_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

#include "gateway/http_client.h"
#include "gateway/raw_client.h"
#include "gateway/receiver.h"

namespace gridpost::gateway {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Outcome = engine::Push::Outcome;

std::future<Outcome> push(PushClient& client, const std::string& endpoint, std::string body) {
  auto promise = std::make_shared<std::promise<Outcome>>();
  client.post(endpoint, std::move(body), [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
  return promise->get_future();
}

// An endpoint that keeps every request until it is let go, and counts them.
class StuckEndpoint {
 public:
  StuckEndpoint() { EXPECT_TRUE(server_.start("127.0.0.1", 0)); }
  ~StuckEndpoint() { release(); }
  void release() {
    std::lock_guard lock(mutex_);
    for (const Answer& answer : answers_) answer({.status = 204, .body = {}, .headers = {}});
    answers_.clear();
  }
  bool wait_for(std::size_t requests) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, milliseconds(5000), [&] { return answers_.size() >= requests; });
  }
  std::size_t held() {
    std::lock_guard lock(mutex_);
    return answers_.size();
  }
  std::string endpoint() const { return "127.0.0.1:" + std::to_string(server_.port()) + "/"; }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Answer> answers_;
  HttpServer server_{
      {Route{.method = "POST", .path = "/", .content_type = {}, .handler = [this](Request&&, Answer answer) {
               std::lock_guard lock(mutex_);
               answers_.push_back(std::move(answer));
               arrived_.notify_all();
             }}}};
};

std::uint16_t closed_port() {
  HttpServer server({});
  EXPECT_TRUE(server.start("127.0.0.1", 0));
  return server.port();
}

TEST(PushClient, DeliversAndReportsTheReceiversVerdict) {
  std::string taken;
  Receiver receiver([&taken](std::string body) {
    taken = body;
    return body != "bad";
  });
  ASSERT_TRUE(receiver.start("127.0.0.1", 0));
  PushClient client;
  EXPECT_EQ(push(client, receiver.endpoint(), "<good/>").get().http_status, 204);
  EXPECT_EQ(taken, "<good/>");
  const Outcome refused = push(client, "http://" + receiver.endpoint(), "bad").get();
  EXPECT_EQ(refused.http_status, 400);
  EXPECT_EQ(refused.detail, "HTTP 400: message refused");
  EXPECT_EQ(push(client, "127.0.0.1:" + std::to_string(receiver.port()) + "/elsewhere", "x").get().http_status, 404);
}

TEST(PushClient, SaysWhyNothingWasDelivered) {
  PushClient client;
  const Outcome refused = push(client, "127.0.0.1:" + std::to_string(closed_port()) + "/x", "x").get();
  EXPECT_EQ(refused.http_status, 0);
  EXPECT_THAT(refused.detail, HasSubstr("refused"));
}

TEST(PushClient, AStuckEndpointHoldsUpItselfOnly) {
  StuckEndpoint stuck;
  Receiver receiver([](std::string) { return true; });
  ASSERT_TRUE(receiver.start("127.0.0.1", 0));
  ClientLimits limits;
  limits.per_endpoint = 4;
  limits.total = 4;  // the stuck endpoint takes all of it
  limits.whole = milliseconds(60'000);
  PushClient client(limits);
  std::vector<std::future<Outcome>> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(push(client, stuck.endpoint(), "x"));
  ASSERT_TRUE(stuck.wait_for(4));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(push(client, receiver.endpoint(), "x").get().http_status, 204);
  EXPECT_EQ(stuck.held(), 4u) << "more at a time than the limit for one endpoint";
  stuck.release();
  ASSERT_TRUE(stuck.wait_for(4));
  stuck.release();
  ASSERT_TRUE(stuck.wait_for(2));
  stuck.release();
  for (auto& outcome : waiting) EXPECT_EQ(outcome.get().http_status, 204);
}

TEST(PushClient, ASlowEndpointTimesOut) {
  StuckEndpoint stuck;
  ClientLimits limits;
  limits.whole = milliseconds(100);
  PushClient client(limits);
  const Outcome outcome = push(client, stuck.endpoint(), "x").get();
  EXPECT_EQ(outcome.http_status, 0);
  EXPECT_THAT(outcome.detail, HasSubstr("no reply within the time limit"));
}

TEST(PushClient, WhatWaitsIsBounded) {
  StuckEndpoint stuck;
  ClientLimits limits;
  limits.per_endpoint = 1;
  limits.waiting = 2;
  PushClient client(limits);
  std::vector<std::future<Outcome>> waiting;
  waiting.push_back(push(client, stuck.endpoint(), "x"));
  ASSERT_TRUE(stuck.wait_for(1));
  for (int i = 0; i < 2; ++i) waiting.push_back(push(client, stuck.endpoint(), "x"));
  EXPECT_THAT(push(client, stuck.endpoint(), "x").get().detail, HasSubstr("2 requests wait already"));
}

TEST(PushClient, ItsEndEndsWhatIsUnderWay) {
  StuckEndpoint stuck;
  auto client = std::make_unique<PushClient>(ClientLimits{.per_endpoint = 1});
  auto first = push(*client, stuck.endpoint(), "x");
  auto second = push(*client, stuck.endpoint(), "x");
  ASSERT_TRUE(stuck.wait_for(1));
  client.reset();
  EXPECT_THAT(first.get().detail, HasSubstr("stopped"));
  EXPECT_THAT(second.get().detail, HasSubstr("stopped"));
}

TEST(PushClient, ManyPushesShareKeptConnections) {
  std::atomic<int> taken{0};
  Receiver receiver([&taken](std::string) {
    ++taken;
    return true;
  });
  ASSERT_TRUE(receiver.start("127.0.0.1", 0));
  PushClient client;
  std::vector<std::future<Outcome>> outcomes;
  for (int i = 0; i < 2000; ++i) outcomes.push_back(push(client, receiver.endpoint(), std::string(500, 'x')));
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().http_status, 204);
  EXPECT_EQ(taken, 2000);
}

TEST(HttpClient, AConnectionThatTheServerClosedIsNotUsedAgain) {
  ServerLimits limits;
  limits.idle = milliseconds(50);
  HttpServer server(
      {Route{.method = "POST",
             .path = "/",
             .content_type = {},
             .handler =
                 [](Request&& request, Answer answer) {
                   answer({.status = 200, .content_type = "application/xml", .body = request.body, .headers = {}});
                 }}},
      limits);
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  HttpClient client;
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.post(url, std::to_string(i));
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->content_type, "application/xml");
    EXPECT_EQ(reply->body, std::to_string(i));
    std::this_thread::sleep_for(milliseconds(150));
  }
  EXPECT_EQ(server.stats().connections, 0u);
}

TEST(HttpClient, AnEarlyRefusalOfALargeBodyIsSeen) {
  HttpServer server({Route{.method = "POST", .path = "/", .content_type = {}, .body_limit = 10, .handler = {}}});
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  HttpClient client;
  const auto reply = client.post("127.0.0.1:" + std::to_string(server.port()) + "/", std::string(20 * kMebibyte, 'x'));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(reply->status, 413);
}

TEST(HttpClient, TheTimeLimitOfACallHolds) {
  StuckEndpoint stuck;
  HttpClient client;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(client.post(stuck.endpoint(), "x", milliseconds(100)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(5000));
}

}  // namespace
}  // namespace gridpost::gateway
