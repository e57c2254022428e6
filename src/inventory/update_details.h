// Service 8.4, choices UpdateDeviceDetails and DeleteDevice. (DUIS 8.3; R125)
#pragma once

#include <optional>
#include <span>

#include "base/element.h"
#include "inventory/change.h"
#include "inventory/esme_variant.h"

namespace gridpost::inventory {

// The details that a request carries; what it does not carry stays.
struct Details {
  std::optional<std::string> manufacturer, model, smets_version, firmware_version, esme_variant;

  // True if ESMEVariant is the one detail there is.
  bool variant_alone() const;
};
// Reads UpdateDeviceDetails, which the grammar has accepted.
Details read_details(const Element& update);
// The Device as it shall be.
Device with_details(Device device, const Details& details);

// A Pending Device, by who pre-notified it: everything that 12.2 would take. `product` is that of the Device as it
// shall be; `gpf` the gas proxy of a CHF, which shares its details.
Outcome<Change> update_pending_details(const Device& device, const Details& details,
                                       const std::optional<Product>& product, Contradiction policy, const Device* gpf,
                                       Eui64 user, TimeMs now);

// A Device that is no longer Pending, by its responsible supplier: ESMEVariant alone, once the modification mp125 is in
// force; nothing before. `product` is that of the Device.
Outcome<Change> correct_variant(const Device& device, const Details& details, bool mp125,
                                const std::optional<Product>& product, Contradiction policy, Eui64 user, TimeMs now);

// A Pending Device leaves the inventory, by who pre-notified it; a hub leaves with its gas proxy and its log.
Outcome<Change> delete_device(const Device& device, std::span<const HubLogEntry> log, Eui64 user, TimeMs now);

}  // namespace gridpost::inventory
