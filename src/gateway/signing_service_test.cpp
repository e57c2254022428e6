#include "gateway/signing_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "gateway/http_server.h"
#include "gateway/raw_client.h"

namespace gridpost::gateway {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// A tool that says what it was asked, and refuses "bad".
SigningTool echo_tool() {
  return {.sign = [](const std::string& document, bool preserve) -> SigningOutcome {
            if (document == "bad") return {10, "not \"valid\""};
            return {0, document + (preserve ? " kept" : " fresh")};
          },
          .verify = [](const std::string& document) -> SigningOutcome {
            return {0, "bare " + document};
          }};
}

class SigningServiceTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.start("127.0.0.1", 0)); }
  std::string post(const std::string& path, const std::string& body, const std::string& type = "application/json") {
    RawClient client(server_.port());
    client.send(post_text(path, body, type));
    return client.answer();
  }
  static std::string order(std::string_view document, const std::string& more = {}) {
    return R"({"message":")" + to_base64(view_of(document)) + '"' + more + '}';
  }
  static std::string answered(std::string_view document) {
    return R"({"message":")" + to_base64(view_of(document)) + "\"}";
  }

  HttpServer server_{signing_routes(echo_tool())};
};

TEST_F(SigningServiceTest, SignsAndVerifiesBase64InJson) {
  EXPECT_THAT(post("/sign", order("a")), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("application/json"),
                                               EndsWith("\r\n\r\n" + answered("a fresh"))));
  EXPECT_THAT(post("/sign", order("a", R"(,"preserveCounter":true)")), EndsWith(answered("a kept")));
  EXPECT_THAT(post("/sign", order("a", R"(,"preserveCounter":false)")), EndsWith(answered("a fresh")));
  EXPECT_THAT(post("/sign", order("a", R"(,"preserveCounter":null)"), "text/plain"), EndsWith(answered("a fresh")));
  EXPECT_THAT(post("/verify", order("a")), EndsWith(answered("bare a")));
}

TEST_F(SigningServiceTest, RefusalsCarryWordsAndTheToolsCode) {
  EXPECT_THAT(post("/sign", order("bad")), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("application/json"),
                                                 EndsWith(R"({"error":"not \"valid\"","errorCode":10})")));
  for (const std::string& body :
       {std::string(), std::string("junk"), std::string("[]"), std::string("{}"), std::string(R"({"message":7})"),
        std::string(R"({"message":"%%%"})"), order("a", R"(,"preserveCounter":"yes")"), std::string(100'000, '[')}) {
    EXPECT_THAT(post("/sign", body), AllOf(StartsWith("HTTP/1.1 400 "), EndsWith(R"("errorCode":2})"))) << body;
  }
}

TEST_F(SigningServiceTest, OtherPathsAndMethodsAre404And405) {
  EXPECT_THAT(post("/", order("a")), StartsWith("HTTP/1.1 404 "));
  RawClient client(server_.port());
  client.send("GET /sign HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 405 "));
}

TEST_F(SigningServiceTest, BodiesAreBounded) {
  RawClient client(server_.port());
  client.send("POST /sign HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(25 * kMebibyte) + "\r\n\r\n");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 413 "));
}

}  // namespace
}  // namespace gridpost::gateway
