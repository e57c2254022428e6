#include "gateway/duis_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "gateway/http_server.h"
#include "gateway/raw_client.h"

namespace gridpost::gateway {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class DuisGatewayTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.start("127.0.0.1", 0)); }
  std::string ask(std::string_view text) {
    RawClient client(server_.port());
    client.send(text);
    return client.answer();
  }

  HttpServer server_{duis_routes([](WebService service, std::string body, Answer answer) {
    answer(duis_reply("service " + std::to_string(static_cast<int>(service)) + ", " + std::to_string(body.size())));
  })};
};

TEST_F(DuisGatewayTest, EachPathIsItsService) {
  EXPECT_THAT(
      ask(post_text("/api/v1/serviceT", "12")),
      AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: application/xml\r\n"), EndsWith("service 0, 2")));
  EXPECT_THAT(ask(post_text("/api/v1/serviceS", "12")), EndsWith("service 1, 2"));
  EXPECT_THAT(ask(post_text("/api/v1/serviceD", "12")), EndsWith("service 2, 2"));
  EXPECT_THAT(ask(post_text("/api/v1/services", "12")), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(ask("GET /api/v1/serviceD HTTP/1.1\r\nHost: t\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask(post_text("/api/v1/serviceD", "{}", "text/xml")), StartsWith("HTTP/1.1 415 "));
}

TEST_F(DuisGatewayTest, SixteenMebibytesOnServiceDOneElsewhere) {
  for (const auto& [path, limit] : std::map<std::string, std::size_t>{
           {"/api/v1/serviceT", 1048576}, {"/api/v1/serviceS", 1048576}, {"/api/v1/serviceD", 16777216}}) {
    EXPECT_THAT(ask(post_text(path, std::string(limit, 'x'))), EndsWith(", " + std::to_string(limit))) << path;
    EXPECT_THAT(ask(post_text(path, std::string(limit + 1, 'x'))), StartsWith("HTTP/1.1 413 ")) << path;
  }
}

}  // namespace
}  // namespace gridpost::gateway
