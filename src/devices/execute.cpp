#include "devices/execute.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/gas_answers.h"
#include "devices/gas_settings.h"
#include "devices/hub.h"
#include "devices/in_force.h"
#include "devices/methods.h"
#include "devices/result_codes.h"
#include "gbcs/protocols.h"

namespace gridpost::devices {
namespace {

using gbcs::DlmsHead;
using gbcs::Item;
using gbcs::Payload;

// GBZ statuses. (GBCS 6.5)
constexpr std::uint8_t kNotProcessed = 0x01;
constexpr std::uint8_t kFailed = 0xC0;
constexpr std::uint8_t kNoCommand = 0xFF;
// ZCL frame control. (GBCS 6.2)
constexpr std::uint8_t kServerToClient = 0x08;
constexpr std::uint8_t kClusterCommand = 0x01;
constexpr std::uint8_t kNoDefaultResponse = 0x10;

// A compact array carries the description of its type in front.
void describe(const Type& type, bool twin, Value& value) {
  if (type.wire == Wire::Compact) value.octets = gbcs::dlms::compact_description(type, twin);
  if (type.wire != Wire::Structure) return;
  for (std::size_t i = 0; i < std::min(type.items.size(), value.items.size()); ++i)
    describe(type.items[i], twin, value.items[i]);
}

// The value of an attribute: what follows from time, what was set, or a blank one. None: the device has it not.
std::optional<Value> attribute(const Context& c, const std::string& key, const Type& type) {
  if (c.device.type() == DeviceType::GPF) {
    const auto mirrored = c.hub.mirrored();
    return mirrored ? attribute(*mirrored, key, type) : std::nullopt;
  }
  const bool twin = c.device.profile().is_twin();
  auto value = computed_attribute(c, key);
  if (!value) value = c.device.attributes().get(key);
  if (!value) value = blank(type, twin);
  describe(type, twin, *value);
  return value;
}

// Only the entries of a log from the first to the second time of the selector, which are seconds since 2000.
void select(const Value& selector, Value& log) {
  if (selector.items.size() < 3) return;
  const std::uint64_t from = selector.items[1].as_unsigned();
  const std::uint64_t to = selector.items[2].as_unsigned();
  std::erase_if(log.items, [&](const Value& entry) {
    const std::uint64_t at = entry.items.empty() ? 0 : entry.items.front().as_unsigned();
    return at < from || at > to;
  });
}

// ---- DLMS ----

// structure{array[1] of protection parameters, sealed attributes}. (GBCS 5.4)
Value protected_answer(const gbcs::Header& header, Eui64 device, std::vector<Value> attributes) {
  constexpr std::int64_t kAuthenticatedAndEncrypted = 2;
  constexpr std::int64_t kAgreedKey = 2;
  const auto enumerated = [](std::int64_t n) { return enum_value({}, n); };
  const auto structure = [](std::vector<Value> items) { return list_value({}, Wire::Structure, std::move(items)); };
  Bytes transaction{0x04};
  put_be(transaction, header.counter, 8);
  Value key = structure({enumerated(kAgreedKey), structure({octets_value({}, {0x02}), octets_value({}, {})})});
  Value parameters =
      structure({enumerated(kAuthenticatedAndEncrypted),
                 structure({octets_value({}, transaction), octets_value({}, device.bytes()),
                            octets_value({}, header.originator.bytes()), octets_value({}, {}), std::move(key)})});
  Value sealed = sealed_value({}, structure(std::move(attributes)));
  return structure({list_value({}, Wire::Array, {std::move(parameters)}), std::move(sealed)});
}

// The request names the attributes it wants: array of {class, OBIS, attribute, ...}.
Done protected_read(const Context& c, const gbcs::Header& header, const Row& row, const Value& argument) {
  if (argument.items.empty() || row.answered.items.size() != 2) return {kTypeUnmatched, {}};
  const auto& types = row.answered.items[1].items.front().items;
  const auto& targets = argument.items.front().items;
  if (types.size() != targets.size()) return {kTypeUnmatched, {}};
  std::vector<Value> found;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& t = targets[i].items;
    if (t.size() < 3 || t[1].octets.size() != 6) return {kTypeUnmatched, {}};
    const auto key =
        dlms_key(static_cast<std::uint16_t>(t[0].number), t[1].octets, static_cast<std::uint8_t>(t[2].number));
    auto value = attribute(c, key, types[i]);
    if (!value) return {kObjectUndefined, {}};
    found.push_back(std::move(*value));
  }
  return {0, protected_answer(header, c.device.id(), std::move(found))};
}

using gbcs::Instruction;
using When = Instruction::When;

bool put_off(const Instruction& instruction) { return instruction.when != When::AtOnce; }

const Instruction* instruction_of(const std::vector<Instruction>& instructions, std::size_t item) {
  const auto it = std::find_if(instructions.begin(), instructions.end(),
                               [&](const Instruction& instruction) { return instruction.item == item; });
  return it == instructions.end() ? nullptr : &*it;
}

Done dlms_row(const Context& c, const gbcs::Header& header, const Row& row, const Item& item,
              const Instruction* instruction) {
  const std::string key = dlms_key(row.class_id, item.dlms.obis, row.id);
  switch (item.dlms.op) {
    case DlmsHead::Set:
      if (instruction && instruction->when == When::Invalid) return {kTypeUnmatched, {}};
      if (c.later && !instruction) return {};
      put_into_force(c, item.dlms, item.value);
      return {};
    case DlmsHead::Act:
      if (row.encrypted) return protected_read(c, header, row, item.value);
      if (const Behaviour method = find_behaviour(key)) return method(c, item.value);
      return run_method(c, item.dlms, item.value).value_or(Done{kObjectUndefined, {}});
    case DlmsHead::Get:
    case DlmsHead::GetSelected:
      break;
  }
  auto value = attribute(c, key, row.answered);
  if (value && item.selector) select(*item.selector, *value);
  return value ? Done{0, std::move(*value)} : Done{kObjectUndefined, {}};
}

Payload execute_dlms(const UseCase& use_case, const gbcs::Header& header, const Payload& command, const Context& c,
                     const std::vector<Instruction>& instructions) {
  Payload answer;
  answer.invoke_id = command.invoke_id;
  bool stopped = false;
  for (std::size_t i = 0; i < command.items.size(); ++i) {
    const Item& item = command.items[i];
    const Row* row = gbcs::row_of(use_case, item);
    Done row_done = stopped            ? Done{kOtherReason, {}}
                    : part_fails(c, i) ? Done{kHardwareFault, {}}
                    : row              ? dlms_row(c, header, *row, item, instruction_of(instructions, i))
                                       : Done{kObjectUndefined, {}};
    stopped = stopped || row_done.result != 0;
    Item out;
    out.dlms.op = item.dlms.op;
    out.result = row_done.result;
    if (row_done.result == 0) out.value = std::move(row_done.value);
    answer.items.push_back(std::move(out));
  }
  return answer;
}

// ---- GBZ ----

Item default_response(const Item& request, std::uint8_t command, std::uint8_t status) {
  Item out;
  out.gbz.cluster = request.gbz.cluster;
  out.gbz.frame_control = request.gbz.frame_control & kServerToClient ? 0x00 : kServerToClient;
  out.gbz.sequence = request.gbz.sequence;
  out.gbz.command = gbcs::gbz::kDefaultResponse;
  out.value = gbcs::gbz::default_response(command, status);
  return out;
}

// Numbers have the form that the attribute is read in.
void fit(const Type& type, Value& value) {
  if (!value.is_list() && value.octets.empty() && type.width != 0) {
    value.wire = type.wire;
    value.width = type.width;
  }
  value.tag = type.zcl;
}

const Type* attribute_type(const Row& row, std::uint64_t id) {
  for (const auto& [known, type] : row.attributes)
    if (known == id) return &type;
  return nullptr;
}

// One record for each attribute: its value, or the status of failure; `broken` is one that fails for a fault, from 1.
Item read_attributes(const Context& c, const Row& row, const Item& item, int broken) {
  Item out;
  out.gbz = item.gbz;
  out.gbz.encrypted = row.encrypted;
  out.gbz.frame_control = row.encrypted ? kServerToClient | kNoDefaultResponse : kServerToClient;
  out.gbz.command = gbcs::gbz::kReadAttributesResponse;
  out.value = list_value("ReadAttributesResponse", Wire::Array, {});
  for (const Value& wanted : item.value.items) {
    const auto id = static_cast<std::uint16_t>(wanted.number);
    const Type* type = --broken == 0 ? nullptr : attribute_type(row, id);
    auto value = type ? attribute(c, gbz_key(row.cluster, id), *type) : std::nullopt;
    if (value) fit(*type, *value);
    out.value.items.push_back(gbcs::gbz::attribute_record(id, value ? 0 : kFailed, value ? &*value : nullptr));
  }
  if (row.encrypted) out.value = sealed_value({}, std::move(out.value));
  return out;
}

// What stands in front of an answer that the cluster has for the command.
Item answer_head(const Row& row, const Item& item) {
  Item out;
  out.gbz = item.gbz;
  out.gbz.from_date.reset();
  out.gbz.encrypted = row.encrypted;
  out.gbz.frame_control = kClusterCommand | kServerToClient | kNoDefaultResponse;
  out.gbz.command = *row.answer_command;
  return out;
}

// The answers that the cluster has for this command: those of the use case's behaviour, or what the Device has itself.
std::vector<Item> cluster_answers(const Context& c, const Row& row, const Item& item, Behaviour effect) {
  GasAnswer found;
  if (effect) {
    Done done = effect(c, item.value);
    found = {done.result, {std::move(done.value)}};
  } else {
    found = answer_command(c, row, item);
  }
  if (found.status != 0) return {default_response(item, row.command, found.status)};
  std::vector<Item> out;
  for (Value& value : found.values) {
    Item& one = out.emplace_back(answer_head(row, item));
    one.value = row.encrypted ? sealed_value({}, std::move(value)) : std::move(value);
  }
  return out;
}

// Most say so by a default response; clearing a log by clearing none. (GBCS 6.5)
std::vector<Item> failed_component(const Row& row, const Item& item) {
  constexpr std::uint16_t kEvents = 0x0709;
  if (row.cluster != kEvents || !row.answer_command || row.encrypted || row.command == 0)
    return {default_response(item, row.command, kFailed)};
  Item out = answer_head(row, item);
  out.value = blank(row.answered, false);
  return {out};
}

// `breaks`: this one fails for a fault of the Device.
std::vector<Item> gbz_component(const UseCase& use_case, const Context& c, const Item& item, bool breaks) {
  const Row* row = gbcs::row_of(use_case, item);
  if (!row) return {default_response(item, item.gbz.command, kFailed)};
  const Fault* broken = breaks ? c.device.faults().find(Fault::Kind::Fails, c.now) : nullptr;
  if (row->kind == Row::Kind::ReadAttributes) return {read_attributes(c, *row, item, broken ? broken->attribute : 0)};
  if (broken) return failed_component(*row, item);
  const Behaviour effect = find_behaviour(use_case.device_effect);
  if (row->answer_command) return cluster_answers(c, *row, item, effect);
  if (!c.later && !take_gas_setting(c, effect, item)) return {default_response(item, row->command, kFailed)};
  return {default_response(item, row->command, 0)};
}

// An attribute that cannot be read fails its component. (GBCS 6.5)
bool has_failed_attribute(const Value& value) {
  if (const Value* status = value.name == "record" ? value.find("status") : nullptr)
    return status->as_unsigned() == kFailed;
  return std::any_of(value.items.begin(), value.items.end(), has_failed_attribute);
}

bool failed(const Item& answer) {
  if (answer.gbz.command == gbcs::gbz::kDefaultResponse) return answer.value.items.back().as_unsigned() == kFailed;
  return answer.gbz.command == gbcs::gbz::kReadAttributesResponse && has_failed_attribute(answer.value);
}

Payload execute_gbz(const UseCase& use_case, const Payload& command, const Context& c,
                    const std::vector<Instruction>& instructions) {
  Payload answer;
  bool stopped = false;
  std::uint8_t encrypted = 0;
  for (const Item& item : command.items) {
    const auto index = static_cast<std::size_t>(&item - command.items.data());
    const Instruction* instruction = instruction_of(instructions, index);
    const Context when{c.device, c.hub, c.now, instruction ? put_off(*instruction) : c.later, c.originator, c.counter};
    auto found = stopped ? std::vector{default_response(item, kNoCommand, kNotProcessed)}
                         : gbz_component(use_case, when, item, part_fails(c, index));
    for (Item& out : found) {
      stopped = stopped || failed(out);
      if (out.gbz.encrypted) out.gbz.additional_counter = encrypted++;
      out.gbz.last = false;
      answer.items.push_back(std::move(out));
    }
  }
  if (!answer.items.empty()) answer.items.back().gbz.last = true;
  return answer;
}

}  // namespace

bool all_done(const Payload& answer) {
  return std::all_of(answer.items.begin(), answer.items.end(), [](const Item& item) {
    return item.result.value_or(0) == 0 && (item.value.items.empty() || !failed(item));
  });
}

bool execute_due(const UseCase& use_case, const Payload& command, const FutureDated::Due& due,
                 const std::vector<Instruction>& instructions, const Context& c) {
  const Behaviour effect = find_behaviour(use_case.device_effect);
  bool good = true;
  bool in_due_part = false;  // components without a time belong to the one before them: days and weeks to a calendar
  for (std::size_t i = 0; i < command.items.size(); ++i) {
    const Item& item = command.items[i];
    const Instruction* instruction = instruction_of(instructions, i);
    if (use_case.protocol == Protocol::Gbz) {
      if (instruction) in_due_part = due.parts.contains(instruction->part);
      if (in_due_part) good = take_gas_setting(c, effect, item) && good;
    } else if (item.dlms.op == DlmsHead::Set && !instruction) {
      const std::string key = dlms_key(item.dlms.class_id, item.dlms.obis, item.dlms.id);
      if (due.values.contains(key)) put_into_force(c, item.dlms, item.value);
    }
  }
  return good;
}

Result<Payload> execute(const UseCase& use_case, const gbcs::Header& header, const Payload& command,
                        const Context& context, const std::vector<Instruction>& instructions) {
  const Context c{context.device,    context.hub,
                  context.now,       std::any_of(instructions.begin(), instructions.end(), put_off),
                  header.originator, header.counter};
  if (use_case.protocol == Protocol::Dlms) return execute_dlms(use_case, header, command, c, instructions);
  if (use_case.protocol == Protocol::Gbz) return execute_gbz(use_case, command, c, instructions);
  const Behaviour effect = find_behaviour(use_case.device_effect);
  if (!effect || command.items.empty())
    return fail(fmt::format("there is no behaviour '{}'", use_case.device_effect), use_case.name);
  Done effect_done = effect(c, command.items.front().value);
  if (effect_done.result != 0)
    return fail(fmt::format("'{}' did not take its argument", use_case.device_effect), use_case.name);
  Payload answer;
  answer.items.resize(1);
  answer.items.front().value = std::move(effect_done.value);
  return answer;
}

}  // namespace gridpost::devices
