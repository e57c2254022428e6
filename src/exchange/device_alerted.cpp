#include <fmt/format.h>

#include <algorithm>

#include "exchange/alert_code.h"
#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/broker_alert.h"
#include "exchange/flows.h"
#include "exchange/hub_alert.h"
#include "exchange/inventory_effects.h"
#include "exchange/outcome.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

// Alerts are signed, or carry a MAC for their recipient. (GBCS 3.4)
std::optional<std::string> check_protection(const DeviceSpoke& event, const Known& known) {
  const gbcs::Message& m = *event.parsed;
  if (event.protection == Protection::Bad) return "MAC or signature does not verify";
  if (!m.is_signed() && !m.mac) return "neither MAC nor signature";
  const bool only_user_can = !m.is_signed() && m.header.recipient != known.broker;
  if (event.protection == Protection::Unchecked && !only_user_can) return "MAC or signature could not be checked";
  return std::nullopt;
}

SetCounter alert_counter(const DeviceSpoke& event) {
  const gbcs::Header& h = event.parsed->header;
  return {h.originator, h.recipient, alert_stream(event), h.counter};
}

// A new hub that takes over the log takes over the identifier as well. (DUIS 8.6)
void note_han_identifier(Eui64 hub, const Bytes& identifier, const Known& known, inventory::Change& change) {
  const inventory::Device* known_hub = find_device(known, hub);
  if (!known_hub || identifier.empty() || known_hub->han_identifier == identifier) return;
  auto& devices = change.devices;
  auto changed = std::find_if(devices.begin(), devices.end(), [&](const inventory::Device& d) { return d.id == hub; });
  if (changed == devices.end()) changed = devices.insert(devices.end(), *known_hub);
  changed->han_identifier = identifier;
}

Decision log_alert(const DeviceSpoke& event, const Known& known) {
  const gbcs::Header& h = event.parsed->header;
  if (known.last_counter && h.counter <= *known.last_counter)
    return only_noted(event, known, "alert", rule::kAnswerOnce, "a later state of this log is known");
  auto change = inventory::log_reported(h.originator, reported_entries(*event.payload), log_of_hub(known, h.originator),
                                        loaded_devices(known), known.now);
  change.append(contact_change(h.originator, known));
  note_han_identifier(h.originator, reported_han_identifier(*event.payload), known, change);
  Decision d;
  d.effects.push_back(alert_counter(event));
  add_change(change, d.effects);
  d.alerts = alerts_of(change, known, {});
  for (const RequestId& id : change.joins_seen) d.effects.push_back(CancelTimers{id});
  d.effects.push_back(Audit{title(event, known, "alert", rule::kAlertAccepted, "the hub reports its device log")});
  return d;
}

// What the broker is told and Users have to know: a DCC alert to the suppliers of the home. (DUIS 3.10)
Decision told_to_users(const DeviceSpoke& event, const Known& known) {
  if (known.last_counter) return only_noted(event, known, "alert", rule::kAnswerOnce, "the alert came before");
  const inventory::Device* device = find_device(known, event.parsed->header.originator);
  auto alert = dcc_alert_of(event, device ? responsible_suppliers(*device, known) : std::vector<Eui64>());
  if (!alert)
    return only_noted(event, known, "alert", rule::kAnswerForm, "its payload could not be read: " + event.parse_error);
  Decision d;
  d.effects.push_back(alert_counter(event));
  d.effects.push_back(Audit{
      title(event, known, "alert", rule::kAlertAccepted, fmt::format("the suppliers are told by {}", alert->code))});
  d.alerts.push_back(*std::move(alert));
  return d;
}

Decision alert_to_user(const DeviceSpoke& event, const Known& known, std::uint16_t code) {
  const gbcs::Header& h = event.parsed->header;
  if (known.last_counter) return only_noted(event, known, "alert", rule::kAnswerOnce, "the alert came before");
  duis::Response r;
  r.response_id = ResponseId{h.originator, h.recipient, h.counter};
  r.code = "I0";
  r.time = known.now;
  r.payload = duis::DeviceAlert{code, event.message};
  OutboxItem item;
  item.kind = OutboxKind::Push;
  item.user = h.recipient;
  item.device = h.originator;
  item.identity = "|" + r.response_id->text() + "|alert";
  const std::string body = duis::write(r);
  item.body.assign(body.begin(), body.end());
  item.created_at = known.now;
  Decision d;
  d.effects.push_back(alert_counter(event));
  d.effects.push_back(Enqueue{std::move(item)});
  Audit audit{title(event, known, "alert", rule::kAlertAccepted, fmt::format("alert {:04X}", code))};
  audit.entry.code = "I0";
  d.effects.push_back(std::move(audit));
  return d;
}

}  // namespace

Decision device_alerted(const DeviceSpoke& event, const Known& known) {
  if (auto wrong = check_protection(event, known))
    return only_noted(event, known, "alert", rule::kAnswerProtection, *std::move(wrong));
  if (event.parsed->header.recipient == known.broker) {
    if (is_hub_log_alert(event)) return log_alert(event, known);
    if (is_told_to_users(event)) return told_to_users(event, known);
    return only_noted(event, known, "alert", rule::kAlertAccepted, "an alert to the access control broker");
  }
  // An outcome may be told to the change of supplier party, for the User who asked. (DUIS 3.10)
  const Eui64 recipient = event.parsed->header.recipient;
  const bool for_user = known.user || (recipient == known.trans_cos && recipient != Eui64());
  if (for_user && !known.last_counter)
    if (auto told = outcome_told(event, known)) {
      told->effects.push_back(alert_counter(event));
      return *std::move(told);
    }
  if (!known.user)
    return only_noted(event, known, "alert", rule::kAlertReceiver, recipient.text() + " is not a known User");
  const auto code = alert_code(event.parsed->content);
  if (!code) return only_noted(event, known, "alert", rule::kAnswerForm, "the alert has no readable code");
  return alert_to_user(event, known, *code);
}

}  // namespace gridpost::exchange
