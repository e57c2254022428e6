// Loads what an event needs known.
#pragma once

#include "crypto/key_store.h"
#include "engine/ports.h"
#include "exchange/event.h"

namespace gridpost::engine {

// Empties `known`, but for `broker`, `trans_cos`, `now`, `rules` and `limits`.
void forget(exchange::Known& known);
// Adds to `known` what is needed: records of the store, certificates in use at known.now.
Status load(Transaction& tx, const crypto::KeyStore& keys, const exchange::Needs& needs, exchange::Known& known);

}  // namespace gridpost::engine
