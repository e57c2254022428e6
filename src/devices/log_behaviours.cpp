// Reading the event and security logs of gas Devices; those of the others are attributes. (GBCS 6)
#include "devices/behaviour_tables.h"
#include "devices/hub.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kNotFound = 0x8B;
constexpr std::int64_t kLogNumber = 0x0F;
// The logs of the gas proxy that are copies of the meter's.
constexpr std::int64_t kMeterEvents = 6;
constexpr std::int64_t kMeterSecurity = 7;

// The entries between the two times of the request, in one answer.
Done read_log(const Context& c, const Value& argument, EventLog log) {
  const Value* number = argument.find("EventControlLogId");
  const Value* from = argument.find("StartTime");
  const Value* to = argument.find("EndTime");
  if (!number || !from || !to) return {kNotFound, {}};
  const std::int64_t wanted = number->number & kLogNumber;
  const Device* source = &c.device;
  if (wanted == kMeterEvents || wanted == kMeterSecurity) {
    const auto mirrored = c.hub.mirrored();
    if (!mirrored) return {kNotFound, {}};
    source = &mirrored->device;
  }
  std::vector<Value> entries;
  for (const Event& event : source->events().read(log)) {
    const std::uint32_t at = gbcs::zigbee_time(event.at);
    if (at < from->as_unsigned() || at > to->as_unsigned()) continue;
    entries.push_back(structure({uint_value({}, 1, static_cast<std::uint64_t>(wanted)), uint_value({}, 2, event.code),
                                 uint_value({}, 4, at), octets_value({}, {})}));
  }
  if (entries.empty()) return {kNotFound, {}};
  const std::size_t total = entries.size();
  return {0, structure({uint_value({}, 2, total), uint_value({}, 1, 0), uint_value({}, 1, 1), uint_value({}, 1, 0),
                        list_value("entries", Wire::Array, std::move(entries))})};
}

Done read_event_log(const Context& c, const Value& argument) { return read_log(c, argument, EventLog::Event); }
Done read_security_log(const Context& c, const Value& argument) { return read_log(c, argument, EventLog::Security); }

constexpr NamedBehaviour kLogBehaviours[] = {{"read_event_log", read_event_log},
                                             {"read_security_log", read_security_log}};

}  // namespace

std::span<const NamedBehaviour> log_behaviours() { return kLogBehaviours; }

}  // namespace gridpost::devices
