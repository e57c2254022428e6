#include "gateway/operations.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>

namespace gridpost::gateway {

namespace {

prometheus::MetricType type_of(Metric::Kind kind) {
  if (kind == Metric::Kind::Counter) return prometheus::MetricType::Counter;
  return kind == Metric::Kind::Gauge ? prometheus::MetricType::Gauge : prometheus::MetricType::Histogram;
}

prometheus::ClientMetric sample_of(const Metric& metric) {
  prometheus::ClientMetric sample;
  for (const auto& [name, value] : metric.labels) sample.label.push_back({name, value});
  if (metric.kind == Metric::Kind::Counter) sample.counter.value = metric.value;
  if (metric.kind == Metric::Kind::Gauge) sample.gauge.value = metric.value;
  if (metric.kind != Metric::Kind::Histogram) return sample;
  sample.histogram.sample_sum = metric.value;
  sample.histogram.sample_count = metric.count;
  for (const Metric::Bucket& bucket : metric.buckets) sample.histogram.bucket.push_back({bucket.count, bucket.at_most});
  return sample;
}

Handler words_of(ReadHealth read) {
  return [read = std::move(read)](Request&&, Answer answer) {
    const Status status = read();
    answer(status ? plain(200, "ok") : plain(503, status.error().text()));
  };
}

}  // namespace

std::string prometheus_text(const std::vector<Metric>& metrics) {
  std::map<std::string, prometheus::MetricFamily> families;
  for (const Metric& metric : metrics) {
    auto& family = families[metric.name];
    family.name = metric.name;
    family.help = metric.help;
    family.type = type_of(metric.kind);
    family.metric.push_back(sample_of(metric));
  }
  std::vector<prometheus::MetricFamily> ordered;
  for (auto& [name, family] : families) ordered.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(ordered);
}

std::vector<Route> operations_routes(ReadHealth health, ReadHealth ready, ReadMetrics metrics) {
  const auto get = [](std::string path, Handler handler) {
    return Route{.method = "GET", .path = std::move(path), .content_type = {}, .handler = std::move(handler)};
  };
  return {get("/healthz", words_of(std::move(health))), get("/readyz", words_of(std::move(ready))),
          get("/metrics", [metrics = std::move(metrics)](Request&&, Answer answer) {
            answer({.status = 200,
                    .content_type = "text/plain; version=0.0.4; charset=utf-8",
                    .body = prometheus_text(metrics()),
                    .headers = {}});
          })};
}

}  // namespace gridpost::gateway
