// Who is registered at a metering point, and when. (RCOM-03, RCOM-04)
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace gridpost::registration {

enum class Kind : std::uint8_t { ImportSupplier, ExportSupplier, GasSupplier, Distributor, Transporter, Agent };

// One party at one metering point over a span of time: from inclusive, to exclusive.
struct Registration {
  std::string mpxn;
  Kind kind = Kind::ImportSupplier;
  Eui64 party;
  TimeMs from = 0;
  std::optional<TimeMs> to;

  bool operator==(const Registration&) const = default;
};

// The party of this kind registered at the time, if there is one; the latest start wins.
std::optional<Eui64> party_at(std::span<const Registration> history, Kind kind, TimeMs at);

// True if the party holds this kind of registration at the time.
bool is_registered(std::span<const Registration> history, Kind kind, Eui64 party, TimeMs at);

}  // namespace gridpost::registration
