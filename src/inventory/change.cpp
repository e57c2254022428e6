#include "inventory/change.h"

#include <utility>

namespace gridpost::inventory {

bool Change::empty() const {
  return devices.empty() && statuses.empty() && entries.empty() && gone_entries.empty() && removed.empty() &&
         details.empty() && joins.empty() && gone_joins.empty();
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

void set_status(Device& device, SmiStatus status, TimeMs at, std::string cause, Change& change) {
  if (device.status == status) return;
  change.statuses.push_back({device.id, at, device.status, status, std::move(cause)});
  device.status = status;
  device.status_since = at;
  if (status == SmiStatus::Commissioned) device.commissioned_at = at;
}

}  // namespace gridpost::inventory
