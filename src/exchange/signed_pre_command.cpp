#include <fmt/format.h>

#include "exchange/answers.h"
#include "exchange/command.h"
#include "exchange/flows.h"
#include "exchange/local_command.h"
#include "exchange/outcome.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

using inventory::refuse;

// Header equals RequestID, code belongs to the service, payload is the one that was issued, signature is good; in this
// order. (DUIS 3.3, 6)
inventory::Outcome<void> check_pre_command(const RequestArrived& event, const RequestRecord& issued) {
  if (!event.pre_command) return refuse(rule::kPreCommandHeader, "the payload is not a GBCS message");
  const gbcs::Header& h = event.pre_command->header;
  const RequestId& id = event.request.id;
  if (h.cra != gbcs::Cra::Command || RequestId{h.originator, h.recipient, h.counter} != id)
    return refuse(rule::kPreCommandHeader,
                  fmt::format("the header has {}", RequestId{h.originator, h.recipient, h.counter}.text()));
  if (h.code != issued.message_code || event.request.variant != issued.variant)
    return refuse(rule::kPreCommandCode, fmt::format("message code {:04X} with {}; {:04X} was issued for {}", h.code,
                                                     event.request.variant, issued.message_code, issued.variant));
  gbcs::Message unsigned_form = *event.pre_command;
  unsigned_form.signature.reset();
  unsigned_form.mac.reset();
  if (gbcs::write(unsigned_form) != issued.pre_command)
    return refuse(rule::kPreCommandSame, "the payload differs from the pre-command that was issued");
  if (!event.pre_command->is_signed() || !event.pre_command_signature_good)
    return refuse(rule::kPreCommandSignature, event.pre_command->is_signed()
                                                  ? "the GBCS signature does not verify with the originator's key"
                                                  : "the pre-command is not signed");
  return {};
}

}  // namespace

Decision signed_pre_command(const RequestArrived& event, const Known& known) {
  if (!known.request)
    return refused(event, known, rule::kPreCommandIssued, "no pre-command was issued under this RequestID");
  if (event.request.body.child("ExecutionDateTime"))
    return refused(event, known, rule::kExecutionDate, "a signed pre-command takes no execution date here");
  if (const auto checked = check_pre_command(event, *known.request); !checked)
    return refused(event, known, checked.error().rule, checked.error().explanation);
  if (const auto carried = check_carrier(event.request.id.target, known); !carried)
    return refused(event, known, carried.error().rule, carried.error().explanation);
  RequestRecord record = *known.request;
  record.pre_command.clear();
  Decision d;
  d.effects.push_back(CancelTimers{record.id});  // of the pre-command; the command starts its own
  note_instructions(record, *event.pre_command);
  gbcs::Message command = *event.pre_command;
  command.mac.reset();
  deliver(event.request, std::move(record), command, known, d);
  d.effects.push_back(Audit{title(event, known, d.answer->code, rule::kAccepted, {})});
  return d;
}

}  // namespace gridpost::exchange
