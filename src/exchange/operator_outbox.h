// What an operator does with pushes that are parked or wait.
#pragma once

#include "exchange/effect.h"

namespace gridpost::exchange {

// It may leave at once, in its old place among the User's pushes about that Device, and is tried for the whole time
// again. Machine time in ms, world time for the audit trail.
Effects retry_by_operator(const OutboxItem& item, std::int64_t machine_ms, TimeMs now);
// It will never be delivered.
Effects drop_by_operator(const OutboxItem& item, TimeMs now);

}  // namespace gridpost::exchange
