// Puts a world's starting data into a server's store: Users, Central Products List, registrations, and the hubs that
// the CSP has delivered.
#pragma once

#include "devices/world.h"
#include "engine/ports.h"

namespace gridpost::app {

// Adds what is missing; what the store has already stays as it is.
Status load_world(engine::Store& store, const devices::World& world, TimeMs now);

}  // namespace gridpost::app
