// What the methods of DLMS objects do, by the class of the object: reset, adjust, clear, top up.
#pragma once

#include "devices/behaviours.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// None: the Device has no such method.
std::optional<Done> run_method(const Context& context, const gbcs::DlmsHead& head, const Value& argument);

}  // namespace gridpost::devices
