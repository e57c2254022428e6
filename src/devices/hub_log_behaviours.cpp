// The device log of the hub: add, remove, read, restore. (GBCS 11)
#include "devices/behaviour_tables.h"
#include "devices/hub.h"
#include "devices/result_codes.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kSuccess = 0;
// How the reference hub answers for a device that is not on its log.
constexpr std::uint8_t kNotOnHubLog = kHardwareFault;

std::optional<Eui64> device_in(const Value& value) {
  const Value& id = value.items.empty() ? value : value.items.front();
  return id.octets.size() == 8 ? std::optional(Eui64::of(id.octets)) : std::nullopt;
}

Done add_log_entry(const Context& c, const Value& argument) {
  const auto id = device_in(argument);
  if (!id || argument.items.size() < 3) return {kTypeUnmatched, {}};
  return {c.hub.add_to_log(*id, argument.items[2].octets, c.now) ? kSuccess : kNotOnHubLog, {}};
}

Done remove_log_entry(const Context& c, const Value& argument) {
  const auto id = device_in(argument);
  if (!id) return {kTypeUnmatched, {}};
  return {c.hub.remove_from_log(*id, c.now) ? kSuccess : kNotOnHubLog, {}};
}

Done read_current_log(const Context& c, const Value&) {
  return {kSuccess, c.hub.log_value(c.hub.han().entries(), c.now)};
}

Done read_former_log(const Context& c, const Value&) {
  return {kSuccess, c.hub.log_value(c.hub.han().former(), c.now)};
}

// {HAN identifier, entries {Device, hash of its link key}} of the hub that was replaced.
Done restore_log(const Context& c, const Value& argument) {
  if (argument.items.size() != 2) return {kTypeUnmatched, {}};
  std::vector<std::pair<Eui64, Bytes>> entries;
  for (const Value& entry : argument.items[1].items) {
    const auto id = device_in(entry);
    if (!id || entry.items.size() != 2) return {kTypeUnmatched, {}};
    entries.emplace_back(*id, entry.items[1].octets);
  }
  c.hub.restore_log(entries, c.now);
  return {kSuccess, {}};
}

constexpr NamedBehaviour kHubLogBehaviours[] = {
    {"104/0-0:30.3.0.255/1", add_log_entry},    {"104/0-0:30.3.0.255/2", remove_log_entry},
    {"104/0-0:30.3.0.255/4", read_current_log}, {"104/0-0:30.3.1.255/4", read_former_log},
    {"104/0-0:30.3.0.255/5", restore_log},
};

}  // namespace

std::span<const NamedBehaviour> hub_log_behaviours() { return kHubLogBehaviours; }

}  // namespace gridpost::devices
