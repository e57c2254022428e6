// Reading which certificates of remote parties a Device holds. (GBCS 7)
#include "devices/behaviour_tables.h"
#include "devices/credential_values.h"
#include "devices/result_codes.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

Value certificate(const Anchor& anchor) {
  std::vector<Value> items{key_usage_value(anchor.slot.usage)};
  if (anchor.slot.top_up) items.push_back(int_value("cellUsage", 0, kTopUpCell));
  items.push_back(octets_value("party", anchor.party.bytes()));
  items.push_back(octets_value("keyIdentifier", anchor.key_identifier));
  return structure(std::move(items));
}

// {who asks, roles} in; for each role its state, the last counter and the certificates out.
Done read_credentials(const Context& c, const Value& argument) {
  if (argument.items.size() != 2) return {kTypeUnmatched, {}};
  std::vector<Value> out;
  for (const Value& role : argument.items[1].items) {
    if (part_fails(c, out.size())) {
      out.push_back(structure({int_value("role", 0, role.number), status_value(kAnchorOther)}));
      continue;
    }
    const auto held = c.device.anchors().of_role(static_cast<int>(role.number));
    std::vector<Value> details{int_value("role", 0, role.number),
                               status_value(held.empty() ? kAnchorNotFound : kAnchorDone)};
    std::vector<Value> certificates;
    for (const Anchor& anchor : held) certificates.push_back(certificate(anchor));
    if (!held.empty()) {
      details.push_back(int_value("floor", 0, static_cast<std::int64_t>(c.device.last_counter(held[0].party))));
      details.push_back(list_value("certificates", Wire::Array, std::move(certificates)));
    }
    out.push_back(structure(std::move(details)));
  }
  return {0, list_value("credentials", Wire::Array, std::move(out))};
}

constexpr NamedBehaviour kCredentialBehaviours[] = {{"read_credentials", read_credentials}};

}  // namespace

std::span<const NamedBehaviour> credential_behaviours() { return kCredentialBehaviours; }

}  // namespace gridpost::devices
