// The DCC alerts that follow from a change of the inventory, and who gets them. (DUIS 3.11, 7.5)
#pragma once

#include "exchange/dcc_alert.h"
#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// Who is registered now as supplier of import or gas at the metering points of the Device, or of its home; once each.
std::vector<Eui64> responsible_suppliers(const inventory::Device& device, const Known& known);
// `by` caused the change and need not be told what it did itself.
RaisedAlerts alerts_of(const inventory::Change& change, const Known& known, Eui64 by);

// N42 for each remote party whose credentials a Device says were replaced: to the responsible suppliers, and to who has
// the new ones.
RaisedAlerts alerts_of_credentials(const gbcs::Payload& payload, Eui64 device, const Known& known);

// The alerts that follow from what a Device did at the request, beyond those of the change itself.
RaisedAlerts alerts_of_answer(const RequestRecord& record, const inventory::Change& change, const Known& known);

}  // namespace gridpost::exchange
