#include "engine/flag_keeper.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "registration/flag_dates.h"

namespace gridpost::engine {
namespace {

using inventory::Device;
using registration::CountedMeter;
using registration::FlagPoint;
using registration::FlagUpdate;
using registration::PointUpdates;
using registration::UpdateState;

bool is_counted(const Device& d) { return d.type == DeviceType::ESME || d.type == DeviceType::GSME; }
bool is_smets1(const Device& d) { return d.smets_version.starts_with("SMETS1"); }

std::set<std::string> points_if(const Device* d) { return d ? FlagKeeper::points_of(*d) : std::set<std::string>(); }

// The last status that was none of Suspended, Recovery and Recovered, since the record was made; `but` steps at the end
// of the history are left out. (registration 2.1)
SmiStatus held_in(const std::vector<inventory::StatusChange>& history, std::size_t but = 0) {
  SmiStatus held = SmiStatus::Pending;
  for (std::size_t i = 0; i + but < history.size(); ++i)
    if (const auto to = history[i].to; !to || !registration::is_overlay(*to)) held = to.value_or(SmiStatus::Pending);
  return held;
}

Result<SmiStatus> held_before(Transaction& tx, const Device& d) {
  if (!registration::is_overlay(d.status)) return d.status;
  GP_TRY(history, tx.status_history(d.id));
  return held_in(history);
}

Result<CountedMeter> counted(Transaction& tx, const Device& d) {
  GP_TRY(held, held_before(tx, d));
  return registration::counted(d.status, held, is_smets1(d));
}

registration::FlagRules rules_of(const Rules& rules, const std::string& mpxn, const registration::Desk& desk) {
  return registration::flag_rules(rules, registration::fuel_of_point(mpxn), desk.settings);
}

// What the meter counted as in the status that it has left. What it held before stands in the history in front of what
// it has become.
Result<CountedMeter> counted_before(Transaction& tx, const Device& before) {
  SmiStatus held = before.status;
  if (registration::is_overlay(before.status)) {
    GP_TRY(history, tx.status_history(before.id));
    held = held_in(history, 1);
  }
  return registration::counted(before.status, held, is_smets1(before));
}

// The metering points whose flag may be another one now. A status that counts the same moves none.
Result<std::set<std::string>> concerned(Transaction& tx, const FlagKeeper::Touched::Meter& meter, const Rules& rules,
                                        const registration::Desk& desk) {
  const auto& [before, after] = meter;
  std::set<std::string> points = points_if(before);
  const std::set<std::string> now_at = points_if(after);
  if (before && after && points == now_at && is_smets1(*before) == is_smets1(*after)) {
    if (before->status == after->status || points.empty()) return std::set<std::string>();
    GP_TRY(was, counted_before(tx, *before));
    GP_TRY(now, counted(tx, *after));
    if (!registration::moves_flag(was, now, rules_of(rules, *points.begin(), desk))) return std::set<std::string>();
  }
  points.insert(now_at.begin(), now_at.end());
  return points;
}

// The provider by what is registered on the effective date; empty, with the reason, if there is none.
std::string provider_on(std::span<const registration::Registration> history, const std::string& mpxn,
                        const std::string& effective, const registration::Desk& desk, std::string& why_none) {
  const Fuel fuel = registration::fuel_of_point(mpxn);
  std::map<Eui64, std::string> by_operator;
  for (const auto& p : desk.providers)
    for (const auto& [id, party] : p.operators)
      if (p.fuel == fuel) by_operator[party] = p.name;
  const auto provider = registration::provider_of(history, fuel, effective, by_operator);
  if (provider) return *provider;
  why_none = provider.error().what;
  return {};
}

}  // namespace

Result<std::vector<CountedMeter>> meters_at(Transaction& tx, const std::string& mpxn) {
  GP_TRY(devices, tx.devices_of_mpxn(mpxn));
  std::vector<CountedMeter> out;
  for (const Device& d : devices) {
    if (!is_counted(d)) continue;
    GP_TRY(meter, counted(tx, d));
    out.push_back(meter);
  }
  return out;
}

exchange::Audit registration_audit(TimeMs now, std::string kind, std::string rule, std::string clause,
                                   std::string explanation, Eui64 user, Eui64 device) {
  exchange::AuditEntry entry;
  entry.at = now;
  entry.kind = std::move(kind);
  entry.user = user;
  entry.device = device;
  entry.rule = std::move(rule);
  entry.clause = std::move(clause);
  entry.explanation = std::move(explanation);
  return {std::move(entry)};
}

Result<std::vector<FlagUpdate>> open_updates(RegistrationRecords& records, const std::string& mpxn) {
  GP_TRY(all, records.flag_updates(mpxn));
  std::erase_if(all,
                [](const FlagUpdate& u) { return u.state == UpdateState::Accepted || u.state == UpdateState::Closed; });
  return all;
}

std::set<std::string> FlagKeeper::points_of(const Device& device) {
  std::set<std::string> out;
  if (!is_counted(device)) return out;
  for (const std::string* mpxn : {&device.import_mpxn, &device.secondary_import_mpan, &device.export_mpan})
    if (!mpxn->empty()) out.insert(*mpxn);
  return out;
}

FlagKeeper::Touched FlagKeeper::touched_by(const exchange::Effects& effects, const Before& before) {
  Touched touched;
  const auto touch = [&](Eui64 id, const Device* after) {
    const auto found = before.find(id);
    const Device* was = found != before.end() && is_counted(found->second) ? &found->second : nullptr;
    if (was || (after && is_counted(*after))) touched.meters[id] = {was, after};
  };
  for (const exchange::Effect& effect : effects) {
    if (const auto* put = std::get_if<exchange::PutDevice>(&effect)) touch(put->device.id, &put->device);
    if (const auto* removed = std::get_if<exchange::RemoveDevice>(&effect)) touch(removed->device, nullptr);
    if (const auto* status = std::get_if<exchange::RecordStatus>(&effect))
      touched.causes[status->change.device] =
          fmt::format("{}: {} is {}", status->change.cause, status->change.device.text(),
                      status->change.to ? catalogue::text(*status->change.to) : "removed");
  }
  return touched;
}

Status FlagKeeper::follow(Transaction& tx, const Touched& touched, const Rules& rules, TimeMs now) const {
  std::map<std::string, std::string> points;  // with what moved them
  for (const auto& [id, meter] : touched.meters) {
    GP_TRY(mpxns, concerned(tx, meter, rules, desk_));
    const auto cause = touched.causes.find(id);
    for (const std::string& mpxn : mpxns)
      points.try_emplace(
          mpxn, cause != touched.causes.end() ? cause->second : fmt::format("metering points of {}", id.text()));
  }
  for (const auto& [mpxn, cause] : points) GP_CHECK(derive(tx, mpxn, rules, now, cause));
  return {};
}

Status FlagKeeper::derive(Transaction& tx, const std::string& mpxn, const Rules& rules, TimeMs now,
                          const std::string& cause, std::optional<TimeMs> switched_on) const {
  RegistrationRecords& records = tx.records();
  GP_TRY(known, records.flag_point(mpxn));
  const FlagPoint point = known ? *known : FlagPoint{mpxn, {}, {}, false, false, {}};
  GP_TRY(meters, meters_at(tx, mpxn));
  const std::string effective = registration::effective_from(now, desk_.settings, switched_on);
  const auto seen = registration::observe(point, meters, rules_of(rules, mpxn, desk_), now, effective, cause);
  if (!seen.anomaly.empty()) {
    log::warn("GP-FLAG-001", {{"mpxn", mpxn}}, "{}", seen.anomaly);
    GP_CHECK(tx.apply(registration_audit(now, "flag", "registration.anomaly", "R77-17", seen.anomaly)));
  }
  if (seen.point != point) GP_CHECK(records.put_flag_point(seen.point));
  if (!seen.change) return {};
  GP_CHECK(records.add_flag_change(*seen.change));
  GP_TRY(open, open_updates(records, mpxn));
  const PointUpdates after =
      registration::with_change(registration::updates_of(seen.point, open), seen.change->flag, effective);
  return requeue(tx, seen.point, after, now, "overtaken: " + cause);
}

Status FlagKeeper::requeue(Transaction& tx, const FlagPoint& point, const PointUpdates& after, TimeMs now,
                           const std::string& why) const {
  RegistrationRecords& records = tx.records();
  GP_TRY(open, open_updates(records, point.mpxn));
  FlagUpdate fresh;
  fresh.mpxn = point.mpxn;
  if (after.waiting) {
    GP_TRY(registered, tx.registrations(point.mpxn));
    fresh.provider = provider_on(registered, point.mpxn, after.waiting->effective, desk_, fresh.reason);
  }
  for (const FlagUpdate& update : registration::requeued(open, after, fresh, now, why))
    GP_CHECK(records.put_flag_update(update));
  return {};
}

Status FlagKeeper::route(Transaction& tx, const std::string& mpxn, TimeMs now) const {
  RegistrationRecords& records = tx.records();
  GP_TRY(open, open_updates(records, mpxn));
  for (FlagUpdate& update : open) {
    if (update.state != UpdateState::Queued || !update.provider.empty()) continue;
    GP_TRY(registered, tx.registrations(mpxn));
    update.reason.clear();
    update.provider = provider_on(registered, mpxn, update.effective, desk_, update.reason);
    update.at = now;
    GP_CHECK(records.put_flag_update(update));
  }
  return {};
}

Status FlagKeeper::move(Transaction& tx, const registration::Handover& handover, TimeMs now) const {
  RegistrationRecords& records = tx.records();
  const Fuel fuel = registration::fuel_of_point(handover.mpxn);
  if (handover.kind != registration::network_kind(fuel) || !handover.from || !handover.to) return {};
  if (desk_.provider_of(fuel, *handover.from) == desk_.provider_of(fuel, *handover.to)) return {};
  GP_TRY(point, records.flag_point(handover.mpxn));
  if (!point) return {};
  point->accepted.reset();
  GP_CHECK(records.put_flag_point(*point));
  GP_TRY(open, open_updates(records, handover.mpxn));
  for (FlagUpdate& update : open) {
    update.state = UpdateState::Closed;
    update.at = now;
    update.reason = fmt::format("another network operator, {}", handover.to->text());
    GP_CHECK(records.put_flag_update(update));
  }
  const std::string day = registration::date_text(handover.at, desk_.settings.dates_in_utc);
  return requeue(tx, *point, registration::moved_away(*point, day), now, "another network operator");
}

Status FlagKeeper::take_over(Transaction& tx, const std::string& mpxn, const Rules& rules, TimeMs now,
                             const std::string& cause) const {
  RegistrationRecords& records = tx.records();
  GP_TRY(point, first_sight(tx, mpxn));
  GP_TRY(known, records.flag_point(mpxn));
  if (known) {
    const registration::PointMemory told = point.state.memory;
    point = *known;
    point.state.memory = registration::both(point.state.memory, told);
  }
  GP_CHECK(records.put_flag_point(point));
  return derive(tx, mpxn, rules, now, cause);
}

Result<FlagPoint> FlagKeeper::first_sight(Transaction& tx, const std::string& mpxn) {
  FlagPoint point{mpxn, {}, {}, false, false, {}};
  GP_TRY(devices, tx.devices_of_mpxn(mpxn));
  for (const Device& d : devices) {
    if (!is_counted(d)) continue;
    GP_TRY(history, tx.status_history(d.id));
    for (const auto& step : history) {
      if (!step.to || registration::is_overlay(*step.to)) continue;
      const CountedMeter was = registration::counted(*step.to, *step.to, is_smets1(d));
      point.state.memory = registration::remembering(point.state.memory, {&was, 1});
    }
  }
  return point;
}

}  // namespace gridpost::engine
