#include "app/commands/housekeeping_output.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::app {
namespace {

using Json = nlohmann::ordered_json;

Json as_json(const RemovalFigures& figures) {
  Json types = Json::object();
  for (const auto& [type, line] : figures.by_type)
    types[std::string(catalogue::text(type))] = {{"removed", line.removed}, {"told", line.told}};
  const auto [from, to] = cost_of(figures.hubs());
  return {{"removed", figures.removed()},
          {"told", figures.told()},
          {"hubs", figures.hubs()},
          {"hubCostPounds", Json{from, to}},
          {"types", types}};
}

void print_figures(const RemovalFigures& figures) {
  for (const auto& [type, line] : figures.by_type)
    fmt::print("  {:7} {:9}, {} of them told by N8\n", catalogue::text(type), line.removed, line.told);
  if (figures.hubs() == 0) return;
  const auto [from, to] = cost_of(figures.hubs());
  fmt::print("  {} hubs cost {} to {} pounds to replace\n", figures.hubs(), from, to);
}

std::string state_of(const engine::Job& job) {
  if (job.state == engine::JobState::Done) return "done " + iso(job.ended_at);
  return fmt::format("under way, {} of {} looked at", job.done, job.total);
}

}  // namespace

void DueList::add(const exchange::Removal& removal, const inventory::Device& device) {
  if (!list_) return;
  if (!json_) return print_removal(removal);
  devices_.push_back({{"device", removal.device.text()},
                      {"type", catalogue::text(removal.type)},
                      {"pendingSince", iso(removal.pending_since)},
                      {"manufacturer", device.manufacturer},
                      {"model", device.model},
                      {"told", removal.told ? removal.told->text() : ""}});
}

void DueList::end(const RemovalFigures& figures, TimeMs at) {
  if (json_) {
    Json all = as_json(figures);
    all["at"] = iso(at);
    if (list_) all["devices"] = std::move(devices_);
    return fmt::print("{}\n", all.dump(2));
  }
  fmt::print("{} Devices are due at {}; nothing was removed\n", figures.removed(), iso(at));
  print_figures(figures);
}

void print_run(const engine::Job& job, const RemovalFigures& figures, bool json) {
  if (json) {
    Json all = as_json(figures);
    all["run"] = job.id;
    all["state"] = job.state == engine::JobState::Done ? "done" : "running";
    all["begun"] = iso(job.started_at);
    all["ended"] = job.state == engine::JobState::Done ? iso(job.ended_at) : "";
    all["total"] = job.total;
    all["lookedAt"] = job.done;
    return fmt::print("{}\n", all.dump(2));
  }
  fmt::print("run {}: begun {}, {}; {} Devices removed\n", job.id, iso(job.started_at), state_of(job),
             figures.removed());
  print_figures(figures);
}

void print_removal(const exchange::Removal& removal) {
  fmt::print("{},{},{},{}\n", removal.device.text(), catalogue::text(removal.type), iso(removal.pending_since),
             removal.told ? removal.told->text() : "");
}

void print_settings(const inventory::HousekeepingSettings& settings, bool in_force) {
  std::string lines = inventory::text(settings);
  std::replace(lines.begin(), lines.end(), ' ', '\n');
  fmt::print("{}\n", lines);
  if (!in_force) fmt::print("SECMP0060 is not in force: every type goes after 12 months, whatever the settings say\n");
}

void print_ageing(const std::vector<AgeingLine>& lines, bool json) {
  Json all = Json::array();
  for (const AgeingLine& l : lines) {
    const std::string first = l.first_removal ? iso_date(*l.first_removal + kHour) : "";
    if (json)
      all.push_back({{"type", catalogue::text(l.type)},
                     {"notifiedBy", l.notified_by.text()},
                     {"years", l.years},
                     {"devices", l.devices},
                     {"notListed", l.not_listed},
                     {"firstRemoval", first}});
    else
      fmt::print("{:7} {} {:2} to {:2} years {:9}, {} not on the list, first removal {}\n", catalogue::text(l.type),
                 l.notified_by.text(), l.years, l.years + 1, l.devices, l.not_listed, first.empty() ? "never" : first);
  }
  if (json) fmt::print("{}\n", all.dump(2));
}

void print_stock(const std::vector<inventory::HubStock>& figures, bool json) {
  Json all = Json::array();
  for (const inventory::HubStock& s : figures) {
    if (json)
      all.push_back({{"party", s.party.text()},
                     {"accepted", s.accepted},
                     {"commissioned", s.commissioned},
                     {"returned", s.returned},
                     {"inStock", s.in_stock},
                     {"notInInventory", s.not_in_smi}});
    else
      fmt::print("{} accepted {:7}, commissioned {:7}, returned {:7}, in stock {:7}, of these not in the SMI {:7}\n",
                 s.party.text(), s.accepted, s.commissioned, s.returned, s.in_stock, s.not_in_smi);
  }
  if (json) fmt::print("{}\n", all.dump(2));
}

}  // namespace gridpost::app
