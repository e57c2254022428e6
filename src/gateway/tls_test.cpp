#include "gateway/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "gateway/http_client.h"
#include "gateway/push_client.h"
#include "gateway/raw_client.h"
#include "gateway/receiver.h"
#include "gateway/tls_for_tests.h"

namespace gridpost::gateway {
namespace {

using testing::HasSubstr;

template <class T>
T must(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
  return std::move(*result);
}

class TlsTest : public testing::Test {
 protected:
  // An echo over TLS.
  void serve(const TlsFiles& files) {
    server_ = std::make_unique<HttpServer>(
        std::vector<Route>{{.method = "POST",
                            .path = "/",
                            .content_type = {},
                            .body_limit = kMebibyte,
                            .handler =
                                [](Request&& request, const Answer& answer) {
                                  answer({.status = 200, .body = std::move(request.body), .headers = {}});
                                }}},
        ServerLimits{}, nullptr, must(server_tls(files)));
    ASSERT_TRUE(server_->start("127.0.0.1", 0));
  }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ':' + std::to_string(server_->port()) + '/';
  }
  // The body that comes back, or why there is none.
  static std::string ask(const TlsFiles& files, const std::string& where, const std::string& body = "hello") {
    HttpClient client({}, must(client_tls(files)));
    auto reply = client.post(where, body);
    return reply ? reply->body : reply.error().text();
  }
  TlsFiles of_server(const std::string& clients = {}) { return ours_.files("IP:127.0.0.1,DNS:localhost", clients); }
  TlsFiles trusting() const { return {.certificate = {}, .key = {}, .authorities = ours_.authorities()}; }

  TlsAuthority ours_{"ours"};
  TlsAuthority others_{"others"};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsTest, CarriesRequestsOnKeptConnections) {
  serve(of_server());
  HttpClient client({}, must(client_tls(trusting())));
  for (const std::size_t size : {5u, 100'000u, 1'000'000u}) {
    const std::string body(size, 'x');
    const auto reply = client.post(url(), body);
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->body, body);
  }
  EXPECT_EQ(server_->stats().connections, 1u);
  EXPECT_EQ(ask(trusting(), url("localhost")), "hello") << "a name instead of the address";
}

TEST_F(TlsTest, TheServerMustProveWhoItIs) {
  serve(of_server());
  EXPECT_THAT(ask({.certificate = {}, .key = {}, .authorities = others_.authorities()}, url()),
              HasSubstr("certificate verify failed"));
  EXPECT_THAT(ask({}, url()), HasSubstr("certificate verify failed")) << "the system does not know this authority";
  serve(ours_.files("DNS:elsewhere.example", {}));
  EXPECT_THAT(ask(trusting(), url()), HasSubstr("certificate verify failed")) << "a certificate for another host";
}

TEST_F(TlsTest, WithAuthoritiesTheClientMustProveItToo) {
  serve(of_server(ours_.authorities()));
  EXPECT_EQ(ask(ours_.files("DNS:client", ours_.authorities()), url()), "hello");
  EXPECT_THAT(ask(trusting(), url()), testing::Ne("hello"));
  EXPECT_THAT(ask(others_.files("DNS:client", ours_.authorities()), url()), testing::Ne("hello"));
  EXPECT_EQ(ask(ours_.files("DNS:client", ours_.authorities()), url()), "hello") << "it goes on after the refusals";
  EXPECT_EQ(server_->stats().requests, 2u);
}

TEST_F(TlsTest, PushesGoToHttpsEndpointsWithOurCertificate) {
  std::string taken;
  Receiver receiver(
      [&taken](std::string body) {
        taken = std::move(body);
        return true;
      },
      "/smartdcc/duis", must(server_tls(of_server(ours_.authorities()))));
  ASSERT_TRUE(receiver.start("127.0.0.1", 0));
  const auto push = [&](const TlsFiles& files) {
    PushClient client({}, must(client_tls(files)));
    std::promise<engine::Push::Outcome> outcome;
    client.post("https://" + receiver.endpoint(), "<answer/>",
                [&outcome](engine::Push::Outcome ended) { outcome.set_value(std::move(ended)); });
    return outcome.get_future().get();
  };
  EXPECT_EQ(push(trusting()).http_status, 0) << "it wants to see a certificate";
  EXPECT_EQ(taken, "");
  EXPECT_EQ(push(ours_.files("DNS:dcc", ours_.authorities())).http_status, 204);
  EXPECT_EQ(taken, "<answer/>");
}

TEST_F(TlsTest, ClearTextAndTlsDoNotMix) {
  serve(of_server());
  HttpClient client;
  EXPECT_FALSE(client.post("http://127.0.0.1:" + std::to_string(server_->port()) + '/', "hello"));
  RawClient raw(server_->port());
  raw.send(post_text("/", "hello"));
  EXPECT_EQ(raw.rest().find("HTTP/1.1 200"), std::string::npos);
  EXPECT_EQ(server_->stats().requests, 0u);
  Receiver clear([](const std::string&) { return true; });
  ASSERT_TRUE(clear.start("127.0.0.1", 0));
  EXPECT_THAT(ask(trusting(), "https://" + clear.endpoint()), HasSubstr("no TLS connection"));
}

TEST_F(TlsTest, ASilentPeerIsDisconnected) {
  ServerLimits limits;
  limits.handshake = std::chrono::milliseconds(50);
  HttpServer server({}, limits, nullptr, must(server_tls(of_server())));
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  RawClient silent(server.port());
  EXPECT_EQ(silent.rest(), "");
}

TEST_F(TlsTest, TooLargeABodyIsToldOverTls) {
  serve(of_server());
  HttpClient client({}, must(client_tls(trusting())));
  const auto reply = client.post(url(), std::string(2 * kMebibyte, 'x'));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(reply->status, 413);
}

TEST_F(TlsTest, WrongFilesAreToldByName) {
  const TlsFiles good = of_server(), other = of_server();
  EXPECT_FALSE(server_tls({}));
  EXPECT_FALSE(server_tls({.certificate = good.certificate, .key = {}, .authorities = {}}));
  EXPECT_FALSE(client_tls({.certificate = good.certificate, .key = {}, .authorities = {}}));
  const auto missing = server_tls({.certificate = "nowhere.pem", .key = good.key, .authorities = {}});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr("nowhere.pem"));
  const auto swapped = server_tls({.certificate = good.certificate, .key = other.key, .authorities = {}});
  ASSERT_FALSE(swapped);
  EXPECT_THAT(swapped.error().text(), HasSubstr(other.key));
  EXPECT_FALSE(client_tls({.certificate = {}, .key = {}, .authorities = good.key})) << "no certificate in it";
}

}  // namespace
}  // namespace gridpost::gateway
