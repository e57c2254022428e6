#include "exchange/credentials_updated.h"

#include <map>

#include "catalogue/party_roles.h"
#include "gbcs/packed.h"

namespace gridpost::exchange {
namespace {

constexpr std::int64_t kTopUpCell = 1;

std::int64_t number_below(const Value& value, std::string_view name, std::int64_t otherwise) {
  const Value* found = value.find(name);
  return found ? found->number : otherwise;
}

Bytes octets_below(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found ? found->octets : Bytes();
}

// The word of DUIS for the slot; empty: it has none, as for certificates that sign others.
std::string_view certificate_type(const Value& slot) {
  if (number_below(slot, "cellUsage", 0) == kTopUpCell) return "KeyAgreementTopUp";
  const Bytes usage = octets_below(slot, "keyUsage");
  if (usage == Bytes{0x80}) return "DigitalSigning";
  return usage == Bytes{0x08} ? "KeyAgreement" : std::string_view();
}

void add_floors(const Value& outcome, std::map<std::int64_t, ReplacedCredentials>& by_role) {
  const Value* changes = outcome.find("counterChanges");
  if (!changes) return;
  for (const Value& one : changes->items) {
    const auto it = by_role.find(number_below(one, "role", -1));
    const Value* floor = one.find("floor");
    if (it == by_role.end() || !floor) continue;
    it->second.floor = floor->as_unsigned();
    const Value* top_ups = one.find("topUpFloors");
    const Value* top_up = top_ups ? top_ups->find("floor") : nullptr;
    if (top_up) it->second.top_up_floor = top_up->as_unsigned();
  }
}

}  // namespace

bool tells_replacement(const gbcs::Payload& payload) {
  const Value* outcome = payload.find("outcome");
  return outcome && outcome->find("replacements");
}

std::vector<ReplacedCredentials> replaced_credentials(const gbcs::Payload& payload) {
  std::map<std::int64_t, ReplacedCredentials> by_role;
  if (!tells_replacement(payload)) return {};
  Value outcome = *payload.find("outcome");
  gbcs::unpack(outcome);
  for (const Value& one : outcome.find("replacements")->items) {
    const Value* slot = one.find("slot");
    const auto* role = slot ? catalogue::party_role(number_below(*slot, "role", -1)) : nullptr;
    if (!role || number_below(one, "status", -1) != 0) continue;
    const std::string_view type = certificate_type(*slot);
    const Bytes party = octets_below(one, "newParty");
    if (type.empty()) continue;
    ReplacedCredentials& replaced = by_role[role->number];
    replaced.role = role->text;
    if (role->of_user && party.size() == 8) replaced.user = Eui64::of(party);
    replaced.certificates.push_back({type, octets_below(one, "newKeyIdentifier")});
  }
  add_floors(outcome, by_role);
  std::vector<ReplacedCredentials> all;
  for (auto& [number, replaced] : by_role) all.push_back(std::move(replaced));
  return all;
}

}  // namespace gridpost::exchange
