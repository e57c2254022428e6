#include "exchange/non_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "access/eligibility.h"
#include "exchange/alerts_of_change.h"
#include "exchange/flows.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;
using inventory::refuse;

constexpr auto kServices = std::to_array<NonDeviceService>({
    {"8.2", search_needs, premises_needs, read_inventory},
    {"8.3", decommission_needs, subject_home_needs, decommission},
    {"8.4", update_needs, update_further_needs, update_inventory},
    {"8.6", opt_in_needs, opt_in_further_needs, opt_in},
    {"8.13", returned_needs, returned_further_needs, return_local_answer},
    {"8.14.1", hub_report_needs, hub_report_further_needs, hub_report},
    {"8.14.2", hub_report_needs, hub_report_further_needs, hub_report},
    {"8.14.3", hub_report_needs, hub_report_further_needs, hub_report},
    {"8.14.4", hub_report_needs, hub_report_further_needs, hub_report},
    {"12.1", coverage_needs, coverage_further_needs, wan_matrix},
    {"12.2", prenotify_needs, nullptr, prenotify},
});

}  // namespace

const NonDeviceService* find_non_device(std::string_view variant) {
  const auto it =
      std::find_if(kServices.begin(), kServices.end(), [&](const NonDeviceService& s) { return s.variant == variant; });
  return it == kServices.end() ? nullptr : &*it;
}

Decision non_device(const RequestArrived& event, const Known& known) {
  const NonDeviceService* service = find_non_device(event.request.variant);
  if (service) return service->decide(event, known);
  return refused(event, known, rule::kNonDeviceKnown, fmt::format("{} is not offered yet", event.request.variant));
}

// ---- shared ----

void subject_needs(const duis::Request& request, Needs& needs) {
  const auto id = Eui64::parse(request.body.text_at("DeviceID"));
  if (!id) return;
  needs.devices.push_back(*id);
  needs.homes.push_back(*id);
}

void subject_home_needs(const duis::Request& request, const Known& known, Needs& needs) {
  const auto id = Eui64::parse(request.body.text_at("DeviceID"));
  const Device* device = id ? find_device(known, *id) : nullptr;
  if (device && device->hub && *device->hub != *id) needs.homes.push_back(*device->hub);
}

inventory::Outcome<const Device*> subject_of(const duis::Request& request, const Known& known) {
  const auto id = Eui64::parse(request.body.text_at("DeviceID"));
  if (!id) return refuse(rule::kMessage, id.error().text());
  const Device* device = find_device(known, *id);
  if (!device) return refuse(rule::kDeviceKnown, fmt::format("{} is not in the inventory", id->text()));
  return device;
}

inventory::Outcome<void> check_responsible(const Device& device, const duis::Request& request, const Known& known) {
  const auto verdict = access::check_responsible_supplier(question_about(device, request, known));
  if (verdict) return refuse(rule::kResponsibleSupplier, verdict->explanation);
  return {};
}

Decision done(const RequestArrived& event, const Known& known, Effects effects, duis::Payload payload) {
  Decision d;
  d.answer = answer(event.request, known, "I0", std::move(payload));
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  for (Effect& e : effects) d.effects.push_back(std::move(e));
  d.effects.push_back(Audit{title(event, known, "I0", rule::kAccepted, {})});
  return d;
}

Decision done(const RequestArrived& event, const Known& known, const inventory::Outcome<inventory::Change>& change) {
  if (!change) return refused(event, known, change.error().rule, change.error().explanation);
  Effects effects;
  add_change(*change, effects);
  Decision d = done(event, known, std::move(effects));
  d.alerts = alerts_of(*change, known, event.request.id.originator);
  std::get<Audit>(d.effects.back()).entry.explanation = in_words(*change);
  if (change->rests_on(rule::kVariantContradicts))  // a record of its own, which can be found by its rule
    d.effects.push_back(Audit{title(event, known, {}, rule::kVariantContradicts, in_words(*change))});
  return d;
}

void end_held(const Known& known, std::string_view why, Decision& decision, std::optional<Eui64> of) {
  for (const RequestRecord& request : known.held) {
    if (of && request.id.originator != *of) continue;
    for (Effect& e :
         final_failure(request, known, "request", rule::kHeldEnded.code, rule::kHeldEnded, std::string(why)))
      decision.effects.push_back(std::move(e));
    decision.alerts.push_back(command_failed("N17", request));
  }
}

}  // namespace gridpost::exchange
