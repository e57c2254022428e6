#include "app/examine.h"

#include "gbcs/protection.h"

namespace gridpost::app {
namespace {

// Whose certificates a message is checked with, and when.
struct Keys {
  const crypto::KeyStore& keys;
  TimeMs now;
  crypto::AgreedSecrets& secrets;

  // The secret of two parties, if the private key of one of them is here.
  std::optional<crypto::SharedSecret> of(Eui64 a, Eui64 b) const {
    const auto first = keys.find(a, crypto::Usage::KeyAgreement, now);
    const auto second = keys.find(b, crypto::Usage::KeyAgreement, now);
    if (!first || !second || (!first->private_key && !second->private_key)) return std::nullopt;
    auto z = first->private_key ? secrets.of(first, second) : secrets.of(second, first);
    return z ? std::optional(*z) : std::nullopt;
  }
};

}  // namespace

Result<Examined> examine(View octets, const crypto::KeyStore& keys, Eui64 broker, TimeMs now, std::string_view variant,
                         crypto::AgreedSecrets* kept) {
  crypto::AgreedSecrets of_this_one(4);  // one message has two pairs of parties at most
  const Keys secret{keys, now, kept ? *kept : of_this_one};
  GP_TRY(message, gbcs::parse(octets));
  Examined out;
  out.message = std::move(message);
  const gbcs::Header& h = out.message.header;
  out.use_case = gbcs::use_case_of(out.message, variant);
  if (out.message.mac) {
    const auto z = h.cra == gbcs::Cra::Command ? secret.of(broker, h.recipient) : secret.of(h.recipient, h.originator);
    if (z) out.checked.mac = gbcs::mac_is_good(out.message, *z) ? "good" : "bad";
  }
  if (out.message.is_signed()) {
    const auto signer = keys.find(h.originator, crypto::Usage::DigitalSignature, now);
    if (signer)
      out.checked.signature = gbcs::signature_is_good(out.message, signer->certificate.public_key()) ? "good" : "bad";
  }
  if (!out.use_case) return out;
  gbcs::Cipher cipher;
  if (const auto z = secret.of(gbcs::reader_of(h), h.originator)) cipher = gbcs::cipher_for(h, *z);
  auto payload = gbcs::decode(*out.use_case, out.message, &cipher);
  if (payload)
    out.payload = std::move(*payload);
  else
    out.problem = payload.error().text();
  return out;
}

}  // namespace gridpost::app
