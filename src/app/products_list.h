// The Central Products List of a store, changed from outside of its server.
#pragma once

#include <optional>

#include "engine/change_log.h"

namespace gridpost::app {

// Writes the entry. If the model is listed now and was not, or the other way round, the job that suspends or restores
// its Devices is there when the transaction is committed: its number. (DUIS 7.5; RCOM-07)
Result<std::optional<std::int64_t>> put_entry(engine::Transaction& tx, const inventory::Product& entry,
                                              const engine::Actor& actor);

// Begins the job that takes every hub of the model out of service. An error if the inventory has none. (proposed)
Result<std::int64_t> begin_recall(engine::Transaction& tx, const exchange::Needs::Model& hubs,
                                  const engine::Actor& actor);

}  // namespace gridpost::app
