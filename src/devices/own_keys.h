// The key pairs of a Device itself: those that it has from the factory, and those that it made since. (GBCS 7)
#pragma once

#include <map>
#include <optional>

#include "crypto/key_store.h"
#include "devices/state_store.h"

namespace gridpost::devices {

class OwnKeys {
 public:
  // What became of a certificate that was to be installed; the numbers of CS02d.
  enum class Installed : std::uint8_t {
    Done = 0,
    Invalid = 1,
    OtherDevice = 2,
    OtherUsage = 3,
    NoPair = 4,  // no key pair waits for a certificate
    OtherKey = 5,
  };

  OwnKeys(Eui64 device, const crypto::KeyStore& keys, TimeMs world_start, State& state);

  // The private key that is in use.
  Result<crypto::PrivateKey> key(crypto::Usage usage) const;
  // The certificate of that key, DER; none: the Device holds none.
  std::optional<Bytes> certificate(crypto::Usage usage) const;
  // Makes a key pair, which waits until its certificate is installed in place of an older one that waits, and the
  // request for that certificate, DER.
  Result<Bytes> make_pair(crypto::Usage usage);
  // The pair that waits is in use from now on. The issuer is not asked for: the command brings no path to a root.
  Installed install(View certificate);

 private:
  struct Pair {
    crypto::PrivateKey key;
    Bytes certificate;
  };
  Eui64 device_;
  const crypto::KeyStore& keys_;
  TimeMs world_start_;
  State& state_;
  std::map<crypto::Usage, Pair> installed_;
};

}  // namespace gridpost::devices
