// The alert CS14: a hub tells its device log to the access control broker. (DUIS 8.5, 3.10)
#pragma once

#include <string>
#include <vector>

#include "exchange/event.h"
#include "inventory/hub_log.h"

namespace gridpost::exchange {

// True for a decoded CS14.
bool is_hub_log_alert(const DeviceSpoke& event);
// The entries of its log. Link key hashes of zeros count as none.
std::vector<inventory::ReportedEntry> reported_entries(const gbcs::Payload& payload);

// The identifier of its home area network; empty if the alert has none.
Bytes reported_han_identifier(const gbcs::Payload& payload);

// The stream in which an alert is remembered: of a hub's log only the latest state counts, every other alert stands for
// itself, whatever the order in which alerts are sent again.
std::string alert_stream(const DeviceSpoke& event);

}  // namespace gridpost::exchange
