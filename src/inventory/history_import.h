// Devices whose life began in another system: they come with their history. (DUIS 7.5; RCOM-01)
#pragma once

#include <vector>

#include "inventory/change.h"

namespace gridpost::inventory {

// A record as another system kept it, with every status it had, oldest first.
struct ImportedLife {
  Device device;
  std::vector<StatusChange> history;
};
// Takes the record over as it is, with its history: the one way in which a Device may begin in any status. Refused is a
// history that has gaps, runs backwards or ahead of `now`, ends in another status than the record's, or does not say
// where a suspension came from. Whether rules of today would have allowed it is not asked.
Result<Change> import_life(ImportedLife life, TimeMs now);

}  // namespace gridpost::inventory
