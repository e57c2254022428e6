// The register of hubs that were delivered to a party and accepted by it: input of a charge for stock. It is kept
// apart from the inventory, so that a hub that has left the inventory still counts. (R60-23, R60-24)
#pragma once

#include "inventory/device.h"

namespace gridpost::inventory {

struct HubDelivery {
  Eui64 hub;    // its CHF
  Eui64 party;  // who accepted it
  TimeMs accepted_at = 0;
  std::optional<TimeMs> returned_at;  // by the party, without 8.14.3 or 8.14.4

  bool operator==(const HubDelivery&) const = default;
};

// One party's figures. A hub that was ever Commissioned, or returned, is no stock; whether it is in the inventory makes
// no difference.
struct HubStock {
  Eui64 party;
  std::uint64_t accepted = 0;
  std::uint64_t commissioned = 0;
  std::uint64_t returned = 0;    // and never commissioned
  std::uint64_t in_stock = 0;    // accepted, neither commissioned nor returned: what is charged
  std::uint64_t not_in_smi = 0;  // of those in stock, the ones that the inventory does not have

  bool operator==(const HubStock&) const = default;
};

}  // namespace gridpost::inventory
