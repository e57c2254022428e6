#include <fmt/format.h>

#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

bool carries_pre_command(const duis::Request& request) {
  return request.command_variant >= 5 && request.command_variant <= 7;
}

// Check 4. Signed pre-commands share the identifier of the request that they come from. (DUIS 6.1)
std::optional<std::string> check_replay(const duis::Request& request, const Known& known) {
  if (carries_pre_command(request) && known.request) {
    if (known.request->state == RequestState::PreCommandIssued) return std::nullopt;
    return "its pre-command came back signed before, or waited too long";
  }
  if (known.last_counter && request.id.counter <= *known.last_counter)
    return fmt::format("counter {} is not greater than {}, the last accepted one of {} towards {}", request.id.counter,
                       *known.last_counter, request.id.originator.text(), request.id.target.text());
  return std::nullopt;
}

}  // namespace

Decision request_arrived(const RequestArrived& event, const Known& known) {
  const duis::Request& request = event.request;
  if (event.refusal) {
    const bool version = event.refusal->rule == duis::kSchemaVersionRule;
    return refused(event, known, version ? rule::kSchemaVersion : rule::kMessage, event.refusal->text());
  }
  if (auto replay = check_replay(request, known)) return refused(event, known, rule::kAntiReplay, *std::move(replay));
  // A date that is over is refused later.
  const access::Verdict verdict =
      access::check(question_of(request, event.service, known, effect_time(request, known)));
  if (!verdict.allowed) return refused(event, known, verdict);
  if (catalogue::find_service(request.variant)->non_device) return non_device(event, known);
  return carries_pre_command(request) ? signed_pre_command(event, known) : device_service(event, known);
}

}  // namespace gridpost::exchange
