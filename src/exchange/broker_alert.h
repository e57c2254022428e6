// Alerts of Devices to the access control broker of which Users hear by a DCC alert. (DUIS 3.10, 3.11)
#pragma once

#include "exchange/dcc_alert.h"
#include "exchange/event.h"

namespace gridpost::exchange {

// True for such an alert: of a dual band hub, of a firmware transfer, of an activation. The hub's log is none of them.
bool is_told_to_users(const DeviceSpoke& event);
// The DCC alert about it; none if the alert could not be read. Codes and words of the outcomes are (proposed).
std::optional<RaisedAlert> dcc_alert_of(const DeviceSpoke& event, std::vector<Eui64> receivers);

}  // namespace gridpost::exchange
