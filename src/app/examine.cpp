#include "app/examine.h"

#include "gbcs/protection.h"

namespace gridpost::app {
namespace {

// The secret of two parties, if the private key of one of them is here.
std::optional<crypto::SharedSecret> secret(const crypto::KeyStore& keys, Eui64 a, Eui64 b, TimeMs now) {
  const auto first = keys.find(a, crypto::Usage::KeyAgreement, now);
  const auto second = keys.find(b, crypto::Usage::KeyAgreement, now);
  if (!first || !second || (!first->private_key && !second->private_key)) return std::nullopt;
  const auto& own = first->private_key ? first : second;
  const auto& peer = first->private_key ? second : first;
  auto z = crypto::agree(*own->private_key, peer->certificate.public_key());
  return z ? std::optional(*z) : std::nullopt;
}

}  // namespace

Result<Examined> examine(View octets, const crypto::KeyStore& keys, Eui64 broker, TimeMs now,
                         std::string_view variant) {
  GP_TRY(message, gbcs::parse(octets));
  Examined out;
  out.message = std::move(message);
  const gbcs::Header& h = out.message.header;
  out.use_case = gbcs::use_case_of(out.message, variant);
  if (out.message.mac) {
    const auto z = h.cra == gbcs::Cra::Command ? secret(keys, broker, h.recipient, now)
                                               : secret(keys, h.recipient, h.originator, now);
    if (z) out.checked.mac = gbcs::mac_is_good(out.message, *z) ? "good" : "bad";
  }
  if (out.message.is_signed()) {
    const auto signer = keys.find(h.originator, crypto::Usage::DigitalSignature, now);
    if (signer)
      out.checked.signature = gbcs::signature_is_good(out.message, signer->certificate.public_key()) ? "good" : "bad";
  }
  if (!out.use_case) return out;
  gbcs::Cipher cipher;
  if (const auto z = secret(keys, gbcs::reader_of(h), h.originator, now)) cipher = gbcs::cipher_for(h, *z);
  auto payload = gbcs::decode(*out.use_case, out.message, &cipher);
  if (payload)
    out.payload = std::move(*payload);
  else
    out.problem = payload.error().text();
  return out;
}

}  // namespace gridpost::app
