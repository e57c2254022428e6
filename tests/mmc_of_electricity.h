// What MMC should say of the answers and alerts of electricity meters and hubs (DLMS), by the place of each value.
#pragma once

#include <nlohmann/json.hpp>

#include "catalogue/alert_settings.h"
#include "second_shown.h"

namespace gridpost::second {

// Fills the element below SMETSData, or below the Payload of an alert.
using Expectation = void (*)(const Reading&, const Shown&);
using Expectations = std::map<std::string_view, Expectation>;

// What the protected read in this row brought, for the object of this place.
inline const Node& opened(const Reading& r, std::size_t row = 0, std::size_t object = 0) {
  return r.data[row][1][object];
}

// ---- registers ----

inline void put_demand(const Shown& s, std::string_view path, const Reading& r, std::size_t row, std::size_t reset) {
  const Shown at = s.in(path);
  at.put("Value", scaled(r.data[row], r.data[row + 1]));
  at.put("CaptureTime", date(r.data[row + 2]));
  at.put("LastResetDateTime", date(r.data[reset]));
}

inline void put_load_limit(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadLoadLimitDataRsp");
  root.put("LoadLimitCounterValue", scaled(r.data[1], r.data[2]));
  root.put("LoadLimitPowerThreshold", plain(r.data[3]));
  root.put("LoadLimitPeriod", plain(r.data[4]));
  root.put("LoadLimitRestorationPeriod", plain(r.data[5]));
  root.put("LoadLimitSupplyState", word(r.data[0], {{0, "Unchanged"}, {1, "Disable"}}));
}

inline void put_import_registers(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadInstantaneousImportRegistersRsp/Electricity");
  const Node& n = opened(r);
  root.put("ActiveImportRegister/Value", scaled(n[0], n[1]));
  root.put("ActiveImportRegister/ActiveEnergyUnit", word(n[1][1], {{30, "Wh"}}));
  root.put("ReactiveImportRegister/Value", scaled(n[2], n[3]));
  root.put("ReactiveImportRegister/ReactiveEnergyUnit", word(n[3][1], {{32, "varh"}}));
  if (!n[4].there()) return;
  root.put("SecondaryActiveImportRegister/Value", scaled(n[4], n[1]));
  root.add("SecondaryActiveImportRegister/ActiveEnergyUnit", "Wh");
}

inline Expectations expected_registers() {
  return {
      {"ECS17a",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadInstantaneousExportRegistersRsp");
         root.put("ActiveExportRegister/Value", scaled(r.data[0], r.data[1]));
         root.put("ActiveExportRegister/ActiveEnergyUnit", word(r.data[1][1], {{30, "Wh"}}));
         root.put("ReactiveExportRegister/Value", scaled(r.data[2], r.data[3]));
         root.put("ReactiveExportRegister/ReactiveEnergyUnit", word(r.data[3][1], {{32, "varh"}}));
       }},
      {"ECS17b", put_import_registers},
      {"ECS17c",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadActivePowerImportRsp");
         const Node& n = r.data[0];
         root.put("ActivePowerImport/Value", scaled(n[0], n[1]));
         root.put("ActivePowerImport/Unit", word(n[1][1], {{27, "W"}}));
         root.put("PrimaryActivePowerImportValue", scaled(n[2], n[1]));
       }},
      {"ECS17d",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadInstantaneousImportTOUMatricesRsp/Electricity/TariffTOURegisterCollection");
         root.put_all("TOUPrimaryRegisterValue", opened(r)[0]);
         root.put_all("TOUSecondRegisterValue", opened(r)[1]);
       }},
      {"ECS17e",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadInstantaneousImportTOUWithBlocksMatricesRsp");
         const Node& n = opened(r)[0];
         for (std::size_t block = 0; block < n.items.size() / 16; ++block) {
           const Shown at = root.group("TariffBlockTOURegisterCollection/TariffBlock", "index", block + 1);
           at.put_all("RegisterMatrixTOUValue", n, 16 * block, 8);
           at.put_all("CounterMatrixTOUValue", n, 16 * block + 8, 8);
         }
       }},
      {"ECS18a",
       [](const Reading& r, const Shown& s) {
         put_demand(s.in("ReadMaximumDemandExportRegistersRsp"), "MaxDemandActiveEnergyExport", r, 1, 0);
       }},
      {"ECS18b",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadMaximumDemandImportRegistersRsp");
         put_demand(root, "MaxDemandActiveEnergyImport", r, 2, 1);
         put_demand(root, "MaxDemandConfigurableTimeActivePowerImport", r, 5, 0);
         root.put("MaxDemandConfigurableTimePeriod/StartTime", time_of_day(r.data[8][0][4]));
         root.put("MaxDemandConfigurableTimePeriod/EndTime", time_of_day(r.data[8][1][4]));
       }},
  };
}

inline Expectations expected_balances() {
  return {
      {"ECS19",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadInstantaneousPrepayValuesRsp");
         const char* const names[] = {"MeterBalance",      "EmergencyCreditBalance", "AccumulatedDebtRegister",
                                      "TimeDebtRegister1", "TimeDebtRegister2",      "PaymentDebtRegister"};
         for (std::size_t i = 0; i < 6; ++i) root.put(names[i], plain(opened(r)[i]));
       }},
      {"ECS27", put_load_limit},
      {"ECS45",
       [](const Reading& r, const Shown& s) {
         s.in("ReadSupplyStatusRsp")
             .put("SupplyState", word(r.data[0], {{0, "Disabled"}, {1, "Enabled"}, {2, "Armed"}}));
       }},
      {"ECS82",
       [](const Reading& r, const Shown& s) { s.in("ReadMeterBalanceRsp").put("MeterBalance", plain(r.data[0])); }},
  };
}

// ---- logs ----

// An entry of registers: time, total, rates and blocks; a twin element meter has a second total and second rates.
inline void put_registers(const Shown& s, const Node& entry, std::string_view total, std::string_view second_total) {
  const bool twin = entry[2].kind == Node::Kind::Number;
  s.put(total, plain(entry[1]));
  if (twin) s.put(second_total, plain(entry[2]));
  s.put_all("TariffTOURegisterMatrixValue", entry[twin ? 3 : 2]);
  if (twin) s.put_all("SecondaryTariffTOURegisterMatrixValue", entry[4]);
  for (std::size_t block = 0; block < 4; ++block)
    s.put_all(fmt::format("TariffTOUBlock{}RegisterMatrixValue", block + 1), entry[(twin ? 5 : 3) + block]);
}

// Six balances from this place on, and the time of the entry.
inline void put_balances(const Shown& s, const Node& entry, std::size_t first) {
  const char* const names[] = {"EmergencyCreditBalance", "MeterBalance",       "PaymentDebtRegister",
                               "TimeDebtRegisters1",     "TimeDebtRegisters2", "AccumulatedDebtRegister"};
  for (std::size_t i = 0; i < 6; ++i) s.put(names[i], plain(entry[first + i]));
  s.put("Timestamp", date(entry[0]));
}

inline void put_billing_entries(const Shown& s, const Node& log) {
  for (const Node& entry : log.items) {
    const Shown at = s.next("ESMEBillingDataLogEntry");
    at.put("Timestamp", date(entry[0]));
    put_registers(at, entry, "ActiveImportRegisterValueConsumption", "SecondaryActiveImportRegisterValueConsumption");
  }
}

inline void put_change_log(const Reading& r, const Shown& s) {
  const Shown root = s.in("RetrieveCoMOrTariffTriggeredBillingDataLogRsp/Electricity");
  for (const Node& entry : opened(r).items) {
    const Shown at = root.next("LogEntryConsumptionAndTariffRegistersData");
    at.put("Timestamp", date(entry[0]));
    put_registers(at, entry, "ActiveImportRegisterConsumption", "SecondaryActiveImportRegisterConsumption");
    put_balances(root.next("LogEntryPrepaymentData"), entry, entry[2].kind == Node::Kind::Number ? 9 : 7);
  }
}

// Entries of a time and so many numbers, each shown by a name.
inline void put_entries(const Shown& s, std::string_view path, const Node& log, std::string_view time,
                        const std::vector<std::string_view>& names) {
  for (const Node& entry : log.items) {
    const Shown at = s.next(path);
    at.put(time, date(entry[0]));
    for (std::size_t i = 0; i < names.size(); ++i) at.put(names[i], plain(entry[i + 1]));
  }
}

// Counters below and above the limits of voltage, and the log, of one phase.
inline void put_voltage(const Shown& s, const Reading& r, std::size_t row) {
  const Words count{{255, "count"}};
  s.put("AvgRMSOverVoltageCounter/Value", scaled(r.data[row + 2], r.data[row + 3]));
  s.put("AvgRMSOverVoltageCounter/Unit", word(r.data[row + 3][1], count));
  s.put("AvgRMSUnderVoltageCounter/Value", scaled(r.data[row], r.data[row + 1]));
  s.put("AvgRMSUnderVoltageCounter/Unit", word(r.data[row + 1][1], count));
  put_entries(s, "AvgRMSVoltageProfileDataLog/LogEntry", r.data[row + 4], "Timestamp", {"Value"});
  s.put("AvgRMSVoltageProfileDataLog/MeasurementPeriod", plain(r.data[row + 5]));
}

// The entries of an event log: time, code, and what else there is.
inline void put_event_log(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadEventOrSecurityLogRsp/Log");
  for (const Node& entry : r.data[0].items) {
    const Shown at = root.next("LogEntry");
    at.put("Timestamp", date(entry[0]));
    at.put("LogCode", hex(entry[1]));
    at.put("LogMeaning", meaning(entry[1]));
    at.put("OtherInformation", hex(entry[2]));
  }
}

inline void put_controller_log(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadEventOrSecurityLogRsp/ALCSEvent");
  for (const Node& entry : r.data[0].items) {
    const Shown at = root.next("ALCSEventLogEntry");
    at.put("Timestamp", date(entry[0]));
    at.put("SwitchNumber", word(bits(entry[1], 8, 8), {{1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {5, "5"}}));
    at.put("SwitchAction", word(bits(entry[1], 0, 8), {{0x00, "Entry relates to a Message from an HC ALCS"},
                                                       {0x11, "On"},
                                                       {0x12, "Off"},
                                                       {0x20, "Revert to calendar control"}}));
    at.put("Outcome", word(entry[2], {{0, "Outcome not known"}, {1, "Success"}, {2, "Failure"}}));
    at.put("HANCommandID", plain(entry[3]));
  }
}

inline Expectations expected_logs() {
  return {
      {"ECS20a",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("RetrieveBillingDataLogDebtPaymentsRsp/PaymentBasedDebtRepayment"), "LogEntry", r.data[0],
                     "Timestamp", {"Amount"});
       }},
      {"ECS20b", put_change_log},
      {"ECS20c",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("RetrieveBillingCalendarTriggeredBillingDataLogRsp/Electricity");
         put_billing_entries(root, opened(r, 0, 0));
         for (const Node& entry : opened(r, 0, 1).items)
           put_balances(root.next("ESMEBillingPrepaymentDataLogEntry"), entry, 1);
       }},
      {"ECS20d",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("RetrieveBillingDataLogPrepaymentCreditsRsp/PrepaymentCredits"), "LogEntry", r.data[0],
                     "Timestamp", {"Amount"});
       }},
      {"ECS21a",
       [](const Reading& r, const Shown& s) {
         for (const Node& entry : opened(r).items) {
           const Shown at = s.in("RetrieveImportDailyReadLogRsp").next("LogEntry");
           at.put("Timestamp", date(entry[0]));
           put_registers(at.in("Electricity"), entry, "ElecActiveImportRegisterConsumption",
                         "SecondaryActiveImportRegisterConsumption");
         }
       }},
      {"ECS21b",
       [](const Reading& r, const Shown& s) {
         for (const Node& entry : opened(r).items)
           put_balances(s.in("ReadPrepaymentDailyReadLogRsp/Electricity").next("LogEntry"), entry, 1);
       }},
      {"ECS21c",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("RetrieveExportDailyReadLogRsp"), "LogEntry", r.data[0], "TimeStamp",
                     {"ActiveExportRegisterValue"});
       }},
      {"ECS22a",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("ReadExportProfileDataRsp"), "LogEntry", r.data[0], "Timestamp",
                     {"ActiveEnergyExportedValue", "ReactiveEnergyExportedValue"});
       }},
      {"ECS22b",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("ReadActiveImportProfileDataRsp"), "LogEntry", opened(r), "Timestamp",
                     {"Electricity/PrimaryValue", "Electricity/SecondaryValue"});
       }},
      {"ECS22c",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("ReadReactiveImportProfileDataRsp"), "LogEntry", r.data[0], "Timestamp",
                     {"ReactiveEnergyImportedValue"});
       }},
  };
}

inline Expectations expected_event_logs() {
  return {
      {"ECS23", [](const Reading& r,
                   const Shown& s) { put_voltage(s.in("ReadNetworkDataRsp/Electricity/SinglePhaseESME"), r, 0); }},
      {"ECS23b",
       [](const Reading& r, const Shown& s) {
         for (std::size_t phase = 0; phase < 3; ++phase) {
           const Shown at = s.in("ReadNetworkDataRsp/Electricity").group("PolyPhaseESME/PhaseVoltageOperationalData");
           put_voltage(at.in("VoltageOperationalData"), r, 6 * phase);
           at.add("Phase", std::to_string(phase + 1));
         }
       }},
      {"ECS35a", put_event_log},
      {"ECS35b", put_event_log},
      {"ECS35c", put_event_log},
      {"ECS35d", put_event_log},
      {"ECS35e", put_event_log},
      {"ECS35f", put_controller_log},
      {"ECS35g", put_controller_log},
      {"ECS61c",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadBoostButtonDetailsRsp");
         for (const Node& entry : r.data[1].items) {
           const Shown at = root.next("EventLogEntry");
           at.put("BoostStart", date(entry[0]));
           at.put("BoostEnd", date(entry[1]));
         }
         root.put("BoostFunctionAvailability", truth(r.data[0]));
         for (std::size_t i = 1; i <= 5; ++i)
           root.put(fmt::format("BoostFunctionControl{}Value", i), truth(r.data[i + 1]));
       }},
      {"ECS66",
       [](const Reading& r, const Shown& s) {
         put_entries(s.in("RetrieveDailyConsumptionLogRsp/Electricity"), "LogEntry", opened(r), "Timestamp", {"Value"});
       }},
  };
}

// ---- alerts; in front of what is shown stand code and time ----

inline void put_instruction(const Shown& s, const Node& instruction) {
  s.put("FutureDatedCommandMessageCode", hex(part(instruction, 0, 2)));
  s.put("FutureDatedCommandOriginatorCounter", plain(part(instruction, 2, 8)));
}

inline void put_cosem_outcome(const Reading& r, const Shown& s) {
  const Shown root = s.in("FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert");
  put_instruction(root, r.data[2]);
  const Shown at = root.in("DLMSCOSEMFDInstructionIdentification");
  at.put("ClassId", hex(part(r.data[2], 10, 2)));
  at.put("InstanceId", hex(part(r.data[2], 12, 6)));
  at.put("AttributeId", hex(part(r.data[2], 18, 1)));
}

inline void put_controller(const Shown& s, const Node& controller, const Node& level) {
  s.put("AuxiliaryControllerN", plain(bits(controller, 0, 4)));
  s.put("ResultingLevel", plain(level));
  s.put("InputFromControlledLoad", word(bits(controller, 4, 4), {{2, ""}}));
}

// A number from 0 to 100 behind this name in a text that is JSON, with or without quotes.
inline Text json_level(const Node& n, const std::string& name) {
  const std::string text(n.octets.begin(), n.octets.end());
  std::size_t at = text.find('"' + name + '"');
  if (at == std::string::npos || !nlohmann::json::accept(text)) return std::nullopt;
  at = text.find_first_not_of(" \t\r\n:\"", at + name.size() + 2);
  const std::size_t end = text.find_first_not_of("0123456789", at);
  if (at == std::string::npos || end == at) return std::nullopt;
  const int level = std::stoi(text.substr(at, std::min<std::size_t>(end - at, 4)));
  return level <= 100 ? Text(std::to_string(level)) : std::nullopt;
}

inline const Words& warnings() {
  static const Words words{{0, "Other"},
                           {1, "Error Non Volatile Memory"},
                           {2, "Error Program Execution"},
                           {3, "Error Program Storage"},
                           {4, "Error RAM"},
                           {5, "Error Unexpected Hardware Reset"},
                           {6, "Error Watchdog"},
                           {7, "Error Metrology Firmware Verification Failure"},
                           {8, "Error Measurement Fault"},
                           {9, "Unspecified Smart Meter Operational Integrity Error"}};
  return words;
}

inline Expectations expected_alerts() {
  return {
      {"FD-DLMS", put_cosem_outcome},
      {"MIIWA-DLMS",
       [](const Reading& r, const Shown& s) {
         s.in("SmartMeterIntegrityIssueWarningDeviceAlert").put("Warning", word(r.data[2], warnings()));
       }},
      {"FDRA-DLMS",
       [](const Reading& r, const Shown& s) {
         s.in("FirmwareVerificationDeviceAlert").put("ManufacturerImageHash", hex(r.data[2]));
       }},
      {"ECS68",
       [](const Reading& r, const Shown& s) { put_billing_entries(s.in("BillingDataLogDeviceAlert"), r.data[3][0]); }},
      {"ECS80",
       [](const Reading& r, const Shown& s) {
         s.in("SupplyOutageRestoreAlert").put("interruptionValue", date(r.data[2]));
         s.in("SupplyOutageRestoreAlert").put("restorationValue", date(r.data[3]));
       }},
      {"ECS100",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("CommandNotSupportedbyDevice");
         root.put("MessageCodeofCommandReceived", hex(part(r.data[2], 0, 2)));
         root.put("OriginatorCounterfromCommandReceived", plain(part(r.data[2], 2, 8)));
       }},
      {"ECS101",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("LimitAPCLevelCommandProcessedDeviceAlert");
         root.put("APCLimitPeriodStart", date(r.data[3]));
         root.put("APCLimitPeriodEnd", date(r.data[4]));
         put_controller(root, r.data[2], r.data[5]);
       }},
      {"ECS102", [](const Reading& r,
                    const Shown& s) { put_controller(s.in("LimitAPCLevelEndedDeviceAlert"), r.data[2], r.data[3]); }},
      {"ECS200",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("OperationalUpdateDeviceAlert");
         root.put("OutputState", json_level(r.data[2], "outputState"));
         root.put("InputState", json_level(r.data[2], "inputState"));
         root.put("StateAndAssociatedInformation", characters(r.data[2]));
       }},
  };
}

}  // namespace gridpost::second
