// Services 8.7.1 to 8.8.2: Devices that work together, each with the other on its device log. (DUIS 8.12, 7.5)
#pragma once

#include <span>

#include "inventory/change.h"

namespace gridpost::inventory {

// What is known when a join or its end is asked for.
struct JoinFacts {
  const Device& device;              // the target, whose log shall change
  Eui64 other_id;                    // OtherDeviceID
  const Device* other = nullptr;     // null: not in the inventory
  std::span<const HubLogEntry> log;  // of the hub
  std::span<const Join> joins;       // of the target
  bool critical = false;             // 8.7.1 or 8.8.1
};

Outcome<void> check_join(const JoinFacts& facts);
Outcome<void> check_unjoin(const JoinFacts& facts);

// The Device has the other on its log: a PPMID or HCALCS is Commissioned by a Commissioned ESME or gas proxy, the gas
// proxy by a Commissioned GSME, whose metering point it takes.
Change joined(const Device& device, const Device& other, TimeMs now);
// It has it no longer: a PPMID or HCALCS that is joined to nothing else goes back to Whitelisted (proposed). `joins`
// are those of both Devices.
Change unjoined(const Device& device, const Device& other, std::span<const Join> joins, TimeMs now);

}  // namespace gridpost::inventory
