// 8.14.1 to 8.14.4. (DUIS 8.8)
#include "inventory/hub_status.h"

#include <fmt/format.h>

#include "exchange/non_device.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

// An installer names a metering point of its own. A hub is returned by a supplier of the meters behind it; by any
// supplier if there are none. (proposed)
inventory::Outcome<void> check_reporter(const inventory::HubReport& report, const inventory::Device& hub,
                                        const duis::Request& request, const Known& known) {
  if (report.is_return())
    return points_of(known, hub, known.now).empty() ? inventory::Outcome<void>()
                                                    : check_responsible(hub, request, known);
  if (supplies(known, report.mpxn, request.id.originator)) return {};
  return inventory::refuse(rule::kHubMpxn, fmt::format("{} is not the supplier registered at {}",
                                                       request.id.originator.text(), report.mpxn));
}

}  // namespace

void hub_report_needs(const duis::Request& request, Needs& needs) {
  const auto report = inventory::read_hub_report(request.body);
  if (!report) return;
  subject_needs(request, needs);
  if (!report->mpxn.empty()) needs.mpxns.push_back(report->mpxn);
  if (report->other) needs.devices.push_back(*report->other);
  if (report->is_return()) needs.held_for.push_back(report->hub);
}

void hub_report_further_needs(const duis::Request& request, const Known& known, Needs& needs) {
  const auto report = inventory::read_hub_report(request.body);
  const inventory::Device* hub = report ? find_device(known, report->hub) : nullptr;
  if (hub && hub->gpf && report->is_return()) needs.held_for.push_back(*hub->gpf);
}

Decision hub_report(const RequestArrived& event, const Known& known) {
  const auto report = inventory::read_hub_report(event.request.body);
  if (!report) return refused(event, known, rule::kMessage, report.error().text());
  const inventory::Device* hub = find_device(known, report->hub);
  if (const auto checked = inventory::check_reported_hub(*report, hub); !checked)
    return refused(event, known, checked.error().rule, checked.error().explanation);
  if (const auto checked = check_reporter(*report, *hub, event.request, known); !checked)
    return refused(event, known, checked.error().rule, checked.error().explanation);
  const inventory::Device* other = report->other ? find_device(known, *report->other) : nullptr;
  const auto change = inventory::hub_reported(*report, *hub, gas_proxy_of(*hub, known), other, known.now);
  Decision d = done(event, known, change);
  if (change) end_held(known, "the hub was returned", d);
  return d;
}

}  // namespace gridpost::exchange
