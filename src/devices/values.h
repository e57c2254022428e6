// Values that several behaviours answer with.
#pragma once

#include <string_view>
#include <vector>

#include "base/time.h"
#include "catalogue/value.h"
#include "devices/partners.h"

namespace gridpost::devices {

Value structure(std::vector<Value> items);
// 12 octets.
Value date_time_value(TimeMs time);
// GeneralizedTime: "20260105080000Z".
Value general_time_value(std::string_view name, TimeMs time);
// {EUI-64, type} of ASN.1 device logs, and a list of them.
Value partner_value(const Partner& partner);
Value partner_list(const std::vector<Partner>& partners);

}  // namespace gridpost::devices
