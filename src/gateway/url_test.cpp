#include "gateway/url.h"

#include <gtest/gtest.h>

namespace gridpost::gateway {
namespace {

TEST(Url, TheSchemeIsOptional) {
  for (const char* text : {"192.168.0.5:1880/smartdcc/duis", "http://192.168.0.5:1880/smartdcc/duis"}) {
    const auto url = Url::parse(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->host, "192.168.0.5");
    EXPECT_EQ(url->port, "1880");
    EXPECT_EQ(url->target, "/smartdcc/duis");
  }
}

TEST(Url, PortAndPathHaveDefaults) {
  const auto url = Url::parse("user.example");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->authority(), "user.example:80");
  EXPECT_EQ(url->target, "/");
  const auto v6 = Url::parse("[::1]:81/x");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(v6->authority(), "[::1]:81");
}

TEST(Url, RefusesWhatCannotBeReached) {
  for (const char* text : {"", "/path", ":80/x", "h:0/", "h:65536/", "h:80x/", "h:/", "[::1/x", "[::1]80", "ftp://h/",
                           "h/a b", "h/a\r\nX: y"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
}

TEST(Url, HttpsHasItsOwnPortAndOrigin) {
  const auto secure = Url::parse("https://h/x");
  ASSERT_TRUE(secure);
  EXPECT_TRUE(secure->secure);
  EXPECT_EQ(secure->origin(), "https://h:443");
  EXPECT_EQ(Url::parse("h:443/x")->origin(), "http://h:443");
}

}  // namespace
}  // namespace gridpost::gateway
