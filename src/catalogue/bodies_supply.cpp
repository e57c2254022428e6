// Chapters 3, 7, 9 and 11 of the service matrix: tenancy, supply, customers and firmware.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> supply_bodies() {
  return {
      // 3.2
      element("RestrictAccessForChangeOfTenancy", future_dated({one("RestrictionDateTime", date_time())})),
      // 7.4
      element("ReadSupplyStatus", nothing()),
      // 9.1
      element("RequestCustomerIdentificationNumber", nothing()),
      // 11.2
      element("ReadFirmwareVersion", future_dated({})),
  };
}

}  // namespace gridpost::catalogue
