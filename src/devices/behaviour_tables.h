// The tables of behaviours, by topic; find_behaviour() looks through them.
#pragma once

#include <span>

#include "devices/behaviours.h"

namespace gridpost::devices {

struct NamedBehaviour {
  std::string_view name;
  Behaviour behaviour;
};

std::span<const NamedBehaviour> join_behaviours();        // joins between Devices, device logs
std::span<const NamedBehaviour> hub_log_behaviours();     // the device log of the hub
std::span<const NamedBehaviour> credential_behaviours();  // certificates of remote parties
std::span<const NamedBehaviour> log_behaviours();         // event and security logs
std::span<const NamedBehaviour> switch_behaviours();      // load switch, switches of auxiliary loads

}  // namespace gridpost::devices
