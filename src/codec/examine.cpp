#include "codec/examine.h"

#include <fmt/format.h>

#include <algorithm>

#include "gbcs/protection.h"

namespace gridpost::codec {

Result<crypto::SharedSecret> shared_secret(const crypto::KeyStore& keys, Eui64 a, Eui64 b, TimeMs now,
                                           crypto::AgreedSecrets* kept) {
  const auto first = keys.find(a, crypto::Usage::KeyAgreement, now);
  const auto second = keys.find(b, crypto::Usage::KeyAgreement, now);
  for (const auto& [entry, id] : {std::pair(first, a), std::pair(second, b)})
    if (!entry) return fail(fmt::format("no key agreement certificate of {}", id.text()));
  if (!first->private_key && !second->private_key)
    return fail(fmt::format("no private key of {} or {}", a.text(), b.text()));
  const auto& own = first->private_key ? first : second;
  const auto& peer = first->private_key ? second : first;
  return kept ? kept->of(own, peer) : crypto::agree(*own->private_key, peer->certificate.public_key());
}

namespace {

void check_mac(Examined& e, const crypto::KeyStore& keys, Eui64 broker, TimeMs now, crypto::AgreedSecrets& secrets) {
  const gbcs::Header& h = e.message.header;
  const bool at_home = e.use_case && e.use_case->sender == Sender::OtherDevice;
  const Eui64 other = h.cra == gbcs::Cra::Command && !at_home ? broker : h.originator;
  const auto z = shared_secret(keys, other, h.recipient, now, &secrets);
  if (z)
    e.checked.mac = gbcs::mac_is_good(e.message, *z) ? "good" : "bad";
  else
    e.checked.mac_reason = z.error().what;
}

void check_signature(Examined& e, const crypto::KeyStore& keys, TimeMs now) {
  const Eui64 originator = e.message.header.originator;
  const auto signer = keys.find(originator, crypto::Usage::DigitalSignature, now);
  if (signer)
    e.checked.signature = gbcs::signature_is_good(e.message, signer->certificate.public_key()) ? "good" : "bad";
  else
    e.checked.signature_reason = fmt::format("no digital signing certificate of {}", originator.text());
}

bool take_payload(Examined& e, const UseCase& use_case) {
  auto payload = gbcs::decode_unpacked(use_case, e.message, &e.cipher);
  if (!payload) {
    if (e.problem.empty()) e.problem = payload.error().text();
    return false;
  }
  e.use_case = &use_case;
  e.payload = std::move(*payload);
  e.problem.clear();
  return true;
}

}  // namespace

Result<Examined> examine(View octets, const crypto::KeyStore& keys, Eui64 broker, TimeMs now, std::string_view variant,
                         crypto::AgreedSecrets* kept) {
  crypto::AgreedSecrets of_this_one(4);  // one message has two pairs of parties at most
  crypto::AgreedSecrets& secrets = kept ? *kept : of_this_one;
  GP_TRY(message, gbcs::parse(octets));
  Examined out;
  out.message = std::move(message);
  const gbcs::Header& h = out.message.header;
  out.use_case = gbcs::use_case_of(out.message, variant);
  if (out.message.mac) check_mac(out, keys, broker, now, secrets);
  if (out.message.is_signed()) check_signature(out, keys, now);
  if (!out.use_case) return out;
  if (const auto z = shared_secret(keys, gbcs::reader_of(h), h.originator, now, &secrets))
    out.cipher = gbcs::cipher_for(h, *z);
  if (take_payload(out, *out.use_case)) return out;
  // One code may serve several use cases: else the first one that the opened content fits is meant.
  for (const UseCase* use_case : gbcs::use_cases_of(out.message))
    if (take_payload(out, *use_case)) break;
  return out;
}

Status writes_back(const Examined& e, View octets) {
  if (!e.use_case || !e.payload) return fail("there are no values to encode");
  gbcs::Message again = e.message;
  GP_TRY(content, gbcs::encode(*e.use_case, e.message.header.cra, *e.payload, &e.cipher));
  again.content = std::move(content);
  const Bytes written = gbcs::write(again);
  const auto differs = std::mismatch(written.begin(), written.end(), octets.begin(), octets.end()).first;
  if (differs != written.end() || written.size() != octets.size())
    return fail("encoded again it has other octets", fmt::format("octet {}", differs - written.begin()));
  return {};
}

Result<Bytes> message_octets(std::string_view text) {
  // A binary message begins with DD or DF; no text form does.
  if (!text.empty() && (static_cast<unsigned char>(text[0]) == 0xDD || static_cast<unsigned char>(text[0]) == 0xDF))
    return Bytes(text.begin(), text.end());
  if (auto hex = from_hex(text)) return *hex;
  auto base64 = from_base64(text);
  if (!base64) return fail("the message is neither hexadecimal, base64 nor binary GBCS");
  return base64;
}

}  // namespace gridpost::codec
