// The settings of SECMP0060 by name: what an operator may change without other software. (R60-02, R60-06, R60-21)
#pragma once

#include <span>
#include <string>

#include "inventory/housekeeping.h"

namespace gridpost::inventory {

struct HousekeepingSettings {
  RetentionProfile profile = RetentionProfile::Legal36;  // the last one that was chosen
  RetentionPolicy policy = retention_policy(RetentionProfile::Legal36);

  bool operator==(const HousekeepingSettings&) const = default;
};

// Settings with one more. "profile" puts months and excluded types of the profile into force in one step (R60-09);
// "months" sets them for all types, "months.IHD" for one; "excluded" is the list, or "+IHD", "-IHD" for one more or
// less; the others are yes or no. Unknown names and values are errors that list what there is.
Result<HousekeepingSettings> with_setting(HousekeepingSettings settings, std::string_view name, std::string_view value);

// All settings, "profile=legal36 months.ESME=36 ... only_reactivated=no"; read_settings takes them back.
std::string text(const HousekeepingSettings& settings);
Result<HousekeepingSettings> read_settings(std::string_view text);

// Something goes sooner than before: a type is off the list, a period is shorter, or something is counted longer.
// (R60-20)
bool is_stricter(const RetentionPolicy& next, const RetentionPolicy& before);

}  // namespace gridpost::inventory
