#include "devices/behaviours.h"

#include <algorithm>
#include <array>

#include "devices/hub.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

// DLMS result codes. (GBCS 5.2)
constexpr std::uint8_t kSuccess = 0;
constexpr std::uint8_t kHardwareFault = 1;  // how the reference hub answers for a device that is not on its log
constexpr std::uint8_t kTypeUnmatched = 12;

constexpr const char* kValidRange = "8/0-0:1.0.0.255/range";  // of this command's setTime
constexpr const char* kSiteId = "0702/0307";

Done done() { return {}; }

// ---- clocks ----

// The device takes the time of its hub if that lies between the two. True if it did.
bool take_hub_time(const Context& c, std::optional<TimeMs> from, std::optional<TimeMs> to) {
  const TimeMs hub_time = c.hub.clock(c.now);
  const bool good = from && to && *from <= hub_time && hub_time <= *to;
  if (good)
    c.device.set_clock(c.hub.skew());
  else
    c.device.doubt_clock();
  return good;
}

// "20260105080000Z"
std::optional<TimeMs> general_time(const Value& value) {
  const std::string t = text_of(value.octets);
  if (t.size() != 15) return std::nullopt;
  const auto time = parse_date_time(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + "T" +
                                    t.substr(8, 2) + ":" + t.substr(10, 2) + ":" + t.substr(12));
  return time ? std::optional(*time) : std::nullopt;
}

Value general_time_of(TimeMs time) {
  std::string text;
  for (const char c : iso(time))
    if (c != '-' && c != ':' && c != 'T') text += c;
  Value value = octets_value("deviceTime", Bytes(text.begin(), text.end()));
  value.wire = Wire::Time;
  return value;
}

Done set_valid_time_range(const Context& c, const Value& argument) {
  if (argument.items.size() != 3) return {kTypeUnmatched, {}};
  c.device.attributes().set(kValidRange, argument);
  return done();
}

Done set_time(const Context& c, const Value&) {
  const auto range = c.device.attributes().get(kValidRange);
  if (!range || range->items.size() != 3) return {kTypeUnmatched, {}};
  take_hub_time(c, gbcs::time_of_date_time(range->items[1].octets), gbcs::time_of_date_time(range->items[2].octets));
  return done();
}

// GCS28: {from, to} in, {device time, status} out.
Done set_clock(const Context& c, const Value& argument) {
  if (argument.items.size() != 2) return {kTypeUnmatched, {}};
  take_hub_time(c, general_time(argument.items[0]), general_time(argument.items[1]));
  const auto status = static_cast<std::int64_t>(c.device.clock_status());
  return {kSuccess, list_value({}, Wire::Structure,
                               {general_time_of(c.device.clock(c.now)), int_value("clockStatus", 0, status)})};
}

// ---- gas configuration ----

Done set_site_id(const Context& c, const Value& argument) {
  const Value* site = argument.find("SiteId");
  if (!site) return {kTypeUnmatched, {}};
  c.device.attributes().set(kSiteId, *site);
  return done();
}

// ---- the hub's device log ----

std::optional<Eui64> device_in(const Value& value) {
  const Value& id = value.items.empty() ? value : value.items.front();
  return id.octets.size() == 8 ? std::optional(Eui64::of(id.octets)) : std::nullopt;
}

Done add_log_entry(const Context& c, const Value& argument) {
  const auto id = device_in(argument);
  if (!id || argument.items.size() < 3) return {kTypeUnmatched, {}};
  return {c.hub.add_to_log(*id, argument.items[2].octets, c.now) ? kSuccess : kHardwareFault, {}};
}

Done remove_log_entry(const Context& c, const Value& argument) {
  const auto id = device_in(argument);
  if (!id) return {kTypeUnmatched, {}};
  return {c.hub.remove_from_log(*id, c.now) ? kSuccess : kHardwareFault, {}};
}

struct Named {
  std::string_view name;
  Behaviour behaviour;
};
constexpr std::array kBehaviours = {
    Named{"8/0-0:1.0.0.255/4", set_time},
    Named{"8/0-0:1.0.0.255/5", set_valid_time_range},
    Named{"104/0-0:30.3.0.255/1", add_log_entry},
    Named{"104/0-0:30.3.0.255/2", remove_log_entry},
    Named{"set_clock", set_clock},
    Named{"set_site_id", set_site_id},
};

// ---- attributes that follow from something else ----

// The factory reading and what went through since the world began.
std::uint64_t register_at(const Context& c) {
  const WorldDevice& profile = c.device.profile();
  const TimeMs passed = std::max<TimeMs>(0, c.now - c.device.world_start());
  return profile.reading + profile.per_day * static_cast<std::uint64_t>(passed) / static_cast<std::uint64_t>(kDay);
}

Value scaler_unit(std::int64_t unit) {
  return list_value({}, Wire::Structure, {int_value({}, 1, 0), Value{{}, Wire::Enum, 1, 0, unit, {}, {}}});
}

// Active import, reactive import (a tenth of it here), and the secondary element of a twin meter.
Value import_registers(const Context& c) {
  constexpr int kWattHours = 30;
  constexpr int kVarHours = 32;
  const std::uint64_t active = register_at(c);
  Value value = list_value(
      {}, Wire::Structure,
      {uint_value({}, 4, active), scaler_unit(kWattHours), uint_value({}, 4, active / 10), scaler_unit(kVarHours)});
  if (c.device.profile().variant.starts_with('B')) value.items.push_back(uint_value({}, 4, active / 4));
  return value;
}

Value clock_time(const Context& c) {
  const auto twelve = gbcs::date_time_of(c.device.clock(c.now));
  return octets_value({}, Bytes(twelve.begin(), twelve.end()));
}

Value clock_state(const Context& c) { return uint_value({}, 1, static_cast<std::uint64_t>(c.device.clock_status())); }

Value gas_volume(const Context& c) { return uint_value({}, 6, register_at(c)); }

struct Computed {
  DeviceType type;
  std::string_view key;
  Value (*value)(const Context&);
};
constexpr std::array kComputed = {
    Computed{DeviceType::ESME, "1/0-0:94.44.34.10/2", import_registers},
    Computed{DeviceType::ESME, "8/0-0:1.0.0.255/2", clock_time},
    Computed{DeviceType::ESME, "8/0-0:1.0.0.255/4", clock_state},
    Computed{DeviceType::GSME, "0702/0000", gas_volume},
};

}  // namespace

Behaviour find_behaviour(std::string_view name) {
  for (const Named& named : kBehaviours)
    if (named.name == name) return named.behaviour;
  return nullptr;
}

std::optional<Value> computed_attribute(const Context& context, std::string_view key) {
  for (const Computed& computed : kComputed)
    if (computed.type == context.device.type() && computed.key == key) return computed.value(context);
  return std::nullopt;
}

void start_attributes(Device& device) {
  const WorldDevice& profile = device.profile();
  Attributes& attributes = device.attributes();
  if (profile.type == DeviceType::ESME) {
    attributes.start_with("112/0-0:19.10.0.255/2", int_value({}, 4, profile.balance));
  } else if (profile.type == DeviceType::GSME) {
    constexpr std::int64_t kCubicMetres = 1;
    attributes.start_with("0702/0300", Value{{}, Wire::Enum, 1, 0, kCubicMetres, {}, {}});
    attributes.start_with("0702/0301", uint_value({}, 3, 1));     // multiplier
    attributes.start_with("0702/0302", uint_value({}, 3, 1000));  // divisor: the register counts litres
    attributes.start_with("0702/0A00", uint_value({}, 4, static_cast<std::uint64_t>(profile.balance)));
    attributes.start_with("0705/0001", int_value({}, 4, profile.prepayment_balance));
  }
}

}  // namespace gridpost::devices
