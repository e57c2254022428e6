// What a Device said, checked with the keys: of the network, or brought back by a User (8.13).
#pragma once

#include "engine/context.h"

namespace gridpost::engine {

// With which keys, and when.
struct Listener {
  const crypto::KeyStore& keys;
  Secrets& secrets;
  Eui64 broker;
  TimeMs now = 0;
};
Listener listener_of(const Context& context);

// Takes the message apart, checks MAC or signature, and decodes the payload where the catalogue describes it and it can
// be read. `hub` and `delivery` stay as they are by default.
exchange::DeviceSpoke read_speech(const Listener& listener, const Bytes& message);

}  // namespace gridpost::engine
