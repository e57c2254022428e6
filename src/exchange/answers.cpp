#include "exchange/answers.h"

#include <utility>

namespace gridpost::exchange {

duis::Response answer(const duis::Request& request, const Known& known, std::string_view code, duis::Payload payload) {
  duis::Response r;
  r.request_id = request.id;
  r.code = code;
  r.time = known.now;
  if (!request.schema_version.empty()) r.schema_version = request.schema_version;
  r.reference = request.reference;
  r.variant = request.variant;
  r.payload = std::move(payload);
  return r;
}

AuditEntry title(const RequestArrived& event, const Known& known, std::string_view code, const NamedRule& rule,
                 std::string explanation) {
  const bool is_signed = event.request.command_variant >= 5 && event.request.command_variant <= 7;
  const RequestId& id = event.request.id;
  const catalogue::Service* service = catalogue::find_service(event.request.variant);
  // A request to the DCC is about the Device that its body names, if it names one.
  const Eui64 device = !service || !service->non_device
                           ? id.target
                           : Eui64::parse(event.request.body.text_at("DeviceID")).value_or(Eui64{});
  return {known.now,
          is_signed ? "signed-pre-command" : "request",
          id.originator,
          device,
          id.text(),
          event.request.variant,
          std::string(code),
          std::string(rule.name),
          std::string(rule.clause),
          std::move(explanation),
          {},
          event.body};
}

AuditEntry title(const RequestRecord& record, const Known& known, std::string_view kind, std::string_view code,
                 const NamedRule& rule, std::string explanation) {
  return {known.now,
          std::string(kind),
          record.id.originator,
          record.device,
          record.id.text(),
          record.variant,
          std::string(code),
          std::string(rule.name),
          std::string(rule.clause),
          std::move(explanation),
          {},
          {}};
}

AuditEntry title(const DeviceSpoke& event, const Known& known, std::string_view kind, const NamedRule& rule,
                 std::string explanation) {
  AuditEntry entry{known.now,
                   std::string(kind),
                   {},
                   event.hub,
                   {},
                   {},
                   {},
                   std::string(rule.name),
                   std::string(rule.clause),
                   std::move(explanation),
                   {},
                   to_hex(event.message)};
  if (!event.parsed) return entry;
  const gbcs::Header& h = event.parsed->header;
  entry.device = h.originator;
  entry.user = h.party.value_or(h.recipient);
  if (known.request && h.cra == gbcs::Cra::Response) {
    entry.user = known.request->id.originator;
    entry.request_id = known.request->id.text();
    entry.variant = known.request->variant;
  }
  return entry;
}

Decision refused(const RequestArrived& event, const Known& known, const NamedRule& rule, std::string explanation) {
  Decision d;
  d.answer = answer(event.request, known, rule.code);
  d.effects.push_back(Audit{title(event, known, rule.code, rule, std::move(explanation))});
  return d;
}

Decision refused(const RequestArrived& event, const Known& known, const access::Verdict& verdict) {
  return refused(event, known, NamedRule{verdict.rule, verdict.code, verdict.clause, {}}, verdict.explanation);
}

Enqueue push(const RequestRecord& record, const Known& known, PushContent content) {
  duis::Response r;
  r.request_id = record.id;
  r.response_id = content.response_id;
  r.code = content.code;
  r.time = known.now;
  if (!record.schema_version.empty()) r.schema_version = record.schema_version;
  r.reference = record.reference;
  r.variant = record.variant;
  r.payload = std::move(content.payload);
  OutboxItem item;
  item.kind = OutboxKind::Push;
  item.user = record.id.originator;
  item.device = record.device;
  item.request = record.id;
  item.identity = record.id.text() + "|" + (content.response_id ? content.response_id->text() : "") + "|" +
                  std::string(content.kind);
  const std::string body = duis::write(r);
  item.body.assign(body.begin(), body.end());
  item.created_at = known.now;
  return {std::move(item)};
}

Effects final_failure(RequestRecord record, const Known& known, std::string_view kind, std::string_view code,
                      const NamedRule& rule, std::string explanation) {
  Effects effects;
  record.state = RequestState::Done;
  record.result_code = code;
  const RequestId id = record.id;
  Audit audit{title(record, known, kind, code, rule, std::move(explanation))};
  effects.push_back(push(record, known, {"failure", code, std::nullopt, {}}));
  effects.push_back(PutRequest{std::move(record)});
  effects.push_back(CloseCommands{id});
  effects.push_back(CancelTimers{id});
  effects.push_back(std::move(audit));
  return effects;
}

void add_change(const inventory::Change& change, Effects& effects) {
  for (const auto& d : change.devices) effects.push_back(PutDevice{d});
  for (const auto& s : change.statuses) effects.push_back(RecordStatus{s});
  for (const Eui64 id : change.removed) effects.push_back(RemoveDevice{id});
  for (const auto& c : change.details) effects.push_back(RecordDetail{c});
  for (const auto& j : change.joins) effects.push_back(PutJoin{j});
  for (const auto& j : change.gone_joins) effects.push_back(RemoveJoin{j.device, j.other});
  for (const auto& e : change.entries) effects.push_back(PutHubLogEntry{e});
  for (const auto& e : change.gone_entries) effects.push_back(RemoveHubLogEntry{e.hub, e.device});
}

std::string in_words(const inventory::Change& change) {
  std::string words;
  for (const NamedRule& r : change.rules) words += std::string(r.title) + ". ";
  return words;
}

Audit noted_change(std::string_view kind, Eui64 device, const inventory::Change& change, const Known& known) {
  AuditEntry entry;
  entry.at = known.now;
  entry.kind = kind;
  entry.device = device;
  entry.rule = change.rules.front().name;
  entry.clause = change.rules.front().clause;
  entry.explanation = in_words(change);
  return {std::move(entry)};
}

Needs::Stream stream_of(const duis::Request& request) {
  // The counters of top-ups are far above those of everything else. (DUIS 3.13)
  return {request.id.originator, request.id.target, request.variant == "2.2" ? "top-up" : ""};
}

Needs::Stream held_stream_of(const RequestId& id, std::string_view variant) {
  return {id.originator, id.target, "held:" + std::string(variant)};
}

SetCounter set_counter(const Needs::Stream& stream, std::uint64_t counter) {
  return {stream.originator, stream.target, stream.stream, counter};
}

}  // namespace gridpost::exchange
