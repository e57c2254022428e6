// What devices do beyond getting and setting attributes: small named functions. A use case that is plain get and set
// needs none of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalogue/value.h"
#include "devices/device.h"

namespace gridpost::devices {

// In whose name and when something is executed.
struct Context {
  Device& device;
  Hub& hub;
  TimeMs now = 0;
  // The command takes effect later: a behaviour with an answer of its own gives that and changes nothing.
  bool later = false;
  // Of the command.
  Eui64 originator = {};
  std::uint64_t counter = 0;
};

// True if this part of the command, from 0, fails for a fault of the Device (Fault::Kind::Fails): a row, a component,
// or one of those that an ASN.1 command is made of.
bool part_fails(const Context& context, std::size_t part = 0);

// What a behaviour achieved: result code (DLMS) or status (GBZ), 0 for success, and the value it answers with.
struct Done {
  std::uint8_t result = 0;
  Value value;
};
using Behaviour = Done (*)(const Context&, const Value& argument);

// By name: the effect that a use case names ("set_clock"), or a DLMS method ("8/0-0:1.0.0.255/4"). Null: there is none.
Behaviour find_behaviour(std::string_view name);

// An attribute whose value follows from time or from the hub: registers, clocks. None: it is an ordinary one.
std::optional<Value> computed_attribute(const Context& context, std::string_view key);

// What went through a meter by this world time: its factory reading, and so much a day since the world began. Wh or
// litres.
std::uint64_t consumption(const Device& device, TimeMs now);
// The secondary element of a twin meter measures one part in so many of it.
constexpr std::uint64_t kSecondaryShare = 4;

// The values that a device of this profile has from the factory.
void start_attributes(Device& device);

}  // namespace gridpost::devices
