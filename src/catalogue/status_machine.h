// The life of a Device in the inventory, as one table: which event leads from which SMI status to which other one, on
// what condition, who is told, and where it is said. Everything that moves a status asks this table, and the picture in
// docs/reference/statuses.md is drawn from it. (DUIS 7.5; RCOM-06, RCOM-07)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/enums.h"

namespace gridpost::catalogue {

// What can happen to a Device that its status depends on.
enum class StatusEvent : std::uint8_t {
  Prenotified,
  Delivered,
  Imported,
  Deleted,
  RetentionOver,
  LogEntryMade,
  LogEntryRemoved,
  JoinedHan,
  SetInstalled,
  SetPending,
  HubInstalled,
  HubInstalledWithoutWan,
  HubHeard,
  SetHubCommissioned,
  SetHubInstalled,
  SetHubWithdrawn,
  HubFaultReturned,
  HubReturned,
  HubRecalled,
  HubLogRestored,
  ProxyLogRestored,
  ClockSet,
  Joined,
  Unjoined,
  GasMeterLed,
  Decommissioned,
  ModelUnlisted,
  ModelListed,
  FirmwareUnlisted,
  FirmwareListed,
  RecoveryBegun,
  RecoveryDone,
  CredentialsReplaced,
  OptedOut,
  OptedIn,
};
inline constexpr int kStatusEvents = 35;

// What has to hold beside type and status. A row asks for some of them; an event comes with those that are met.
enum class Condition : std::uint8_t {
  ModelListed,         // the Device Model is on the Central Products List
  NeverCommissioned,   // since it was Pending last
  HubCommissioned,     // the hub that it stands behind
  LeaderCommissioned,  // the Device that it follows: the meter of a display, the gas meter of a gas proxy
  JoinedToNothing,     // any more
  OptOutOffered,       // the rule `opt-out.end` is not in force yet
};
inline constexpr int kConditions = 6;
using Conditions = SetOf<Condition>;

// Where a row leads.
enum class Leads : std::uint8_t {
  To,        // to the status that it names
  Stays,     // nowhere: the event is good in this status, and changes nothing
  Back,      // to the status held immediately before this one
  Anywhere,  // to what the record of another system says
  Gone,      // out of the inventory
};

// One row of the table.
struct Transition {
  StatusEvent event;
  DeviceTypes types;
  SmiStatuses from;  // empty: there is no record of the Device
  Conditions conditions;
  Leads leads;
  SmiStatus to;             // of Leads::To; else without meaning
  std::string_view alerts;  // codes of the DCC alerts that tell of it, separated by blanks
  std::string_view source;  // where it is said; (proposed) and (from memory) as in the sources

  bool starts_from(std::optional<SmiStatus> status) const { return status ? from.has(*status) : from.empty(); }
  // Whether a change from a status that it starts from may end here; no status: the Device is gone.
  bool may_end_in(std::optional<SmiStatus> status) const;
  // Whether this DCC alert tells of it.
  bool tells(std::string_view code) const;
};
std::span<const Transition> transitions();

// The row for the event: the first one whose conditions are all met. Null: the event is not one for a Device of this
// type in this status, or a condition is missing. No status: there is no record of the Device.
const Transition* find_transition(StatusEvent event, DeviceType type, std::optional<SmiStatus> from, Conditions met);
// True if there would be a row if all conditions were met.
bool may_happen(StatusEvent event, DeviceType type, std::optional<SmiStatus> from);
// The row behind a change that was recorded with this cause. Null: the table does not know such a change.
const Transition* transition_behind(std::string_view cause, DeviceType type, std::optional<SmiStatus> from,
                                    std::optional<SmiStatus> to);

// What histories show as the cause: "8.11", "CS14". Several events of one service share it.
std::string_view cause_of(StatusEvent event);
std::string_view text(StatusEvent event);
std::string_view text(Condition condition);

// The table as a page of Markdown with its picture: docs/reference/statuses.md.
std::string status_page();

// True for the statuses that only interrupt a life: what the Device was before, it will be again.
constexpr bool is_interruption(SmiStatus status) {
  return status == SmiStatus::Suspended || status == SmiStatus::Recovery || status == SmiStatus::Recovered;
}

}  // namespace gridpost::catalogue
