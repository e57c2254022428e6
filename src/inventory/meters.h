// Meters: commissioning, metering points, and the gas proxy that follows its meter. (DUIS 7.5, 8.10, 8.11, 7.2)
#pragma once

#include <optional>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

// The meter has set its clock over the WAN (8.1.1): it is Commissioned if its hub is. An empty change if the status of
// meter or hub does not allow it any more. `gpf` is the gas proxy of the hub, where it is known.
Change clock_set(Device meter, const Device* hub, const Device* gpf, TimeMs now);

// The meter has taken the metering points of a 6.20.1; the inventory copies them.
Change mpxns_set(Device meter, const Element& body, const Device* gpf, TimeMs now);

// There is no join of the proxy with the meter yet (8.7.x), and the proxy is useful only with one: so it takes the MPRN
// of the GSME behind its hub, and is Commissioned once that is. An empty change if there is nothing to follow.
Change gas_proxy_follows(Device gpf, const Device& gsme, TimeMs now);

// The same, if the meter is a GSME behind the proxy's hub.
void let_proxy_follow(const Device& meter, const Device* gpf, TimeMs now, Change& change);

}  // namespace gridpost::inventory
