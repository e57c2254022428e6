#include "exchange/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/change_of_supplier.h"
#include "exchange/facts.h"
#include "exchange/inventory_effects.h"
#include "gbcs/codec.h"
#include "gbcs/instructions.h"

namespace gridpost::exchange {
namespace {

using When = gbcs::Instruction::When;

constexpr std::uint16_t kDone = 0x8F66;
constexpr std::uint16_t kFailed = 0x8F67;
// An element of the record's facts: when it takes effect, and a child for each instruction that the Device holds, the
// part in hexadecimal, with an attribute when its outcome has come.
constexpr const char* kInstructions = "HeldInstructions";
constexpr const char* kAt = "at";
constexpr const char* kToldAt = "told";

Element facts_in(const RequestRecord& record) {
  const auto body = record.facts.empty() ? fail("nothing") : body_of_facts(record.facts);
  return body.value_or(Element());
}

// Reading facts is dear, and few commands are held.
bool may_hold(const RequestRecord& record) { return record.facts.find(kInstructions) != std::string::npos; }

Element* instructions_in(Element& facts) {
  const auto it = std::find_if(facts.children.begin(), facts.children.end(),
                               [](const Element& e) { return e.name == kInstructions; });
  return it == facts.children.end() ? nullptr : &*it;
}

bool was_told(const Element& instruction) { return !instruction.attribute(kToldAt).empty(); }

bool tells_outcome(const DeviceSpoke& event) {
  return event.payload && (event.payload->alert_code == kDone || event.payload->alert_code == kFailed);
}

constexpr std::size_t kCodeAndCounter = 10;
// Message code, counter and part of the command, as the alerts of DLMS and GBZ name them.
const Bytes* instruction_of(const DeviceSpoke& event) {
  const Value* value = tells_outcome(event) ? event.payload->find("instruction") : nullptr;
  return value && value->octets.size() > kCodeAndCounter ? &value->octets : nullptr;
}

// Which part of its command the alert is about, in hexadecimal; none: it is not about this command. An ASN.1 command is
// one part, and its alert names it by its counter alone.
std::optional<std::string> part_told(const DeviceSpoke& event, const RequestRecord& record) {
  if (const Bytes* instruction = instruction_of(event)) {
    if (get_be(View(*instruction).first(2)) != record.message_code) return std::nullopt;
    return to_hex(View(*instruction).subspan(kCodeAndCounter));
  }
  for (const UseCase* use_case : Catalogue::instance().by_code(record.message_code)) {
    const UseCase* alert = Catalogue::instance().find(use_case->outcome);
    if (use_case->protocol != Protocol::Asn1 || !alert || alert->code != event.parsed->header.code) continue;
    Bytes part;
    put_be(part, record.message_code, 2);
    return to_hex(part);
  }
  return std::nullopt;
}

}  // namespace

void note_instructions(RequestRecord& record, const gbcs::Message& command) {
  const UseCase* use_case = gbcs::use_case_of(command);
  if (!use_case || use_case->outcome.empty()) return;
  const auto payload = gbcs::decode(*use_case, command);
  if (!payload) return;
  Element held;
  held.name = kInstructions;
  TimeMs at = 0;
  for (const gbcs::Instruction& instruction : gbcs::instructions_of(*use_case, *payload)) {
    if (instruction.when != When::At) continue;
    held.add("Part", to_hex(instruction.part));
    at = std::max(at, instruction.at);
  }
  held.attributes.emplace_back(kAt, iso(at));
  Element facts = facts_in(record);
  facts.children.push_back(std::move(held));
  record.facts = facts_of(facts);
}

std::optional<Needs::Stream> outcome_stream_of(const RequestRecord& record) {
  if (!may_hold(record)) return std::nullopt;
  Element facts = facts_in(record);
  if (!instructions_in(facts)) return std::nullopt;
  return Needs::Stream{record.id.originator, record.id.target, "outcomes:" + record.variant};
}

void await_outcomes(const RequestRecord& record, const Known& known, Effects& effects) {
  if (!may_hold(record)) return;
  Element facts = facts_in(record);
  const Element* held = instructions_in(facts);
  if (!held) return;
  if (known.last_held)
    effects.push_back(CancelTimers{RequestId{record.id.originator, record.id.target, *known.last_held}});
  const auto at = parse_date_time(held->attribute(kAt));
  if (held->children.empty() || !at) return;
  effects.push_back(set_counter(*outcome_stream_of(record), record.id.counter));
  effects.push_back(StartTimer{{0, *at + known.limits.outcome_wait, TimerKind::OutcomesDue, record.id}});
}

std::optional<Needs::Command> command_of_outcome(const DeviceSpoke& event) {
  if (!tells_outcome(event)) return std::nullopt;
  const gbcs::Header& h = event.parsed->header;
  if (const Bytes* instruction = instruction_of(event))
    return Needs::Command{h.originator, h.recipient, get_be(View(*instruction).subspan(2, 8))};
  const Value* counter = event.payload->find("originatorCounter");
  if (!counter) return std::nullopt;
  return Needs::Command{h.originator, h.recipient, counter->as_unsigned()};
}

std::optional<Decision> outcome_told(const DeviceSpoke& event, const Known& known) {
  if (!tells_outcome(event) || !known.request || !may_hold(*known.request)) return std::nullopt;
  RequestRecord record = *known.request;
  Element facts = facts_in(record);
  Element* held = instructions_in(facts);
  const auto part = part_told(event, record);
  if (!held || !part) return std::nullopt;
  const auto it =
      std::find_if(held->children.begin(), held->children.end(), [&](const Element& e) { return e.text == *part; });
  if (it == held->children.end()) return std::nullopt;
  const auto number = static_cast<int>(it - held->children.begin()) + 1;
  if (!was_told(*it)) it->attributes.emplace_back(kToldAt, iso(known.now));
  const bool all = std::all_of(held->children.begin(), held->children.end(), was_told);
  const gbcs::Header& h = event.parsed->header;
  const std::uint16_t code = event.payload->alert_code;
  Decision d;
  d.effects.push_back(
      push(record, known,
           {"outcome", "I0", ResponseId{h.originator, record.id.originator, h.counter},
            duis::FutureDatedAlert{code, event.message, number, static_cast<int>(held->children.size())}}));
  d.alerts = alerts_of_credentials(*event.payload, record.device, known);
  if (code == kDone) supplier_changed(record, known, d);
  record.facts = facts_of(facts);
  if (all) d.effects.push_back(CancelTimers{record.id});
  const inventory::Change change = outcome_change(record, *event.payload, known);
  add_change(change, d.effects);
  Audit audit{title(
      event, known, "alert", rule::kAlertAccepted,
      fmt::format("alert {:04X}: instruction {} of {} of {}", code, number, held->children.size(), record.id.text()))};
  audit.entry.code = "I0";
  d.effects.push_back(PutRequest{std::move(record)});
  d.effects.push_back(std::move(audit));
  return d;
}

std::optional<Decision> outcomes_due(const Known& known) {
  Element facts = facts_in(*known.request);
  const Element* held = instructions_in(facts);
  if (!held) return std::nullopt;
  const auto missing =
      std::count_if(held->children.begin(), held->children.end(), [](const Element& e) { return !was_told(e); });
  if (missing == 0) return std::nullopt;
  Decision d;
  const NamedRule& rule = rule::kOutcomeMissing;
  d.effects.push_back(push(*known.request, known, {"failure", rule.code, std::nullopt, {}}));
  d.effects.push_back(Audit{title(*known.request, known, "timer", rule.code, rule,
                                  fmt::format("{} of {} outcomes have not come", missing, held->children.size()))});
  return d;
}

}  // namespace gridpost::exchange
