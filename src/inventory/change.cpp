#include "inventory/change.h"

#include <utility>

namespace gridpost::inventory {

void Change::append(Change more) {
  const auto move_all = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(devices, more.devices);
  move_all(statuses, more.statuses);
  move_all(entries, more.entries);
  move_all(gone_entries, more.gone_entries);
  move_all(rules, more.rules);
}

void set_status(Device& device, SmiStatus status, TimeMs at, std::string cause, Change& change) {
  if (device.status == status) return;
  change.statuses.push_back({device.id, at, device.status, status, std::move(cause)});
  device.status = status;
  device.status_since = at;
  if (status == SmiStatus::Commissioned) device.commissioned_at = at;
}

}  // namespace gridpost::inventory
