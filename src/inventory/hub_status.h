// Services 8.14.1 to 8.14.4: what the installer reports about a hub; and its first contact. (DUIS 8.8, 7.5)
#pragma once

#include <optional>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

enum class HubReportKind : std::uint8_t { Installed, InstalledWithoutWan, FaultReturn, NoFaultReturn };

struct HubReport {
  HubReportKind kind = HubReportKind::Installed;
  Eui64 hub;
  std::string mpxn;                    // installations: a metering point of the premises
  std::optional<TimeMs> installed_at;  // installations
  std::optional<Eui64> other;          // fault return: OtherDeviceID
  bool is_return() const { return kind == HubReportKind::FaultReturn || kind == HubReportKind::NoFaultReturn; }
};
// Reads one of the four bodies, which the grammar has accepted.
Result<HubReport> read_hub_report(const Element& body);

// The hub that a report may be about: a CHF of the inventory that was not returned before.
Outcome<void> check_reported_hub(const HubReport& report, const Device* hub);

// Installed with WAN: Commissioned, for the installer has seen it connect (proposed). Installed without:
// InstalledNotCommissioned, until it is heard. Returned: Decommissioned. The gas proxy goes along; `other` is the
// Device that a fault return names, null if the inventory does not have it.
Outcome<Change> hub_reported(const HubReport& report, const Device& hub, const Device* gpf, const Device* other,
                             TimeMs now);

// Its model is recalled: Decommissioned with its gas proxy, as if it were returned without a fault. Empty for a hub
// that is out of service already, and for what is no CHF. (proposed)
Change hub_recalled(const Device& hub, const Device* gpf, TimeMs now);

// The hub has spoken over the WAN: one that was installed without is Commissioned. Empty for all others.
Change hub_heard(const Device& hub, const Device* gpf, TimeMs now);

}  // namespace gridpost::inventory
