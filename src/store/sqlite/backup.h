// Copies of a store, taken while a server writes to it, and put back.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace gridpost::store {

// Copies the store at `from` into the new file `to`, as it is at one moment between two transactions; a server may go
// on meanwhile, though its log grows until the copy is done. The copy is checked and durable when it returns. An
// existing file is an error, and nothing is left behind on failure.
Status back_up(const std::string& from, const std::string& to);

// Makes the store `to` from a backup, which is checked first. Nobody may have the store open. An existing store is an
// error, or, with `replace`, is kept beside it as TO.before-restore. `machine_ms` is the present time: deliveries are
// numbered from there, because Devices repeat their old answer to a number that they have seen.
Status restore(const std::string& from, const std::string& to, bool replace, std::int64_t machine_ms);

}  // namespace gridpost::store
