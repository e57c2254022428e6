// What a command says beyond its request: facts of the inventory and of the SMKI repository that the DSP adds. (GBCS
// 11)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/element.h"
#include "base/ids.h"
#include "catalogue/enums.h"

namespace gridpost::transform {

// Facts that are not known are left out; a use case that needs one is then refused by Transform, which names it.
struct Supplement {
  // 8.7: the Device that the request names as OtherDeviceID.
  struct OtherDevice {
    DeviceType type = DeviceType::ESME;
    Bytes certificate;  // for key agreement, DER; empty: none is known
  };
  // 8.12: the log of the hub or gas proxy that was replaced.
  struct LogEntry {
    Eui64 device;
    DeviceType type = DeviceType::ESME;  // a gas proxy's log has it
    Bytes link_key_hash;                 // a hub's log has it, 16 octets
  };
  struct Log {
    Bytes han_identifier;  // of a hub, 8 octets
    std::vector<LogEntry> entries;
  };

  std::optional<OtherDevice> other_device;
  std::optional<Log> log;
  RoleSet user_roles{};         // of the User
  std::string customer_number;  // 9.1: the four digits that were drawn for the customer

  // The facts by the names under which the catalogue finds them below "$":
  //   OtherDevice/DeviceType, OtherDevice/Certificate, Log/HANIdentifier, Log/Entry/{DeviceID,DeviceType,LinkKeyHash},
  //   User/Role, CustomerIdentificationNumber
  Element element() const;
};

}  // namespace gridpost::transform
