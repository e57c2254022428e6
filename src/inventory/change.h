// What a transition of the inventory yields: the next records, or why not.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "catalogue/rule_list.h"
#include "catalogue/status_machine.h"
#include "inventory/device.h"

namespace gridpost::inventory {

// Records as they shall be after the transition. An empty change is a good one: nothing had to change.
struct Change {
  std::vector<Device> devices;
  std::vector<StatusChange> statuses;
  std::vector<HubLogEntry> entries;       // put
  std::vector<HubLogEntry> gone_entries;  // removed; hub and device count
  std::vector<Eui64> removed;             // Devices that leave the inventory
  std::vector<DetailChange> details;
  std::vector<Join> joins;            // put
  std::vector<Join> gone_joins;       // removed; device and other count
  std::vector<RequestId> joins_seen;  // the 8.11s that waited for a join that has come
  std::vector<NamedRule> rules;       // what brought it about

  bool empty() const;
  bool rests_on(const NamedRule& rule) const;
  void append(Change more);
};

// A refusal of a service-specific check.
struct Refusal {
  NamedRule rule;
  std::string explanation;
};

template <class T>
using Outcome = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(const NamedRule& rule, std::string explanation) {
  return tl::unexpected<Refusal>(Refusal{rule, std::move(explanation)});
}

// Notes what becomes of a detail, and sets it; the same value again changes nothing.
void set_detail(Device& device, std::string Device::*detail, std::string_view field, std::string value, Eui64 by,
                TimeMs at, Change& change);

// The three ways in which a status moves, all by the table of `catalogue/status_machine.h`; each writes the history.
// False: the table has no row for it, and nothing changed.
using catalogue::Condition;
using catalogue::Conditions;
using catalogue::StatusEvent;

// A record begins its life: in the status of the row, or, if it is imported, in the one that it has.
bool begin_life(Device& device, StatusEvent event, Conditions met, TimeMs at, Change& change);
// The status follows the event; one that leaves it as it is writes nothing. `before` is the status that was held before
// an interruption, for the way back.
bool move_status(Device& device, StatusEvent event, Conditions met, TimeMs at, Change& change,
                 std::optional<SmiStatus> before = std::nullopt);
// The Device leaves the inventory.
bool end_life(const Device& device, StatusEvent event, TimeMs at, Change& change);

// Whether the table has a row for it: with these conditions met, or with all of them.
bool can_move(const Device& device, StatusEvent event, Conditions met);
bool could_move(const Device& device, StatusEvent event);
// The condition, if it holds.
constexpr Conditions if_so(bool holds, Condition condition) { return holds ? Conditions{condition} : Conditions{}; }

}  // namespace gridpost::inventory
