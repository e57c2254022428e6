// Chapters 8.9, 8.11 and 8.12.1: the device log of a Communications Hub.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr std::string_view kDeviceLog = "0-0:30.3.0.255";
constexpr std::string_view kHistoricLog = "0-0:30.3.1.255";

// ---- 8.11: change ----

UseCase ccs01() {
  constexpr int kInstallCode = 1;
  return dlms(0x0001, "CCS01", "CHF device log: add a device (whitelist)", {DeviceType::CHF}, Sender::Broker,
              Protection::MacOnly)
      .serves("8.11", "UpdateHANDeviceLog")
      .when(equals("RequestType", "Add"))
      .with({act(104, kDeviceLog, 1,
                 structure("addEntry", {eui("DeviceID"), enum8().is(kInstallCode),
                                        hex(0, "AddDeviceToCHFWhitelist/InstallCode"), enum8().is(0)})),
             set(104, kDeviceLog, 3, u16("AddDeviceToCHFWhitelist/JoinTimePeriod")),
             set(104, kDeviceLog, 2, boolean().is(1).as("allowsDevicesOnToTheHAN"))})
      .shows("UpdateHANDeviceLogRsp");
}

UseCase ccs02() {
  return dlms(0x0002, "CCS02", "CHF device log: remove a device", {DeviceType::CHF}, Sender::Broker,
              Protection::MacOnly)
      .serves("8.11", "UpdateHANDeviceLog")
      .when(equals("RequestType", "Remove"))
      .with({act(104, kDeviceLog, 2, eui("DeviceID"))})
      .shows("UpdateHANDeviceLogRsp");
}

// ---- 8.9: read ----

// GBCS version from which hubs answer by CCS06. (proposed)
constexpr std::string_view kSubGhzVersion = "2.0";

// Ranges of signal strength since the last read, time of the last message, and counters.
std::vector<Row> active_devices() {
  const Type entry = structure({octets(8).as("deviceId"), bit_string(8), i8().as("strongest"), i8().as("linkQuality"),
                                i8().as("weakest"), u8(), u8(), u8(), octets(12).as("lastCommunication"), u8(), u8(),
                                u8(), u8(), u8()});
  return {get(104, kDeviceLog, 4, array("activeDevices", entry))};
}

UseCase reads_log(UseCase use_case) {
  return use_case.serves("8.9", "ReadDeviceLog")
      .when(absent("ReadSecurityDetails"))
      .with(active_devices())
      .shows("ReadDeviceLogRsp/CHFDeviceLog",
             {each("CHFDeviceLogEntry", "activeDevices",
                   {as_eui("DeviceID", "deviceId"), date("LastCommunicationsDateTime", "lastCommunication"),
                    number("SubGHzLinkQuality", "linkQuality")})});
}

UseCase ccs05_ccs04() {
  return reads_log(dlms(0x0004, "CCS05CCS04", "CHF device log: read, with HAN communications check", {DeviceType::CHF},
                        Sender::Broker, Protection::MacOnly)
                       .before_version(kSubGhzVersion));
}

UseCase ccs06() {
  return reads_log(dlms(0x010F, "CCS06", "CHF device log: read, with HAN communications check and sub-GHz quality",
                        {DeviceType::CHF}, Sender::Broker, Protection::MacOnly)
                       .from_version(kSubGhzVersion));
}

UseCase ccs07() {
  const auto log = [](std::string_view name, std::string_view entries) {
    return structure(name, {octets(12).as("changedAt"), octets(8).as("hanIdentifier"),
                            array(entries, structure({octets(8).as("deviceId"), octets().as("linkKeyHash")}))});
  };
  const auto shown = [](std::string_view element, std::string_view entries) {
    return each(element, entries, {as_eui("DeviceID", "deviceId"), as_hex("DeviceSecurityDetails", "linkKeyHash")});
  };
  return dlms(0x00FE, "CCS07", "CHF current and historic device log with key hashes: read", {DeviceType::CHF},
              Sender::Broker, Protection::MacOnly)
      .serves("8.9", "ReadDeviceLog")
      .when(present("ReadSecurityDetails"))
      .with({act(104, kDeviceLog, 4, null_()).answers(log("currentLog", "currentEntries")),
             act(104, kHistoricLog, 4, null_()).answers(log("historicLog", "historicEntries"))})
      .shows("ReadDeviceLogRsp/CHFConnectedDeviceLog",
             {shown("CHFCurrentConnectedDeviceLogEntry", "currentEntries"),
              shown("CHFHistoricConnectedDeviceLogEntry", "historicEntries")});
}

// ---- 8.12.1: restore ----

// The log is that of the hub that was replaced, as its last CS14 had it.
UseCase ccs03() {
  return dlms(0x0003, "CCS03", "CHF device log: restore from a backup", {DeviceType::CHF}, Sender::Broker,
              Protection::MacOnly)
      .serves("8.12.1", "RestoreHANDeviceLog")
      .with({act(104, kDeviceLog, 5,
                 structure("restoreLog", {hex(8, "$/Log/HANIdentifier"),
                                          list("$/Log/Entry", structure({eui("DeviceID"), hex(16, "LinkKeyHash")}))}))})
      .shows("RestoreHANDeviceLogRsp");
}

}  // namespace

std::vector<UseCase> hubs() { return {ccs01(), ccs02(), ccs03(), ccs05_ccs04(), ccs06(), ccs07()}; }

}  // namespace gridpost::chapters
