// The forms in which a decision is given: answers, pushes and titles of the audit trail.
#pragma once

#include "catalogue/rule_list.h"
#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// The synchronous answer to a request, with code and, where there is one, payload.
duis::Response answer(const duis::Request& request, const Known& known, std::string_view code,
                      duis::Payload payload = {});

// A title of the audit trail about a request that arrived.
AuditEntry title(const RequestArrived& event, const Known& known, std::string_view code, const NamedRule& rule,
                 std::string explanation);
// The same about a request that is known by its record.
AuditEntry title(const RequestRecord& record, const Known& known, std::string_view kind, std::string_view code,
                 const NamedRule& rule, std::string explanation);
// The same about what a Device said.
AuditEntry title(const DeviceSpoke& event, const Known& known, std::string_view kind, const NamedRule& rule,
                 std::string explanation);

// Refused: an answer with the code, a title, and nothing else.
Decision refused(const RequestArrived& event, const Known& known, const NamedRule& rule, std::string explanation);
Decision refused(const RequestArrived& event, const Known& known, const access::Verdict& verdict);

// What is pushed about a request: its ResponseID, where there is one, and kind make the identity of the message.
struct PushContent {
  std::string_view kind;  // "response", "failure", "local-command", "outcome"
  std::string_view code;
  std::optional<ResponseId> response_id;
  duis::Payload payload;
};
Enqueue push(const RequestRecord& record, const Known& known, PushContent content);

// The final result of a request that has no answer of its Device: record, push, end of timers and commands, title.
Effects final_failure(RequestRecord record, const Known& known, std::string_view kind, std::string_view code,
                      const NamedRule& rule, std::string explanation);

// The effects that put a change of the inventory into force.
void add_change(const inventory::Change& change, Effects& effects);

// The rules that brought the change about, for the audit trail.
std::string in_words(const inventory::Change& change);

// A title about a change that came over a Device without a request.
Audit noted_change(std::string_view kind, Eui64 device, const inventory::Change& change, const Known& known);

// The stream whose counter a request has to raise. (DUIS 6.1)
Needs::Stream stream_of(const duis::Request& request);
// The stream that remembers the last held request of a service. (DUIS 3.4)
Needs::Stream held_stream_of(const RequestId& id, std::string_view variant);
SetCounter set_counter(const Needs::Stream& stream, std::uint64_t counter);

}  // namespace gridpost::exchange
