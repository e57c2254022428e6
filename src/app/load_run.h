// A load on a server and what came of it; `gridpost load`.
#pragma once

#include <map>
#include <memory>

#include "app/drive.h"
#include "app/load_mix.h"
#include "base/histogram.h"

namespace gridpost::app {

// Of one item of the mix, or of all. Microseconds, from when the request was due.
struct LoadFigures {
  Histogram answers;                // to the synchronous answer
  Histogram round_trips;            // to the last answer, of those that came to a good end
  std::map<std::string, int> ends;  // by code of the last answer, or what went wrong
  int failed = 0;                   // ends without I0 among them
};

class LoadRun {
 public:
  // The Devices of the first homes (0: all) that the mix concerns. An error if an item finds none.
  static Result<std::unique_ptr<LoadRun>> make(Estate& estate, std::vector<MixItem> mix, int homes);

  // Drives the load; ends early when `stop` becomes true. The seconds that it took.
  double run(const Pace& pace, const std::atomic<bool>& stop);

  // May be looked at while it runs.
  const Histogram& answers() const { return all_.answers; }
  const Histogram& round_trips() const { return all_.round_trips; }
  int done() const { return done_; }
  int failed() const { return failed_; }
  // After the run: by name of the item, and of all.
  const std::map<std::string, LoadFigures>& by_item() const { return by_item_; }
  const LoadFigures& all() const { return all_; }

 private:
  LoadRun(Estate& estate, std::vector<MixItem> mix) : estate_(estate), mix_(std::move(mix)) {}
  std::size_t item_of(int call) const;
  void call(int number, LoadClock::time_point due);
  void note(LoadFigures& figures, const std::string& end, bool good);

  Estate& estate_;
  const std::vector<MixItem> mix_;
  std::vector<std::vector<const Subject*>> subjects_;  // by item
  std::uint64_t shares_ = 0;
  std::mutex mutex_;  // over the ends
  std::map<std::string, LoadFigures> by_item_;
  LoadFigures all_;
  std::atomic<int> done_{0};
  std::atomic<int> failed_{0};
};

}  // namespace gridpost::app
