// What a server tells in /metrics; docs/reference/metrics.md lists it.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "gateway/http_server.h"
#include "gateway/operations.h"
#include "network/tcp_network.h"
#include "store/sqlite/outbox_depth.h"

namespace gridpost::app {

struct MetricSources {
  const engine::Engine& engine;
  const WorldClock& clock;
  const network::TcpNetwork& network;
  store::OutboxMeter& outbox;
  std::vector<std::pair<std::string, const gateway::HttpServer*>> ports;
  bool ready = false;
};

std::vector<gateway::Metric> server_metrics(const MetricSources& sources);
// Of this process, under the names that Prometheus's own libraries use.
std::vector<gateway::Metric> process_metrics();

}  // namespace gridpost::app
