#include "app/requests.h"

#include "catalogue/services.h"

namespace gridpost::app {
namespace {

duis::Request request(Ends ends, std::string_view variant, int command_variant) {
  duis::Request r;
  const catalogue::Service* service = catalogue::find_service(variant);
  r.schema_version = "5.4";
  r.id = {ends.user, ends.target, 0};
  r.command_variant = command_variant;
  r.reference = std::string(service->reference());
  r.variant = std::string(variant);
  r.body.name = std::string(service->body_element);
  return r;
}

}  // namespace

duis::Request pre_notification(Ends ends, const devices::WorldDevice& device) {
  duis::Request r = request(ends, "12.2", 8);
  r.body.add("DeviceID", device.id.text());
  r.body.add("DeviceManufacturer", device.manufacturer);
  r.body.add("DeviceModel", device.model);
  r.body.add("DeviceType", catalogue::text(device.type));
  if (!device.smets_version.empty()) r.body.add("SMETSCHTSVersion", device.smets_version);
  if (!device.firmware_version.empty()) r.body.add("FirmwareVersion", device.firmware_version);
  if (device.type == DeviceType::ESME) r.body.add("ESMEVariant", device.variant);
  return r;
}

duis::Request add_to_device_log(Ends ends, const devices::WorldDevice& device) {
  duis::Request r = request(ends, "8.11", 1);
  r.body.add("DeviceID", device.id.text());
  r.body.add("RequestType", "Add");
  Element& add = r.body.add("AddDeviceToCHFWhitelist");
  add.add("JoinTimePeriod", "3600");
  add.add("InstallCode", device.install_code);
  if (!device.mpxn.empty()) add.add("ImportMPxN", device.mpxn);
  return r;
}

duis::Request remove_from_device_log(Ends ends, Eui64 device) {
  duis::Request r = request(ends, "8.11", 1);
  r.body.add("DeviceID", device.text());
  r.body.add("RequestType", "Remove");
  return r;
}

duis::Request commission(Ends ends, TimeMs now, int tolerance) {
  duis::Request r = request(ends, "8.1.1", 4);
  r.body.add("CurrentDateTime", iso(now));
  r.body.add("TolerancePeriod", std::to_string(tolerance));
  return r;
}

duis::Request set_import_mpxn(Ends ends, const devices::WorldDevice& device) {
  duis::Request r = request(ends, "6.20.1", 1);
  if (device.type == DeviceType::GSME)
    r.body.add("ImportMPRN", device.mpxn);
  else
    r.body.add("ImportMPANs").add("ImportMPAN", device.mpxn);
  return r;
}

duis::Request read_registers(Ends ends) { return request(ends, "4.1.1", 1); }
duis::Request read_balance(Ends ends) { return request(ends, "4.18", 1); }

duis::Request read_inventory(Ends ends, Eui64 device) {
  duis::Request r = request(ends, "8.2", 8);
  r.body.add("DeviceID", device.text());
  return r;
}

}  // namespace gridpost::app
