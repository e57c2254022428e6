// What things cost in estates of two sizes: nothing that concerns one home may cost more in the larger one.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gridpost::app {

struct EstateBench {
  std::uint64_t small = 5'000;
  std::uint64_t large = 20'000;
  int reads = 5'000;  // single reads and updates for each figure
  double due = 0.01;  // share of homes whose Devices housekeeping removes
  std::string folder = "bench.data/estate";
};

// Figures of one size. Microseconds are medians; those of updates are without the disk's flush.
struct EstateCosts {
  std::uint64_t homes = 0;
  std::uint64_t devices = 0;
  double make_seconds = 0;
  double store_mib = 0;
  double read_micros = 0;           // one Device by its identifier
  double home_micros = 0;           // the Devices of one hub
  double update_micros = 0;         // the status of one meter: record, history, commit
  std::uint64_t removed = 0;        // by housekeeping
  double housekeeping_seconds = 0;  // batches made durable, without the rests between them
  double peak_mib = 0;              // memory of this process so far

  double removal_micros() const { return removed == 0 ? 0 : 1e6 * housekeeping_seconds / static_cast<double>(removed); }
};

struct EstateFiguresOfTwo {
  EstateCosts small, large;
};
Result<EstateFiguresOfTwo> bench_estate(const EstateBench& options);

}  // namespace gridpost::app
