#include "inventory/named_device.h"

#include <fmt/format.h>

namespace gridpost::inventory {

Result<NamedDevice> named_device(const Element& body) {
  GP_TRY(id, Eui64::parse(body.text_at("DeviceID")));
  const auto type = catalogue::device_type(body.text_at("DeviceType"));
  if (!type) return fail(fmt::format("'{}' is no device type", body.text_at("DeviceType")), "DeviceType");
  return NamedDevice{id, *type};
}

}  // namespace gridpost::inventory
