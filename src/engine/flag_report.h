// The reconciliation of service flags: what is stored, what the meters say, and what the providers took. (R77-43)
#pragma once

#include <functional>

#include "engine/flag_keeper.h"

namespace gridpost::engine {

// CSV: the meanings of the flags, a line for each fuel and provider with counts of metering points by flag and of
// updates by state, and a line for each metering point whose derived flag is not the last accepted one. `write` gets
// the text piece by piece.
Status reconcile(Transaction& tx, const registration::Desk& desk, const Rules& rules, TimeMs now,
                 const std::function<void(const std::string&)>& write);

}  // namespace gridpost::engine
