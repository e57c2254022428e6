#include "app/drive.h"

#include <thread>
#include <vector>

namespace gridpost::app {

double drive(const Pace& pace, const std::function<void(int, LoadClock::time_point)>& call,
             const std::atomic<bool>& stop) {
  const LoadClock::time_point start = LoadClock::now();
  std::atomic<int> next{0};
  const auto due_of = [&](int i) {
    if (pace.per_second <= 0) return LoadClock::now();
    const std::chrono::duration<double> after(i / pace.per_second);
    return start + std::chrono::duration_cast<LoadClock::duration>(after);
  };
  const auto work = [&] {
    for (;;) {
      const int i = next++;
      const LoadClock::time_point due = due_of(i);
      const bool over = (pace.count > 0 && i >= pace.count) || (pace.time.count() > 0 && due >= start + pace.time);
      if (over || stop) return;
      std::this_thread::sleep_until(due);
      call(i, due);
    }
  };
  std::vector<std::thread> workers;
  for (int w = 0; w < pace.workers; ++w) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  return std::chrono::duration<double>(LoadClock::now() - start).count();
}

}  // namespace gridpost::app
