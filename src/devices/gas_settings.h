// What ZCL commands that set something leave in a gas Device.
#pragma once

#include "devices/behaviours.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// Does what the command says, by its behaviour if it has one, and keeps what it sets. False: it could not.
bool take_gas_setting(const Context& context, Behaviour effect, const gbcs::Item& command);

// Parts of a calendar that were published: type of calendar, command of cluster 0707.
std::vector<Value> published_calendar(const Context& context, std::int64_t type, std::uint8_t command);
// What the last command of this cluster and number set, if there was one.
std::optional<Value> published(const Context& context, std::uint16_t cluster, std::uint8_t command);
// When mode or tariff changed, by the Device's clock, oldest first; at first when the world began.
std::vector<TimeMs> mode_changes(const Context& context);
// Bits for this event, 0 as long as nobody set them.
std::uint64_t event_configuration(const Context& context, std::uint64_t event);

}  // namespace gridpost::devices
