// The service flag of a metering point: what the registration systems are told about its smart meters. (MP077, R77)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/enums.h"
#include "catalogue/rules.h"

namespace gridpost::registration {

// Values of the flag. "Never set" is no value: std::nullopt, and is never sent. (R77-01)
enum class ServiceFlag : std::uint8_t { A, N, I, S, W };
inline constexpr int kServiceFlags = 5;
using ServiceFlags = catalogue::SetOf<ServiceFlag>;

char letter(ServiceFlag flag);
std::optional<ServiceFlag> service_flag(std::string_view letter);
// What the value tells a reader of the registration systems. (R77-39)
std::string_view meaning(ServiceFlag flag);

// What a meter counts as by the status that it has, or had before it was suspended or in recovery.
// Listed and Pending weigh alike: not installed yet. Gone: Decommissioned or Withdrawn. (R77-06, R77-13)
enum class MeterClass : std::uint8_t { Commissioned, Installed, Listed, Pending, Gone };
inline constexpr int kMeterClasses = 5;

// What a meter is in beside its class. (R77-08, R77-09)
enum class Overlay : std::uint8_t { None, Suspended, Recovery };
inline constexpr int kOverlays = 3;

// One meter that is associated with the metering point: an ESME with an MPAN, a GSME with an MPRN. (R77-15)
struct CountedMeter {
  MeterClass counts_as = MeterClass::Pending;
  Overlay overlay = Overlay::None;
  bool smets1 = false;

  bool operator==(const CountedMeter&) const = default;
};

// A meter by its SMI status and the last one that was none of Suspended, Recovery and Recovered.
CountedMeter counted(SmiStatus status, SmiStatus held_before, bool smets1 = false);
// True for the three statuses that never move a flag by themselves.
bool is_overlay(SmiStatus status);

// What is remembered about a metering point for good, whatever becomes of its meters. (RCOM-05)
struct PointMemory {
  bool listed = false;        // some meter was Whitelisted or more
  bool live = false;          // some meter counted as InstalledNotCommissioned or Commissioned: "ever live"
  bool commissioned = false;  // some meter counted as Commissioned
  bool smets1 = false;        // a SMETS1 meter was there
  bool smets2 = false;        // a later meter was there

  bool operator==(const PointMemory&) const = default;
};
PointMemory remembering(PointMemory memory, std::span<const CountedMeter> meters);
// What either of them remembers.
PointMemory both(const PointMemory& a, const PointMemory& b);

// The rules of the new values: as they were decided, and three earlier or rejected variants. (R77-40 to R77-42)
enum class FlagProfile : std::uint8_t { Final, Br04, An, Anis };

// Every setting of MP077, by the names of `with_setting`.
struct FlagSettings {
  FlagProfile profile = FlagProfile::Final;
  bool literal_i = false;               // I wants every associated meter installed and not commissioned (R77-06)
  bool br04_suspended_is_n = false;     // profile br04 counts suspended meters for N (R77-40)
  bool old_defect_early_a = false;      // before the date A comes with Whitelisted or INC already (R77-22)
  bool smets1_same = false;             // points with SMETS1 meters alone follow the new rules too (R77-19)
  bool dates_in_utc = false;            // effective-from dates in UTC instead of local time (R77-26)
  std::size_t updates_a_file = 20'000;  // 0: no limit (R77-31)
  std::size_t files_a_run = 0;          // for each registration data provider; 0: no limit (R77-32)
};
// Settings with one more: "mp077.i_rule" = "literal", ... Unknown names and values are errors that list what there is.
Result<FlagSettings> with_setting(FlagSettings settings, std::string_view name, std::string_view value);
// The names of all settings, each with its values or what they are.
struct SettingName {
  std::string_view name;
  std::string_view values;
};
std::span<const SettingName> setting_names();

// What holds for one fuel at one time.
struct FlagRules {
  bool in_force = false;  // MP077 for this fuel
  FlagSettings settings;
};
FlagRules flag_rules(const Rules& rules, Fuel fuel, const FlagSettings& settings);

// Values that may stand in a file under these rules. (R77-29)
ServiceFlags allowed_flags(const FlagRules& rules);

// The value, and what is odd about the metering point.
struct FlagVerdict {
  std::optional<ServiceFlag> flag;
  bool no_rule = false;         // no rule gives a value, so the last one stays: an anomaly (R77-06)
  bool several_meters = false;  // more than one meter that is not gone: an anomaly (R77-17)

  bool operator==(const FlagVerdict&) const = default;
};
// The flag of a metering point by its meters, what is remembered of it, which includes them, and the rules in force.
// `last` is the value that it had. Pure; precedence is A, S, I, N. (R77-02 to R77-22, R77-40 to R77-42)
FlagVerdict derive_flag(std::span<const CountedMeter> meters, const PointMemory& memory, const FlagRules& rules,
                        std::optional<ServiceFlag> last = std::nullopt);

// True if the flag has to be derived again when a meter counts so instead of so. Suspension and recovery alone do not
// under the final rules, so that a recovery of millions of meters queues nothing. (R77-18, R77-37)
bool moves_flag(const CountedMeter& before, const CountedMeter& after, const FlagRules& rules);

// The stored state of one metering point, brought up to date by what its meters count as now.
struct PointState {
  PointMemory memory;
  std::optional<ServiceFlag> flag;

  bool operator==(const PointState&) const = default;
};
PointState brought_up_to_date(const PointState& state, std::span<const CountedMeter> meters, const FlagRules& rules);

// A meter's statuses, oldest first, and the span over which it was associated with the metering point.
struct MeterHistory {
  struct Step {
    TimeMs at = 0;
    std::optional<SmiStatus> to;  // none: the record was removed
  };
  std::vector<Step> steps;
  TimeMs from = 0;           // associated: inclusive
  std::optional<TimeMs> to;  // exclusive
  bool smets1 = false;
};
// The state at a time from nothing but the histories of all meters that ever were there, for reconciliation. A meter
// counts from the moment of its association to just before the moment of its end. A keeping of the last value
// (`no_rule`) can not be told from these and gives none.
PointState from_scratch(std::span<const MeterHistory> meters, const FlagRules& rules, TimeMs at);

}  // namespace gridpost::registration
