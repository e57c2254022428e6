#include "inventory/history_import.h"

#include <fmt/format.h>

namespace gridpost::inventory {
namespace {

constexpr const char* kRule = "RCOM-01";

Status check_step(const Device& device, const StatusChange* before, const StatusChange& step, TimeMs now) {
  const auto wrong = [&](std::string what) { return fail(std::move(what), device.id.text(), kRule); };
  if (step.device != device.id) return wrong(fmt::format("its history speaks of {}", step.device.text()));
  if (!step.to) return wrong(fmt::format("its history ends at {}, and goes on", iso(step.at)));
  if (step.at > now) return wrong(fmt::format("{} lies ahead", iso(step.at)));
  if (before && step.at < before->at) return wrong(fmt::format("{} comes after {}", iso(step.at), iso(before->at)));
  if (step.from != (before ? before->to : std::nullopt))
    return wrong(fmt::format("what it was before {} does not go with the line before", iso(step.at)));
  if (step.to == SmiStatus::Suspended && !step.from)
    return wrong("its history does not say where its suspension came from");
  return {};
}

}  // namespace

Result<Change> import_life(ImportedLife life, TimeMs now) {
  Device& d = life.device;
  const auto wrong = [&](std::string what) { return fail(std::move(what), d.id.text(), kRule); };
  if (life.history.empty()) return wrong("it has no history");
  for (std::size_t i = 0; i < life.history.size(); ++i)
    GP_CHECK(check_step(d, i > 0 ? &life.history[i - 1] : nullptr, life.history[i], now));
  if (life.history.back().to != d.status)
    return wrong(fmt::format("it is {}, its history ends otherwise", catalogue::text(d.status)));
  Change change;
  if (!begin_life(d, StatusEvent::Imported, {}, now, change)) return wrong("its type is not one of the inventory");
  d.status_since = life.history.back().at;
  d.commissioned_at.reset();
  for (const StatusChange& step : life.history) {
    if (step.to == SmiStatus::Pending) d.commissioned_at.reset();
    if (step.to == SmiStatus::Commissioned && !(step.from && catalogue::is_interruption(*step.from)))
      d.commissioned_at = step.at;
  }
  change.statuses = std::move(life.history);  // its own, instead of a line about today
  change.rules.push_back(rule::kImported);
  change.devices.push_back(std::move(d));
  return change;
}

}  // namespace gridpost::inventory
