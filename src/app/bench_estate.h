// What things cost in estates of two sizes: nothing that concerns one home may cost more in the larger one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace gridpost::app {

struct EstateBench {
  std::uint64_t small = 50'000;
  std::uint64_t large = 1'000'000;
  int reads = 5'000;  // single reads and updates for each figure
  double due = 0.01;  // share of homes whose Devices housekeeping removes
  std::string folder = "bench.data/estate";
  // How far a part of the work is: its name, and "done of total".
  std::function<void(std::string_view part, std::uint64_t done, std::uint64_t total)> progress = {};
};

// Microseconds, medians over homes by chance, each after another commit, which is not measured.
struct HomeCost {
  double first = 0;  // as the store was left: what making the other estate drove out of memory comes from the disk
  double again = 0;  // of the same homes, whose pages are in memory now
};

// Figures of one size. Those of updates are without the disk's flush.
struct EstateCosts {
  std::uint64_t homes = 0;
  std::uint64_t devices = 0;
  double make_seconds = 0;
  double store_mib = 0;
  HomeCost read;              // one Device by its identifier
  HomeCost home;              // the Devices of one hub
  HomeCost update;            // the status of one meter: record, history, commit
  HomeCost flag;              // the same with the flag of its metering point, and the update that waits for a file
  std::uint64_t removed = 0;  // by housekeeping
  double housekeeping_seconds = 0;  // batches made durable, without the rests between them
  std::uint64_t suspended = 0;      // Devices of a model that has left the list
  double suspension_seconds = 0;    // the job, as for housekeeping
  std::uint64_t in_files = 0;       // updates of flags in the files that follow
  std::uint64_t files = 0;
  double files_seconds = 0;  // until they lie in the providers' folders

  double removal_micros() const { return each(housekeeping_seconds, removed); }
  double suspension_micros() const { return each(suspension_seconds, suspended); }
  double filing_micros() const { return each(files_seconds, in_files); }

 private:
  static double each(double seconds, std::uint64_t count) {
    return count == 0 ? 0 : 1e6 * seconds / static_cast<double>(count);
  }
};

struct EstateFiguresOfTwo {
  EstateCosts small, large;
  double peak_mib = 0;  // memory of this process at most
};
// Makes both estates anew and measures in them, what concerns one home in turns. What it does to them stays in the
// folder.
Result<EstateFiguresOfTwo> bench_estate(const EstateBench& options);

}  // namespace gridpost::app
