#include "registration/registered.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace gridpost::registration {
namespace {

constexpr auto kKindNames = std::to_array<std::string_view>(
    {"import supplier", "export supplier", "gas supplier", "distributor", "transporter", "agent"});

bool is_electricity_supplier(Kind kind) { return kind == Kind::ImportSupplier || kind == Kind::ExportSupplier; }

bool replaces(Kind one, Kind other) {
  return one == other || (is_electricity_supplier(one) && is_electricity_supplier(other));
}

Result<std::vector<PartyFrom>> suppliers_of(const FlagRecord& record, const Desk& desk, const std::string& place) {
  std::vector<PartyFrom> out;
  for (const SupplierLine& line : record.suppliers) {
    const auto party = desk.suppliers.find(line.party);
    if (party == desk.suppliers.end())
      return fail(fmt::format("{}: no supplier '{}' is known", record.mpxn, line.party), place + ", supplier",
                  "registration");
    const std::string& d = line.from;
    GP_TRY(from, local_midnight(fmt::format("{}-{}-{}", d.substr(0, 4), d.substr(4, 2), d.substr(6, 2))));
    out.push_back({party->second, from});
  }
  return out;
}

}  // namespace

std::vector<Registration> with_parties(std::span<const Registration> history, const std::string& mpxn, Kind kind,
                                       std::span<const PartyFrom> parties) {
  if (parties.empty()) return {history.begin(), history.end()};
  const TimeMs first = parties.front().from;
  std::vector<Registration> out;
  for (Registration r : history) {
    if (replaces(kind, r.kind)) {
      if (r.from >= first) continue;
      r.to = std::min(r.to.value_or(first), first);
    }
    out.push_back(std::move(r));
  }
  for (std::size_t i = 0; i < parties.size(); ++i) {
    const std::optional<TimeMs> to = i + 1 < parties.size() ? std::optional(parties[i + 1].from) : std::nullopt;
    out.push_back({mpxn, kind, parties[i].party, parties[i].from, to});
  }
  std::sort(out.begin(), out.end(), [](const Registration& a, const Registration& b) {
    return std::tuple(a.kind, a.from, a.party) < std::tuple(b.kind, b.from, b.party);
  });
  return out;
}

Result<std::vector<Registration>> with_record(std::span<const Registration> history, const FlagRecord& record,
                                              const Provider& provider, const Desk& desk, TimeMs day,
                                              const std::string& place) {
  const auto network = provider.operators.find(record.network);
  if (network == provider.operators.end())
    return fail(fmt::format("{}: '{}' is no network operator of {}", record.mpxn, record.network, provider.name),
                place + ", network operator", "registration");
  if (history.empty() && record.suppliers.empty())
    return fail(fmt::format("{} is not known, and the record names no supplier", record.mpxn),
                place + ", metering point", "registration");
  GP_TRY(suppliers, suppliers_of(record, desk, place));
  const Kind supplier = provider.fuel == Fuel::Gas ? Kind::GasSupplier
                        : record.direction == "E"  ? Kind::ExportSupplier
                                                   : Kind::ImportSupplier;
  std::vector<Registration> out = with_parties(history, record.mpxn, supplier, suppliers);
  const Kind kind = network_kind(provider.fuel);
  if (is_registered(history, kind, network->second, day)) return out;
  const bool is_first = std::none_of(history.begin(), history.end(), [&](const auto& r) { return r.kind == kind; });
  const TimeMs from = is_first && !suppliers.empty() ? std::min(suppliers.front().from, day) : day;
  const PartyFrom party{network->second, from};
  return with_parties(out, record.mpxn, kind, {&party, 1});
}

std::vector<Registration> ended(std::span<const Registration> history, TimeMs at) {
  std::vector<Registration> out;
  for (Registration r : history) {
    if (r.from >= at) continue;
    r.to = std::min(r.to.value_or(at), at);
    out.push_back(std::move(r));
  }
  return out;
}

std::vector<Handover> handovers(std::span<const Registration> history, TimeMs after, TimeMs until) {
  std::set<std::pair<TimeMs, Kind>> moments;
  for (const Registration& r : history) {
    if (r.from > after && r.from <= until) moments.emplace(r.from, r.kind);
    if (r.to && *r.to > after && *r.to <= until) moments.emplace(*r.to, r.kind);
  }
  std::vector<Handover> out;
  for (const auto& [at, kind] : moments) {
    const auto before = party_at(history, kind, at - 1), now = party_at(history, kind, at);
    if (before != now) out.push_back({history.front().mpxn, kind, at, before, now});
  }
  return out;
}

std::string_view text(Kind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

}  // namespace gridpost::registration
