// Who is registered at a metering point, and when. (RCOM-03, RCOM-04)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "catalogue/enums.h"

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

// True if the party is the one registered at the time.
bool is_registered(std::span<const Registration> history, Kind kind, Eui64 party, TimeMs at);

// Which registration makes the Responsible Supplier of a Device of this type. None for a CHF, which is related to the
// suppliers of all meters behind it, and for Devices that have no metering point of their own. (RCOM-04)
std::optional<Kind> responsible_supplier(DeviceType type);

// Everyone who ever was registered so, in order, former ones first. (RCOM-03)
std::vector<Eui64> parties_in_order(std::span<const Registration> history, Kind kind);

}  // namespace gridpost::registration
