// What MMC should say of the answers and alerts of gas meters and proxies (GBZ), by attributes and places in frames.
#pragma once

#include "mmc_of_electricity.h"

namespace gridpost::second {

constexpr unsigned kBasic = 0x0000;
constexpr unsigned kPrice = 0x0700;
constexpr unsigned kMetering = 0x0702;
constexpr unsigned kPrepayment = 0x0705;
constexpr unsigned kCalendar = 0x0707;
constexpr unsigned kDeviceManagement = 0x0708;
constexpr unsigned kEvents = 0x0709;

// ---- registers ----

inline void put_volume(const Shown& s, const Reading& r, std::string_view path, unsigned id, int index = 0) {
  const Text text = ratio(r.attribute(kMetering, id), r.attribute(kMetering, 0x0301), r.attribute(kMetering, 0x0302));
  if (index == 0) return s.put(path, text);
  s.put(path, text, "index", std::to_string(index));
}

inline void put_gas_balances(const Reading& r, const Shown& s) {
  s.in("ReadMeterBalanceRsp").put("MeterBalance", plain(r.attribute(kMetering, 0x0A00)));
  s.in("ReadMeterBalanceRsp").put("Gas/MeterBalancePrepaymentMode", plain(r.attribute(kPrepayment, 0x0001)));
}

inline Expectations expected_gas_registers() {
  return {
      {"GCS13a",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadInstantaneousImportRegistersRsp/Gas");
         put_volume(root, r, "ConsumptionRegister/Value", 0x0000);
         root.put("ConsumptionRegister/Unit", word(r.attribute(kMetering, 0x0300), {{1, "m3"}}));
       }},
      {"GCS13b",
       [](const Reading& r, const Shown& s) {
         for (unsigned i = 0; i < 4; ++i)
           put_volume(s.in("ReadInstantaneousImportBlockCountersRsp/ImportBlockCounters"), r, "TariffBlockCounterValue",
                      0x0700 + i, static_cast<int>(i) + 1);
       }},
      {"GCS13c",
       [](const Reading& r, const Shown& s) {
         for (unsigned i = 0; i < 4; ++i)
           put_volume(s.in("ReadInstantaneousImportTOUMatricesRsp/Gas/TariffTOURegisterMatrix"), r,
                      "TOURegisterMatrixValue", 0x0100 + 2 * i, static_cast<int>(i) + 1);
       }},
      {"GCS14",
       [](const Reading& r, const Shown& s) {
         const std::pair<const char*, unsigned> registers[] = {
             {"AccumulatedDebtRegister", 0x0005}, {"EmergencyCreditBalance", 0x0002}, {"MeterBalance", 0x0001},
             {"PaymentDebtRegister", 0x0231},     {"TimeDebtRegister1", 0x0211},      {"TimeDebtRegister2", 0x0221}};
         for (const auto& [element, id] : registers)
           s.in("ReadInstantaneousPrepayValuesRsp").put(element, plain(r.attribute(kPrepayment, id)));
       }},
      {"GCS33",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadSupplyStatusRsp");
         root.put("SupplyState", word(r.attribute(kMetering, 0x0014), {{0, "Disabled"}, {1, "Armed"}, {2, "Enabled"}}));
         root.put("Gas/RemainingBatteryCapacity", plain(r.attribute(kMetering, 0x0205)));
       }},
      {"GCS60", put_gas_balances},
      {"GCS60a", put_gas_balances},
  };
}

// ---- snapshots and samples ----

// Litres as cubic metres.
inline Text cubic_metres(const Node& n) { return scaled(n, -3); }

// The total of a snapshot, four tiers and four blocks, each by the name of its element.
inline void put_snapshot(const Shown& at, const Frame& f, std::string_view total, std::string_view tiers,
                         std::string_view blocks) {
  at.put("Timestamp", date(f.number(4, 4)));
  at.put(total, cubic_metres(f.number(16, 6)));
  for (std::size_t i = 0; i < 4; ++i) {
    at.put(tiers, cubic_metres(f.number(23 + 6 * i, 6)), "index", std::to_string(i + 1));
    at.put(blocks, cubic_metres(f.number(48 + 6 * i, 6)), "index", std::to_string(i + 1));
  }
}

inline void put_prepayment_snapshots(const Shown& root, std::string_view path, const Reading& r) {
  for (const Frame& f : r.commands(kPrepayment, 0x01)) {
    const Shown at = root.next(path);
    at.put("Timestamp", date(f.number(4, 4)));
    at.put("AccumulatedDebtRegister", plain(f.number(16, 4, true)));
    at.put("TimeDebtRegisters1", plain(f.number(20, 4)));
    at.put("TimeDebtRegisters2", plain(f.number(24, 4)));
    at.put("PaymentDebtRegister", plain(f.number(28, 4)));
    at.put("EmergencyCreditBalance", plain(f.number(32, 4, true)));
    at.put("MeterBalance", plain(f.number(36, 4, true)));
  }
}

inline void put_gas_billing_entries(const Shown& root, const Reading& r) {
  for (const Frame& f : r.commands(kMetering, 0x06))
    put_snapshot(root.next("GSMEBillingDataLogEntry"), f, "ActiveImportRegisterValueConsumption",
                 "TariffTOURegisterMatrixValue", "BlockRegisterMatrixValue");
}

// Volumes from a start on, so many seconds apart: the service says how many, and the message has no room for a day.
inline void put_samples(const Shown& root, std::string_view path, std::string_view value, const Reading& r,
                        std::uint64_t distance) {
  for (const Frame& f : r.commands(kMetering, 0x07))
    for (std::size_t i = 0; 11 + 3 * i + 3 <= f.payload.size(); ++i) {
      const Shown at = root.next(path);
      const std::uint64_t later = distance * i;
      at.put("Timestamp", seconds_text(static_cast<std::uint64_t>(f.number(2, 4).number) + later));
      at.put(value, cubic_metres(f.number(11 + 3 * i, 3)));
    }
}

inline void put_gas_event_log(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadEventOrSecurityLogRsp/Log");
  for (const Frame& f : r.commands(kEvents, 0x01)) {
    Octets in(f.payload);
    in.take(5);
    while (in.left() > 0) {
      in.one();
      const Node code = number_of(in.little(2), 2, false);
      const Shown at = root.next("LogEntry");
      at.put("Timestamp", seconds_text(in.little(4)));
      at.put("LogCode", hex(code));
      at.put("LogMeaning", meaning(code));
      at.put("OtherInformation", hex(octets_of(in.take(in.one()))));
    }
  }
}

inline void put_top_ups(const Reading& r, const Shown& s) {
  for (const Frame& f : r.commands(kPrepayment, 0x05)) {
    Octets in(f.payload);
    in.take(2);
    while (in.left() > 0) {
      in.take(in.one());
      const Shown at = s.in("RetrieveBillingDataLogPrepaymentCreditsRsp").next("PrepaymentCredits/LogEntry");
      at.put("Amount", plain(number_of(in.little(4), 4, true)));
      at.put("Timestamp", seconds_text(in.little(4)));
    }
  }
}

inline Expectations expected_gas_logs() {
  return {
      {"CS10a", put_gas_event_log},
      {"CS10b", put_gas_event_log},
      {"GCS15b",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("RetrieveCoMOrTariffTriggeredBillingDataLogRsp/Gas");
         for (const Frame& f : r.commands(kMetering, 0x06))
           put_snapshot(root.next("LogEntryConsumptionRegister"), f, "ConsumptionRegister",
                        "TariffTOURegisterMatrixValue", "BlockRegisterMatrixValue");
         put_prepayment_snapshots(root, "LogEntryPrepaymentData", r);
       }},
      {"GCS15c",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("RetrieveBillingCalendarTriggeredBillingDataLogRsp/Gas");
         put_gas_billing_entries(root, r);
         put_prepayment_snapshots(root, "GSMEBillingPrepaymentDataLogEntry", r);
       }},
      {"GCS15d",
       [](const Reading& r, const Shown& s) {
         for (const Frame& f : r.commands(kPrepayment, 0x06))
           for (std::size_t at = 2; at < f.payload.size(); at += 13) {
             const Shown entry =
                 s.in("RetrieveBillingDataLogDebtPaymentsRsp").next("PaymentBasedDebtRepayment/LogEntry");
             entry.put("Amount", plain(f.number(at + 4, 4)));
             entry.put("Timestamp", date(f.number(at, 4)));
           }
       }},
      {"GCS15e", put_top_ups},
      {"GCS16a",
       [](const Reading& r, const Shown& s) {
         for (const Frame& f : r.commands(kMetering, 0x06))
           put_snapshot(s.in("RetrieveImportDailyReadLogRsp").next("LogEntry"), f,
                        "Gas/GasActiveImportRegisterConsumption", "Gas/TariffTOURegisterMatrix",
                        "Gas/TariffBlockCounterMatrix");
       }},
      {"GCS16b",
       [](const Reading& r, const Shown& s) {
         put_prepayment_snapshots(s.in("ReadPrepaymentDailyReadLogRsp/Gas"), "LogEntry", r);
       }},
      {"GCS17",
       [](const Reading& r, const Shown& s) {
         put_samples(s.in("ReadActiveImportProfileDataRsp"), "LogEntry", "Gas/PrimaryValue", r, 30 * 60);
       }},
      {"GCS18",
       [](const Reading& r, const Shown& s) {
         put_samples(s.in("ReadNetworkDataRsp/Gas"), "NetworkDataLog/LogEntry", "Value", r, 6 * 60);
       }},
      {"GCS31",
       [](const Reading& r, const Shown& s) {
         s.in("RecordNetworkDataGASRsp").put("SampleID", plain(r.command(kMetering, 0x0D).number(0, 2)));
       }},
      {"GCS61",
       [](const Reading& r, const Shown& s) {
         put_samples(s.in("RetrieveDailyConsumptionLogRsp/Gas"), "LogEntry", "Value", r, 24 * 60 * 60);
       }},
      {"GCS53",
       [](const Reading& r, const Shown& s) { put_gas_billing_entries(s.in("BillingDataLogDeviceAlert"), r); }},
  };
}

// ---- calendars; twelve octets of identifiers stand in front ----

struct CalendarElements {
  std::string_view day, week, season, special_day, referenced_day;
};

// `put_day` fills the element of a day from its entries {minute, action}.
template <class PutDay>
void put_gas_calendar(const Shown& root, const Reading& r, const CalendarElements& names, const PutDay& put_day) {
  for (const Frame& f : r.commands(kCalendar, 0x01)) {
    const Shown at = root.next(names.day);
    std::vector<std::pair<Node, Node>> entries;
    for (std::size_t i = 17; i + 3 <= f.payload.size(); i += 3)
      entries.emplace_back(f.number(i, 2), f.number(i + 2, 1));
    put_day(at, f.number(12, 1), entries);
  }
  for (const Frame& f : r.commands(kCalendar, 0x02)) {
    const Shown at = root.next(names.week);
    at.put("WeekName", plain(f.number(12, 1)));
    for (std::size_t day = 1; day <= 7; ++day)
      at.put(names.referenced_day, plain(f.number(12 + day, 1)), "index", std::to_string(day));
  }
  for (const Frame& f : r.commands(kCalendar, 0x03))
    for (std::size_t i = 14; i + 5 <= f.payload.size(); i += 5) {
      const Shown at = root.next(names.season);
      put_gas_date(at.in("SeasonStartDate"), f.some(i, 4));
      at.put("ReferencedWeekName", plain(f.number(i + 4, 1)));
    }
  for (const Frame& f : r.commands(kCalendar, 0x04))
    for (std::size_t i = 20; i + 5 <= f.payload.size(); i += 5) {
      const Shown at = root.next(names.special_day);
      put_gas_date(at.in("Date"), f.some(i, 4));
      at.put(names.referenced_day, plain(f.number(i + 4, 1)));
    }
}

using DayEntries = std::vector<std::pair<Node, Node>>;

// A day of a tariff has one tier, or 0 where blocks are charged.
inline void put_tariff_day(const Shown& at, const Node& name, const DayEntries& entries) {
  at.put("DayName", plain(name));
  if (entries.empty()) return;
  const std::int64_t tier = entries.front().second.number;
  if (tier == 0) at.put("BlockTariff", "");
  if (tier >= 1 && tier <= 4) at.put("TOUTariffAction", std::to_string(tier));
}

inline void put_non_disablement_day(const Shown& at, const Node& name, const DayEntries& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Shown entry = at.next("TimeStartAction");
    entry.mark("index", std::to_string(i + 1));
    entry.put("StartTime", minute_of_day(entries[i].first));
    entry.put("NonDisablementAction", word(entries[i].second, {{0, "STOP"}, {1, "START"}}));
  }
  at.put("GasDayName", plain(name));
}

inline void put_gas_tariff(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadTariffPrimaryElementRsp/Gas");
  const auto price = [&](unsigned id) { return r.attribute(kPrice, id); };
  if (const auto published = r.commands(kPrice, 0x00); !published.empty()) {
    Octets in(published.front().payload);
    in.take(4);
    in.take(in.one());  // the label
    in.take(11);        // event, time, unit, currency
    const unsigned places = in.one() >> 4;
    in.take(7);  // tiers, start, duration
    root.put("PrimaryActiveTariffPrice", std::to_string(in.little(4)));
    root.put("PrimaryActiveTariffPriceScale", places == 0 ? "0" : fmt::format("-{}", places));
  }
  root.put("CurrencyUnitsLabel", word(price(0x0616), {{826, "GBP"}, {978, "ECB"}}));
  root.put("StandingCharge", plain(price(0x0301)));
  put_gas_calendar(
      root, r,
      {"TariffSwitchingTable/DayProfiles/DayProfile", "TariffSwitchingTable/WeekProfiles/WeekProfile",
       "TariffSwitchingTable/Seasons/Season", "TariffSwitchingTableSpecialDays/SpecialDay", "ReferencedDay"},
      put_tariff_day);
  for (unsigned i = 0; i < 3; ++i)
    root.put("TariffThresholds/BlockThreshold", ratio(price(0x0100 + i), price(0x0202), price(0x0203)), "index",
             std::to_string(i + 1));
  for (unsigned i = 0; i < 4; ++i) {
    root.put("TOUTariff/TariffTOUPrice", plain(price(0x0410 + 0x10 * i)), "index", std::to_string(i + 1));
    root.put("BlockTariff/BlockPrice", plain(price(0x0400 + i)), "index", std::to_string(i + 1));
  }
}

inline void put_gas_prepayment(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadPrepaymentConfigurationRsp");
  const std::pair<const char*, unsigned> numbers[] = {{"DebtRecoveryPerPayment", 0x0239},
                                                      {"DebtRecoveryRateCap", 0x0006},
                                                      {"DisablementThreshold", 0x0040},
                                                      {"EmergencyCreditLimit", 0x0010},
                                                      {"EmergencyCreditThreshold", 0x0011},
                                                      {"LowCreditThreshold", 0x0031},
                                                      {"CreditMaxCreditThreshold", 0x0022},
                                                      {"MaxCreditMaxMeterBalance", 0x0021},
                                                      {"Gas/DebtRecovery1/DebtRecoveryRate", 0x0217},
                                                      {"Gas/DebtRecovery2/DebtRecoveryRate", 0x0227}};
  for (const auto& [path, id] : numbers) root.put(path, plain(r.attribute(kPrepayment, id)));
  for (const auto& [path, id] : {std::pair("Gas/DebtRecovery1", 0x0216u), {"Gas/DebtRecovery2", 0x0226u}})
    root.in(path).put("DebtRecoveryRatePeriod", word(r.attribute(kPrepayment, id), {{0, "HOURLY"}, {1, "DAILY"}}));
  put_gas_calendar(root.in("Gas/NonDisablementCalendar"), r,
                   {"DayProfiles/GasNonDisablementDayProfile", "WeekProfiles/WeekProfile", "SeasonProfiles/Season",
                    "SpecialDays/SpecialDay", "ReferencedDayName"},
                   put_non_disablement_day);
}

// ---- configuration ----

// Value × 10^-places, which stand in the high half of an octet.
inline Text with_places(const Node& n, const Node& places) {
  return places.there() ? scaled(n, -(places.number >> 4)) : std::nullopt;
}

inline void put_gas_identity(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadDeviceConfigurationIdentityExcMPxNRsp");
  const Words states{{0, "Locked"}, {3, "Unchanged"}};
  root.put("ModelType", characters(part(r.attribute(kBasic, 0x0005), 0, 8)));
  root.put("ManufacturerIdentifier", characters(part(r.attribute(kBasic, 0x0004), 0, 32)));
  root.put("Gas/SupplyTamperState", word(r.attribute(kMetering, 0x0607), states));
  root.put("Gas/SupplyDepletionState", word(r.attribute(kMetering, 0x0608), states));
}

inline void put_gas_billing_calendar(const Reading& r, const Shown& s) {
  const Frame f = r.command(kPrice, 0x09);
  const Shown at = s.in("ReadDeviceConfigurationDataBillingCalendarRsp/BillingCalendar/GasBillingCalendar");
  at.put("BillingPeriodStart", date(f.number(8, 4)));
  const Node duration = f.number(12, 3);
  const std::int64_t unit = f.number(15, 1).number & 0x0F;
  if (unit == 1) at.put("Periodicity", word(duration, {{1, "Daily"}}));
  if (unit == 2) at.put("Periodicity", word(duration, {{1, "Weekly"}}));
  if (unit == 3)
    at.put("Periodicity", word(duration, {{1, "Monthly"}, {3, "Quarterly"}, {6, "SixMonthly"}, {12, "Yearly"}}));
}

inline void put_gas_events(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadDeviceConfigurationEventAndAlertBehavioursRsp/GasSupplierAlertEventSettings");
  for (const Frame& f : r.commands(kDeviceManagement, 0x04))
    for (std::size_t i = 2; i + 3 <= f.payload.size(); i += 3) {
      const Node code = f.number(i, 2);
      const std::int64_t how = f.number(i + 2, 1).number;
      if (std::count(std::begin(catalogue::kGasEvents), std::end(catalogue::kGasEvents), code.number) == 0) continue;
      const Shown at = root.next(fmt::format("x{:04X}", code.number));
      at.put("WANAlert", (how & 0x08) != 0 ? "Enable" : "Disable");
      at.put("HANAlert", (how & 0x10) != 0 ? "Enable" : "Disable");
      at.put("EventLog", (how & 0x07) != 0 ? "Enable" : "Disable");
      at.put("Alarm", (how & 0x40) != 0 ? "Enable" : "Disable");
    }
}

inline void put_gas_conversion(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadDeviceConfigurationGasRsp");
  root.put("CalorificValue", with_places(r.attribute(kPrice, 0x0304), r.attribute(kPrice, 0x0306)));
  root.put("ConversionFactor", with_places(r.attribute(kPrice, 0x0302), r.attribute(kPrice, 0x0303)));
  root.put("UncontrolledGasFlowRate",
           ratio(r.attribute(kMetering, 0x0B10), r.attribute(kMetering, 0x0B12), r.attribute(kMetering, 0x0B13)));
  root.put("FlowStabilisationPeriod", plain(r.attribute(kMetering, 0x0B14)));
  root.put("FlowMeasurementPeriod", plain(r.attribute(kMetering, 0x0B15)));
}

inline void put_gas_payment_mode(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadDeviceConfigurationPaymentModeRsp");
  const Node control = r.attribute(kPrepayment, 0x0000);
  root.put("PaymentMode", word(bits(control, 1, 1), {{0, "Credit"}, {1, "Prepayment"}}));
  root.put("SuspendDebtEmergency", word(bits(control, 11, 1), {{0, "true"}, {1, "false"}}));
  root.put("SuspendDebtDisabled", word(bits(control, 10, 1), {{0, "false"}, {1, "true"}}));
}

inline void put_gbz_outcome(const Reading& r, const Shown& s) {
  const Shown root = s.in("FutureDatedCommandOutcomeDeviceAlert/GBZFutureDatedAlert");
  const Node instruction = r.alert.some(1, r.alert.payload.size() - 1);
  put_instruction(root, instruction);
  const Shown at = root.in("GBZFDInstructionIdentification");
  at.put("ExtendedHeaderClusterID", hex(part(instruction, 10, 2)));
  at.put("FrameControl", hex(part(instruction, 12, 1)));
  at.put("CommandIdentifier", hex(part(instruction, 13, 1)));
}

inline Expectations expected_gas_settings() {
  return {
      {"FD-GBZ", put_gbz_outcome},
      {"FDRA-ZigBee",
       [](const Reading& r, const Shown& s) {
         s.in("FirmwareVerificationDeviceAlert").put("ManufacturerImageHash", hex(r.alert.some(2, 32)));
       }},
      {"GCS20r", put_gas_events},
      {"GCS21a", put_gas_conversion},
      {"GCS21b", put_gas_prepayment},
      {"GCS21d", put_gas_billing_calendar},
      {"GCS21e",
       [](const Reading& r, const Shown& s) {
         s.in("ReadDeviceConfigurationIdentityExcMPxNRsp")
             .put("DeviceIdentifier", eui(part(r.attribute(kBasic, 0x0005), 8, 8)));
         put_gas_identity(r, s);
       }},
      {"GCS21f", put_gas_tariff},
      {"GCS21j", put_gas_payment_mode},
      {"GCS21k", put_gas_billing_calendar},
      {"GCS21m", put_gas_identity},
      {"GCS38",
       [](const Reading& r, const Shown& s) {
         s.in("ReadFirmwareVersionRsp").put("FirmwareVersion", hex(r.attribute(kMetering, 0x0206)));
       }},
      {"GCS46",
       [](const Reading& r, const Shown& s) {
         s.in("ReadDeviceConfigurationMPxNRsp").put("Gas/MPRN", characters(r.attribute(kMetering, 0x0307)));
       }},
      {"MIIWA-ZigBee",
       [](const Reading& r, const Shown& s) {
         s.in("SmartMeterIntegrityIssueWarningDeviceAlert").put("Warning", word(r.alert.some(0, 2), warnings()));
       }},
  };
}

}  // namespace gridpost::second
