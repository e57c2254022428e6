// The load switch of an electricity meter, and the switches of its auxiliary loads.
#include <fmt/format.h>

#include "catalogue/use_case.h"
#include "devices/behaviour_tables.h"
#include "devices/result_codes.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

constexpr const char* kSupplyState = "70/0-0:96.3.10.255/3";

// Scripts of the load switch, and the state that each leads to. (ECS42 to ECS45)
Done run_supply_script(const Context& c, const Value& script) {
  static constexpr std::pair<std::int64_t, std::int64_t> kStates[] = {{51, 1}, {52, 0}, {54, 2}};
  for (const auto& [number, state] : kStates)
    if (script.number == number) {
      c.device.attributes().set(kSupplyState, enum_value({}, state));
      return {};
    }
  return {kOtherReason, {}};
}

// ---- auxiliary controllers ----

// Of a controller, what a supplier commands it for some time: the level that it puts out, or the one that it takes in.
std::string commanded_key(int controller, bool input) {
  return fmt::format("controller/{}/{}", controller, input ? "input" : "output");
}

// The times that are set in front of the script. (ECS47a)
std::optional<TimeMs> period_time(const Context& c, int controller, int which) {
  const auto twelve = c.device.attributes().get(fmt::format("1/0-0:94.44.{}.{}/2", 116 + controller, which));
  return twelve ? gbcs::time_of_date_time(twelve->octets) : std::nullopt;
}

// 10h the output, 20h the input, with the number of the controller in the high octet; percent in the low one. It holds
// from the one time to the other, which must not be over. (ECS47a)
Done command_level(const Context& c, std::int64_t script) {
  constexpr std::int64_t kMostPercent = 100;
  const std::int64_t level = script & 0xFF;
  const auto controller = static_cast<int>(script >> 8 & 0x0F);
  const bool input = script >> 12 == 2;
  if (controller < 1 || controller > kInstances || level > kMostPercent) return {kOtherReason, {}};
  const auto from = period_time(c, controller, 1);
  const auto until = period_time(c, controller, 2);
  if (!from || !until || *until <= *from || *until <= c.device.clock(c.now)) return {kOtherReason, {}};
  c.device.attributes().set(commanded_key(controller, input),
                            structure({date_time_value(*from), date_time_value(*until), int_value({}, 1, level)}));
  return {};
}

// Number of the switch in the high octet, action in the low one. Back to the calendar leaves the switch as it is, for
// the calendar is not played. (ECS47)
Done run_controller_script(const Context& c, const Value& script) {
  if (script.number >> 12 == 1 || script.number >> 12 == 2) return command_level(c, script.number);
  constexpr std::int64_t kClose = 0x11;
  constexpr std::int64_t kOpen = 0x12;
  constexpr std::int64_t kReset = 0x20;
  const std::int64_t number = script.number >> 8;
  const std::int64_t action = script.number & 0xFF;
  if (number < 1 || number > kInstances) return {kOtherReason, {}};
  if (action != kClose && action != kOpen && action != kReset) return {kOtherReason, {}};
  if (action != kReset)
    c.device.attributes().set(fmt::format("70/0-{}:96.3.10.255/2", number), bool_value({}, action == kClose));
  c.device.note(EventLog::Controllers, static_cast<std::uint16_t>(script.number), c.now);
  return {};
}

constexpr NamedBehaviour kSwitchBehaviours[] = {{"9/0-0:10.0.106.255/1", run_supply_script},
                                                {"9/0-0:10.0.103.255/1", run_controller_script}};

// The level that is commanded at this time, if one is.
std::optional<std::int64_t> commanded_level(const Context& c, int controller, bool input) {
  const auto commanded = c.device.attributes().get(commanded_key(controller, input));
  if (!commanded || commanded->items.size() != 3) return std::nullopt;
  const auto from = gbcs::time_of_date_time(commanded->items[0].octets);
  const auto until = gbcs::time_of_date_time(commanded->items[1].octets);
  const TimeMs clock = c.device.clock(c.now);
  if (!from || !until || clock < *from || clock >= *until) return std::nullopt;
  return commanded->items[2].number;
}

}  // namespace

// What a controller does: as it is commanded, else as its switch stands.
Value controller_state(const Context& c, int controller) {
  constexpr std::int64_t kOn = 100;
  const auto closed = c.device.attributes().get(fmt::format("70/0-{}:96.3.10.255/2", controller));
  const std::int64_t output = commanded_level(c, controller, false).value_or(closed && closed->number != 0 ? kOn : 0);
  std::string json = fmt::format("{{\"outputState\":{}", output);
  if (const auto input = commanded_level(c, controller, true)) json += fmt::format(",\"inputState\":{}", *input);
  json += "}";
  Value state = octets_value({}, Bytes(json.begin(), json.end()));
  state.wire = Wire::Utf8;
  return state;
}

std::span<const NamedBehaviour> switch_behaviours() { return kSwitchBehaviours; }

}  // namespace gridpost::devices
