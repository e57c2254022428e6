// The load switch of an electricity meter, and the switches of its auxiliary loads.
#include <fmt/format.h>

#include "catalogue/use_case.h"
#include "devices/behaviour_tables.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kOtherReason = 250;

constexpr const char* kSupplyState = "70/0-0:96.3.10.255/3";

// Scripts of the load switch, and the state that each leads to. (ECS42 to ECS45)
Done run_supply_script(const Context& c, const Value& script) {
  static constexpr std::pair<std::int64_t, std::int64_t> kStates[] = {{51, 1}, {52, 0}, {54, 2}};
  for (const auto& [number, state] : kStates)
    if (script.number == number) {
      c.device.attributes().set(kSupplyState, Value{{}, Wire::Enum, 1, 0, state, {}, {}});
      return {};
    }
  return {kOtherReason, {}};
}

// Number of the switch in the high octet, action in the low one. Back to the calendar leaves the switch as it is, for
// the calendar is not played. Levels of controllers are not played either. (ECS47)
Done run_controller_script(const Context& c, const Value& script) {
  constexpr std::int64_t kClose = 0x11;
  constexpr std::int64_t kOpen = 0x12;
  constexpr std::int64_t kReset = 0x20;
  const std::int64_t number = script.number >> 8;
  const std::int64_t action = script.number & 0xFF;
  if (number < 1 || number > kInstances) return {kOtherReason, {}};
  if (action != kClose && action != kOpen && action != kReset) return {kOtherReason, {}};
  if (action != kReset)
    c.device.attributes().set(fmt::format("70/0-{}:96.3.10.255/2", number), bool_value({}, action == kClose));
  return {};
}

constexpr NamedBehaviour kTable[] = {{"9/0-0:10.0.106.255/1", run_supply_script},
                                     {"9/0-0:10.0.103.255/1", run_controller_script}};

}  // namespace

std::span<const NamedBehaviour> switch_behaviours() { return kTable; }

}  // namespace gridpost::devices
