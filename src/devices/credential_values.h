// How credentials are written in ASN.1: slots, key usages, and what became of an attempt. (GBCS 7)
#pragma once

#include <optional>

#include "devices/trust_anchors.h"
#include "devices/values.h"

namespace gridpost::devices {

constexpr std::int64_t kTopUpCell = 1;  // cell usage of prepayment top-ups

// What became of reading or replacing a certificate.
enum AnchorStatus : std::int64_t {
  kAnchorDone = 0,
  kBadCertificate = 5,
  kNoTrustAnchor = 10,
  kAnchorNotFound = 25,
  kAnchorOther = 127,
};

inline Value status_value(std::int64_t code) {
  Value v = enum_value("status", code);
  v.width = 0;
  return v;
}

// BIT STRING: the one bit that is set is the last one written.
inline Value key_usage_value(crypto::Usage usage) {
  const bool signs = usage == crypto::Usage::DigitalSignature;
  return bits_value("keyUsage", signs ? 1 : 5, {static_cast<std::uint8_t>(signs ? 0x80 : 0x08)});
}

// None for another usage than the two of Devices and remote parties.
inline std::optional<crypto::Usage> usage_of(const Value& bits) {
  if (bits.octets == Bytes{0x80}) return crypto::Usage::DigitalSignature;
  if (bits.octets == Bytes{0x08}) return crypto::Usage::KeyAgreement;
  return std::nullopt;
}

// {role, key usage [, cell usage]}.
inline std::optional<Slot> slot_of(const Value& value) {
  if (value.items.size() < 2) return std::nullopt;
  const auto usage = usage_of(value.items[1]);
  if (!usage) return std::nullopt;
  return Slot{static_cast<int>(value.items[0].number), *usage,
              value.items.size() > 2 && value.items[2].number == kTopUpCell};
}
inline Value slot_value(const Slot& slot) {
  Value out = structure({int_value("role", 0, slot.role), key_usage_value(slot.usage)});
  if (slot.top_up) out.items.push_back(int_value("cellUsage", 0, kTopUpCell));
  out.name = "slot";
  return out;
}

}  // namespace gridpost::devices
