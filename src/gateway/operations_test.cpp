#include "gateway/operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/http_server.h"
#include "gateway/raw_client.h"

namespace gridpost::gateway {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<Metric> nothing() { return {}; }

TEST(Operations, HealthIsOkOrSaysWhyNot) {
  Status health;
  HttpServer server(operations_routes([&health] { return health; }, [] { return Status{}; }, nothing));
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  RawClient client(server.port());
  client.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("ok\n")));
  health = fail("the disk is full", "store");
  client.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("the disk is full")));
}

TEST(Operations, WhatIsHealthyNeedNotBeReady) {
  Status ready = fail("no device process is connected", "network");
  HttpServer server(operations_routes([] { return Status{}; }, [&ready] { return ready; }, nothing));
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  RawClient client(server.port());
  client.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200 "));
  client.send("GET /readyz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("no device process is connected")));
  ready = {};
  client.send("GET /readyz HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("ok\n")));
}

TEST(Operations, HistogramsAreCumulativeAndEndWithoutBound) {
  const std::string text = prometheus_text({{.name = "gridpost_answer_seconds",
                                             .help = "Answers.",
                                             .kind = Metric::Kind::Histogram,
                                             .value = 1.5,
                                             .buckets = {{0.01, 2}, {0.1, 5}},
                                             .count = 7}});
  EXPECT_EQ(text,
            "# HELP gridpost_answer_seconds Answers.\n# TYPE gridpost_answer_seconds histogram\n"
            "gridpost_answer_seconds_count 7\ngridpost_answer_seconds_sum 1.5\n"
            "gridpost_answer_seconds_bucket{le=\"0.01\"} 2\ngridpost_answer_seconds_bucket{le=\"0.1\"} 5\n"
            "gridpost_answer_seconds_bucket{le=\"+Inf\"} 7\n");
}

TEST(Operations, MetricsOfOneNameAreOneFamily) {
  const std::string text = prometheus_text({
      {.name = "gridpost_requests_total",
       .help = "Requests.",
       .kind = Metric::Kind::Counter,
       .value = 12,
       .labels = {{"code", "I99"}}},
      {.name = "gridpost_queue", .help = "Waiting.", .value = 2.5},
      {.name = "gridpost_requests_total",
       .help = "Requests.",
       .kind = Metric::Kind::Counter,
       .value = 3,
       .labels = {{"code", "E\"4"}}},
  });
  EXPECT_EQ(text,
            "# HELP gridpost_queue Waiting.\n# TYPE gridpost_queue gauge\ngridpost_queue 2.5\n"
            "# HELP gridpost_requests_total Requests.\n# TYPE gridpost_requests_total counter\n"
            "gridpost_requests_total{code=\"I99\"} 12\ngridpost_requests_total{code=\"E\\\"4\"} 3\n");
}

TEST(Operations, MetricsAreServedAsPrometheusText) {
  const auto good = [] { return Status{}; };
  HttpServer server(
      operations_routes(good, good, [] { return std::vector<Metric>{{.name = "up", .help = "", .value = 1}}; }));
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  RawClient client(server.port());
  client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.answer(), AllOf(HasSubstr("Content-Type: text/plain; version=0.0.4"), EndsWith("up 1\n")));
}

}  // namespace
}  // namespace gridpost::gateway
