// What a User knows of the Device that its request names beside the target.
#pragma once

#include <optional>

#include "crypto/key_store.h"
#include "duis/request.h"
#include "transform/supplement.h"

namespace gridpost::codec {

// The supplement of a join: the type as told, the certificate from the keys. Without a type, or for other requests,
// nothing.
transform::Supplement partner_of(const duis::Request& request, std::optional<DeviceType> type,
                                 const crypto::KeyStore& keys, TimeMs now);

}  // namespace gridpost::codec
