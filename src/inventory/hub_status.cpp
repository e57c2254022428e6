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
  StatusEvent event;
};
constexpr auto kKinds = std::to_array<Kind>({
    {"CHFInstallSuccessSMWAN", HubReportKind::Installed, StatusEvent::HubInstalled},
    {"CHFInstallSuccessNoSMWAN", HubReportKind::InstalledWithoutWan, StatusEvent::HubInstalledWithoutWan},
    {"CHFFaultReturn", HubReportKind::FaultReturn, StatusEvent::HubFaultReturned},
    {"CHFNoFaultReturn", HubReportKind::NoFaultReturn, StatusEvent::HubReturned},
});

Change moved_by(const Device& hub, const Device* gpf, StatusEvent event, const NamedRule& rule, TimeMs now) {
  if (hub.type != DeviceType::CHF || !could_move(hub, event)) return {};
  Change change = move_hub(hub, gpf, event, now);
  change.rules.push_back(rule);
  return change;
}

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
  if (!could_move(*hub, StatusEvent::HubReturned))  // it was returned before
    return refuse(rule::kHubReported, fmt::format("{} is {}", hub->id.text(), catalogue::text(hub->status)));
  return {};
}

Outcome<Change> hub_reported(const HubReport& report, const Device& hub, const Device* gpf, const Device* other,
                             TimeMs now) {
  if (report.installed_at && *report.installed_at > now)
    return refuse(rule::kHubInstallDate, fmt::format("{} is ahead of {}", iso(*report.installed_at), iso(now)));
  if (report.other && !other)
    return refuse(rule::kHubOther, fmt::format("{} is not in the inventory", report.other->text()));
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.kind == report.kind; });
  if (!could_move(hub, kind->event))  // 8.14.2 about a hub in service
    return refuse(rule::kHubInContact,
                  fmt::format("{} is {}, so it has been on the WAN", hub.id.text(), catalogue::text(hub.status)));
  Change change = move_hub(hub, gpf, kind->event, now);
  change.rules.push_back(report.is_return() ? rule::kHubReturned : rule::kHubInstalled);
  return change;
}

Change hub_recalled(const Device& hub, const Device* gpf, TimeMs now) {
  return moved_by(hub, gpf, StatusEvent::HubRecalled, rule::kHubRecalled, now);
}

Change hub_heard(const Device& hub, const Device* gpf, TimeMs now) {
  return moved_by(hub, gpf, StatusEvent::HubHeard, rule::kHubHeard, now);
}

}  // namespace gridpost::inventory
