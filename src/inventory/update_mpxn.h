// Service 8.4, choice UpdateMPxN: the metering points that a meter carries. (DUIS 8.3)
#pragma once

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

enum class MpxnKind : std::uint8_t { Import, SecondaryImport, Export };

struct MpxnUpdate {
  MpxnKind kind = MpxnKind::Import;
  std::string mpxn;
};
// Reads UpdateMPxN, which the grammar has accepted.
MpxnUpdate read_mpxn_update(const Element& update);

// The meter carries the metering point; the gas proxy of its hub follows a gas meter. `registered` says that the User
// is the registered supplier there: of import or gas, or of export.
Outcome<Change> update_mpxn(Device meter, const MpxnUpdate& update, bool registered, const Device* gpf, Eui64 user,
                            TimeMs now);

}  // namespace gridpost::inventory
