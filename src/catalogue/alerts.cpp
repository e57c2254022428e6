// Alerts of meters to Users. (GBCS 8)
#include "catalogue/gas_parts.h"
#include "catalogue/snapshot_pieces.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase dlms_alert(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices,
                   Protection protection, std::vector<Type> beyond = {}) {
  std::vector<Type> items{u16("alertCode"), octets(12).as("time")};
  for (Type& t : beyond) items.push_back(std::move(t));
  return dlms(code, name, title, devices, Sender::Device, protection).alerts(structure(std::move(items)));
}

// Code and time stand in front of what is described.
UseCase gas_alert(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices,
                  Protection protection, std::vector<Type> beyond = {}) {
  return gbz(code, name, title, devices, Sender::Device, protection).alerts(structure(std::move(beyond)));
}

// ---- a code and nothing else ----

const DeviceTypes kDlmsDevices{DeviceType::ESME, DeviceType::CHF};
const DeviceTypes kGasDevices{DeviceType::GSME, DeviceType::GPF};

std::vector<UseCase> generic() {
  return {dlms_alert(0x1000, "GCA-DLMS", "Critical alert", kDlmsDevices, Protection::Signed),
          gas_alert(0x1000, "GCA-ZigBee", "Critical alert", kGasDevices, Protection::Signed),
          dlms_alert(0x1001, "GNCA-DLMS", "Alert", kDlmsDevices, Protection::MacOnly),
          gas_alert(0x1001, "GNCA-ZigBee", "Alert", kGasDevices, Protection::MacOnly)};
}

// ---- integrity and firmware ----

std::vector<MmcField> shown_warning() {
  return {text("Warning", "reason",
               {{0, "Other"},
                {1, "Error Non Volatile Memory"},
                {2, "Error Program Execution"},
                {3, "Error Program Storage"},
                {4, "Error RAM"},
                {5, "Error Unexpected Hardware Reset"},
                {6, "Error Watchdog"},
                {7, "Error Metrology Firmware Verification Failure"},
                {8, "Error Measurement Fault"},
                {9, "Unspecified Smart Meter Operational Integrity Error"}})};
}

std::vector<UseCase> integrity() {
  const std::string_view warning = "SmartMeterIntegrityIssueWarningDeviceAlert";
  const std::string_view firmware = "FirmwareVerificationDeviceAlert";
  const std::vector<MmcField> shown_hash{as_hex("ManufacturerImageHash", "imageHash")};
  constexpr int kOctetString = 0x09;  // even in the alert of a gas meter it is a DLMS one
  return {dlms_alert(0x00F0, "MIIWA-DLMS", "Integrity of the electricity meter in doubt", {DeviceType::ESME},
                     Protection::MacOnly, {octets(2).as("reason")})
              .shows(warning, shown_warning()),
          gas_alert(0x00F2, "MIIWA-ZigBee", "Integrity of the gas meter in doubt", {DeviceType::GSME},
                    Protection::MacOnly, {octets(2).as("reason")})
              .shows(warning, shown_warning()),
          dlms_alert(0x00CE, "FDRA-DLMS", "Firmware image received by the electricity meter", {DeviceType::ESME},
                     Protection::Signed, {octets(32).as("imageHash")})
              .shows(firmware, shown_hash),
          gas_alert(0x00CF, "FDRA-ZigBee", "Firmware image received by the gas meter", {DeviceType::GSME},
                    Protection::Signed, {u8().is(kOctetString).as("dlmsTag"), octets().as("imageHash")})
              .shows(firmware, shown_hash)};
}

// ---- billing data, as it is logged ----

UseCase ecs68() {
  const Type log = log_of(register_snapshot("entryTime"));
  return dlms_alert(0x0061, "ECS68", "ESME billing data", {DeviceType::ESME}, Protection::Signed,
                    {answered_protection(), sealed("protectedAttributes", structure({log}))})
      .shows("BillingDataLogDeviceAlert", {each("ESMEBillingDataLogEntry", "log", shown_billing_entry("entryTime"))});
}

UseCase gcs53() {
  return gbz(0x008B, "GCS53", "Gas billing data", {DeviceType::GSME}, Sender::Device, Protection::Signed)
      .with({publish(0x0702, 0x06, "PublishSnapshot", gas::snapshot()).sealed()})
      .shows("BillingDataLogDeviceAlert",
             {each("GSMEBillingDataLogEntry", "PublishSnapshot", gas::shown_billing_snapshot())});
}

// ---- supply and auxiliary controllers ----

UseCase ecs80() {
  return dlms_alert(0x0067, "ECS80", "Supply outage ended", {DeviceType::ESME}, Protection::Signed,
                    {octets(12).as("from"), octets(12).as("until")})
      .shows("SupplyOutageRestoreAlert", {date("interruptionValue", "from"), date("restorationValue", "until")});
}

UseCase ecs100() {
  return dlms_alert(0x0120, "ECS100", "Command not supported", {DeviceType::ESME}, Protection::Signed,
                    {octets(10).as("command")})
      .shows("CommandNotSupportedbyDevice", {as_hex("MessageCodeofCommandReceived", "command").part(0, 2),
                                             number("OriginatorCounterfromCommandReceived", "command").part(2, 8)});
}

// The low half of the octet is the number of the controller, the high one 1 for its output and 2 for its input.
std::vector<MmcField> shown_controller() {
  return {number("AuxiliaryControllerN", "controller").part(0, 4), number("ResultingLevel", "level"),
          text("InputFromControlledLoad", "controller", {{2, ""}}).part(4, 4)};
}

UseCase ecs101() {
  std::vector<MmcField> shown = shown_controller();
  shown.insert(shown.begin(), {date("APCLimitPeriodStart", "from"), date("APCLimitPeriodEnd", "until")});
  return dlms_alert(0x0121, "ECS101", "Limit of a proportional controller processed", {DeviceType::ESME},
                    Protection::Signed, {u8("controller"), octets(12).as("from"), octets(12).as("until"), u8("level")})
      .shows("LimitAPCLevelCommandProcessedDeviceAlert", shown);
}

UseCase ecs102() {
  return dlms_alert(0x0122, "ECS102", "Limit of a proportional controller over", {DeviceType::ESME}, Protection::Signed,
                    {u8("controller"), u8("level")})
      .shows("LimitAPCLevelEndedDeviceAlert", shown_controller());
}

// The text is JSON; it is handed on whole.
UseCase ecs200() {
  return dlms_alert(0x0123, "ECS200", "Auxiliary controllers changed their state", {DeviceType::ESME},
                    Protection::Signed, {utf8("state")})
      .shows("OperationalUpdateDeviceAlert",
             {json_number("OutputState", "state", "outputState"), json_number("InputState", "state", "inputState"),
              characters("StateAndAssociatedInformation", "state")});
}

// ---- to the access control broker ----

UseCase gcs62() {
  return asn1(0x00B2, "GCS62", "Device log of the gas proxy", {DeviceType::GPF}, Sender::Device, Protection::MacOnly)
      .alerts(structure({integer("alertCode"), general_time("time"),
                         array("deviceLog", structure({asn1_octets("deviceId"), integer("deviceType")}))}));
}

}  // namespace

std::vector<UseCase> alerts() {
  std::vector<UseCase> all = generic();
  for (UseCase& u : integrity()) all.push_back(std::move(u));
  for (const UseCase& u : {ecs68(), gcs53(), ecs80(), ecs100(), ecs101(), ecs102(), ecs200(), gcs62()})
    all.push_back(u);
  return all;
}

}  // namespace gridpost::chapters
