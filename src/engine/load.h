// Loads what an event needs known.
#pragma once

#include "engine/ports.h"
#include "exchange/event.h"

namespace gridpost::engine {

// Empties `known`, but for `broker`, `now`, `rules` and `limits`.
void forget(exchange::Known& known);
// Adds to `known` what is needed.
Status load(Transaction& tx, const exchange::Needs& needs, exchange::Known& known);

}  // namespace gridpost::engine
