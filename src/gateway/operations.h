// What operators and their tools ask on port 8080: is it well, and what does it count.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "gateway/http.h"

namespace gridpost::gateway {

// One value in the metrics, or one histogram, under Prometheus's naming: "gridpost_requests_total".
struct Metric {
  enum class Kind : std::uint8_t { Counter, Gauge, Histogram };
  // How many values were at most this; the last one, without bound, is added by itself.
  struct Bucket {
    double at_most = 0;
    std::uint64_t count = 0;
  };
  std::string name;
  std::string help;
  Kind kind = Kind::Gauge;
  double value = 0;  // of a histogram: the sum
  std::vector<std::pair<std::string, std::string>> labels = {};
  std::vector<Bucket> buckets = {};  // of a histogram, rising
  std::uint64_t count = 0;           // of a histogram
};

// They are called for each request, on the server's thread: they must be quick.
using ReadHealth = std::function<Status()>;
using ReadMetrics = std::function<std::vector<Metric>()>;

// GET /healthz: does it work. GET /readyz: should it get requests now. Both 200 "ok", or 503 with the reason.
// GET /metrics: Prometheus text format.
std::vector<Route> operations_routes(ReadHealth health, ReadHealth ready, ReadMetrics metrics);

// Prometheus text format 0.0.4. Metrics of one name become one family, wherever they stand.
std::string prometheus_text(const std::vector<Metric>& metrics);

}  // namespace gridpost::gateway
