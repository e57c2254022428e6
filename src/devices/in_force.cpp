#include "devices/in_force.h"

#include <algorithm>
#include <array>

#include "devices/tariff_registers.h"

namespace gridpost::devices {
namespace {

using Obis = std::array<std::uint8_t, 6>;

// Attributes of a passive calendar or charge, by class, and those that hold.
struct Pair {
  std::uint16_t class_id;
  std::uint8_t passive, active;
};
constexpr Pair kPairs[] = {{20, 6, 2}, {20, 7, 3}, {20, 8, 4}, {20, 9, 5}, {113, 6, 5}, {9000, 4, 2}};

// Settings of prepayment and load limit, which other objects show. (ECS08a, ECS28a, ECS03; ECS26a, ECS27)
struct Shown {
  std::string_view set, shown;
};
constexpr Shown kShown[] = {
    {"9000/0-0:94.44.128.2/4", "112/0-0:19.10.1.255/9"},  {"9000/0-0:94.44.128.3/4", "112/0-0:19.10.1.255/10"},
    {"9000/0-0:94.44.128.9/4", "111/0-0:19.0.0.255/16"},  {"9000/0-0:94.44.128.12/4", "111/0-0:19.0.0.255/18"},
    {"9000/0-0:94.44.128.13/4", "111/0-0:19.0.0.255/19"}, {"9000/0-0:94.44.128.22/4", "21/0-0:16.0.1.255/2"},
    {"9000/0-0:94.44.128.7/4", "71/0-0:17.0.0.255/4"},    {"9000/0-0:94.44.128.6/4", "71/0-0:17.0.0.255/6"},
    {"9000/0-0:94.44.128.8/4", "71/0-0:17.0.0.255/7"},
};
constexpr std::string_view kDisablement = "21/0-0:16.0.1.255/2";  // a list of the one threshold

// The object that holds for one of passive settings: of another group B, or thresholds of another group D.
Obis active_object(std::uint16_t class_id, Obis obis) {
  constexpr std::uint8_t kRegisterMonitor = 21, kAccount = 111, kSchedule = 10, kSpecialDays = 11;
  if (class_id == kAccount || class_id == kSchedule || class_id == kSpecialDays) obis[1] = 0;
  if (class_id == kRegisterMonitor && obis[2] == 16 && obis[3] == 1) obis[3] = 0;
  return obis;
}

// Behaviour of events: {mask, values} of 256 bits each change the settings, which are read four objects further on.
constexpr std::size_t kEventOctets = 32;
bool is_event_mask(const gbcs::DlmsHead& head, const Value& value) {
  const Obis& o = head.obis;
  return head.class_id == 1 && o[0] == 0 && o[2] == 97 && o[3] == 98 && o[4] >= 11 && o[4] <= 14 &&
         value.octets.size() == 2 * kEventOctets;
}

void set_events(Device& device, const gbcs::DlmsHead& head, const Value& mask) {
  constexpr std::uint8_t kFurther = 4;
  Obis settings = head.obis;
  settings[4] = static_cast<std::uint8_t>(settings[4] + kFurther);
  const std::string key = dlms_key(head.class_id, settings, head.id);
  Value now = device.attributes().get(key).value_or(bits_value({}, 8 * kEventOctets, Bytes(kEventOctets)));
  now.octets.resize(kEventOctets);
  for (std::size_t i = 0; i < kEventOctets; ++i) {
    const std::uint8_t meant = mask.octets[i];
    now.octets[i] = static_cast<std::uint8_t>((now.octets[i] & ~meant) | (mask.octets[kEventOctets + i] & meant));
  }
  device.attributes().set(key, now);
}

// Switching tables, special days, block thresholds, and the daily reset of block counters.
bool decides_registers(const gbcs::DlmsHead& head) {
  const bool calendar = head.class_id == 20 || head.class_id == 11 || head.class_id == 22;
  return calendar || (head.class_id == 21 && head.obis[2] == 16);
}

}  // namespace

std::string key_in_force(std::uint16_t class_id, const Obis& obis, std::uint8_t id) {
  const std::string own = dlms_key(class_id, obis, id);
  for (const Shown& s : kShown)
    if (own == s.set) return std::string(s.shown);
  for (const Pair& p : kPairs)
    if (p.class_id == class_id && p.passive == id) return dlms_key(class_id, obis, p.active);
  return dlms_key(class_id, active_object(class_id, obis), id);
}

void put_into_force(const Context& c, const gbcs::DlmsHead& head, const Value& value) {
  Device& device = c.device;
  if (decides_registers(head)) settle_tariff(c);
  const std::string own = dlms_key(head.class_id, head.obis, head.id);
  const std::string holds = key_in_force(head.class_id, head.obis, head.id);
  device.attributes().set(own, value);
  if (is_event_mask(head, value)) return set_events(device, head, value);
  if (holds == kDisablement)
    device.attributes().set(holds, list_value({}, Wire::Array, {value}));
  else if (holds != own)
    device.attributes().set(holds, value);
}

}  // namespace gridpost::devices
