// The code of an alert, also where the catalogue does not describe the alert. (GBCS 8)
#pragma once

#include <optional>

#include "base/bytes.h"

namespace gridpost::exchange {

// Reads the beginning of the content of an alert message: DLMS data-notification, GBZ or ASN.1. None if it is neither.
std::optional<std::uint16_t> alert_code(View content);

}  // namespace gridpost::exchange
