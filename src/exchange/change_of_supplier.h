// 6.23: the gaining supplier's credentials come into a meter by the DCC's change of supplier party. (DUIS 8.9)
#pragma once

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

inline constexpr std::string_view kChangeOfSupplierService = "6.23";

// What the change of supplier party checks on its own: the metering point is one of the Device, the User is its
// supplier when the command takes effect, and the certificates are the User's.
inventory::Outcome<void> check_change_of_supplier(const duis::Request& request, const Known& known);

// It refused: such a refusal has no response code, its User learns of it by N26 alone.
bool ends_with_alert(const inventory::Refusal& why);
// The request ends with N26 to its User, which is its final result. (DUIS 8.9)
Decision change_of_supplier_refused(RequestRecord record, const Known& known, const inventory::Refusal& why);

// What must be loaded before a Device that has taken the new credentials is believed.
void add_change_of_supplier_needs(const RequestRecord& record, Needs& needs);
// The request has an execution date: the answer of the Device only says that it has noted the command.
bool is_dated(const RequestRecord& record);
// The Device has another supplier's credentials now: N27 to the one who lost it, whose held requests end.
void supplier_changed(const RequestRecord& record, const Known& known, Decision& decision);

}  // namespace gridpost::exchange
