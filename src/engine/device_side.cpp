#include "engine/device_side.h"

#include "base/log.h"
#include "catalogue/use_case.h"
#include "gbcs/codec.h"
#include "gbcs/protection.h"

namespace gridpost::engine {

void DeviceSide::receive(Network::Incoming incoming) {
  if (taken_ >= limits::kDeviceMessages) return;
  ++taken_;
  ++context_.counters.device_messages;
  if (!incoming.alert) context_.counters.round_trips.answered(incoming.delivery);
  context_.pool.go_on([this, incoming = std::move(incoming)]() mutable { process(std::move(incoming)); });
}

void DeviceSide::process(Network::Incoming incoming) {
  Sequencer::Work work;
  work.what = exchange::Event(read(incoming));
  work.decided = [this, acknowledge = std::move(incoming.acknowledge)](const auto& decided) {
    --taken_;
    if (!decided) return;
    ++context_.counters.acknowledged;
    acknowledge();
  };
  if (!context_.sequencer.submit(std::move(work))) --taken_;
}

exchange::DeviceSpoke DeviceSide::read(const Network::Incoming& incoming) const {
  const TimeMs now = context_.setup.clock.now();
  exchange::DeviceSpoke spoke;
  spoke.hub = incoming.hub;
  spoke.delivery = incoming.delivery;
  spoke.message = incoming.message;
  auto message = gbcs::parse(incoming.message);
  if (!message) {
    spoke.parse_error = message.error().text();
    return spoke;
  }
  spoke.protection = protection_of(*message, now);
  if (const UseCase* use_case = gbcs::use_case_of(*message)) {
    std::optional<gbcs::Cipher> cipher;
    if (gbcs::reader_of(message->header) == context_.setup.broker) {
      if (const auto secret = context_.secrets.with(message->header.originator, now))
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

// A signature is the Device's; a MAC is with the recipient, and only the broker's are ours to check. (duis 3.9)
exchange::Protection DeviceSide::protection_of(const gbcs::Message& message, TimeMs now) const {
  const gbcs::Header& header = message.header;
  if (!message.is_signed() && !message.mac) return exchange::Protection::Bad;
  if (message.is_signed()) {
    const auto key = context_.setup.keys.find(header.originator, crypto::Usage::DigitalSignature, now);
    if (!key || !gbcs::signature_is_good(message, key->certificate.public_key())) return exchange::Protection::Bad;
  }
  if (!message.mac) return exchange::Protection::Good;
  if (header.recipient != context_.setup.broker)
    return message.is_signed() ? exchange::Protection::Good : exchange::Protection::Unchecked;
  const auto secret = context_.secrets.with(header.originator, now);
  return secret && gbcs::mac_is_good(message, *secret) ? exchange::Protection::Good : exchange::Protection::Bad;
}

}  // namespace gridpost::engine
