// Chapters 3, 7, 9 and 11 of the service matrix: tenancy, supply, customers and firmware.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> supply_bodies() {
  return {
      // 3.1
      element("DisplayMessage", future_dated({one("SupplierMessage", printable(1, 116))})),
      // 3.2
      element("RestrictAccessForChangeOfTenancy", future_dated({one("RestrictionDateTime", date_time())})),
      // 3.3
      element("ClearEventLog", sequence({optional("ESMEEventLogType", one_of({"ESME", "ALCS"}))})),
      // 3.4
      element("UpdateSupplierName", future_dated({one("SupplierName", printable(1, 15)),
                                                  one("SupplierTelephoneNumber", digit_text(1, 18, true))})),
      // 3.5
      element("DisablePrivacyPIN", nothing()),
      // 7.4
      element("ReadSupplyStatus", nothing()),
      // 9.1
      element("RequestCustomerIdentificationNumber", nothing()),
      // 11.2
      element("ReadFirmwareVersion", future_dated({})),
      // 11.3
      element("ActivateFirmware", future_dated({one("FirmwareHash", hex(32, 32))})),
  };
}

}  // namespace gridpost::catalogue
