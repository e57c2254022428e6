// What Transform needs beside the request: the other Device of a join, the log to be restored, certificates. (GBCS 11)
#pragma once

#include "catalogue/use_case.h"
#include "exchange/event.h"
#include "inventory/change.h"
#include "transform/supplement.h"

namespace gridpost::exchange {

// What must be loaded for it.
void add_supplement_needs(const duis::Request& request, Needs& needs);
// What must be loaded in addition once that is known: the certificate of a User that the target does not know, the
// Devices on a gas proxy's log.
void add_further_supplement_needs(const duis::Request& request, const Known& known, Needs& needs);

// What is known of it.
transform::Supplement supplement_of(const duis::Request& request, const Known& known);
// Everything is there that a command of this use case takes from the supplement, and the User's certificate if the
// command has to carry it.
inventory::Outcome<void> check_supplement(const UseCase& use_case, const transform::Supplement& supplement,
                                          const duis::Request& request, const Known& known);

// The certificate that was loaded, DER; empty if there is none.
Bytes certificate_of(const Known& known, Eui64 owner);

}  // namespace gridpost::exchange
