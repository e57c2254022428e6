// Traffic to compare rules with: requests and runs of housekeeping, recorded or made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/nation.h"

namespace gridpost::app {

struct TrafficStep {
  enum class Kind : std::uint8_t { Request, Housekeeping };
  TimeMs at = 0;  // world time
  Kind kind = Kind::Request;
  std::string document;  // of a request, as it came or unsigned

  bool operator==(const TrafficStep&) const = default;
};
using Traffic = std::vector<TrafficStep>;

// A line of JSON a step: {"at": "2021-06-01T00:00:00Z", "request": "<...>"} or {"at": ..., "housekeeping": true}. Times
// rise. Errors name the line.
Result<Traffic> read_traffic(std::string_view text);
std::string write_traffic(const Traffic& traffic);

// The requests in the audit trail of a store, oldest first; as long as it keeps their bodies.
Result<Traffic> record_traffic(engine::Store& store, std::size_t most);

// Requests of the nation's parties about its homes, and a run of housekeeping at the end: reads, notifications,
// coverage questions, decommissions, corrections of ESME Variants, moves between statuses.
Traffic make_traffic(const Nation& nation, std::size_t requests);
// What the questions about coverage find.
std::vector<inventory::Coverage> coverage_of(const Nation& nation);

}  // namespace gridpost::app
