#include "exchange/local_command.h"

#include "exchange/answers.h"
#include "exchange/command.h"

namespace gridpost::exchange {
namespace {

constexpr std::string_view kLocalKind = "local-command";

struct Span {
  std::size_t from, size;
};

// Where the text of GBCSPayload stands in the canonical text that duis::write() made.
std::optional<Span> payload_of(std::string_view body) {
  constexpr std::string_view kOpen = "GBCSPayload>";
  const std::size_t open = body.find(kOpen);
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t from = open + kOpen.size();
  const std::size_t to = body.find('<', from);
  if (to == std::string_view::npos) return std::nullopt;
  return Span{from, to - from};
}

}  // namespace

void deliver(const duis::Request& request, RequestRecord record, const gbcs::Message& command, const Known& known,
             Decision& decision) {
  const int variant = request.command_variant;
  const bool over_wan = variant != 2 && variant != 6;
  const bool to_user = variant != 1 && variant != 5;
  record.state = over_wan ? RequestState::InFlight : RequestState::Local;
  record.command_variant = variant;
  if (over_wan) {
    decision.answer = answer(request, known, "I99");
    send_command(record, command, known, decision.effects);
  } else {
    // The User carries the command; its answer would come back with 8.13.
    record.result_code = "I0";
    decision.answer = answer(request, known, "I0", duis::LocalCommand{gbcs::grouping_part(command)});
    decision.protect_answer = true;
    note_broker_counter(command, known, decision.effects);
  }
  if (over_wan && to_user)
    decision.effects.push_back(
        push(record, known, {kLocalKind, "I0", std::nullopt, duis::LocalCommand{gbcs::grouping_part(command)}}));
  decision.effects.push_back(PutRequest{std::move(record)});
}

std::optional<Bytes> bare_command(const OutboxItem& item) {
  if (item.kind != OutboxKind::Push || !item.identity.ends_with("|" + std::string(kLocalKind))) return std::nullopt;
  const std::string body = text_of(item.body);
  const auto span = payload_of(body);
  if (!span) return std::nullopt;
  auto command = from_base64(std::string_view(body).substr(span->from, span->size));
  return command ? std::optional(std::move(*command)) : std::nullopt;
}

Bytes with_command(const OutboxItem& item, View command) {
  std::string body = text_of(item.body);
  if (const auto span = payload_of(body)) body.replace(span->from, span->size, to_base64(command));
  return {body.begin(), body.end()};
}

}  // namespace gridpost::exchange
