#include "devices/behaviours.h"

#include <algorithm>
#include <array>

#include "devices/alerts.h"
#include "devices/behaviour_tables.h"
#include "devices/hub.h"
#include "devices/result_codes.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

constexpr const char* kValidRange = "8/0-0:1.0.0.255/range";  // of this command's setTime
constexpr const char* kSiteId = "0702/0307";

Done done() { return {}; }

// ---- clocks ----

// The device takes the time of its hub if that lies between the two. True if it did.
bool take_hub_time(const Context& c, std::optional<TimeMs> from, std::optional<TimeMs> to) {
  const TimeMs hub_time = c.hub.clock(c.now);
  const bool good =
      from && to && *from <= hub_time && hub_time <= *to && !(c.device.type() == DeviceType::GSME && part_fails(c));
  if (good)
    c.device.set_clock(c.hub.skew());
  else
    c.device.doubt_clock();
  c.device.note(EventLog::Event, good ? event_code::kClockAdjusted : event_code::kClockNotAdjusted, c.now);
  return good;
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
  take_hub_time(c, gbcs::time_of_general_time(argument.items[0].octets),
                gbcs::time_of_general_time(argument.items[1].octets));
  const auto status = static_cast<std::int64_t>(c.device.clock_status());
  return {0, structure({general_time_value("deviceTime", c.device.clock(c.now)), int_value("clockStatus", 0, status)})};
}

// ---- gas configuration ----

Done set_site_id(const Context& c, const Value& argument) {
  const Value* site = argument.find("SiteId");
  if (!site) return {kTypeUnmatched, {}};
  c.device.attributes().set(kSiteId, *site);
  return done();
}

constexpr NamedBehaviour kClocksAndSites[] = {
    {"8/0-0:1.0.0.255/4", set_time},
    {"8/0-0:1.0.0.255/5", set_valid_time_range},
    {"set_clock", set_clock},
    {"set_site_id", set_site_id},
};

}  // namespace

bool part_fails(const Context& c, std::size_t part) {
  const Fault* fault = c.device.faults().find(Fault::Kind::Fails, c.now);
  return fault && static_cast<std::size_t>(fault->part) == part + 1;
}

Behaviour find_behaviour(std::string_view name) {
  const std::span<const NamedBehaviour> tables[] = {kClocksAndSites,     hub_log_behaviours(),    join_behaviours(),
                                                    log_behaviours(),    credential_behaviours(), switch_behaviours(),
                                                    update_behaviours(), own_behaviours()};
  for (const auto& table : tables)
    for (const NamedBehaviour& named : table)
      if (named.name == name) return named.behaviour;
  return nullptr;
}

}  // namespace gridpost::devices
