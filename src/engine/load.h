// Loads what an event needs known.
#pragma once

#include "engine/ports.h"
#include "exchange/event.h"

namespace gridpost::engine {

// Fills `known` with what is needed, and only that; `broker`, `now` and `rules` are left as they are.
Status load(Transaction& tx, const exchange::Needs& needs, exchange::Known& known);

}  // namespace gridpost::engine
