// What MMC should say of auxiliary controllers and of hubs (DLMS), by the place of each value.
#pragma once

#include "mmc_of_settings.h"

namespace gridpost::second {

inline const std::string kSixteenZeros(16, '0');  // of a switch that is in the meter itself

// ---- auxiliary controllers ----

inline void put_switches(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadALCSDataRsp");
  for (std::size_t i = 0; i < 5; ++i) {
    const Shown at = root.group("AuxiliaryLoadControlSwitch", "Index", i + 1);
    at.put("Description", characters(r.data[i]));
    if (hex(r.data[5 + i]) == kSixteenZeros)
      at.put("TypeAndIdentifier/ALCS", "");
    else
      at.put("TypeAndIdentifier/HCALCS", eui(r.data[5 + i]));
    at.put("State", truth(r.data[12 + i]));
  }
  put_special_days(root, "ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay", r.data[10], "index");
  for (const Node& entry : r.data[11].items) {
    const Shown at = root.next("ALCSScheduler");
    at.put("ActivateDeactivateSwitch/ActivateSwitch", word(bits(entry[3], 0, 8), {{1, ""}, {0x80 + 100, ""}}));
    at.put("ActivateDeactivateSwitch/DeactivateSwitch", word(bits(entry[3], 0, 8), {{2, ""}, {0x80, ""}}));
    at.in("ActivateDeactivateSwitch").mark("index", plain(bits(entry[3], 8, 4)));
    put_schedule_days(at, entry, "index", "ALCSScheduleDatesAndTime");
  }
}

inline void put_controller_configuration(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadAuxiliaryControllerConfigurationDataRsp");
  for (std::size_t i = 0; i < 5; ++i) {
    const Shown at = root.group("AuxiliaryControllerDescription", "auxiliaryControllerN", i + 1);
    at.put("AuxiliaryControlDescription", characters(r.data[i]));
  }
  put_special_days(root, "AuxiliaryControllerSpecialDayDefinitions/AuxiliaryControllerSpecialDayDefinition", r.data[5],
                   "identifier");
  for (const Node& entry : r.data[6].items) {
    const Shown at = root.next("AuxiliaryControllerSchedule");
    const Shown action = at.in("AuxiliaryControllerAction");
    action.put("CommandedStateLevel", plain(bits(entry[3], 0, 7)));
    action.put("InputFromControlledLoad", word(bits(entry[3], 12, 4), {{2, ""}}));
    action.mark("auxiliaryControllerN", plain(bits(entry[3], 8, 4)));
    put_schedule_days(at, entry, "identifier", "AuxiliaryControllerSchedulePeriodAndTime");
  }
}

inline void put_controller_operation(const Reading& r, const Shown& s) {
  for (std::size_t i = 0; i < 5; ++i) {
    const Shown at = s.in("ReadAuxiliaryControllerOperationalDataRsp")
                         .group("AuxiliaryControllerOperationalData", "auxiliaryControllerN", i + 1);
    const std::map<std::string, std::string> types{{"", "None"}, {"FF", "APC"}, {kSixteenZeros, "ALCS"}};
    const auto type = types.find(hex(r.data[i]).value_or(""));
    if (r.data[i].there())
      at.put("TypeAndIdentifier/AuxiliaryControllerType", type == types.end() ? "HCALCS" : type->second);
    at.put("TypeAndIdentifier/HCALCSID", eui(r.data[i]));
    const Node& state = r.data[5 + i];
    const Shown information = at.in("AuxiliaryControllerStateAndAssociatedInformation");
    information.put("OutputState", json_level(state, "outputState"));
    information.put("InputState", json_level(state, "inputState"));
    information.put("StateAndAssociatedInformation", characters(state));
  }
}

// ---- hubs ----

inline void put_device_log(const Reading& r, const Shown& s) {
  for (const Node& entry : r.data[0].items) {
    const Shown at = s.in("ReadDeviceLogRsp/CHFDeviceLog").next("CHFDeviceLogEntry");
    at.put("DeviceID", eui(entry[0]));
    at.put("LastCommunicationsDateTime", date(entry[8]));
    at.put("SubGHzLinkQuality", plain(entry[3]));
  }
}

inline void put_connected_devices(const Reading& r, const Shown& s) {
  const char* const names[] = {"CHFCurrentConnectedDeviceLogEntry", "CHFHistoricConnectedDeviceLogEntry"};
  for (std::size_t log = 0; log < 2; ++log)
    for (const Node& entry : r.data[log][2].items) {
      const Shown at = s.in("ReadDeviceLogRsp/CHFConnectedDeviceLog").next(names[log]);
      at.put("DeviceID", eui(entry[0]));
      at.put("DeviceSecurityDetails", hex(entry[1]));
    }
}

// The first channel of each of four pages; 27 bits of a mask are channels, and five the number of its page.
constexpr int kFirstChannels[] = {0, 27, 35, 0};
constexpr int kChannelCounts[] = {27, 8, 27, 27};
constexpr const char* kPages[] = {"LowerBandSubGHzChannels0To26", "LowerBandSubGHzChannels27To34",
                                  "LowerBandSubGHzChannels35To61", "UpperBandSubGHzChannels0To26"};

// The one channel that a mask names.
inline void put_channel(const Shown& root, const Node& mask) {
  if (mask.octets.size() != 4) return;
  const auto raw = static_cast<std::uint64_t>(as_number(mask));
  for (unsigned page = 0; page < 4; ++page)
    for (int bit = 0; bit < kChannelCounts[page]; ++bit)
      if (raw == ((28ull + page) << 27 | 1ull << bit))
        root.put(fmt::format("OperatingSubGHzChannel/Operating{}BandSubGHzChannel/Channel{}",
                             page == 3 ? "Upper" : "Lower", kFirstChannels[page] + bit),
                 "");
}

inline void put_channel_log(const Reading& r, const Shown& s) {
  static const char* const triggers[] = {"RemotePartyCommand",
                                         "GSMERequest",
                                         "GSMEMissedItsCurfew",
                                         "GSMEMissingForTheLastDay",
                                         "CHDetectedMessageFailureProblems",
                                         "CHDetectedMessageRetryProblems",
                                         "SubGHzNon-GSMEDeviceRequest",
                                         "SMHANFormation"};
  for (const Node& entry : r.data[0].items) {
    const Shown at = s.in("ReadCHFSubGHzChannelLogRsp").next("LogEntry");
    at.put("Timestamp", date(entry[0]));
    at.put("EventCode", hex(entry[1]));
    at.put("EventDescription", meaning(entry[1]));
    put_channel(at, part(entry[2], 0, 4));
    const Bytes& other = entry[2].octets;
    if (other.size() > 6 && other[6] < std::size(triggers)) at.put("ScanTrigger", triggers[other[6]]);
  }
}

inline void put_sub_ghz_configuration(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadCHFSubGHzConfigurationRsp");
  const Node& n = r.data[0];
  for (unsigned page = 0; page < 4; ++page) {
    const auto raw = static_cast<std::uint64_t>(as_number(n[page]));
    const Shown at = root.next(kPages[page]);
    for (int bit = 0; bit < kChannelCounts[page]; ++bit)
      if ((raw >> bit & 1) != 0) at.put(fmt::format("Channel{}", kFirstChannels[page] + bit), "");
  }
  const std::pair<const char*, int> fields[] = {{"NormalLimitedDutyCycleThreshold", -2},
                                                {"LimitedCriticalDutyCycleThreshold", -2},
                                                {"MaximumSubGHzChannelChangesPerWeek", 0},
                                                {"GSMECurfew", 0},
                                                {"ChannelQuieterThreshold", 0},
                                                {"ChannelNoisierThreshold", 0},
                                                {"NonGSMEPoorCommsPercentageThreshold", -2},
                                                {"NonGSMEPoorCommsMeasurementPeriods", 0},
                                                {"LocalCHNoiseMeasurementPeriod", 0},
                                                {"LocalCHFailurePercentage", -2},
                                                {"LocalCHRetryPercentage", -2}};
  for (std::size_t i = 0; i < std::size(fields); ++i) root.put(fields[i].first, scaled(n[4 + i], fields[i].second));
}

inline Expectations expected_controllers() {
  return {
      {"CCS05CCS04", put_device_log},
      {"CCS06", put_device_log},
      {"CCS07", put_connected_devices},
      {"DBCH01", [](const Reading& r, const Shown& s) { put_channel(s.in("ReadCHFSubGHzChannelRsp"), r.data[0]); }},
      {"DBCH02", put_channel_log},
      {"DBCH03", put_sub_ghz_configuration},
      {"ECS61a", put_switches},
      {"ECS61d", put_controller_configuration},
      {"ECS61e", put_controller_operation},
  };
}

}  // namespace gridpost::second
