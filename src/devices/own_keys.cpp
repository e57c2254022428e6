#include "devices/own_keys.h"

#include <fmt/format.h>

#include "crypto/certification_request.h"

namespace gridpost::devices {
namespace {

using crypto::Usage;

// Keys of the Device's state, + the usage.
constexpr std::string_view kWaiting = "own/waiting/";          // private key, PEM
constexpr std::string_view kKey = "own/key/";                  // private key, PEM
constexpr std::string_view kCertificate = "own/certificate/";  // DER

std::string named(std::string_view prefix, Usage usage) {
  return fmt::format("{}{}", prefix, crypto::usage_name(usage));
}

Bytes octets_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

OwnKeys::OwnKeys(Eui64 device, const crypto::KeyStore& keys, TimeMs world_start, State& state)
    : device_(device), keys_(keys), world_start_(world_start), state_(state) {
  for (const Usage usage : {Usage::DigitalSignature, Usage::KeyAgreement}) {
    const Bytes* pem = state_.find(named(kKey, usage));
    const Bytes* der = state_.find(named(kCertificate, usage));
    auto key = pem ? crypto::PrivateKey::parse(*pem) : fail("none was made");
    if (key && der) installed_.emplace(usage, Pair{std::move(*key), *der});
  }
}

// Certificates of Devices do not expire: any time will do.
Result<crypto::PrivateKey> OwnKeys::key(Usage usage) const {
  if (const auto it = installed_.find(usage); it != installed_.end()) return it->second.key;
  for (const auto& entry : keys_.find_all(device_, usage, world_start_))
    if (entry->private_key) return *entry->private_key;
  return fail(fmt::format("no private key for {}", crypto::usage_name(usage)), device_.text());
}

std::optional<Bytes> OwnKeys::certificate(Usage usage) const {
  if (const auto it = installed_.find(usage); it != installed_.end()) return it->second.certificate;
  for (const auto& entry : keys_.find_all(device_, usage, world_start_))
    if (entry->private_key) return entry->certificate.der();
  return std::nullopt;
}

Result<Bytes> OwnKeys::make_pair(Usage usage) {
  const auto key = crypto::PrivateKey::generate();
  GP_TRY(request, crypto::make_certification_request(key, device_, usage));
  state_.put(named(kWaiting, usage), octets_of(key.pem()));
  return request;
}

OwnKeys::Installed OwnKeys::install(View der) {
  const auto certificate = crypto::Certificate::parse(der);
  if (!certificate || !certificate->is_device()) return Installed::Invalid;
  if (certificate->eui() != device_) return Installed::OtherDevice;
  const Usage usage = certificate->usage();
  if (usage != Usage::DigitalSignature && usage != Usage::KeyAgreement) return Installed::OtherUsage;
  const Bytes* pem = state_.find(named(kWaiting, usage));
  auto key = pem ? crypto::PrivateKey::parse(*pem) : fail("none waits");
  if (!key) return Installed::NoPair;
  if (key->public_key() != certificate->public_key()) return Installed::OtherKey;
  state_.put(named(kKey, usage), Bytes(*pem));
  state_.put(named(kCertificate, usage), certificate->der());
  state_.erase(named(kWaiting, usage));
  installed_.insert_or_assign(usage, Pair{std::move(*key), certificate->der()});
  return Installed::Done;
}

}  // namespace gridpost::devices
