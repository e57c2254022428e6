// Chapters 8 and 12 of the service matrix: what the inventory and the hub's log are told and asked.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> inventory_bodies() {
  const Content property_filter =
      sequence({one("PostCode", grammar::string(6, 8)), one("AddressIdentifier", grammar::string(0, 30))});
  const Content add_device = sequence({one("JoinTimePeriod", integer(1, 3600)), one("InstallCode", hex(6, 16)),
                                       optional("ImportMPxN", import_mpxn()), optional("SecondaryImportMPAN", mpan()),
                                       optional("ExportMPAN", mpan())});
  return {
      // 8.1.1
      element("CommissionDeviceSynchroniseClock",
              sequence({one("CurrentDateTime", date_time()), one("TolerancePeriod", int32(0, 86400))})),
      // 8.2
      element("ReadInventory", choice({one("UPRN", digits(1, 12)), one("DeviceID", eui()), one("MPxN", import_mpxn()),
                                       one("PropertyFilter", property_filter)})),
      // 8.11
      element("UpdateHANDeviceLog", future_dated({one("DeviceID", eui()), one("RequestType", one_of({"Add", "Remove"})),
                                                  optional("AddDeviceToCHFWhitelist", add_device)})),
      // 12.2
      element("DevicePrenotification",
              sequence({one("DeviceID", eui()), one("DeviceManufacturer", grammar::string(0, 30)),
                        one("DeviceModel", grammar::string(0, 30)), one("DeviceType", device_type_name()),
                        optional("SMETSCHTSVersion", grammar::string(1, 20)),
                        optional("FirmwareVersion", grammar::string(1, 8)), optional("ESMEVariant", esme_variant()),
                        optional("AssociatedGPFDeviceID", eui())})),
  };
}

}  // namespace gridpost::catalogue
