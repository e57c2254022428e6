#include "registration/registration.h"

#include <algorithm>

namespace gridpost::registration {
namespace {

bool holds(const Registration& r, TimeMs at) { return r.from <= at && (!r.to || at < *r.to); }

}  // namespace

std::optional<Eui64> party_at(std::span<const Registration> history, Kind kind, TimeMs at) {
  const Registration* best = nullptr;
  for (const Registration& r : history)
    if (r.kind == kind && holds(r, at) && (!best || r.from >= best->from)) best = &r;
  return best ? std::optional(best->party) : std::nullopt;
}

bool is_registered(std::span<const Registration> history, Kind kind, Eui64 party, TimeMs at) {
  return party_at(history, kind, at) == party;
}

std::optional<Kind> responsible_supplier(DeviceType type) {
  switch (type) {
    case DeviceType::ESME:
      return Kind::ImportSupplier;
    case DeviceType::GSME:
    case DeviceType::GPF:
      return Kind::GasSupplier;
    default:
      return std::nullopt;
  }
}

std::vector<Eui64> parties_in_order(std::span<const Registration> history, Kind kind) {
  std::vector<Registration> sorted;
  for (const Registration& r : history)
    if (r.kind == kind) sorted.push_back(r);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Registration& a, const Registration& b) { return a.from < b.from; });
  std::vector<Eui64> out;
  for (const Registration& r : sorted)
    if (out.empty() || out.back() != r.party) out.push_back(r.party);
  return out;
}

}  // namespace gridpost::registration
