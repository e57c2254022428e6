#include "inventory/hub_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "inventory/update_status.h"

namespace gridpost::inventory {
namespace {

struct Kind {
  std::string_view body;
  HubReportKind kind;
  std::string_view service;
  SmiStatus status;  // what the hub becomes
};
constexpr auto kKinds = std::to_array<Kind>({
    {"CHFInstallSuccessSMWAN", HubReportKind::Installed, "8.14.1", SmiStatus::Commissioned},
    {"CHFInstallSuccessNoSMWAN", HubReportKind::InstalledWithoutWan, "8.14.2", SmiStatus::InstalledNotCommissioned},
    {"CHFFaultReturn", HubReportKind::FaultReturn, "8.14.3", SmiStatus::Decommissioned},
    {"CHFNoFaultReturn", HubReportKind::NoFaultReturn, "8.14.4", SmiStatus::Decommissioned},
});

}  // namespace

Result<HubReport> read_hub_report(const Element& body) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.body == body.name; });
  if (kind == kKinds.end()) return fail(fmt::format("{} is no report about a hub", body.name), body.name);
  HubReport report;
  report.kind = kind->kind;
  GP_TRY(hub, Eui64::parse(body.text_at("DeviceID")));
  report.hub = hub;
  report.mpxn = body.text_at("MPxN");
  if (const Element* at = body.child("InstallDateTime")) {
    GP_TRY(time, parse_date_time(at->text));
    report.installed_at = time;
  }
  if (const Element* other = body.child("OtherDeviceID")) {
    GP_TRY(id, Eui64::parse(other->text));
    report.other = id;
  }
  return report;
}

Outcome<void> check_reported_hub(const HubReport& report, const Device* hub) {
  if (!hub) return refuse(rule::kHubReported, fmt::format("{} is not in the inventory", report.hub.text()));
  if (hub->type != DeviceType::CHF)
    return refuse(rule::kHubReported,
                  fmt::format("{} is a {}, not the CHF of a hub", hub->id.text(), catalogue::text(hub->type)));
  constexpr catalogue::SmiStatuses kGone = {SmiStatus::Decommissioned, SmiStatus::Withdrawn};
  if (kGone.has(hub->status))
    return refuse(rule::kHubReported, fmt::format("{} is {}", hub->id.text(), catalogue::text(hub->status)));
  return {};
}

Outcome<Change> hub_reported(const HubReport& report, const Device& hub, const Device* gpf, const Device* other,
                             TimeMs now) {
  if (report.installed_at && *report.installed_at > now)
    return refuse(rule::kHubInstallDate, fmt::format("{} is ahead of {}", iso(*report.installed_at), iso(now)));
  if (report.other && !other)
    return refuse(rule::kHubOther, fmt::format("{} is not in the inventory", report.other->text()));
  if (report.kind == HubReportKind::InstalledWithoutWan && hub.status == SmiStatus::Commissioned)
    return refuse(rule::kHubInContact, fmt::format("{} is Commissioned, so it has been on the WAN", hub.id.text()));
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.kind == report.kind; });
  Change change = move_hub(hub, gpf, kind->status, std::string(kind->service), now);
  change.rules.push_back(report.is_return() ? rule::kHubReturned : rule::kHubInstalled);
  return change;
}

Change hub_heard(const Device& hub, const Device* gpf, TimeMs now) {
  if (hub.type != DeviceType::CHF || hub.status != SmiStatus::InstalledNotCommissioned) return {};
  Change change = move_hub(hub, gpf, SmiStatus::Commissioned, "first contact", now);
  change.rules.push_back(rule::kHubHeard);
  return change;
}

}  // namespace gridpost::inventory
