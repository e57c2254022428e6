// The Device's own key pairs and certificates, and its firmware. (GBCS 7; use cases CS02c, CS02d, CS02e, CS06)
#include "devices/behaviour_tables.h"
#include "devices/credential_values.h"
#include "devices/result_codes.h"

namespace gridpost::devices {
namespace {

// Statuses of CS02c and CS02e.
constexpr std::int64_t kInvalidKeyUsage = 1;
constexpr std::int64_t kNoneHeld = 2;
constexpr std::int64_t kNotMade = 3;
constexpr std::int64_t kNotRead = 3;
constexpr std::int64_t kNotStored = 6;  // of CS02d

Done status(std::int64_t code) { return {0, int_value("status", 0, code)}; }

Value der_value(std::string_view name, Bytes der) {
  Value v = octets_value(name, std::move(der));
  v.wire = Wire::Raw;
  return v;
}

// {key usage}: a new pair, and the request for its certificate.
Done make_key_pair(const Context& c, const Value& argument) {
  const auto usage = argument.items.empty() ? std::nullopt : usage_of(argument.items[0]);
  if (!usage) return status(kInvalidKeyUsage);
  if (part_fails(c)) return status(kNotMade);
  auto request = c.device.make_key_pair(*usage);
  return request ? Done{0, der_value("certificationRequest", std::move(*request))} : status(kNotMade);
}

Done install_certificate(const Context& c, const Value& argument) {
  if (part_fails(c)) return status(kNotStored);
  return status(static_cast<std::int64_t>(c.device.install_certificate(argument.octets)));
}

Done read_certificate(const Context& c, const Value& argument) {
  const auto usage = argument.items.empty() ? std::nullopt : usage_of(argument.items[0]);
  if (!usage) return status(kInvalidKeyUsage);
  if (part_fails(c)) return status(kNotRead);
  auto certificate = c.device.own_keys().certificate(*usage);
  return certificate ? Done{0, der_value("certificate", std::move(*certificate))} : status(kNoneHeld);
}

// {hash, counter [, time]}: what became of it, and the version that runs; later that comes in an alert.
Done activate_firmware(const Context& c, const Value& argument) {
  if (argument.items.size() < 2) return {kTypeUnmatched, {}};
  if (c.later) return {0, null_value("accepted")};
  const auto done = c.device.activate_image(argument.items[0].octets, c.now);
  return {0, structure({int_value("status", 0, static_cast<std::int64_t>(done)),
                        octets_value("firmwareVersion", c.device.firmware())})};
}

constexpr NamedBehaviour kOwnBehaviours[] = {{"make_key_pair", make_key_pair},
                                             {"install_certificate", install_certificate},
                                             {"read_certificate", read_certificate},
                                             {"activate_firmware", activate_firmware}};

}  // namespace

std::span<const NamedBehaviour> own_behaviours() { return kOwnBehaviours; }

}  // namespace gridpost::devices
