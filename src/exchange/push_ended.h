// How long a push waits before it is tried again. (DUIS 2.2)
#pragma once

#include "exchange/limits.h"

namespace gridpost::exchange {

// Milliseconds of machine time after this many failed tries: none for the first ones, then doubling up to a cap.
std::int64_t push_wait(int failed_tries, const Limits& limits);

}  // namespace gridpost::exchange
