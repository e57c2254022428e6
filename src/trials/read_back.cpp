// What was set is what is read.
#include <fmt/format.h>

#include <algorithm>

#include "trials/answer.h"
#include "trials/octets.h"

namespace gridpost::trials {
namespace {

std::string dlms_key(std::uint64_t class_id, View obis, std::uint64_t id) {
  return fmt::format("{}/{}/{}", class_id, to_hex(obis), id);
}

// A ZCL command that publishes values, or answers with them.
std::string gbz_key(std::uint16_t cluster, std::uint8_t command) {
  return fmt::format("{:04X}/{:02X}", cluster, command);
}

// A command of its cluster, not one that all clusters have. (GBCS 6.2)
bool of_cluster(const gbcs::GbzHead& head) { return (head.frame_control & 0x03) == 0x01; }

const Value& opened(const Value& value) {
  return value.wire == Wire::Sealed && value.items.size() == 1 ? value.items.front() : value;
}

// The same values; types may differ in what the wire says of them.
bool same(const Value& a, const Value& b) {
  if (a.items.size() != b.items.size()) return false;
  if (!a.is_list() && (a.number != b.number || a.octets != b.octets)) return false;
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), same);
}

std::string text(const Value& value) {
  if (value.is_list()) {
    std::string out;
    for (const Value& item : value.items) out += (out.empty() ? "" : ", ") + text(item);
    return "{" + out + "}";
  }
  return value.octets.empty() ? std::to_string(value.number) : to_hex(value.octets);
}

// One value that the answer shows, and where in its payload.
struct Shown {
  std::string key;
  const Value* value;
};

// A protected read names its attributes; the answer has them in the same order, sealed. (GBCS 5.4)
void add_protected(const gbcs::Item& asked, const gbcs::Item& answered, std::vector<Shown>& out) {
  if (asked.value.items.empty() || answered.value.items.size() < 2) return;
  const auto& targets = asked.value.items.front().items;
  const auto& values = opened(answered.value.items[1]).items;
  for (std::size_t i = 0; i < std::min(targets.size(), values.size()); ++i) {
    const auto& t = targets[i].items;
    if (t.size() >= 3) out.push_back({dlms_key(t[0].as_unsigned(), t[1].octets, t[2].as_unsigned()), &values[i]});
  }
}

std::vector<Shown> shown_by(const UseCase& use_case, const gbcs::Payload& asked, const gbcs::Payload& answered) {
  std::vector<Shown> out;
  if (use_case.protocol == Protocol::Gbz) {
    for (const gbcs::Item& item : answered.items)
      for (const Row& row : use_case.rows)
        if (of_cluster(item.gbz) && row.answer_command == item.gbz.command && row.cluster == item.gbz.cluster)
          out.push_back({gbz_key(item.gbz.cluster, item.gbz.command), &opened(item.value)});
    return out;
  }
  for (std::size_t i = 0; i < std::min(asked.items.size(), answered.items.size()); ++i) {
    const gbcs::Item& a = asked.items[i];
    if (answered.items[i].result.value_or(0) != 0) continue;
    if (a.dlms.op == gbcs::DlmsHead::Act) add_protected(a, answered.items[i], out);
    if (a.dlms.op == gbcs::DlmsHead::Get)
      out.push_back({dlms_key(a.dlms.class_id, a.dlms.obis, a.dlms.id), &answered.items[i].value});
  }
  return out;
}

// The octet of the answer at which the expected value would make a difference; none within encrypted parts.
std::string place_of(const UseCase& use_case, const codec::Examined& answer, const Value* found,
                     const Value& expected) {
  gbcs::Payload changed = *answer.payload;
  for (std::size_t i = 0; i < changed.items.size(); ++i) {
    if (&answer.payload->items[i].value != found) continue;
    const std::string_view name = found->name;
    changed.items[i].value = expected;
    changed.items[i].value.name = name;
    return first_difference(use_case, answer, changed);
  }
  return "in an encrypted part";
}

}  // namespace

void Memory::note(const UseCase& use_case, const gbcs::Payload& command, const gbcs::Payload& answer) {
  for (std::size_t i = 0; i < std::min(command.items.size(), answer.items.size()); ++i) {
    const gbcs::Item& item = command.items[i];
    std::string key;
    if (use_case.protocol == Protocol::Dlms && item.dlms.op == gbcs::DlmsHead::Set)
      key = dlms_key(item.dlms.class_id, item.dlms.obis, item.dlms.id);
    constexpr std::uint8_t kFromServer = 0x09;  // frame control of a command that publishes
    if (use_case.protocol == Protocol::Gbz && item.gbz.frame_control == kFromServer)
      key = gbz_key(item.gbz.cluster, item.gbz.command);
    if (!key.empty()) entries_.insert_or_assign(key, Entry{item.value, use_case.name, {}});
  }
}

std::vector<Finding> Memory::compare(const UseCase& use_case, const gbcs::Message& command,
                                     const codec::Examined& answer) {
  std::vector<Finding> findings;
  const auto asked = gbcs::decode_unpacked(use_case, command);
  if (!asked || !answer.payload) return findings;
  for (const Shown& shown : shown_by(use_case, *asked, *answer.payload)) {
    const auto it = entries_.find(shown.key);
    if (it == entries_.end()) continue;
    it->second.read_by = use_case.name;
    const Value& set = it->second.value;
    if (!same(set, *shown.value))
      findings.push_back({fmt::format("{}, set by {}", shown.key, it->second.set_by), text(set), text(*shown.value),
                          place_of(use_case, answer, shown.value, set)});
  }
  return findings;
}

}  // namespace gridpost::trials
