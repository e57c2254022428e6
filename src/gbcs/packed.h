// Lists as decode() gives them. It reads every item once, to know that it is good, and keeps none: a list stays the
// octets that it was. A Value is many times as large as the few octets of a number, so only who needs the items of a
// list, and for as long, has them.
#pragma once

#include <functional>

#include "gbcs/message.h"

namespace gridpost::gbcs {

// True if `call` says so of every item of this value, of a packed list one after the other in the same room. It is
// asked until it says no.
bool every_item(const Value& value, const std::function<bool(const Value&)>& call);

// Packed lists get their items, at every depth.
void unpack(Value& value);
void unpack(Payload& payload);
bool has_packed(const Payload& payload);

}  // namespace gridpost::gbcs
