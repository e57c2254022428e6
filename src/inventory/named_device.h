// The Device that the body of a request names. (DUIS 8)
#pragma once

#include "base/element.h"
#include "base/ids.h"
#include "base/result.h"
#include "catalogue/enums.h"

namespace gridpost::inventory {

struct NamedDevice {
  Eui64 id;
  DeviceType type = DeviceType::ESME;
};

// DeviceID and DeviceType of a body that the grammar has accepted.
Result<NamedDevice> named_device(const Element& body);

}  // namespace gridpost::inventory
