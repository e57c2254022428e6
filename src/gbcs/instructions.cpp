#include "gbcs/instructions.h"

#include <algorithm>
#include <optional>

#include "gbcs/date_time.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs {
namespace {

using layout::Attribute;
using When = Instruction::When;

constexpr std::uint8_t kClusterCommand = 0x01;  // of the frame control

bool same_op(Row::Kind kind, DlmsHead::Op op) {
  return (kind == Row::Kind::Set) == (op == DlmsHead::Set) && (kind == Row::Kind::Act) == (op == DlmsHead::Act);
}

const Row* row_for(const UseCase& use_case, const DlmsHead& head) {
  for (const Row& row : use_case.rows)
    if (same_op(row.kind, head.op) && row.class_id == head.class_id && row.addresses(head.obis) && row.id == head.id)
      return &row;
  return nullptr;
}

// The row that describes a component: by command, or by the attributes that it reads.
const Row* row_for(const UseCase& use_case, const Item& item) {
  for (const Row& row : use_case.rows) {
    if (row.cluster != item.gbz.cluster) continue;
    const bool reads = (item.gbz.frame_control & kClusterCommand) == 0;
    if (reads != (row.kind == Row::Kind::ReadAttributes)) continue;
    const auto wanted = [&](const Attribute& known) { return known.first == item.value.items.front().as_unsigned(); };
    if (reads ? !item.value.items.empty() && std::any_of(row.attributes.begin(), row.attributes.end(), wanted)
              : row.command == item.gbz.command)
      return &row;
  }
  return nullptr;
}

bool sets_activation(const Type& type) {
  return std::any_of(type.sources.begin(), type.sources.end(),
                     [](const FieldSource& s) { return s.reading == Reading::Activation; });
}

void read_dlms_time(View twelve, Instruction& out) {
  constexpr std::size_t kDateAndTime = 9;
  const auto all = [&](std::uint8_t octet) {
    return twelve.size() == 12 &&
           std::all_of(twelve.begin(), twelve.begin() + kDateAndTime, [&](std::uint8_t o) { return o == octet; });
  };
  if (all(0x00) || all(0xFF)) {
    out.when = all(0x00) ? When::AtOnce : When::Cancelled;
  } else if (const auto at = time_of_date_time(twelve)) {
    out.when = When::At;
    out.at = *at;
  } else {
    out.when = When::Invalid;
  }
}

// 0 is at once; the two highest numbers cancel.
void read_zigbee_time(std::uint32_t seconds, Instruction& out) {
  constexpr std::uint32_t kCancel = 0xFFFFFFFE;
  out.when = seconds == 0 ? When::AtOnce : seconds >= kCancel ? When::Cancelled : When::At;
  out.at = time_of_zigbee(seconds);
}

std::optional<Instruction> dlms_instruction(const Row& row, const Item& item) {
  if (row.kind != Row::Kind::Set || !sets_activation(row.sent)) return std::nullopt;
  Instruction out;
  put_be(out.part, row.class_id, 2);
  append(out.part, row.obis);
  out.part.push_back(row.id);
  read_dlms_time(item.value.octets, out);
  return out;
}

std::optional<Instruction> gbz_instruction(const Row& row, const Item& item) {
  if (row.kind != Row::Kind::Cluster) return std::nullopt;
  for (std::size_t i = 0; i < std::min(row.sent.items.size(), item.value.items.size()); ++i) {
    if (!sets_activation(row.sent.items[i])) continue;
    Instruction out;
    put_be(out.part, item.gbz.cluster, 2);
    out.part.push_back(item.gbz.frame_control);
    out.part.push_back(item.gbz.command);
    read_zigbee_time(static_cast<std::uint32_t>(item.value.items[i].as_unsigned()), out);
    return out;
  }
  return std::nullopt;
}

// An ASN.1 command takes effect as a whole; its date, if it has one, is at its end.
Instruction asn1_instruction(const UseCase& use_case, const Value& command) {
  constexpr std::string_view kNever = "99991231235959Z";
  Instruction out;
  put_be(out.part, use_case.code, 2);
  if (command.items.empty() || command.items.back().wire != Wire::Time) return out;
  const Bytes& text = command.items.back().octets;
  const auto at = time_of_general_time(text);
  out.when = text_of(text) == kNever ? When::Cancelled : at ? When::At : When::Invalid;
  out.at = at.value_or(0);
  return out;
}

}  // namespace

const Row* row_of(const UseCase& use_case, const Item& item) {
  return use_case.protocol == Protocol::Dlms ? row_for(use_case, item.dlms) : row_for(use_case, item);
}

bool sets_activation_time(const Row& row) { return row.kind == Row::Kind::Set && sets_activation(row.sent); }

std::vector<Instruction> instructions_of(const UseCase& use_case, const Payload& command) {
  std::vector<Instruction> out;
  if (use_case.outcome.empty()) return out;
  if (use_case.protocol == Protocol::Asn1) {
    for (const Item& item : command.items) out.push_back(asn1_instruction(use_case, item.value));
    return out;
  }
  for (std::size_t i = 0; i < command.items.size(); ++i) {
    const Row* row = row_of(use_case, command.items[i]);
    if (!row) continue;
    auto found = use_case.protocol == Protocol::Dlms ? dlms_instruction(*row, command.items[i])
                                                     : gbz_instruction(*row, command.items[i]);
    if (!found) continue;
    found->item = i;
    out.push_back(std::move(*found));
  }
  return out;
}

}  // namespace gridpost::gbcs
