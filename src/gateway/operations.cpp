#include "gateway/operations.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>

namespace gridpost::gateway {

std::string prometheus_text(const std::vector<Metric>& metrics) {
  std::map<std::string, prometheus::MetricFamily> families;
  for (const Metric& metric : metrics) {
    auto& family = families[metric.name];
    const bool counter = metric.kind == Metric::Kind::Counter;
    family.name = metric.name;
    family.help = metric.help;
    family.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    auto& sample = family.metric.emplace_back();
    for (const auto& [name, value] : metric.labels) sample.label.push_back({name, value});
    (counter ? sample.counter.value : sample.gauge.value) = metric.value;
  }
  std::vector<prometheus::MetricFamily> ordered;
  for (auto& [name, family] : families) ordered.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(ordered);
}

std::vector<Route> operations_routes(ReadHealth health, ReadMetrics metrics) {
  const auto get = [](std::string path, Handler handler) {
    return Route{.method = "GET", .path = std::move(path), .content_type = {}, .handler = std::move(handler)};
  };
  return {get("/healthz",
              [health = std::move(health)](Request&&, Answer answer) {
                const Status status = health();
                answer(status ? plain(200, "ok") : plain(503, status.error().text()));
              }),
          get("/metrics", [metrics = std::move(metrics)](Request&&, Answer answer) {
            answer({.status = 200,
                    .content_type = "text/plain; version=0.0.4; charset=utf-8",
                    .body = prometheus_text(metrics()),
                    .headers = {}});
          })};
}

}  // namespace gridpost::gateway
