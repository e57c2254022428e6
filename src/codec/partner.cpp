#include "codec/partner.h"

#include "base/text.h"

namespace gridpost::codec {

transform::Supplement partner_of(const duis::Request& request, std::optional<DeviceType> type,
                                 const crypto::KeyStore& keys, TimeMs now) {
  const Element* named = request.body.child("OtherDeviceID");
  if (!type || !named) return {};
  transform::Supplement supplement;
  supplement.other_device = transform::Supplement::OtherDevice{*type, {}};
  if (const auto id = Eui64::parse(trimmed(named->text)))
    if (const auto entry = keys.find(*id, crypto::Usage::KeyAgreement, now))
      supplement.other_device->certificate = entry->certificate.der();
  return supplement;
}

}  // namespace gridpost::codec
