#include "gateway/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "gateway/raw_client.h"

namespace gridpost::gateway {
namespace {

using std::chrono::milliseconds;
using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// Keeps what it is asked until the test answers.
class Held {
 public:
  Handler handler() {
    return [this](Request&&, Answer answer) {
      std::lock_guard lock(mutex_);
      answer_ = std::move(answer);
      arrived_.notify_all();
    };
  }
  Answer take() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, milliseconds(5000), [this] { return answer_.has_value(); }));
    Answer answer = std::move(*answer_);
    answer_.reset();
    return answer;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<Answer> answer_;
};

Reply echo(std::string body) {
  return {.status = 200, .content_type = "text/plain", .body = std::move(body), .headers = {}};
}

Route echo_route(std::size_t limit = 1000) {
  return {.method = "POST",
          .path = "/echo",
          .content_type = "application/xml",
          .body_limit = limit,
          .handler = [](Request&& request, Answer answer) { answer(echo(request.body + '?' + request.query)); }};
}

Route route_to(Handler handler) {
  return {.method = "GET", .path = "/held", .content_type = {}, .handler = std::move(handler)};
}

class HttpServerTest : public testing::Test {
 protected:
  void start(std::vector<Route> routes, ServerLimits limits = {}, unsigned threads = 1) {
    server_ = std::make_unique<HttpServer>(std::move(routes), limits);
    const Status started = server_->start("127.0.0.1", 0, threads);
    ASSERT_TRUE(started) << started.error().text();
  }
  std::string ask(std::string_view text) {
    RawClient client(server_->port());
    client.send(text);
    return client.answer();
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, RoutesByPathMethodAndContentType) {
  start({echo_route()});
  EXPECT_THAT(ask(post_text("/echo?a=b", "body")), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("body?a=b")));
  EXPECT_THAT(ask(post_text("/echo", "body", "Application/XML; charset=utf-8")), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(post_text("/other", "")), AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("/other")));
  EXPECT_THAT(ask("GET /echo HTTP/1.1\r\nHost: t\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: POST\r\n")));
  EXPECT_THAT(ask(post_text("/echo", "{}", "application/json")),
              AllOf(StartsWith("HTTP/1.1 415 "), HasSubstr("application/xml"), HasSubstr("application/json")));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/xml\r\nContent-Encoding: gzip\r\n"
                  "Content-Length: 1\r\n\r\nx"),
              AllOf(StartsWith("HTTP/1.1 415 "), HasSubstr("gzip")));
  EXPECT_EQ(server_->stats().requests, 7u);
  EXPECT_EQ(server_->stats().refused, 5u);
}

TEST_F(HttpServerTest, OnePathMayTakeSeveralMethods) {
  Route get = route_to([](Request&&, Answer answer) { answer(echo("got")); });
  get.path = "/echo";
  start({echo_route(), get});
  EXPECT_THAT(ask("GET /echo HTTP/1.1\r\nHost: t\r\n\r\n"), EndsWith("got"));
  EXPECT_THAT(ask(post_text("/echo", "x")), EndsWith("x?"));
  EXPECT_THAT(ask("DELETE /echo HTTP/1.1\r\nHost: t\r\n\r\n"), HasSubstr("Allow: POST, GET\r\n"));
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrderOnOneConnection) {
  start({echo_route()});
  RawClient client(server_->port());
  client.send(post_text("/echo", "one") + post_text("/echo", "two") + post_text("/echo", "three"));
  EXPECT_THAT(client.answer(), EndsWith("\r\n\r\none?"));
  EXPECT_THAT(client.answer(), EndsWith("\r\n\r\ntwo?"));
  EXPECT_THAT(client.answer(), EndsWith("\r\n\r\nthree?"));
  client.send(post_text("/echo", "four"));
  EXPECT_THAT(client.answer(), EndsWith("four?"));
}

TEST_F(HttpServerTest, KeepsOrClosesTheConnectionAsTheClientAsks) {
  start({echo_route()});
  const std::string old = "POST /echo HTTP/1.0\r\nContent-Type: application/xml\r\nContent-Length: 1\r\n";
  RawClient once(server_->port());
  once.send(old + "\r\nx");
  EXPECT_THAT(once.rest(), HasSubstr("Connection: close\r\n"));
  RawClient kept(server_->port());
  kept.send(old + "Connection: keep-alive\r\n\r\ny");
  EXPECT_THAT(kept.answer(), HasSubstr("Connection: keep-alive\r\n"));
  kept.send(old + "\r\nz");
  EXPECT_THAT(kept.rest(), EndsWith("z?"));
}

TEST_F(HttpServerTest, ABodyOverTheLimitIsRefusedBeforeOrWhileItArrives) {
  start({echo_route(1000)});
  EXPECT_THAT(ask(post_text("/echo", std::string(1000, 'x'))), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(post_text("/echo", std::string(1001, 'x'))),
              AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("1000 octets"), HasSubstr("Connection: close\r\n")));
  const std::string chunked =
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(ask(chunked + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"), EndsWith("abcdefg?"));
  EXPECT_THAT(
      ask(chunked + "258\r\n" + std::string(600, 'x') + "\r\n258\r\n" + std::string(600, 'x') + "\r\n0\r\n\r\n"),
      StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, AClientThatWaitsForContinueGetsIt) {
  start({echo_route(1000)});
  const std::string header =
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/xml\r\nExpect: 100-continue\r\n";
  RawClient client(server_->port());
  client.send(header + "Content-Length: 2\r\n\r\n");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 100 "));
  client.send("ok");
  EXPECT_THAT(client.answer(), EndsWith("ok?"));
  EXPECT_THAT(ask(header + "Content-Length: 2000\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequest) {
  ServerLimits limits;
  limits.header_octets = 1024;
  start({echo_route()}, limits);
  EXPECT_THAT(ask("GET /echo HTTP/1.1\r\nX: " + std::string(5000, 'x') + "\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(ask("\x16\x03\x01 this is TLS\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
              StartsWith("HTTP/1.1 400 "));
  RawClient truncated(server_->port());
  truncated.send(post_text("/echo", "a body cut short").substr(0, 100));
  truncated.end_of_sending();
  EXPECT_THAT(truncated.answer(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("before it was complete")));
}

// A proxy in front might see other bounds between requests than we do, so whatever leaves them open ends the
// connection.
TEST_F(HttpServerTest, RefusesRequestsWhoseEndIsInDoubt) {
  start({echo_route()});
  const std::string head = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/xml\r\n";
  const std::string second = "POST /echo HTTP/1.1\r\nHost: t\r\n\r\n";
  for (const char* bounds :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 99999999999999999999\r\n\r\nhello", "Content-Length : 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n"}) {
    RawClient client(server_->port());
    client.send(head + bounds + second);
    client.end_of_sending();
    const std::string rest = client.rest();
    EXPECT_THAT(rest, AnyOf(StartsWith("HTTP/1.1 400 "), StartsWith("HTTP/1.1 413 "))) << bounds;
    EXPECT_EQ(rest.find("\r\nContent-Length: "), rest.rfind("\r\nContent-Length: ")) << "a second answer: " << rest;
  }
}

TEST_F(HttpServerTest, PathsAreNamesAndLeadToNoFile) {
  start({route_to([](Request&&, Answer answer) { answer(echo("held")); })});
  for (const char* path : {"/../held", "/held/", "//held", "/./held", "/held/../held", "/%68eld", "/held%00", "/HELD",
                           "/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "*", "http://other/held"})
    EXPECT_THAT(ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n\r\n"), StartsWith("HTTP/1.1 404 ")) << path;
}

TEST_F(HttpServerTest, ASlowClientIsDisconnectedAndHoldsNobodyUp) {
  ServerLimits limits;
  limits.idle = milliseconds(200);
  limits.body = milliseconds(200);
  start({echo_route()}, limits);
  RawClient silent(server_->port());
  RawClient slow_header(server_->port());
  slow_header.send("POST /echo HT");
  RawClient slow_body(server_->port());
  slow_body.send(post_text("/echo", "a body").substr(0, 80));
  EXPECT_THAT(ask(post_text("/echo", "quick")), EndsWith("quick?"));
  const auto start_time = std::chrono::steady_clock::now();
  EXPECT_EQ(silent.rest(), "");
  EXPECT_EQ(slow_header.rest(), "");
  EXPECT_EQ(slow_body.rest(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start_time, milliseconds(5000));
}

TEST_F(HttpServerTest, TwoThousandRequestsAtOnce) {
  start({echo_route()}, {}, 2);
  constexpr int kClients = 2000 / 10;
  constexpr int kEach = 10;
  std::atomic<int> good{0};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < kClients; ++i) clients.push_back(std::make_unique<RawClient>(server_->port()));
  for (int i = 0; i < kClients; ++i) {
    for (int k = 0; k < kEach; ++k) clients[i]->send(post_text("/echo", std::to_string(i * kEach + k)));
  }
  for (int i = 0; i < kClients; ++i) {
    for (int k = 0; k < kEach; ++k) {
      if (clients[i]->answer().ends_with("\r\n\r\n" + std::to_string(i * kEach + k) + '?')) ++good;
    }
  }
  EXPECT_EQ(good, kClients * kEach);
  EXPECT_EQ(server_->stats().requests, 2000u);
}

TEST_F(HttpServerTest, TooManyConnectionsGet503) {
  ServerLimits limits;
  limits.connections = 2;
  start({echo_route()}, limits);
  RawClient first(server_->port());
  RawClient second(server_->port());
  first.send(post_text("/echo", "1"));
  EXPECT_THAT(first.answer(), EndsWith("1?"));
  second.send(post_text("/echo", "2"));
  EXPECT_THAT(second.answer(), EndsWith("2?"));
  RawClient third(server_->port());
  EXPECT_THAT(third.answer(), StartsWith("HTTP/1.1 503 "));
  first.send(post_text("/echo", "again"));
  EXPECT_THAT(first.answer(), EndsWith("again?"));
}

TEST_F(HttpServerTest, AnAnswerMayComeLaterFromAnotherThreadAndOnlyOnce) {
  Held held;
  start({route_to(held.handler()), echo_route()});
  RawClient waiting(server_->port());
  waiting.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\n");
  const Answer answer = held.take();
  EXPECT_THAT(ask(post_text("/echo", "meanwhile")), EndsWith("meanwhile?"));
  std::thread([&] {
    answer(echo("later"));
    answer(echo("twice"));
  }).join();
  EXPECT_THAT(waiting.answer(), EndsWith("later"));
  waiting.send(post_text("/echo", "next"));
  EXPECT_THAT(waiting.answer(), EndsWith("next?"));
}

TEST_F(HttpServerTest, ADroppedAnswerBecomes500) {
  start({route_to([](Request&&, Answer) {})});
  EXPECT_THAT(ask("GET /held HTTP/1.1\r\nHost: t\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, StoppingLetsRequestsUnderWayFinish) {
  Held held;
  start({route_to(held.handler())});
  RawClient idle(server_->port());
  RawClient waiting(server_->port());
  waiting.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\n");
  Answer answer = held.take();
  std::thread stopper([this] { server_->stop(); });
  EXPECT_EQ(idle.rest(), "");
  answer(echo("finished"));
  EXPECT_THAT(waiting.rest(), AllOf(HasSubstr("Connection: close\r\n"), EndsWith("finished")));
  stopper.join();
}

TEST_F(HttpServerTest, AnAnswerAfterTheEndOfTheServerIsHarmless) {
  Held held;
  ServerLimits limits;
  limits.stop = milliseconds(50);
  start({route_to(held.handler())}, limits, 2);
  RawClient waiting(server_->port());
  waiting.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\n");
  Answer answer = held.take();
  server_.reset();
  answer(echo("too late"));
  answer = nullptr;
  EXPECT_EQ(waiting.rest(), "");
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  start({echo_route()});
  HttpServer second({echo_route()});
  const Status status = second.start("127.0.0.1", server_->port());
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), HasSubstr(std::to_string(server_->port())));
  EXPECT_FALSE(second.start("localhost", 0));
}

TEST_F(HttpServerTest, APortThatIsHeldAnswersNobodyUntilItServes) {
  HttpServer server({echo_route()});
  ASSERT_TRUE(server.hold("127.0.0.1", 0));
  ASSERT_NE(server.port(), 0);
  EXPECT_FALSE(RawClient::connects(server.port()));
  ASSERT_TRUE(server.serve());
  EXPECT_TRUE(RawClient::connects(server.port()));
  HttpServer never_served({echo_route()});
  ASSERT_TRUE(never_served.hold("127.0.0.1", 0));
  HttpServer late({echo_route()});
  EXPECT_FALSE(late.hold("127.0.0.1", server.port()));
}

TEST_F(HttpServerTest, HeadIsTheAnswerToGetWithoutItsBody) {
  Route get = route_to([](Request&&, Answer answer) { answer(echo("12345")); });
  start({get, echo_route()});
  RawClient client(server_->port());
  client.send("HEAD /held HTTP/1.1\r\nHost: t\r\n\r\nGET /held HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  const std::string both = client.rest();
  const std::string head = both.substr(0, both.find("\r\n\r\n") + 4);
  EXPECT_THAT(head, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Length: 5\r\n")));
  EXPECT_THAT(both.substr(head.size()), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("12345")));
  RawClient wrong(server_->port());
  wrong.send("HEAD /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(wrong.rest(), AllOf(StartsWith("HTTP/1.1 405 "), EndsWith("\r\n\r\n")));
}

TEST_F(HttpServerTest, BodiesTogetherAreBounded) {
  Held held;
  ServerLimits limits;
  limits.bodies_octets = 2'500;
  Route keep = echo_route(10'000);
  keep.path = "/keep";
  keep.handler = held.handler();
  start({keep, echo_route(10'000)}, limits, 2);
  RawClient first(server_->port());
  first.send(post_text("/keep", std::string(2'000, 'x')));
  Answer answer = held.take();
  EXPECT_THAT(ask(post_text("/echo", std::string(600, 'x'))),
              AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("try again later")));
  EXPECT_THAT(ask(post_text("/echo", std::string(400, 'x'))), StartsWith("HTTP/1.1 200 ")) << "this one has room";
  answer(echo("done"));
  EXPECT_THAT(first.answer(), EndsWith("done"));
  EXPECT_THAT(ask(post_text("/echo", std::string(600, 'x'))), StartsWith("HTTP/1.1 200 ")) << "the room is given back";
}

TEST_F(HttpServerTest, SendersThatAnnounceMuchAndSendNothingTakeNoRoom) {
  ServerLimits limits;
  limits.bodies_octets = 2'500;
  start({echo_route(10'000)}, limits);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 10; ++i) {
    idle.push_back(std::make_unique<RawClient>(server_->port()));
    idle.back()->send(
        "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/xml\r\nContent-Length: 10000\r\n\r\nx");
  }
  EXPECT_THAT(ask(post_text("/echo", std::string(2'000, 'x'))), StartsWith("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace gridpost::gateway
