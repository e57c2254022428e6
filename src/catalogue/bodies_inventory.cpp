// Chapters 8 and 12 of the service matrix: what the inventory and the hub's log are told and asked.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

// The choices of 8.4.
std::vector<Particle> inventory_updates() {
  return {
      one("UpdateDeviceStatusExceptCH", one_of({"Pending", "InstalledNotCommissioned"})),
      one("UpdateDeviceStatusCH", one_of({"Commissioned", "Withdrawn", "InstalledNotCommissioned"})),
      one("UpdateDeviceDetails",
          sequence({optional("DeviceManufacturer", grammar::string(0, 30)),
                    optional("DeviceModel", grammar::string(0, 30)),
                    optional("SMETSCHTSVersion", grammar::string(1, 20)),
                    optional("FirmwareVersion", grammar::string(1, 8)), optional("ESMEVariant", esme_variant())})),
      one("DeleteDevice", nothing()),
      one("UpdateMPxN",
          choice({one("ImportMPxN", import_mpxn()), one("SecondaryImportMPAN", mpan()), one("ExportMPAN", mpan())})),
  };
}

}  // namespace

std::vector<Node> inventory_bodies() {
  const Content property_filter =
      sequence({one("PostCode", grammar::string(6, 8)), one("AddressIdentifier", grammar::string(0, 30))});
  const Content add_device = sequence({one("JoinTimePeriod", integer(1, 3600)), one("InstallCode", hex(6, 16)),
                                       optional("ImportMPxN", import_mpxn()), optional("SecondaryImportMPAN", mpan()),
                                       optional("ExportMPAN", mpan())});
  return {
      // 8.1.1
      element("CommissionDeviceSynchroniseClock", clock_setting()),
      // 8.2
      element("ReadInventory", choice({one("UPRN", digits(1, 12)), one("DeviceID", eui()), one("MPxN", import_mpxn()),
                                       one("PropertyFilter", property_filter)})),
      // 8.3
      element("DecommissionDevice", sequence({one("DeviceID", eui())})),
      // 8.4
      element("UpdateInventory", sequence({one("DeviceID", eui()), choice(inventory_updates())})),
      // 8.11
      element("UpdateHANDeviceLog", future_dated({one("DeviceID", eui()), one("RequestType", one_of({"Add", "Remove"})),
                                                  optional("AddDeviceToCHFWhitelist", add_device)})),
      // 8.13
      element("ReturnLocalCommandResponse",
              sequence({optional("OriginalRequestID", request_id()), one("DeviceGBCSResponse", base64())})),
      // 12.1
      element("RequestWANMatrix", choice({one("UPRN", digits(1, 12)), one("PartialAddress", property_filter)})),
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
