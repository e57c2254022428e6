// What operators and their tools ask on port 8080: is it well, and what does it count.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "gateway/http.h"

namespace gridpost::gateway {

// One value in the metrics, under Prometheus's naming: "gridpost_requests_total".
struct Metric {
  enum class Kind : std::uint8_t { Counter, Gauge };
  std::string name;
  std::string help;
  Kind kind = Kind::Gauge;
  double value = 0;
  std::vector<std::pair<std::string, std::string>> labels = {};
};

// Both are called for each request, on the server's thread: they must be quick.
using ReadHealth = std::function<Status()>;
using ReadMetrics = std::function<std::vector<Metric>()>;

// GET /healthz: 200 "ok", or 503 with the reason. GET /metrics: Prometheus text format.
std::vector<Route> operations_routes(ReadHealth health, ReadMetrics metrics);

// Prometheus text format 0.0.4. Metrics of one name become one family, wherever they stand.
std::string prometheus_text(const std::vector<Metric>& metrics);

}  // namespace gridpost::gateway
