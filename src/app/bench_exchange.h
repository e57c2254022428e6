// The load of `gridpost bench exchange` and what it measured.
#pragma once

#include <string>

#include "base/result.h"

namespace gridpost::app {

struct ExchangeBench {
  int round_trips = 4000;
  int commission_percent = 10;
  int homes = 100;
  int clients = 64;
  std::string folder = "run.data/bench";
};

struct ExchangeFigures {
  int round_trips = 0;
  int commissionings = 0;
  int failed = 0;
  double seconds = 0;
  double answer_ms_p50 = 0, answer_ms_p99 = 0;
  double server_cpu = 0, devices_cpu = 0, client_cpu = 0;  // seconds
  double sequencer_seconds = 0, commit_seconds = 0, sync_seconds = 0;
  double events_per_batch = 0;
  double signs_per_second = 0, verifies_per_second = 0;  // of OpenSSL, one core, same run
  double signs_per_trip = 0, verifies_per_trip = 0;
  unsigned cores = 1;
  double server_idle_mib = 0, server_mib = 0, devices_mib = 0;

  double per_second() const { return round_trips / seconds; }
  double micros(double cpu_seconds) const { return 1e6 * cpu_seconds / round_trips; }
  // Round trips per second if the cores did nothing but these signatures and verifications.
  double bound() const { return cores / (signs_per_trip / signs_per_second + verifies_per_trip / verifies_per_second); }
};

// Sets a stage, installs the homes, and runs the load. An error if it cannot be set up.
Result<ExchangeFigures> bench_exchange(const ExchangeBench& options);

}  // namespace gridpost::app
