#include "engine/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "base/text.h"
#include "catalogue/services.h"
#include "engine/device_speech.h"
#include "gbcs/protection.h"

namespace gridpost::engine {

namespace {

constexpr const char* kPlain = "text/plain; charset=utf-8";
constexpr const char* kSignedPreCommand = "GBCS 2";

HttpReply busy(std::string why) { return {503, kPlain, std::move(why)}; }

std::size_t octets_allowed(exchange::WebService service) {
  return service == exchange::WebService::NonDevice ? limits::kNonDeviceRequestOctets : limits::kRequestOctets;
}

}  // namespace

void Intake::handle(exchange::WebService service, std::string body, Reply reply) {
  ++context_.counters.requests;
  reply = [this, start = std::chrono::steady_clock::now(), given = std::move(reply)](HttpReply answer) {
    const auto passed = std::chrono::steady_clock::now() - start;
    context_.counters.answer_time.record(
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(passed).count()));
    // A signed answer was counted under its service.
    if (answer.status != 200) context_.counters.by_service.add("none", fmt::format("HTTP {}", answer.status));
    given(std::move(answer));
  };
  // The task is kept copyable by sharing what it moves.
  auto shared = std::make_shared<std::pair<std::string, Reply>>(std::move(body), std::move(reply));
  const bool taken =
      context_.pool.try_submit([this, service, shared] { check(service, std::move(shared->first), shared->second); });
  if (taken) return;
  ++context_.counters.busy;
  shared->second(busy("too many requests are waiting; try again\n"));
}

void Intake::check(exchange::WebService service, std::string body, const Reply& reply) {
  const std::size_t allowed = octets_allowed(service);
  if (body.size() > allowed)
    return refuse_in_words(413, {fmt::format("{} octets, at most {} are allowed", body.size(), allowed), "body", {}},
                           std::move(body), reply);
  const auto document = duis::parse(body, {.octets = allowed});
  if (!document) return refuse_in_words(400, document.error(), std::move(body), reply);
  exchange::RequestArrived arrived = read(service, *document);
  if (arrived.refusal && arrived.request.id == RequestId{})
    return refuse_in_words(400, *arrived.refusal, std::move(body), reply);
  // Nobody known stands behind a refused message, so its sender does not decide how much of it is kept.
  if (arrived.refusal) body.resize(std::min(body.size(), limits::kAuditedOctets));
  arrived.body = std::move(body);
  decide(std::move(arrived), reply);
}

// Form and signatures: everything that can be told without the store. The first failure is the refusal.
exchange::RequestArrived Intake::read(exchange::WebService service, const duis::Document& document) const {
  exchange::RequestArrived arrived;
  arrived.service = service;
  if (auto request = duis::read_request(document)) {
    arrived.request = std::move(*request);
    if (auto good = check_signatures(document, arrived); !good) arrived.refusal = std::move(good).error();
    return arrived;
  } else {
    arrived.refusal = std::move(request).error();
  }
  if (auto quoted = duis::peek(document)) {
    arrived.request.id = quoted->id;
    arrived.request.reference = std::move(quoted->reference);
    arrived.request.variant = std::move(quoted->variant);
    arrived.request.schema_version = std::move(quoted->schema_version);
  }
  return arrived;
}

Status Intake::check_signatures(const duis::Document& document, exchange::RequestArrived& arrived) const {
  const TimeMs now = context_.setup.clock.now();
  GP_TRY(signer, duis::verify(document, context_.setup.keys, context_.setup.quirks));
  GP_CHECK(duis::bind(signer, arrived.request, now));
  if (const Element* returned = arrived.request.body.child("DeviceGBCSResponse"))
    if (const auto octets = from_base64(returned->text)) arrived.returned = read_speech(listener_of(context_), *octets);
  if (!arrived.request.signed_pre_command) return {};
  auto message = gbcs::parse(arrived.request.gbcs_payload);
  if (!message) {
    Error error = std::move(message).error();
    return fail(std::move(error.what), "SignedPreCommand/GBCSPayload: " + error.where, kSignedPreCommand);
  }
  const auto signers =
      context_.setup.keys.find_all(arrived.request.id.originator, crypto::Usage::DigitalSignature, now);
  arrived.pre_command_signature_good =
      message->is_signed() && std::any_of(signers.begin(), signers.end(), [&](const crypto::KeyEntryPtr& entry) {
        return gbcs::signature_is_good(*message, entry->certificate.public_key());
      });
  arrived.pre_command = std::move(*message);
  return {};
}

// There is no RequestID to quote: words for the sender, a line in the audit trail, nothing else.
void Intake::refuse_in_words(int status, const Error& error, std::string body, const Reply& reply) {
  ++context_.counters.not_requests;
  exchange::AuditEntry entry;
  entry.at = context_.setup.clock.now();
  entry.kind = "request";
  entry.code = fmt::format("HTTP {}", status);
  entry.rule = error.rule.empty() ? "readable request" : error.rule;
  entry.explanation = error.text();
  body.resize(std::min(body.size(), limits::kAuditedOctets));
  entry.body = std::move(body);
  Sequencer::Work work;
  work.what = [entry = std::move(entry)](Transaction& tx) { return tx.apply(exchange::Audit{entry}); };
  work.decided = [status, reply, words = error.text()](const auto& done) {
    reply(done ? HttpReply{status, kPlain, words + "\n"} : busy("the store failed; try again\n"));
  };
  if (context_.sequencer.try_submit(work)) return;
  ++context_.counters.busy;
  reply(busy("too many requests are waiting; try again\n"));
}

void Intake::note_refusal(int status, const std::string& words) {
  refuse_in_words(status, {std::string(trimmed(words)), {}, {}}, {}, [](HttpReply) {});
}

void Intake::decide(exchange::RequestArrived arrived, const Reply& reply) {
  // Only names of services become labels: there is no end of what somebody may write instead.
  std::string service = catalogue::find_service(arrived.request.variant) ? arrived.request.variant : "unknown";
  Sequencer::Work work;
  work.decided = [this, reply, service = std::move(service)](Result<Sequencer::Answer> decided) {
    if (!decided) {
      ++context_.counters.busy;
      return reply(busy("the store failed; try again\n"));
    }
    if (decided->response) context_.counters.by_service.add(service, decided->response->code);
    context_.pool.go_on([this, reply, given = std::move(*decided)]() mutable { answer(std::move(given), reply); });
  };
  work.what = exchange::Event(std::move(arrived));
  if (context_.sequencer.try_submit(work)) return;
  ++context_.counters.busy;
  reply(busy("too many requests are waiting; try again\n"));
}

void Intake::answer(Sequencer::Answer answer, const Reply& reply) {
  auto document = document_of(std::move(answer));
  if (!document) {
    log::error("GP-ENGINE-002", "an answer could not be made: {}", document.error().text());
    return reply({500, kPlain, "the answer could not be made\n"});
  }
  ++context_.counters.answers;
  reply({200, "application/xml", std::move(*document)});
}

// The answer, signed. A command for delivery by the User gets the broker's MAC first: no decision has the key.
Result<std::string> Intake::document_of(Sequencer::Answer answer) const {
  if (!answer.response) return fail("the request was decided on without an answer");
  if (auto* local = std::get_if<duis::LocalCommand>(&answer.response->payload); local && answer.protect) {
    GP_TRY(command, context_.secrets.protect(local->message, context_.setup.clock.now()));
    local->message = std::move(command);
  }
  const crypto::KeyEntry& signer = *context_.setup.signer;
  return duis::sign(duis::write(*answer.response), signer.certificate, *signer.private_key);
}

}  // namespace gridpost::engine
