// What a transition of the inventory yields: the next records, or why not.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "catalogue/rule_list.h"
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

// Sets the status and writes it into the history; the same status again changes nothing.
void set_status(Device& device, SmiStatus status, TimeMs at, std::string cause, Change& change);

}  // namespace gridpost::inventory
