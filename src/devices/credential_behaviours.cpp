// Reading which certificates of remote parties a Device holds. (GBCS 7)
#include "devices/behaviour_tables.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kTypeUnmatched = 12;
constexpr std::int64_t kFound = 0;
constexpr std::int64_t kNotFound = 25;  // trust anchor not found

// BIT STRING: the one bit that is set is the last one written.
Value key_usage(crypto::Usage usage) {
  const bool signs = usage == crypto::Usage::DigitalSignature;
  return {"keyUsage", Wire::Bits, 0, 0, signs ? 1 : 5, {static_cast<std::uint8_t>(signs ? 0x80 : 0x08)}, {}};
}

Value certificate(const Device::Slot& slot) {
  constexpr std::int64_t kTopUp = 1;
  std::vector<Value> items{key_usage(slot.usage)};
  if (slot.top_up) items.push_back(int_value("cellUsage", 0, kTopUp));
  items.push_back(octets_value("party", slot.party.bytes()));
  items.push_back(octets_value("keyIdentifier", slot.key_identifier));
  return structure(std::move(items));
}

// {who asks, roles} in; for each role its state, the last counter and the certificates out.
Done read_credentials(const Context& c, const Value& argument) {
  if (argument.items.size() != 2) return {kTypeUnmatched, {}};
  std::vector<Value> out;
  for (const Value& role : argument.items[1].items) {
    const auto slots = c.device.slots(static_cast<int>(role.number));
    const auto status = [](std::int64_t code) { return Value{"status", Wire::Enum, 0, 0, code, {}, {}}; };
    std::vector<Value> details{int_value("role", 0, role.number), status(slots.empty() ? kNotFound : kFound)};
    std::vector<Value> certificates;
    for (const Device::Slot& slot : slots) certificates.push_back(certificate(slot));
    if (!slots.empty()) {
      details.push_back(int_value("floor", 0, static_cast<std::int64_t>(c.device.last_counter(slots[0].party))));
      details.push_back(list_value("certificates", Wire::Array, std::move(certificates)));
    }
    out.push_back(structure(std::move(details)));
  }
  return {0, list_value("credentials", Wire::Array, std::move(out))};
}

constexpr NamedBehaviour kTable[] = {{"read_credentials", read_credentials}};

}  // namespace

std::span<const NamedBehaviour> credential_behaviours() { return kTable; }

}  // namespace gridpost::devices
