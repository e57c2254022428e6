#include "inventory/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gridpost::inventory {
namespace {

struct Step {
  RecoveryStep step;
  std::string_view text;
  StatusEvent event;
  SmiStatus after;  // in which it is taken already
};
constexpr auto kSteps = std::to_array<Step>({
    {RecoveryStep::Begun, "begun", StatusEvent::RecoveryBegun, SmiStatus::Recovery},
    {RecoveryStep::Replaced, "replaced", StatusEvent::RecoveryDone, SmiStatus::Recovered},
    {RecoveryStep::Ended, "ended", StatusEvent::CredentialsReplaced, SmiStatus::Commissioned},
});

const Step& of(RecoveryStep step) {
  return *std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) { return s.step == step; });
}

}  // namespace

std::string_view text(RecoveryStep step) { return of(step).text; }

std::optional<RecoveryStep> recovery_step(std::string_view text) {
  const auto it = std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) { return s.text == text; });
  return it == kSteps.end() ? std::nullopt : std::optional(it->step);
}

Outcome<Change> recovery_moved(Device device, RecoveryStep step, TimeMs now) {
  const Step& wanted = of(step);
  Change change;
  if (device.status == wanted.after) return change;
  const SmiStatus before = device.status;
  if (!move_status(device, wanted.event, {}, now, change))
    return refuse(rule::kRecoveryStatus,
                  fmt::format("a {} that is {} does not take the step '{}'", catalogue::text(device.type),
                              catalogue::text(before), wanted.text));
  change.rules.push_back(rule::kRecoveryMoved);
  change.devices.push_back(std::move(device));
  return change;
}

}  // namespace gridpost::inventory
