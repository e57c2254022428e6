#include "app/server_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace gridpost::app {
namespace {

using gateway::Metric;
using Labels = std::vector<std::pair<std::string, std::string>>;

class Collector {
 public:
  void counter(const char* name, const char* help, double value, Labels labels = {}) {
    add(Metric::Kind::Counter, name, help, value, std::move(labels));
  }
  void gauge(const char* name, const char* help, double value, Labels labels = {}) {
    add(Metric::Kind::Gauge, name, help, value, std::move(labels));
  }
  // The bounds and the sum in units of `unit` recorded values.
  void histogram(const char* name, const char* help, const Histogram& values, const std::vector<double>& bounds,
                 double unit) {
    add(Metric::Kind::Histogram, name, help, static_cast<double>(values.sum()) / unit, {});
    for (const double bound : bounds)
      metrics.back().buckets.push_back({bound, values.at_most(static_cast<std::uint64_t>(bound * unit))});
    metrics.back().count = values.count();
  }
  void seconds(const char* name, const char* help, const Histogram& microseconds) {
    static const std::vector<double> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,   0.5,   1,      2.5,   5,    10,    60,   600};
    histogram(name, help, microseconds, bounds, 1e6);
  }
  void tally(const char* name, const char* help, const char* first, const char* second, const engine::Tally& tally) {
    for (const auto& [labels, count] : tally.counts())
      counter(name, help, static_cast<double>(count), {{first, labels.first}, {second, labels.second}});
  }

  std::vector<Metric> metrics;

 private:
  void add(Metric::Kind kind, const char* name, const char* help, double value, Labels labels) {
    metrics.push_back({name, help, kind, value, std::move(labels)});
  }
};

void add_requests(Collector& c, const engine::Engine& e) {
  const engine::Counters& n = e.counters();
  c.tally("gridpost_requests_total", "Requests by service and code of their synchronous answer", "service", "code",
          n.by_service);
  c.seconds("gridpost_answer_seconds", "From a whole request to its synchronous answer", n.answer_time);
  c.gauge("gridpost_intake_waiting", "Tasks that wait for a thread: parsing, cryptography, signing",
          static_cast<double>(e.waiting_tasks()));
}

void add_sequencer(Collector& c, const engine::Engine& e) {
  const engine::Counters& n = e.counters();
  c.gauge("gridpost_sequencer_waiting", "Events that wait for the sequencer", static_cast<double>(e.waiting_events()));
  c.histogram("gridpost_batch_events", "Events in one transaction", n.batch_events,
              {0, 1, 2, 4, 8, 16, 32, 64, 128, 256}, 1);
  c.counter("gridpost_failed_batches_total", "Transactions that were undone", static_cast<double>(n.failed_batches));
  c.counter("gridpost_sequencer_seconds_total", "Time spent in transactions",
            1e-6 * static_cast<double>(n.sequencer_microseconds));
  c.seconds("gridpost_store_commit_seconds", "Commits, without waiting for the disk", n.commit_time);
  c.seconds("gridpost_store_sync_seconds", "Until a commit was durable", n.sync_time);
  c.counter("gridpost_timers_total", "Timers that fired", static_cast<double>(n.timers));
}

void add_devices(Collector& c, const engine::Engine& e, const network::TcpNetwork& network) {
  const engine::Counters& n = e.counters();
  c.gauge("gridpost_device_processes", "Device processes that are connected", static_cast<double>(network.connected()));
  c.counter("gridpost_commands_sent_total", "Commands handed to the network, repeats included",
            static_cast<double>(n.commands_sent));
  c.counter("gridpost_commands_unsendable_total", "Commands without a key for the Device",
            static_cast<double>(n.commands_unsendable));
  c.counter("gridpost_device_messages_total", "Answers and alerts that came in, repeats included",
            static_cast<double>(n.device_messages));
  c.seconds("gridpost_device_round_trip_seconds", "From the first sending of a command to its answer",
            n.round_trips.times());
}

void add_outbox(Collector& c, const engine::Engine& e, store::OutboxMeter& meter) {
  c.tally("gridpost_pushes_total", "Attempts to deliver a push by User and result", "user", "result",
          e.counters().by_user);
  const auto depth = meter.depth();
  if (!depth) return;  // the store is failing: health says so
  const auto add = [&](const char* kind, const char* state, std::int64_t count) {
    c.gauge("gridpost_outbox", "Messages in the outbox", static_cast<double>(count),
            {{"kind", kind}, {"state", state}});
  };
  add("command", "queued", depth->commands_queued);
  add("command", "sent", depth->commands_sent);
  add("command", "parked", depth->commands_parked);
  add("push", "queued", depth->pushes_queued);
  add("push", "parked", depth->pushes_parked);
}

void add_ports(Collector& c, const MetricSources& sources) {
  for (const auto& [port, server] : sources.ports) {
    const gateway::ServerStats stats = server->stats();
    c.counter("gridpost_http_requests_total", "HTTP requests answered", static_cast<double>(stats.requests),
              {{"port", port}});
    c.counter("gridpost_http_refused_total", "Of these: refused by their header or form",
              static_cast<double>(stats.refused), {{"port", port}});
    c.gauge("gridpost_http_connections", "Open connections", static_cast<double>(stats.connections), {{"port", port}});
  }
}

double seconds_of(const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); }

}  // namespace

std::vector<Metric> server_metrics(const MetricSources& sources) {
  Collector c;
  add_requests(c, sources.engine);
  add_sequencer(c, sources.engine);
  add_devices(c, sources.engine, sources.network);
  add_outbox(c, sources.engine, sources.outbox);
  add_ports(c, sources);
  c.gauge("gridpost_ready", "1 when /readyz says so", sources.ready ? 1 : 0);
  c.gauge("gridpost_world_time_seconds", "World time, seconds since 1970",
          static_cast<double>(sources.clock.now()) / 1000);
  return std::move(c.metrics);
}

std::vector<Metric> process_metrics() {
  Collector c;
  std::ifstream pages("/proc/self/statm");
  double whole = 0;
  double resident = 0;
  pages >> whole >> resident;
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  c.gauge("process_virtual_memory_bytes", "Virtual memory", whole * page);
  c.gauge("process_resident_memory_bytes", "Resident memory", resident * page);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  c.counter("process_cpu_seconds_total", "User and system CPU time",
            seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
  std::error_code ec;
  double files = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", ec), end; !ec && entry != end; entry.increment(ec))
    ++files;
  c.gauge("process_open_fds", "Open file descriptors", files);
  return std::move(c.metrics);
}

}  // namespace gridpost::app
