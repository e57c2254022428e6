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
std::span<const NamedBehaviour> credential_behaviours();  // certificates of remote parties: which are held
std::span<const NamedBehaviour> update_behaviours();      // their replacement
std::span<const NamedBehaviour> own_behaviours();         // the Device's own keys, certificates and firmware
std::span<const NamedBehaviour> log_behaviours();         // event and security logs
std::span<const NamedBehaviour> switch_behaviours();      // load switch, auxiliary controllers

// The state of the auxiliary controller of this number, as JSON text. (ECS61e)
Value controller_state(const Context& context, int controller);

}  // namespace gridpost::devices
