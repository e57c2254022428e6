#include "codec/top_up.h"

#include <fmt/format.h>

#include "base/text.h"
#include "codec/examine.h"
#include "duis/request.h"

namespace gridpost::codec {
namespace {

constexpr std::string_view kName = "UTRN";

Result<FoundToken> in_request(std::string_view text) {
  GP_TRY(document, duis::parse(text));
  GP_TRY(request, duis::read_request(document));
  const Element* token = request.body.child(kName);
  if (!token) return fail(fmt::format("service {} has no UTRN", request.variant), "Request/Body");
  return FoundToken{std::string(trimmed(token->text)),
                    gbcs::TopUp{request.id.originator, request.id.target, request.id.counter}};
}

Result<FoundToken> in_message(std::string_view text) {
  GP_TRY(octets, message_octets(text));
  GP_TRY(message, gbcs::parse(octets));
  const UseCase* use_case = gbcs::use_case_of(message);
  if (!use_case) return fail(fmt::format("message code {:04X} is not described", message.header.code));
  GP_TRY(payload, gbcs::decode(*use_case, message));
  const Value* token = payload.find(kName);
  if (!token || message.header.cra != gbcs::Cra::Command)
    return fail(fmt::format("a {} of {} has no UTRN", gbcs::kind_of(message), use_case->name));
  const gbcs::Header& h = message.header;
  return FoundToken{text_of(token->octets), gbcs::TopUp{h.originator, h.recipient, h.counter}};
}

// A message in hexadecimal may begin with digits, but no message is as short as a token.
bool stands_alone(std::string_view text) {
  return text.size() <= 40 && text.find_first_not_of("0123456789 \t\r\n-") == std::string_view::npos;
}

}  // namespace

Result<crypto::SharedSecret> top_up_secret(const crypto::KeyStore& keys, Eui64 supplier, Eui64 device, TimeMs now) {
  const auto ours = keys.find(supplier, crypto::Usage::KeyAgreement, now, std::nullopt, true);
  if (!ours) return fail(fmt::format("there is no prepayment key agreement certificate of {}", supplier.text()));
  const auto theirs = keys.find(device, crypto::Usage::KeyAgreement, now);
  if (!theirs) return fail(fmt::format("there is no key agreement certificate of {}", device.text()));
  if (ours->private_key) return crypto::agree(*ours->private_key, theirs->certificate.public_key());
  if (theirs->private_key) return crypto::agree(*theirs->private_key, ours->certificate.public_key());
  return fail(
      fmt::format("there is neither the private prepayment key of {} nor that of {}", supplier.text(), device.text()));
}

Result<FoundToken> find_token(std::string_view text) {
  if (stands_alone(text)) return FoundToken{std::string(trimmed(text)), std::nullopt};
  return trimmed(text).starts_with('<') ? in_request(text) : in_message(text);
}

}  // namespace gridpost::codec
