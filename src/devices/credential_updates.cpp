// Replacing the certificates of remote parties. (GBCS 7; use cases CS02b, CS02g)
#include <algorithm>
#include <array>

#include "devices/behaviour_tables.h"
#include "devices/credential_values.h"
#include "devices/result_codes.h"

namespace gridpost::devices {
namespace {

namespace role = crypto::role;

// Sets of roles, one bit each.
constexpr std::uint32_t roles(std::initializer_list<int> all) {
  std::uint32_t out = 0;
  for (const int one : all) out |= 1u << one;
  return out;
}
constexpr bool has(std::uint32_t set, int one) { return one >= 0 && one < 32 && (set >> one & 1u) != 0; }

// Who may replace whose certificates.
struct Mode {
  std::int64_t number;
  int by;  // role of the party whose signature authorises; the broker's MAC is enough for its own
  std::uint32_t of;
};
constexpr auto kModes = std::to_array<Mode>({
    {2, role::kSupplier, roles({role::kSupplier})},
    {3, role::kNetworkOperator, roles({role::kNetworkOperator})},
    {4, role::kAccessControlBroker, roles({role::kAccessControlBroker})},
    {5, role::kWanProvider, roles({role::kWanProvider})},
    {6, role::kTransitionalCos, roles({role::kTransitionalCos})},
    {7, role::kTransitionalCos, roles({role::kSupplier})},
    {8, role::kRecovery,
     roles({role::kRecovery, role::kSupplier, role::kNetworkOperator, role::kAccessControlBroker,
            role::kTransitionalCos})},
    {10, role::kLoadController, roles({role::kLoadController})},
    {11, role::kSupplier, roles({role::kLoadController})},
});

// The least counters that a role has used. Commands and top-ups need greater ones.
struct Floors {
  int role = 0;
  std::uint64_t counter = 0;
  std::optional<std::uint64_t> top_up;
};

struct Replacement {
  Slot slot;
  Bytes certificate;  // DER
};

// What a command asks for.
struct Update {
  const Mode* mode = nullptr;
  bool checks_time = true;
  std::optional<Slot> authorising;
  std::uint64_t counter = 0;
  std::vector<Floors> floors;
  std::vector<Replacement> replacements;
  std::vector<crypto::Certificate> path;
};

const Mode* mode_of(std::int64_t number) {
  const auto it = std::find_if(kModes.begin(), kModes.end(), [&](const Mode& m) { return m.number == number; });
  return it == kModes.end() ? nullptr : &*it;
}

// {{cell usage, floor}}.
std::optional<std::uint64_t> top_up_floor(const Value& value) {
  if (value.items.empty() || value.items[0].items.size() != 2) return std::nullopt;
  return value.items[0].items[1].as_unsigned();
}

// The parts of a control are told by their tags.
void read_control(const Value& control, Update& out) {
  enum Tag : std::uint8_t {
    kNoTimeChecks = 0x81,
    kAuthorisingSlot = 0xA2,
    kCounter = 0x83,
    kFloor = 0x84,
    kTopUpFloor = 0xA5,
    kOtherFloors = 0xA6,
  };
  for (const Value& part : control.items) {
    if (part.tag == kNoTimeChecks) out.checks_time = false;
    if (part.tag == kAuthorisingSlot) out.authorising = slot_of(part);
    if (part.tag == kCounter) out.counter = part.as_unsigned();
    if (part.tag == kFloor) out.floors.push_back({out.mode->by, part.as_unsigned(), {}});
    if (part.tag == kTopUpFloor && !out.floors.empty()) out.floors.back().top_up = top_up_floor(part);
    if (part.tag != kOtherFloors) continue;
    for (const Value& other : part.items)
      if (other.items.size() >= 2)
        out.floors.push_back({static_cast<int>(other.items[0].number), other.items[1].as_unsigned(),
                              other.items.size() > 2 ? top_up_floor(other.items[2]) : std::nullopt});
  }
}

// {control, replacements, path [, time]}. None if it is not what its mode allows.
std::optional<Update> read_update(const Value& argument) {
  if (argument.items.size() < 3 || argument.items[0].items.empty()) return std::nullopt;
  Update out;
  out.mode = mode_of(argument.items[0].items[0].number);
  if (!out.mode) return std::nullopt;
  read_control(argument.items[0], out);
  for (const Value& replacement : argument.items[1].items) {
    const auto slot = replacement.items.size() == 2 ? slot_of(replacement.items[1]) : std::nullopt;
    if (!slot || !has(out.mode->of, slot->role)) return std::nullopt;
    out.replacements.push_back({*slot, replacement.items[0].octets});
  }
  for (const Value& der : argument.items[2].items)
    if (auto certificate = crypto::Certificate::parse(der.octets)) out.path.push_back(std::move(*certificate));
  return out;
}

// Whoever sent it holds the slot that authorises the change.
bool is_authorised(const Context& c, const Update& update) {
  const int by = update.mode->by;
  if (c.device.anchors().party(by) != c.originator || update.counter != c.counter) return false;
  if (by == role::kAccessControlBroker) return !update.authorising;
  return update.authorising == Slot{by, crypto::Usage::DigitalSignature};
}

// A supplier may do a load controller's work, and a broker stands in for Users before a Device is handed over.
bool may_hold(const crypto::Certificate& certificate, int slot) {
  const auto own = certificate.role();
  if (own == slot) return true;
  if (slot == role::kLoadController) return own == role::kSupplier;
  return (slot == role::kSupplier || slot == role::kNetworkOperator) && own == role::kAccessControlBroker;
}

AnchorStatus replace(const Context& c, const Update& update, std::size_t number) {
  const Replacement& replacement = update.replacements[number];
  const TrustAnchors& anchors = c.device.anchors();
  if (!anchors.has(replacement.slot)) return kAnchorNotFound;
  if (part_fails(c, number) || c.device.faults().find(Fault::Kind::CannotActivate, c.now)) return kAnchorOther;
  const auto certificate = crypto::Certificate::parse(replacement.certificate);
  if (!certificate || certificate->is_device() || !certificate->eui()) return kBadCertificate;
  if (certificate->usage() != replacement.slot.usage || !may_hold(*certificate, replacement.slot.role))
    return kBadCertificate;
  if (update.checks_time && !certificate->valid_at(c.device.clock(c.now))) return kBadCertificate;
  if (!anchors.leads_to_root(*certificate, update.path)) return kNoTrustAnchor;
  c.device.replace_anchor(replacement.slot, *certificate);
  return kAnchorDone;
}

// Of a party that is still there they only rise: what it sent before must not be taken again.
void set_floor(Device& device, const Floors& floors, std::optional<Eui64> before) {
  const auto party = device.anchors().party(floors.role);
  if (!party) return;
  const bool same = party == before;
  device.set_last_counter(*party, same ? std::max(device.last_counter(*party), floors.counter) : floors.counter);
  if (floors.top_up) device.set_top_up_floor(same ? std::max(device.top_up_floor(), *floors.top_up) : *floors.top_up);
}

Value counter_change(const Floors& floors) {
  Value out =
      structure({int_value("role", 0, floors.role), int_value("floor", 0, static_cast<std::int64_t>(floors.counter))});
  if (floors.top_up)
    out.items.push_back(list_value(
        "topUpFloors", Wire::Array,
        {structure({int_value("cellUsage", 0, 0), int_value("floor", 0, static_cast<std::int64_t>(*floors.top_up))})}));
  return out;
}

// Both certificates of a slot: who holds it, and under which key identifier.
void add_holder(const std::optional<Anchor>& anchor, std::vector<Value>& out) {
  constexpr std::size_t kIdentifier = 8;
  out.push_back(octets_value({}, anchor ? anchor->party.bytes() : Bytes(kIdentifier)));
  out.push_back(octets_value({}, anchor ? anchor->key_identifier : Bytes(kIdentifier)));
}

// Certificates are replaced one by one, each as far as it can be; the counters change in any case, as reference
// messages have it.
Value perform(const Context& c, const Update& update) {
  const TrustAnchors& anchors = c.device.anchors();
  std::vector<std::optional<Eui64>> before;
  for (const Floors& floors : update.floors) before.push_back(anchors.party(floors.role));
  std::vector<Value> outcomes;
  for (std::size_t i = 0; i < update.replacements.size(); ++i) {
    const Slot& slot = update.replacements[i].slot;
    const auto existing = anchors.find(slot);
    std::vector<Value> outcome{slot_value(slot), status_value(replace(c, update, i))};
    add_holder(existing, outcome);
    add_holder(anchors.find(slot), outcome);
    outcomes.push_back(structure(std::move(outcome)));
  }
  std::vector<Value> changes;
  for (std::size_t i = 0; i < update.floors.size(); ++i) {
    set_floor(c.device, update.floors[i], before[i]);
    changes.push_back(counter_change(update.floors[i]));
  }
  return structure({int_value("originatorCounter", 0, static_cast<std::int64_t>(update.counter)),
                    int_value("mode", 0, update.mode->number), list_value("counterChanges", Wire::Array, changes),
                    list_value("replacements", Wire::Array, outcomes)});
}

// {accepted [, outcome]}: what is to come later has its outcome in an alert then.
Done update_credentials(const Context& c, const Value& argument) {
  const auto update = read_update(argument);
  if (!update || !is_authorised(c, *update)) return {kTypeUnmatched, {}};
  if (c.later) return {0, structure({null_value("accepted")})};
  return {0, structure({null_value("accepted"), perform(c, *update)})};
}

constexpr NamedBehaviour kCredentialUpdates[] = {{"update_credentials", update_credentials}};

}  // namespace

std::span<const NamedBehaviour> update_behaviours() { return kCredentialUpdates; }

}  // namespace gridpost::devices
