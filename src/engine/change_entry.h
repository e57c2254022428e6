// The log of changes: who changed what, when, from what to what. It only grows. (RCOM-08)
#pragma once

#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace gridpost::engine {

// Stores keep the numbers: new kinds go to the end.
enum class ChangeKind : std::uint8_t {
  Configuration,  // a setting, an entry of the Central Products List, a User
  Status,         // the SMI status of a Device
  Details,        // of a Device's record
  Incident,
  File,  // the state of a file that was received or sent
};

struct ChangeEntry {
  TimeMs at = 0;  // world time
  ChangeKind kind = ChangeKind::Configuration;
  std::string subject;   // "00-DB-...", "product ESME 0004 00050006 00000002"
  std::string field;     // "SMI status", "ESMEVariant", "status"
  std::string from, to;  // empty: there was, or is, none
  std::string actor;     // a User's EUI-64, "DCC", "operator NAME"

  bool operator==(const ChangeEntry&) const = default;
};

}  // namespace gridpost::engine
