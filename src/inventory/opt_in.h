// Services 8.5 and 8.6: a meter leaves the DCC, and comes back. Both ended with the rule `opt-out.end`. (DUIS 8.4, 7.5)
#pragma once

#include <optional>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

// The body of an 8.6.
struct OptIn {
  Eui64 device;
  DeviceType type = DeviceType::ESME;
  std::string import_mpxn, secondary_import_mpan, export_mpan;
  TimeMs date = 0;  // the day from which on, at midnight UTC
};
// Reads ServiceOptIn, which the grammar has accepted.
Result<OptIn> read_opt_in(const Element& body);

// A Withdrawn meter begins a new life as Pending, at the metering points that its supplier names. `registered` says
// that the User is the supplier at the import point; `offered` that the rule is not in force yet.
Outcome<Change> opt_in(Device meter, const OptIn& request, const std::optional<Product>& product, bool registered,
                       bool offered, Eui64 user, TimeMs now);
// The meter has the other credentials that its supplier asked for: it is Withdrawn. Empty if the rule has ended that.
Change opted_out(Device meter, bool offered, TimeMs now);

}  // namespace gridpost::inventory
