// Chapters 6.2.7 and 11.2: which metering points a Device meters, and which firmware it runs.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr int kMpanLength = 13;

// The import MPANs of a twin element meter stand in one string, one behind the other.
UseCase ecs40() {
  return dlms(0x004E, "ECS40", "ESME MPANs: read", {DeviceType::ESME}, Sender::UserOrBroker, Protection::MacOnly)
      .serves("6.2.7", "ReadDeviceConfigurationMPxN")
      .with({get(1, "0-0:94.44.34.11", 2, octets("importMpans")), get(1, "1-0:0.0.2.255", 2, octets("exportMpan"))})
      .shows("ReadDeviceConfigurationMPxNRsp",
             {characters("Electricity/ImportMPAN", "importMpans").part(0, kMpanLength),
              characters("Electricity/SecondaryImportMPAN", "importMpans").part(kMpanLength, kMpanLength),
              characters("Electricity/ExportMPAN", "exportMpan").part(0, kMpanLength)});
}

UseCase gcs46() {
  return gbz(0x0089, "GCS46", "Gas MPRN: read", {DeviceType::GSME, DeviceType::GPF}, Sender::UserOrBroker,
             Protection::MacOnly)
      .serves("6.2.7", "ReadDeviceConfigurationMPxN")
      .with({read(0x0702, {attr(0x0307, octets("mprn"))})})
      .shows("ReadDeviceConfigurationMPxNRsp", {characters("Gas/MPRN", "mprn")});
}

UseCase ecs52() {
  return dlms(0x0059, "ECS52", "ESME or hub firmware version: read", {DeviceType::ESME, DeviceType::CHF},
              Sender::UserOrBroker, Protection::MacOnly)
      .serves("11.2", "ReadFirmwareVersion")
      .with({get(1, "0-0:0.2.1.255", 2, octets(4, "firmwareVersion"))})
      .shows("ReadFirmwareVersionRsp", {as_hex("FirmwareVersion", "firmwareVersion")});
}

UseCase gcs38() {
  return gbz(0x0084, "GCS38", "Gas firmware version: read", {DeviceType::GSME, DeviceType::GPF}, Sender::UserOrBroker,
             Protection::MacOnly)
      .serves("11.2", "ReadFirmwareVersion")
      .with({read(0x0702, {attr(0x0206, octets("firmwareVersion"))})})
      .shows("ReadFirmwareVersionRsp", {as_hex("FirmwareVersion", "firmwareVersion")});
}

UseCase cs08() {
  return asn1(0x0129, "CS08", "PPMID or HCALCS firmware version: read", {DeviceType::PPMID, DeviceType::HCALCS},
              Sender::Broker, Protection::MacOnly)
      .serves("11.2", "ReadFirmwareVersion")
      .carries(null_().as("nothing"))
      .answers(structure({asn1_octets("firmwareVersion"), integer("status")}))
      .effect("read_firmware_version")
      .shows("ReadFirmwareVersionRsp", {as_hex("FirmwareVersion", "firmwareVersion")});
}

}  // namespace

std::vector<UseCase> identity() { return {ecs40(), gcs46(), ecs52(), gcs38(), cs08()}; }

}  // namespace gridpost::chapters
