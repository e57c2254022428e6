// How registrations change: by records of the providers' files, and by an operator. Pure: a history in, the next one
// out. (registration 6, RCOM-03)
#pragma once

#include "registration/providers.h"

namespace gridpost::registration {

struct PartyFrom {
  Eui64 party;
  TimeMs from = 0;
};
// The history with these parties of the kind, in ascending order, each until the next one. What was registered before
// the first of them stays, up to it; what was known of later days is replaced. A supplier of export and one of import
// replace each other, for a metering point has one direction. By kind and start, as stores give it back.
std::vector<Registration> with_parties(std::span<const Registration> history, const std::string& mpxn, Kind kind,
                                       std::span<const PartyFrom> parties);

// What a record makes of the history of its metering point. `day` is the local midnight before the file was made, from
// which a new network operator counts; `place` is for errors. Refused are parties that nobody knows, a network operator
// of another provider, and an unknown metering point without a supplier.
Result<std::vector<Registration>> with_record(std::span<const Registration> history, const FlagRecord& record,
                                              const Provider& provider, const Desk& desk, TimeMs day,
                                              const std::string& place);

// Nobody is registered from this time on.
std::vector<Registration> ended(std::span<const Registration> history, TimeMs at);

// Another party of a kind from a time on: a gain, a loss, or both.
struct Handover {
  std::string mpxn;
  Kind kind = Kind::ImportSupplier;
  TimeMs at = 0;
  std::optional<Eui64> from, to;

  bool operator==(const Handover&) const = default;
};
// The handovers at one metering point that take effect after `after` and not after `until`, in their order.
std::vector<Handover> handovers(std::span<const Registration> history, TimeMs after, TimeMs until);

// "electricity supplier", ...
std::string_view text(Kind kind);

}  // namespace gridpost::registration
