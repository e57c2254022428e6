#include "engine/housekeeping.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <sstream>

#include "engine/put_in_force.h"

namespace gridpost::engine {
namespace {

using exchange::Candidate;
using inventory::RetentionPolicy;
using Pending = HousekeepingRecords::Pending;

constexpr char kSettings[] = "housekeeping.settings";
constexpr std::size_t kDryPage = 512;

// Where a look at the Pending Devices goes on: a type, and the last one that was looked at.
struct Place {
  int type = 0;
  Pending after = {std::numeric_limits<TimeMs>::min(), {}};

  bool at_end() const { return type >= catalogue::kDeviceTypes; }
};

std::string cursor_of(const Place& place) {
  return fmt::format("{} {} {}", place.type, place.after.since, place.after.device.value);
}

Result<Place> read_place(const std::string& text) {
  Place place;
  if (text.empty()) return place;
  std::istringstream in(text);
  if (!(in >> place.type >> place.after.since >> place.after.device.value))
    return fail(fmt::format("'{}' is no place in a run", text), kHousekeeping);
  return place;
}

// Devices of a type that may be due; none of gas proxies, which go with their hubs.
std::optional<TimeMs> until_of(int type, const RetentionPolicy& policy, TimeMs as_of) {
  const auto of = static_cast<DeviceType>(type);
  return of == DeviceType::GPF ? std::nullopt : inventory::latest_candidate(of, policy, as_of);
}

class Looker {
 public:
  Looker(Transaction& tx, const RetentionPolicy& policy) : tx_(tx), policy_(policy) {}

  // The next candidates from the place on, which moves; a hub with its proxy. At the end of a type there may be fewer.
  Result<std::vector<Candidate>> next(Place& place, TimeMs as_of, std::size_t limit, std::size_t& looked) {
    looked = 0;
    const auto until = until_of(place.type, policy_, as_of);
    if (!until) {
      place = Place{place.type + 1};
      return std::vector<Candidate>();
    }
    GP_TRY(found, tx_.housekeeping().pending(static_cast<DeviceType>(place.type), place.after, *until, limit));
    std::vector<Candidate> candidates;
    for (const Pending& one : found) GP_CHECK(add(one.device, candidates));
    looked = found.size();
    if (found.size() < limit)
      place = Place{place.type + 1};
    else
      place.after = found.back();
    return candidates;
  }

 private:
  Status add(Eui64 id, std::vector<Candidate>& to) {
    GP_TRY(device, tx_.device(id));
    if (!device) return {};
    Candidate candidate;
    const std::optional<Eui64> proxy = device->gpf;
    if (device->type == DeviceType::CHF) {
      GP_TRY(log, tx_.hub_log(id));
      candidate.log = std::move(log);
    }
    if (policy_.needs_history()) {
      GP_TRY(history, tx_.status_history(id));
      candidate.kept.history = std::move(history);
    }
    GP_TRY(joins, tx_.joins(id));
    candidate.joins = std::move(joins);
    candidate.kept.device = std::move(*device);
    to.push_back(std::move(candidate));
    return proxy ? add(*proxy, to) : Status();
  }

  Transaction& tx_;
  const RetentionPolicy& policy_;
};

// Removes those of the candidates that are due.
Status take_out(Transaction& tx, const std::vector<Candidate>& candidates, const RetentionPolicy& policy,
                const Job& job, const InForce& how) {
  exchange::Removals removals = exchange::remove_due(candidates, policy, job.as_of, how.now);
  FlagKeeper::Before before;
  for (const Candidate& candidate : candidates) before.emplace(candidate.kept.device.id, candidate.kept.device);
  GP_CHECK(put_in_force(tx, removals.effects, removals.alerts, before, how));
  for (const exchange::Removal& removal : removals.removed) GP_CHECK(tx.housekeeping().put_removal(job.id, removal));
  return {};
}

}  // namespace

Result<inventory::HousekeepingSettings> housekeeping_settings(Transaction& tx) {
  GP_TRY(text, tx.setting(kSettings));
  if (!text) return inventory::HousekeepingSettings();
  return inventory::read_settings(*text);
}

Status set_housekeeping(Transaction& tx, const inventory::HousekeepingSettings& settings, const std::string& by,
                        TimeMs now) {
  GP_TRY(before, housekeeping_settings(tx));
  const std::string after = inventory::text(settings);
  GP_CHECK(tx.set_setting(kSettings, after));
  for (const exchange::Effect& effect : exchange::settings_changed(inventory::text(before), after, by, now))
    GP_CHECK(tx.apply(effect));
  return {};
}

Result<RetentionPolicy> housekeeping_policy(Transaction& tx, const RuleBook& rules, TimeMs at) {
  GP_TRY(settings, housekeeping_settings(tx));
  return inventory::retention_policy(rules.rules_at(at), settings.policy);
}

Result<Job> begin_housekeeping(Transaction& tx, TimeMs now) {
  GP_TRY(running, tx.jobs().running());
  for (Job& one : running)
    if (one.kind == kHousekeeping) return std::move(one);
  Job job;
  job.kind = kHousekeeping;
  job.as_of = now;
  job.started_at = now;
  GP_TRY(id, tx.jobs().put(job));
  job.id = id;
  return job;
}

Result<std::uint64_t> HousekeepingKind::count(Transaction& tx, const Job& job) {
  GP_TRY(policy, housekeeping_policy(tx, rules_, job.as_of));
  std::uint64_t total = 0;
  for (int type = 0; type < catalogue::kDeviceTypes; ++type) {
    const auto until = until_of(type, policy, job.as_of);
    if (!until) continue;
    GP_TRY(count, tx.housekeeping().count_pending(static_cast<DeviceType>(type), *until));
    total += count;
  }
  return total;
}

Result<JobKind::Step> HousekeepingKind::step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) {
  GP_TRY(policy, housekeeping_policy(tx, rules_, job.as_of));
  GP_TRY(place, read_place(job.cursor));
  Looker looker(tx, policy);
  const Rules rules = rules_.rules_at(now.world);
  std::size_t looked = 0;
  GP_TRY(candidates, looker.next(place, job.as_of, limit, looked));
  GP_CHECK(take_out(tx, candidates, policy, job, {flags_, rules, broker_, now.world, now.machine}));
  job.cursor = cursor_of(place);
  return Step{looked, !place.at_end()};
}

Status each_due(Store& store, const RetentionPolicy& policy, TimeMs as_of, const OnDue& on_due) {
  Place place;
  while (!place.at_end()) {
    GP_TRY(tx, store.read());
    Looker looker(*tx, policy);
    std::size_t looked = 0;
    GP_TRY(candidates, looker.next(place, as_of, kDryPage, looked));
    for (const exchange::Removal& removal : exchange::remove_due(candidates, policy, as_of, as_of).removed) {
      const auto it = std::find_if(candidates.begin(), candidates.end(),
                                   [&](const Candidate& c) { return c.kept.device.id == removal.device; });
      on_due(removal, it->kept.device);
    }
  }
  return {};
}

Status each_pending(Store& store, const OnPending& on_pending) {
  RetentionPolicy all;
  all.continues_after_suspension = true;  // no bound in time
  Place place;
  while (!place.at_end()) {
    GP_TRY(tx, store.read());
    Looker looker(*tx, all);
    std::size_t looked = 0;
    GP_TRY(candidates, looker.next(place, std::numeric_limits<TimeMs>::max(), kDryPage, looked));
    for (const Candidate& candidate : candidates)
      if (candidate.kept.device.type != DeviceType::GPF) GP_CHECK(on_pending(candidate.kept));
  }
  return {};
}

Status reset_pending(Transaction& tx, const std::vector<Eui64>& devices, std::size_t expected, const std::string& by,
                     TimeMs now) {
  const std::set<Eui64> each(devices.begin(), devices.end());
  if (each.size() != expected)
    return fail(fmt::format("{} Devices are selected, and {} are expected", each.size(), expected), kHousekeeping,
                "R60-19");
  for (const Eui64 id : each) {
    GP_TRY(device, tx.device(id));
    if (!device) return fail("it is not in the inventory", id.text(), "R60-19");
    if (device->status != SmiStatus::Pending)
      return fail(fmt::format("it is {}", catalogue::text(device->status)), id.text(), "R60-19");
    for (const exchange::Effect& effect : exchange::reset_pending(*device, by, now)) GP_CHECK(tx.apply(effect));
  }
  return {};
}

}  // namespace gridpost::engine
