// What kinds of Devices there are beside their types. (DUIS 7.1)
#pragma once

#include "catalogue/enums.h"

namespace gridpost::inventory {

// CHF and GPF, the two identities of a Communications Hub. (DUIS 7.2)
constexpr bool is_hub_function(DeviceType type) { return type == DeviceType::CHF || type == DeviceType::GPF; }
constexpr bool is_meter(DeviceType type) { return type == DeviceType::ESME || type == DeviceType::GSME; }
// Devices that act on meters: they follow the meter that they are joined to.
constexpr bool is_type_1(DeviceType type) { return type == DeviceType::PPMID || type == DeviceType::HCALCS; }
// Devices that only show: no firmware record, no model on the Central Products List, no status of their own.
constexpr bool is_type_2(DeviceType type) { return type == DeviceType::IHD || type == DeviceType::CAD; }

}  // namespace gridpost::inventory
