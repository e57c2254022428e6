#include "inventory/change.h"

#include <algorithm>
#include <utility>

namespace gridpost::inventory {

using catalogue::Leads;

bool Change::empty() const {
  return devices.empty() && statuses.empty() && entries.empty() && gone_entries.empty() && removed.empty() &&
         details.empty() && joins.empty() && gone_joins.empty();
}

bool Change::rests_on(const NamedRule& rule) const {
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

void Change::append(Change more) {
  const auto move_all = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(devices, more.devices);
  move_all(statuses, more.statuses);
  move_all(entries, more.entries);
  move_all(gone_entries, more.gone_entries);
  move_all(removed, more.removed);
  move_all(details, more.details);
  move_all(joins, more.joins);
  move_all(gone_joins, more.gone_joins);
  move_all(joins_seen, more.joins_seen);
  move_all(rules, more.rules);
}

void set_detail(Device& device, std::string Device::*detail, std::string_view field, std::string value, Eui64 by,
                TimeMs at, Change& change) {
  if (device.*detail == value) return;
  change.details.push_back({device.id, at, std::string(field), device.*detail, value, by});
  device.*detail = std::move(value);
}

bool begin_life(Device& device, StatusEvent event, Conditions met, TimeMs at, Change& change) {
  const auto* row = catalogue::find_transition(event, device.type, std::nullopt, met);
  if (!row) return false;
  if (row->leads == Leads::To) device.status = row->to;
  device.status_since = at;
  change.statuses.push_back({device.id, at, std::nullopt, device.status, std::string(catalogue::cause_of(event))});
  return true;
}

bool move_status(Device& device, StatusEvent event, Conditions met, TimeMs at, Change& change,
                 std::optional<SmiStatus> before) {
  const auto* row = catalogue::find_transition(event, device.type, device.status, met);
  if (!row || row->leads == Leads::Gone || (row->leads == Leads::Back && !before)) return false;
  if (row->leads == Leads::Stays) return true;
  const SmiStatus to = row->leads == Leads::Back ? *before : row->to;
  change.statuses.push_back({device.id, at, device.status, to, std::string(catalogue::cause_of(event))});
  // The end of an interruption is no second commissioning.
  if (to == SmiStatus::Commissioned && !(catalogue::is_interruption(device.status) && device.commissioned_at))
    device.commissioned_at = at;
  device.status = to;
  device.status_since = at;
  return true;
}

bool end_life(const Device& device, StatusEvent event, TimeMs at, Change& change) {
  const auto* row = catalogue::find_transition(event, device.type, device.status, {});
  if (!row || row->leads != Leads::Gone) return false;
  change.removed.push_back(device.id);
  change.statuses.push_back({device.id, at, device.status, std::nullopt, std::string(catalogue::cause_of(event))});
  return true;
}

bool can_move(const Device& device, StatusEvent event, Conditions met) {
  return catalogue::find_transition(event, device.type, device.status, met) != nullptr;
}

bool could_move(const Device& device, StatusEvent event) {
  return catalogue::may_happen(event, device.type, device.status);
}

}  // namespace gridpost::inventory
