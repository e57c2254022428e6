#include "engine/device_speech.h"

#include "catalogue/use_case.h"
#include "gbcs/codec.h"
#include "gbcs/protection.h"

namespace gridpost::engine {
namespace {

// A signature is the Device's; a MAC is with the recipient, and only the broker's are ours to check. (duis 3.9)
exchange::Protection protection_of(const Context& context, const gbcs::Message& message, TimeMs now) {
  const gbcs::Header& header = message.header;
  if (!message.is_signed() && !message.mac) return exchange::Protection::Bad;
  if (message.is_signed()) {
    const auto key = context.setup.keys.find(header.originator, crypto::Usage::DigitalSignature, now);
    if (!key || !gbcs::signature_is_good(message, key->certificate.public_key())) return exchange::Protection::Bad;
  }
  if (!message.mac) return exchange::Protection::Good;
  if (header.recipient != context.setup.broker)
    return message.is_signed() ? exchange::Protection::Good : exchange::Protection::Unchecked;
  const auto secret = context.secrets.with(header.originator, now);
  return secret && gbcs::mac_is_good(message, *secret) ? exchange::Protection::Good : exchange::Protection::Bad;
}

}  // namespace

exchange::DeviceSpoke read_speech(const Context& context, const Bytes& octets) {
  const TimeMs now = context.setup.clock.now();
  exchange::DeviceSpoke spoke;
  spoke.message = octets;
  auto message = gbcs::parse(octets);
  if (!message) {
    spoke.parse_error = message.error().text();
    return spoke;
  }
  spoke.protection = protection_of(context, *message, now);
  if (const UseCase* use_case = gbcs::use_case_of(*message)) {
    std::optional<gbcs::Cipher> cipher;
    if (gbcs::reader_of(message->header) == context.setup.broker) {
      if (const auto secret = context.secrets.with(message->header.originator, now))
        cipher = gbcs::cipher_for(message->header, *secret);
    }
    auto payload = gbcs::decode(*use_case, *message, cipher ? &*cipher : nullptr);
    if (payload)
      spoke.payload = std::move(*payload);
    else
      spoke.parse_error = payload.error().text();
  }
  spoke.parsed = std::move(*message);
  return spoke;
}

}  // namespace gridpost::engine
