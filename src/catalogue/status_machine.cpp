#include "catalogue/status_machine.h"

#include <algorithm>
#include <array>

namespace gridpost::catalogue {
namespace {

using enum DeviceType;
using enum SmiStatus;
using E = StatusEvent;
using C = Condition;

constexpr DeviceTypes kAll = {ESME, GSME, GPF, CHF, HCALCS, PPMID, IHD, CAD};
constexpr DeviceTypes kWithModel = {ESME, GSME, GPF, CHF, HCALCS, PPMID};
constexpr DeviceTypes kType2 = {IHD, CAD};
constexpr DeviceTypes kMeters = {ESME, GSME};
constexpr DeviceTypes kType1 = {PPMID, HCALCS};
constexpr DeviceTypes kHubs = {CHF, GPF};
constexpr DeviceTypes kOnLogs = {ESME, GSME, HCALCS, PPMID, IHD, CAD};  // what 8.11 puts on a hub's log
constexpr DeviceTypes kButHubs = {ESME, GSME, HCALCS, PPMID};

constexpr SmiStatuses kNoRecord = {};
constexpr SmiStatuses kInTheSmi = {Pending,  Whitelisted, InstalledNotCommissioned, Commissioned, Suspended,
                                   Recovery, Recovered};

constexpr SmiStatus kNowhere = Pending;  // fills a column that has no meaning

constexpr auto kTransitions = std::to_array<Transition>({
    // ---- into the inventory ----
    {E::Prenotified, kWithModel, kNoRecord, {C::ModelListed}, Leads::To, Pending, "", "DUIS 7.5, 8.15"},
    {E::Prenotified, kType2, kNoRecord, {}, Leads::To, Pending, "", "DUIS 7.1, 8.15"},
    {E::Delivered, kHubs, kNoRecord, {}, Leads::To, Pending, "", "DUIS 7.2, 7.5; SECMP0060 FIA 2.6"},
    {E::Imported, kAll, kNoRecord, {}, Leads::Anywhere, kNowhere, "", "a history that was lived elsewhere (proposed)"},

    // ---- Pending: installed, or never ----
    {E::Deleted, kAll, {Pending}, {}, Leads::Gone, kNowhere, "", "DUIS 7.5, 8.3; R125-02"},
    {E::RetentionOver, kOnLogs, {Pending}, {}, Leads::Gone, kNowhere, "N8", "DUIS 7.5; R60-01, R60-10"},
    {E::RetentionOver, kHubs, {Pending}, {}, Leads::Gone, kNowhere, "", "DUIS 7.5; R60-11"},
    {E::LogEntryMade, kOnLogs, {Pending}, {}, Leads::To, Whitelisted, "", "DUIS 7.5, 8.5 (likely)"},
    {E::LogEntryMade,
     kOnLogs,
     {Whitelisted, InstalledNotCommissioned, Commissioned},
     {},
     Leads::Stays,
     kNowhere,
     "",
     "DUIS 8.5 (proposed)"},
    {E::JoinedHan, kOnLogs, {Whitelisted}, {}, Leads::To, InstalledNotCommissioned, "N24", "DUIS 7.5 (likely)"},
    {E::SetInstalled, kButHubs, {Pending, Whitelisted}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.5, 8.3"},
    {E::SetInstalled, kButHubs, {InstalledNotCommissioned}, {}, Leads::Stays, kNowhere, "", "DUIS 7.5"},
    {E::LogEntryRemoved,
     kOnLogs,
     {Whitelisted, InstalledNotCommissioned},
     {C::NeverCommissioned},
     Leads::To,
     Pending,
     "N24",
     "DUIS 7.5 (proposed)"},

    // ---- hubs: the CHF, and the gas proxy that goes along ----
    {E::HubInstalled,
     {CHF},
     {Pending, Whitelisted, InstalledNotCommissioned},
     {},
     Leads::To,
     Commissioned,
     "",
     "DUIS 7.5 (from memory), 8.8"},
    {E::HubInstalled,
     {CHF},
     {Commissioned, Suspended, Recovery, Recovered},
     {},
     Leads::Stays,
     kNowhere,
     "",
     "DUIS 8.8 (proposed)"},
    {E::HubInstalled, {GPF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.2"},
    {E::HubInstalledWithoutWan,
     {CHF},
     {Pending, Whitelisted},
     {},
     Leads::To,
     InstalledNotCommissioned,
     "",
     "DUIS 7.5 (likely), 8.8"},
    {E::HubInstalledWithoutWan,
     {CHF},
     {InstalledNotCommissioned, Suspended, Recovery, Recovered},
     {},
     Leads::Stays,
     kNowhere,
     "",
     "DUIS 8.8 (proposed)"},
    {E::HubInstalledWithoutWan, {GPF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.5 (likely)"},
    {E::HubHeard, {CHF}, {InstalledNotCommissioned}, {}, Leads::To, Commissioned, "", "DUIS 7.5 (from memory)"},
    {E::HubHeard, {GPF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.2"},
    {E::SetHubCommissioned,
     {CHF},
     {Pending, InstalledNotCommissioned},
     {},
     Leads::To,
     Commissioned,
     "",
     "DUIS 8.3 (likely)"},
    {E::SetHubCommissioned, {CHF}, {Commissioned}, {}, Leads::Stays, kNowhere, "", "DUIS 8.3"},
    {E::SetHubCommissioned, {GPF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.2"},
    {E::SetHubInstalled, {CHF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 8.3"},
    {E::SetHubInstalled, {CHF}, {InstalledNotCommissioned}, {}, Leads::Stays, kNowhere, "", "DUIS 8.3"},
    {E::SetHubInstalled, {GPF}, {Pending}, {}, Leads::To, InstalledNotCommissioned, "", "DUIS 7.2"},
    {E::SetHubWithdrawn, {CHF}, {InstalledNotCommissioned, Commissioned}, {}, Leads::To, Withdrawn, "", "DUIS 8.3"},
    {E::SetHubWithdrawn, {GPF}, kInTheSmi, {}, Leads::To, Withdrawn, "", "DUIS 8.3 (likely)"},
    {E::HubFaultReturned, {CHF}, kInTheSmi, {}, Leads::To, Decommissioned, "N9", "DUIS 7.5"},
    {E::HubFaultReturned, {GPF}, kInTheSmi, {}, Leads::To, Decommissioned, "", "DUIS 7.5 (likely)"},
    {E::HubReturned, {CHF}, kInTheSmi, {}, Leads::To, Decommissioned, "N9", "DUIS 7.5"},
    {E::HubReturned, {GPF}, kInTheSmi, {}, Leads::To, Decommissioned, "", "DUIS 7.5 (likely)"},
    {E::HubRecalled, {CHF}, kInTheSmi, {}, Leads::To, Decommissioned, "N9", "as 8.14.4, in bulk (proposed)"},
    {E::HubRecalled, {GPF}, kInTheSmi, {}, Leads::To, Decommissioned, "", "as 8.14.4, in bulk (proposed)"},
    {E::HubLogRestored, {CHF}, {Commissioned}, {}, Leads::Stays, kNowhere, "N30", "DUIS 7.5, 8.6"},
    {E::ProxyLogRestored,
     {GPF},
     {InstalledNotCommissioned, Commissioned},
     {},
     Leads::Stays,
     kNowhere,
     "N31",
     "DUIS 7.5, 8.6"},

    // ---- commissioned ----
    {E::ClockSet,
     kMeters,
     {Pending, Whitelisted, InstalledNotCommissioned},
     {C::HubCommissioned},
     Leads::To,
     Commissioned,
     "N16",
     "DUIS 7.5, 8.11"},
    {E::Joined,
     kType1,
     {Pending, Whitelisted, InstalledNotCommissioned},
     {C::LeaderCommissioned},
     Leads::To,
     Commissioned,
     "",
     "DUIS 7.5, 8.12"},
    {E::Joined, kType1, {Commissioned}, {C::LeaderCommissioned}, Leads::Stays, kNowhere, "", "DUIS 8.12"},
    {E::GasMeterLed,
     {GPF},
     {Pending, Whitelisted, InstalledNotCommissioned},
     {C::LeaderCommissioned},
     Leads::To,
     Commissioned,
     "",
     "DUIS 7.2, 7.5; by the hub alone (proposed)"},
    {E::GasMeterLed, {GPF}, {Commissioned}, {C::LeaderCommissioned}, Leads::Stays, kNowhere, "", "DUIS 7.2"},
    {E::Unjoined, kType1, {Commissioned}, {C::JoinedToNothing}, Leads::To, Whitelisted, "", "DUIS 7.5 (proposed)"},

    // ---- out of service, and back ----
    {E::Decommissioned,
     kMeters,
     {Commissioned, InstalledNotCommissioned, Suspended},
     {},
     Leads::To,
     Decommissioned,
     "N1",
     "DUIS 7.5, 8.2"},
    {E::Decommissioned,
     kType1,
     {Commissioned, InstalledNotCommissioned, Suspended},
     {},
     Leads::To,
     Decommissioned,
     "",
     "DUIS 7.5, 8.2"},
    {E::SetPending,
     kButHubs,
     {Decommissioned, Whitelisted, Withdrawn},
     {C::ModelListed},
     Leads::To,
     Pending,
     "",
     "DUIS 7.5; RCOM-06"},
    {E::OptedOut, kMeters, {Commissioned}, {C::OptOutOffered}, Leads::To, Withdrawn, "N2", "DUIS 7.5, 8.4"},
    {E::OptedIn, kMeters, {Withdrawn}, {C::OptOutOffered}, Leads::To, Pending, "", "DUIS 7.5, 8.4"},

    // ---- suspension: what comes back is what was there ----
    {E::ModelUnlisted,
     kWithModel,
     {Whitelisted, InstalledNotCommissioned, Commissioned, Recovery, Recovered},
     {},
     Leads::To,
     Suspended,
     "N28",
     "DUIS 7.5"},
    {E::ModelListed, kWithModel, {Suspended}, {C::ModelListed}, Leads::Back, kNowhere, "N29", "DUIS 7.5; RCOM-07"},
    {E::FirmwareUnlisted,
     kWithModel,
     {Whitelisted, InstalledNotCommissioned, Commissioned, Recovery, Recovered},
     {},
     Leads::To,
     Suspended,
     "N28",
     "DUIS 7.5, 8.13 (proposed)"},
    {E::FirmwareListed,
     kWithModel,
     {Suspended},
     {C::ModelListed},
     Leads::Back,
     kNowhere,
     "N29",
     "DUIS 7.5, 8.13; RCOM-07"},

    // ---- recovery of credentials ----
    {E::RecoveryBegun, kWithModel, {Commissioned}, {}, Leads::To, Recovery, "", "DUIS 7.5 (from memory)"},
    {E::RecoveryDone, kWithModel, {Recovery}, {}, Leads::To, Recovered, "N48", "DUIS 7.5 (from memory)"},
    {E::CredentialsReplaced, kWithModel, {Recovered}, {}, Leads::To, Commissioned, "", "DUIS 7.5 (from memory)"},
});

struct EventText {
  StatusEvent event;
  std::string_view cause, text;
};
constexpr auto kEvents = std::to_array<EventText>({
    {E::Prenotified, "12.2", "pre-notified"},
    {E::Delivered, "delivered", "put there by the DCC before delivery"},
    {E::Imported, "import", "imported with its history"},
    {E::Deleted, "8.4", "deleted by who pre-notified it"},
    {E::RetentionOver, "housekeeping", "Pending too long"},
    {E::LogEntryMade, "8.11", "added to the log of a hub"},
    {E::LogEntryRemoved, "8.11", "removed from the log of its hub"},
    {E::JoinedHan, "CS14", "joined the HAN"},
    {E::SetInstalled, "8.4", "installed and left"},
    {E::SetPending, "8.4", "reactivated"},
    {E::HubInstalled, "8.14.1", "hub installed, with WAN"},
    {E::HubInstalledWithoutWan, "8.14.2", "hub installed, no WAN"},
    {E::HubHeard, "first contact", "hub heard over the WAN"},
    {E::SetHubCommissioned, "8.4", "hub set Commissioned"},
    {E::SetHubInstalled, "8.4", "hub set InstalledNotCommissioned"},
    {E::SetHubWithdrawn, "8.4", "hub set Withdrawn"},
    {E::HubFaultReturned, "8.14.3", "hub returned with a fault"},
    {E::HubReturned, "8.14.4", "hub returned without fault"},
    {E::HubRecalled, "recall", "hub of a model that is recalled"},
    {E::HubLogRestored, "8.12.1", "took over the log of another hub"},
    {E::ProxyLogRestored, "8.12.2", "took over the log of another gas proxy"},
    {E::ClockSet, "8.1.1", "set its clock over the WAN"},
    {E::Joined, "8.7", "joined to the Device that it follows"},
    {E::Unjoined, "8.8", "unjoined"},
    {E::GasMeterLed, "gas proxy follows", "gas proxy follows its gas meter"},
    {E::Decommissioned, "8.3", "decommissioned"},
    {E::ModelUnlisted, "CPL", "model left the Central Products List"},
    {E::ModelListed, "CPL", "model is on the Central Products List again"},
    {E::FirmwareUnlisted, "11.2", "reports firmware that is not listed"},
    {E::FirmwareListed, "11.2", "reports firmware that is listed"},
    {E::RecoveryBegun, "recovery begun", "recovery begun"},
    {E::RecoveryDone, "recovery done", "credentials replaced by the recovery key"},
    {E::CredentialsReplaced, "recovery ended", "credentials replaced by supplier and network operator"},
    {E::OptedOut, "8.5", "opted out"},
    {E::OptedIn, "8.6", "opted in"},
});
static_assert(kEvents.size() == kStatusEvents);

constexpr auto kConditionTexts = std::to_array<std::string_view>(
    {"its model is on the Central Products List", "it was never Commissioned", "its hub is Commissioned",
     "the Device that it follows is Commissioned", "it is joined to nothing else", "opting out is still offered"});
static_assert(kConditionTexts.size() == kConditions);

const EventText& of(StatusEvent event) {
  return *std::find_if(kEvents.begin(), kEvents.end(), [&](const EventText& e) { return e.event == event; });
}

constexpr bool contains(Conditions all, Conditions part) { return (all.bits & part.bits) == part.bits; }

}  // namespace

bool Transition::may_end_in(std::optional<SmiStatus> status) const {
  if (leads == Leads::Gone) return !status;
  if (!status) return false;
  if (leads == Leads::To) return *status == to;
  if (leads == Leads::Stays) return from.has(*status);
  return leads == Leads::Anywhere || !from.has(*status);
}

bool Transition::tells(std::string_view code) const {
  for (std::string_view rest = alerts; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == code) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::span<const Transition> transitions() { return kTransitions; }

const Transition* find_transition(StatusEvent event, DeviceType type, std::optional<SmiStatus> from, Conditions met) {
  const auto it = std::find_if(kTransitions.begin(), kTransitions.end(), [&](const Transition& t) {
    return t.event == event && t.types.has(type) && t.starts_from(from) && contains(met, t.conditions);
  });
  return it == kTransitions.end() ? nullptr : &*it;
}

bool may_happen(StatusEvent event, DeviceType type, std::optional<SmiStatus> from) {
  return std::any_of(kTransitions.begin(), kTransitions.end(),
                     [&](const Transition& t) { return t.event == event && t.types.has(type) && t.starts_from(from); });
}

const Transition* transition_behind(std::string_view cause, DeviceType type, std::optional<SmiStatus> from,
                                    std::optional<SmiStatus> to) {
  const auto it = std::find_if(kTransitions.begin(), kTransitions.end(), [&](const Transition& t) {
    return cause_of(t.event) == cause && t.types.has(type) && t.starts_from(from) && t.leads != Leads::Stays &&
           t.may_end_in(to);
  });
  return it == kTransitions.end() ? nullptr : &*it;
}

std::string_view cause_of(StatusEvent event) { return of(event).cause; }
std::string_view text(StatusEvent event) { return of(event).text; }
std::string_view text(Condition condition) { return kConditionTexts[static_cast<std::size_t>(condition)]; }

}  // namespace gridpost::catalogue
