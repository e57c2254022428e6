#include "engine/device_speech.h"

#include <algorithm>

#include "catalogue/use_case.h"
#include "gbcs/codec.h"
#include "gbcs/protection.h"

namespace gridpost::engine {
namespace {

// A signature is the Device's; a MAC is with the recipient, and only the broker's are ours to check. (duis 3.9)
exchange::Protection protection_of(const Listener& l, const gbcs::Message& message) {
  const gbcs::Header& header = message.header;
  if (!message.is_signed() && !message.mac) return exchange::Protection::Bad;
  if (message.is_signed()) {
    // Between the issue of a new certificate and its installation a Device has two in use.
    const auto signers = l.keys.find_all(header.originator, crypto::Usage::DigitalSignature, l.now);
    if (std::none_of(signers.begin(), signers.end(), [&](const crypto::KeyEntryPtr& entry) {
          return gbcs::signature_is_good(message, entry->certificate.public_key());
        }))
      return exchange::Protection::Bad;
  }
  if (!message.mac) return exchange::Protection::Good;
  if (header.recipient != l.broker)
    return message.is_signed() ? exchange::Protection::Good : exchange::Protection::Unchecked;
  const auto secret = l.secrets.with(header.originator, l.now);
  return secret && gbcs::mac_is_good(message, *secret) ? exchange::Protection::Good : exchange::Protection::Bad;
}

}  // namespace

Listener listener_of(const Context& context) {
  return {context.setup.keys, context.secrets, context.setup.broker, context.setup.clock.now()};
}

exchange::DeviceSpoke read_speech(const Listener& l, const Bytes& octets) {
  exchange::DeviceSpoke spoke;
  spoke.message = octets;
  auto message = gbcs::parse(octets);
  if (!message) {
    spoke.parse_error = message.error().text();
    return spoke;
  }
  spoke.protection = protection_of(l, *message);
  if (const UseCase* use_case = gbcs::use_case_of(*message)) {
    std::optional<gbcs::Cipher> cipher;
    if (gbcs::reader_of(message->header) == l.broker) {
      if (const auto secret = l.secrets.with(message->header.originator, l.now))
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
