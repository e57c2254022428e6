// What a hub has for the other end of its link: answers and alerts, kept until they are acknowledged, and answers whose
// time has not come.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "base/frame.h"
#include "base/time.h"
#include "devices/state_store.h"

namespace gridpost::devices {

class Deliveries {
 public:
  static constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();

  Deliveries(Eui64 hub, State& state);

  // The answer to this very command, if it is kept.
  std::optional<Frame> answer_to(std::uint64_t delivery, View command) const;
  Frame keep_answer(std::uint64_t delivery, View command, View answer);
  Frame keep_alert(View alert);
  // The answer of a Device that comes late: leaves when `at` has come.
  void hold_answer(std::uint64_t delivery, View command, View answer, Eui64 device, TimeMs at);
  // Held answers whose time has come become kept ones.
  void release(TimeMs now, std::vector<Frame>& out);
  TimeMs next_release() const { return next_release_; }
  // The Device forgets what it has not sent.
  void drop_held(Eui64 device);

  // The other side has committed this answer or alert.
  void acknowledged(FrameType type, std::uint64_t delivery);
  // Answers and alerts that were not acknowledged.
  std::vector<Frame> unacknowledged() const;
  // One of them; none if it was acknowledged.
  std::optional<Frame> unacknowledged(FrameType type, std::uint64_t delivery) const;

 private:
  struct Held;
  std::vector<Held> held() const;
  void schedule();

  Eui64 hub_;
  State& state_;
  TimeMs next_release_ = kNever;
};

}  // namespace gridpost::devices
