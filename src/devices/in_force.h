// Values of an electricity meter that are set in one place and hold in another: what the passive attributes get is read
// from the active ones.
#pragma once

#include "devices/behaviours.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// The key under which the value of a set attribute is read once it is in force; that of the attribute itself where it
// is the same.
std::string key_in_force(std::uint16_t class_id, const std::array<std::uint8_t, 6>& obis, std::uint8_t id);

// Sets the attribute, and puts its value into force.
void put_into_force(const Context& context, const gbcs::DlmsHead& head, const Value& value);

}  // namespace gridpost::devices
