#include <fmt/format.h>

#include "catalogue/use_case.h"
#include "exchange/accept_answer.h"
#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/change_of_supplier.h"
#include "exchange/customer_number.h"
#include "exchange/flows.h"
#include "exchange/inventory_effects.h"
#include "exchange/outcome.h"
#include "exchange/payload_success.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

// Answers to signed commands are signed, whoever signed: the User, or the broker for it. (GBCS 3.3)
bool answer_is_signed(const RequestRecord& record) {
  const UseCase* use_case = Catalogue::instance().for_code(record.message_code);
  return use_case && use_case->answer_is_signed();
}

// What is wrong with MAC or signature. Answers to signed commands are signed, all others carry a MAC; the MAC for a
// User can be checked by the User only. (GBCS 3.3, DUIS 3.9)
std::optional<std::string> check_protection(const DeviceSpoke& event, const RequestRecord& record, const Known& known) {
  if (event.protection == Protection::Bad) return "MAC or signature does not verify";
  const gbcs::Message& m = *event.parsed;
  if (answer_is_signed(record)) {
    if (!m.is_signed()) return "the answer to a signed command must be signed";
    if (event.protection != Protection::Good) return "the signature could not be checked";
    return std::nullopt;
  }
  if (!m.mac) return "the answer must carry a MAC";
  if (m.header.recipient == known.broker && event.protection != Protection::Good) return "the MAC could not be checked";
  return std::nullopt;
}

// The answer swaps originator and recipient, keeps counter, code and supplementary party, and comes by the hub that
// carries the Device: the MAC for a User tells the DSP nothing. (GBCS 2.5, DUIS 3.9)
std::optional<std::string> check_match(const DeviceSpoke& event, const RequestRecord& record, const Known& known) {
  const gbcs::Header& h = event.parsed->header;
  const inventory::Device* device = find_device(known, record.device);
  if (device && carrier_of(*device) != event.hub)
    return fmt::format("it came by the hub {}, which does not carry the Device", event.hub.text());
  if (h.originator != record.device || h.recipient != record.command_originator || h.counter != record.command_counter)
    return "originator, recipient or counter are not those of the command";
  if (h.code != record.message_code)
    return fmt::format("message code {:04X}; the command had {:04X}", h.code, record.message_code);
  if (h.party && RequestId{*h.party, record.id.target, h.party_counter.value_or(record.id.counter)} != record.id)
    return "it names another User's request";
  return std::nullopt;
}

// What Users are told of the change, and when one who waits for a join shall be told that none came. (DUIS 8.5)
void raise_alerts(const RequestRecord& record, const inventory::Change& change, const Known& known, Decision& d) {
  d.alerts = alerts_of(change, known, record.id.originator);
  for (RaisedAlert& alert : alerts_of_answer(record, change, known)) d.alerts.push_back(std::move(alert));
  for (const inventory::HubLogEntry& e : change.entries)
    if (e.awaited_by == record.id)
      d.effects.push_back(StartTimer{{0, known.now + join_period(record), TimerKind::JoinPeriod, record.id}});
}

// The message as received; a number that the Device now shows goes with it. (DUIS 1.2)
duis::Payload payload_of(const DeviceSpoke& event, const RequestRecord& record) {
  if (record.variant == kCustomerNumberService && event.payload && succeeded(*event.payload))
    return duis::CinMessage{event.message, noted_customer_number(record)};
  return duis::GbcsPayload{event.message};
}

}  // namespace

inventory::Outcome<void> check_answer(const DeviceSpoke& event, const RequestRecord& record, const Known& known) {
  using inventory::refuse;
  if (auto wrong = check_match(event, record, known)) return refuse(rule::kAnswerMatches, *std::move(wrong));
  if (record.state == RequestState::Done)
    return refuse(rule::kAnswerOnce, fmt::format("the request ended with {} before", record.result_code));
  if (record.state != RequestState::InFlight && record.state != RequestState::Local)
    return refuse(rule::kAnswerSolicited, "its command has not been sent");
  if (auto wrong = check_protection(event, record, known)) return refuse(rule::kAnswerProtection, *std::move(wrong));
  const bool for_broker = event.parsed->header.recipient == known.broker;
  if (for_broker && !event.payload)
    return refuse(rule::kAnswerForm, "its payload could not be read: " + event.parse_error);
  return {};
}

Decision accept_answer(const DeviceSpoke& event, RequestRecord record, inventory::Change change, const Known& known) {
  const RequestId id = record.id;
  Decision d;
  record.state = RequestState::Done;
  record.result_code = "I0";
  d.effects.push_back(
      push(record, known,
           {"response", "I0", ResponseId{record.device, id.originator, id.counter}, payload_of(event, record)}));
  d.effects.push_back(PutRequest{record});
  d.effects.push_back(CloseCommands{id});
  d.effects.push_back(CancelTimers{id});
  if (!event.payload || succeeded(*event.payload)) await_outcomes(record, known, d.effects);
  add_change(change, d.effects);
  raise_alerts(record, change, known, d);
  if (event.payload)
    for (RaisedAlert& alert : alerts_of_credentials(*event.payload, record.device, known))
      d.alerts.push_back(std::move(alert));
  if (event.payload && succeeded(*event.payload) && !is_dated(record)) supplier_changed(record, known, d);
  Audit audit{title(event, known, "answer", rule::kAnswerAccepted, {})};
  audit.entry.code = "I0";
  audit.entry.explanation = in_words(change);
  if (!event.payload && !event.parse_error.empty())
    audit.entry.explanation += "Its payload could not be read: " + event.parse_error;
  d.effects.push_back(std::move(audit));
  return d;
}

Decision device_answered(const DeviceSpoke& event, const Known& known) {
  if (!known.request)
    return only_noted(event, known, "answer", rule::kAnswerSolicited,
                      "no command with this counter was sent to the Device");
  const RequestRecord& record = *known.request;
  if (const auto checked = check_answer(event, record, known); !checked)
    return only_noted(event, known, "answer", checked.error().rule, checked.error().explanation);
  inventory::Change change;
  if (event.payload) change = answer_change(record, *event.payload, known);
  change.append(contact_change(event.hub, known));
  return accept_answer(event, record, std::move(change), known);
}

}  // namespace gridpost::exchange
