// Snapshots of registers and balances that electricity meters keep in logs: pieces that several use cases share.
#pragma once

#include <string_view>
#include <vector>

#include "catalogue/use_case.h"

namespace gridpost::layout {

// A log whose entries have these members, the first one the time.
Type log_of(std::vector<Type> members);

// Time, import registers, time-of-use registers and the registers of the blocks; some for twin element meters only.
std::vector<Type> register_snapshot(std::string_view time = "time");

// Their fields in parts, because elements want them in different orders.
struct ShownRegisters {
  MmcField active, secondary_active, rates, secondary_rates;
  std::vector<MmcField> blocks;
};
// With these names for the import registers, below the path.
ShownRegisters shown_registers(std::string_view active, std::string_view secondary_active, std::string_view below = {});
// The whole snapshot as an entry of the billing data log.
std::vector<MmcField> shown_billing_entry(std::string_view time = "time");

// Two credits, three debts, and their sum.
std::vector<Type> balance_snapshot();
std::vector<MmcField> shown_balance_snapshot();

}  // namespace gridpost::layout
