// Checks of single services to Devices, beyond access control. (DUIS 6, step 14)
#pragma once

#include <string>

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// What must be loaded for them, at once and in a second step.
void add_check_needs(const duis::Request& request, Needs& needs);
void add_further_check_needs(const duis::Request& request, const Known& known, Needs& needs);

// 8.7.x, 8.8.x, 8.9, 8.11, 8.12.x; nothing is checked of other services.
inventory::Outcome<void> check_service(const duis::Request& request, const Known& known);

// What an operator should know of an allowed request; mostly nothing. An 8.11 that adds a gas meter of a specification
// whose time for new installations is over. (R15-38)
std::string remark_on(const duis::Request& request, const Known& known);

}  // namespace gridpost::exchange
