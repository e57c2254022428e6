#include "base/clock.h"

namespace gridpost {

RunningWorldClock::RunningWorldClock(TimeMs start, double speed)
    : start_(start), speed_(speed), zero_(std::chrono::steady_clock::now()) {}

TimeMs RunningWorldClock::now() const {
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - zero_;
  return start_ + static_cast<TimeMs>(passed.count() * speed_);
}

TimeMs machine_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace gridpost
