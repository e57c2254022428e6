// Chapter 8.11: the device log of a Communications Hub.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr std::string_view kDeviceLog = "0-0:30.3.0.255";

UseCase ccs01() {
  constexpr int kInstallCode = 1;
  return dlms(0x0001, "CCS01", "CHF device log: add a device (whitelist)", {DeviceType::CHF}, Sender::Broker,
              Protection::MacOnly)
      .serves("8.11", "UpdateHANDeviceLog")
      .when({Condition::Kind::Equals, "RequestType", "Add"})
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
      .when({Condition::Kind::Equals, "RequestType", "Remove"})
      .with({act(104, kDeviceLog, 2, eui("DeviceID"))})
      .shows("UpdateHANDeviceLogRsp");
}

UseCase cs14() {
  return dlms(0x0018, "CS14", "CHF device log changed", {DeviceType::CHF}, Sender::Device, Protection::MacOnly)
      .alerts(structure({u16("alertCode"), octets(12).as("time"),
                         structure("deviceLog", {octets(12).as("changedAt"), octets(8).as("hanIdentifier"),
                                                 array("entries", structure({octets(8).as("deviceId"),
                                                                             octets().as("linkKeyHash")}))})}));
}

}  // namespace

std::vector<UseCase> hubs() { return {ccs01(), ccs02(), cs14()}; }

}  // namespace gridpost::chapters
