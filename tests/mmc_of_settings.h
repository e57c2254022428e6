// What MMC should say of tariffs and settings that electricity meters and hubs report (DLMS), by the place of each
// value.
#pragma once

#include "mmc_of_electricity.h"

namespace gridpost::second {

// ---- calendars ----

// Days, weeks and seasons in the rows from this one on: seasons, weeks, days. Actions by the name of their element: the
// selectors that mean 1, 2, ... of it begin behind this one.
inline void put_switching_table(const Shown& root, const Reading& r, std::size_t row,
                                const std::vector<std::tuple<const char*, int, int>>& actions) {
  for (const Node& day : r.data[row + 2].items) {
    const Shown at = root.next("TariffSwitchingTable/DayProfiles/DayProfile");
    at.put("Day", plain(day[0]));
    for (const Node& switching : day[1].items) {
      const Shown entry = at.next("ProfileSchedule");
      entry.put("StartTime", time_of_day(switching[0]));
      for (const auto& [element, before, count] : actions) {
        const std::int64_t action = switching[2].number - before;
        if (action >= 1 && action <= count) entry.put(element, std::to_string(action));
      }
    }
  }
  for (const Node& week : r.data[row + 1].items) {
    const Shown at = root.next("TariffSwitchingTable/WeekProfiles/WeekProfile");
    at.put("WeekName", plain(week[0]));
    for (std::size_t day = 1; day <= 7; ++day)
      at.put("ReferencedElecDay", plain(week[day]), "index", std::to_string(day));
  }
  for (const Node& season : r.data[row].items) {
    const Shown at = root.next("TariffSwitchingTable/Seasons/Season");
    at.put("SeasonName", characters(season[0]));
    put_wildcard_date(at.in("SeasonStartDate"), season[1]);
    at.put("ReferencedWeekName", plain(season[2]));
  }
}

inline void put_tariff_special_days(const Shown& root, const Node& days) {
  for (const Node& day : days.items) {
    const Shown at = root.next("TariffSwitchingTableSpecialDays/SpecialDay");
    put_wildcard_date(at.in("Date"), day[1]);
    at.put("ReferencedDay", plain(day[2]));
  }
}

inline void put_special_days(const Shown& root, std::string_view path, const Node& days, std::string_view attribute) {
  for (const Node& day : days.items) {
    const Shown at = root.next(path);
    at.mark(attribute, plain(day[2]));
    put_wildcard_date(at, day[1]);
  }
}

inline void put_days_of_week(const Shown& at, const Node& days) {
  static const char* const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  for (const std::size_t day : places_of(days))
    at.next("DaysOfWeekApplicability/DayOfWeekApplicability").put("DayOfWeekID", names[day - 1]);
}

// An entry of a schedule is {number, enabled, script, selector, time, validity, days, special days, start, end}.
inline void put_schedule_days(const Shown& at, const Node& entry, std::string_view attribute, std::string_view times) {
  for (const std::size_t day : places_of(entry[7]))
    at.next("SpecialDaysApplicability").mark(attribute, std::to_string(day));
  put_days_of_week(at, entry[6]);
  at.in(times).put("SwitchTime", time_of_day(entry[4]));
  put_wildcard_date(at.in(times).in("StartDate"), entry[8]);
  put_wildcard_date(at.in(times).in("EndDate"), entry[9]);
}

// ---- tariffs ----

// Prices are {scales, charged register, list of {id, price}}.
inline void put_rate_prices(const Shown& root, const Node& prices, std::size_t rates) {
  for (std::size_t rate = 0; rate < rates; ++rate)
    root.put("TariffTOUPriceMatrix/TariffTOUPrice", plain(prices[2][rate][1]), "index", std::to_string(rate + 1));
}

inline void put_primary_tariff(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadTariffPrimaryElementRsp/Electricity");
  root.put("PrimaryActiveTariffPrice", plain(r.data[0]));
  root.put("CurrencyUnitsLabel", word(r.data[14], {{0, "ECB"}, {1, "GBP"}}));
  root.put("CurrencyUnitsName", word(r.data[14], {{0, "Millicent"}, {1, "Millipence"}}));
  root.put("StandingCharge", plain(r.data[15][2][0][1]));
  root.put("StandingChargeScale", plain(r.data[15][0][1]));
  const Node& prices = r.data[16];
  root.put("PriceScale", plain(prices[0][1]));
  put_rate_prices(root, prices, 48);
  for (std::size_t rate = 0; rate < 8; ++rate) {
    const Shown at = root.group("TariffBlockPriceMatrix/TariffBlockPrices", "index", rate + 1);
    for (std::size_t block = 0; block < 4; ++block)
      at.put("BlockPrice", plain(prices[2][48 + 8 * block + rate][1]), "index", std::to_string(block + 1));
  }
  put_switching_table(root, r, 2, {{"TOUTariffAction", 0, 48}, {"BlockTariffAction", 100, 8}});
  put_tariff_special_days(root, r.data[5]);
  for (std::size_t rate = 0; rate < 8; ++rate) {
    const Shown at = root.group("TariffThresholdMatrix/ElecTariffThresholds", "index", rate + 1);
    at.put_all("BlockThreshold", r.data[6 + rate], 0, 3);
  }
}

inline void put_secondary_tariff(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadTariffSecondaryElementRsp");
  root.put("SecondaryActiveTariffPrice", plain(r.data[1]));
  root.put("PriceScale", plain(r.data[0][0][1]));
  put_rate_prices(root, r.data[0], 4);
  put_switching_table(root, r, 4, {{"TOUTariffAction", 200, 4}});
  put_tariff_special_days(root, r.data[3]);
}

// ---- prepayment ----

// Which charges are collected from which credit: {credit, charge, flags}.
inline void put_collections(const Shown& root, const Node& collections) {
  const auto any = [&](std::size_t member, const std::string& octets, const std::string& flags = "") {
    return std::any_of(collections.items.begin(), collections.items.end(), [&](const Node& c) {
      return hex(c[member]) == octets && (flags.empty() || hex(c[2]) == flags);
    });
  };
  const bool emergency = any(0, "0000130A01FF");
  if (any(1, "0000131401FF")) root.put("SuspendDebtDisabled", any(1, "0000131401FF", "C0") ? "true" : "false");
  if (any(0, "0000130A02FF") || emergency) root.put("SuspendDebtEmergency", any(0, "0000130A02FF") ? "true" : "false");
  if (!collections.items.empty()) root.put("Electricity/PaymentMode", emergency ? "Prepayment" : "Credit");
}

inline void put_prepayment_configuration(const Reading& r, const Shown& s) {
  const Shown root = s.in("ReadPrepaymentConfigurationRsp");
  const std::pair<const char*, std::size_t> numbers[] = {
      {"DebtRecoveryPerPayment", 7},   {"CreditMaxCreditThreshold", 8}, {"MaxCreditMaxMeterBalance", 10},
      {"LowCreditThreshold", 11},      {"DebtRecoveryRateCap", 12},     {"EmergencyCreditLimit", 14},
      {"EmergencyCreditThreshold", 15}};
  for (const auto& [element, row] : numbers) root.put(element, plain(r.data[row]));
  root.put("DisablementThreshold", plain(r.data[9][0]));
  put_collections(root, r.data[17]);
  const std::tuple<const char*, std::size_t, std::size_t> debts[] = {{"Electricity/DebtRecovery1", 0, 2},
                                                                     {"Electricity/DebtRecovery2", 4, 5}};
  for (const auto& [path, rate, period] : debts) {
    root.in(path).put("DebtRecoveryRate", plain(r.data[rate][2][0][1]));
    root.in(path).put("DebtRecoveryRatePriceScale", plain(r.data[rate][0][1]));
    root.in(path).put("DebtRecoveryRatePeriod", word(r.data[period], {{3600, "HOURLY"}, {86400, "DAILY"}}));
  }
  const Shown calendar = root.in("Electricity/NonDisablementCalendar");
  put_special_days(calendar, "ElectricitySpecialDays/SpecialDay", r.data[1], "index");
  for (const Node& entry : r.data[16].items) {
    const Shown at = calendar.next("ElectricityNonDisablementSchedule");
    at.put("NonDisablementScript", word(entry[3], {{32, "START"}, {33, "STOP"}}));
    for (const std::size_t day : places_of(entry[7]))
      at.next("SpecialDaysApplicability/SpecialDayApplicability").put("SpecialDayID", std::to_string(day));
    put_days_of_week(at, entry[6]);
    at.put("ScheduleDatesAndTime/SwitchTime", time_of_day(entry[4]));
    for (const auto& [element, place] : {std::pair("StartDate", 8), {"EndDate", 9}}) {
      const Bytes& o = entry[static_cast<std::size_t>(place)].octets;
      if (o.size() == 5 && o[2] <= 12 && o[3] <= 31)
        at.in("ScheduleDatesAndTime").put(element, fmt::format("{:04}-{:02}-{:02}", o[0] * 256 + o[1], o[2], o[3]));
    }
  }
}

// ---- configuration ----

inline void put_voltage_limits(const Shown& root, const Reading& r) {
  const char* const kinds[] = {"ExtremeOverVoltage", "ExtremeUnderVoltage", "VoltageSag", "VoltageSwell"};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string element = fmt::format("RMSVoltageSettings/RMS{}", kinds[i]);
    root.put(element + "Threshold", plain(r.data[2 * i]));
    root.put(element + "MeasurementPeriod", plain(r.data[2 * i + 1]));
  }
}

inline void put_averages(const Shown& at, const Node& over, const Node& under) {
  at.put("AverageRMSOverVoltageThreshold", plain(over));
  at.put("AverageRMSUnderVoltageThreshold", plain(under));
}

// {time, date} of each period of a year, or of one; other dates mean no calendar.
inline void put_billing_calendar(const Reading& r, const Shown& s) {
  const Shown at = s.in("ReadDeviceConfigurationDataBillingCalendarRsp/BillingCalendar/ElectricityBillingCalendar");
  const Node& dates = r.data[0];
  const Text time = time_of_day(dates[0][0]);
  const Bytes first = dates[0][1].octets;
  const std::map<std::size_t, const char*> of_year{{4, "Quarterly"}, {2, "SixMonthly"}, {1, "Yearly"}};
  const auto name = of_year.find(dates.items.size());
  if (!time || first.size() < 5 || name == of_year.end()) return;
  const bool known_day = first[3] >= 1 && first[3] <= 31;
  if (dates.items.size() > 1 || first[2] != 0xFF) {
    if (first[2] < 1 || first[2] > 12 || !known_day) return;
    at.put(fmt::format("{}/DayOfMonth", name->second), std::to_string(first[3]));
    at.put(fmt::format("{}/BillingPeriodStartMonth", name->second), std::to_string(first[2]));
  } else if (known_day) {
    at.put("Monthly", std::to_string(first[3]));
  } else if (first[4] >= 1 && first[4] <= 7) {
    at.put("Weekly", std::to_string(first[4]));
  } else if (first[3] == 0xFF && first[4] == 0xFF) {
    at.put("Daily", "");
  } else {
    return;
  }
  at.put("BillingTime", time);
}

// Rows by their place; the identifier is not asked for by newer messages.
inline void put_identity(const Reading& r, const Shown& s, std::size_t model, bool meter) {
  const Shown root = s.in("ReadDeviceConfigurationIdentityExcMPxNRsp");
  root.put("ModelType", characters(r.data[model]));
  root.put("ManufacturerIdentifier", characters(r.data[model + 1]));
  if (!meter) return;
  root.put("Electricity/SupplyTamperState", word(r.data[model + 2], {{0, "Unchanged"}, {1, "Locked"}}));
  root.put("Electricity/MeterVariant", characters(r.data[model - 1]));
}

// Whether the bit of an event is set, bit 0 being the last one; none: there is no such bit.
inline std::optional<bool> event_is_on(const Node& settings, std::uint16_t code) {
  const std::size_t bit = code & 0xFFu;
  const std::size_t size = settings.octets.size();
  if (settings.kind != Node::Kind::Bits || bit >= static_cast<std::size_t>(settings.number)) return std::nullopt;
  const std::size_t from_the_front = static_cast<std::size_t>(settings.number) - 1 - bit;
  return from_the_front / 8 < size && (settings.octets[from_the_front / 8] << from_the_front % 8 & 0x80) != 0;
}

// One element for each event, below this one.
template <std::size_t N>
void put_events(const Shown& s, std::string_view path, const Node& settings, const std::uint16_t (&codes)[N]) {
  if (!settings.there()) return;
  const Shown at = s.in(path);
  for (const std::uint16_t code : codes)
    if (const auto on = event_is_on(settings, code)) at.put(fmt::format("x{:04X}", code), *on ? "Enable" : "Disable");
}

template <std::size_t N>
bool any_event(const Node& settings, const std::uint16_t (&codes)[N]) {
  return std::any_of(std::begin(codes), std::end(codes),
                     [&](std::uint16_t code) { return event_is_on(settings, code).value_or(false); });
}

inline void put_supplier_events(const Reading& r, const Shown& s) {
  const char* const names[] = {"WANAlertSettings", "HANAlertSettings", "AlarmSettings", "LoggingSettings"};
  const Shown root = s.in("ReadDeviceConfigurationEventAndAlertBehavioursRsp/ElectricitySupplierAlertEventSettings");
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string path = fmt::format("ElectricitySupplier{}/SupplierESME", names[i]);
    put_events(root, path + "Common", r.data[i], catalogue::kSupplierEvents);
    if (any_event(r.data[i], catalogue::kSupplierPolyPhaseEvents))
      put_events(root, path + "PolyPhase", r.data[i], catalogue::kSupplierPolyPhaseEvents);
  }
}

inline void put_operator_events(const Reading& r, const Shown& s) {
  const char* const names[] = {"WANAlertSettings", "LoggingSettings"};
  const Shown root =
      s.in("ReadDeviceConfigurationEventAndAlertBehavioursRsp/ElectricityNetworkOperatorAlertEventSettings");
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string path = fmt::format("ElectricityNetworkOperator{}/NetworkOperatorESME", names[i]);
    put_events(root, path + "Common", r.data[i], catalogue::kOperatorEvents);
    if (any_event(r.data[i], catalogue::kOperatorPolyPhaseEvents))
      put_events(root, path + "PolyPhase", r.data[i], catalogue::kOperatorPolyPhaseEvents);
    else
      put_events(root, path + "SinglePhase", r.data[i], catalogue::kOperatorSinglePhaseEvents);
  }
}

inline void put_clock(const Shown& root, const Reading& r) {
  root.put("DeviceTime", date(r.data[3]));
  root.put_code("Electricity/ElecClockTimeStatus", "TimeStatus", r.data[4],
                {{0, "reliable"}, {1, "invalid"}, {2, "unreliable"}}, "TimeStatusCode");
}

inline Expectations expected_settings() {
  return {
      {"ECS24", put_primary_tariff},
      {"ECS24b", put_secondary_tariff},
      {"ECS25r1", put_supplier_events},
      {"ECS25r2", put_operator_events},
      {"ECS26a", put_prepayment_configuration},
      {"ECS26b",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadDeviceConfigurationVoltageRsp");
         put_averages(root.in("SinglePhaseVoltageSettings"), r.data[8], r.data[9]);
         put_voltage_limits(root, r);
       }},
      {"ECS26c",
       [](const Reading& r, const Shown& s) {
         const char* const names[] = {"RandomisedOffset", "RandomisedOffsetNumber", "RandomisedOffsetLimit"};
         for (std::size_t i = 0; i < 3; ++i)
           s.in("ReadDeviceConfigurationRandomisationRsp").put(names[i], plain(r.data[i]));
       }},
      {"ECS26d", put_billing_calendar},
      {"ECS26e",
       [](const Reading& r, const Shown& s) {
         s.in("ReadDeviceConfigurationIdentityExcMPxNRsp").put("DeviceIdentifier", eui(r.data[0]));
         put_identity(r, s, 2, true);
       }},
      {"ECS26f",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadDeviceConfigurationInstantaneousPowerThresholdsRsp");
         root.put("LowMediumPowerThreshold", plain(r.data[0][0]));
         root.put("MediumHighPowerThreshold", plain(r.data[0][1]));
       }},
  };
}

inline Expectations expected_identities() {
  return {
      {"ECS26i",
       [](const Reading& r, const Shown& s) {
         s.in("ReadDeviceConfigurationIdentityExcMPxNRsp").put("DeviceIdentifier", eui(r.data[0]));
         put_identity(r, s, 1, false);
       }},
      {"ECS26j",
       [](const Reading& r, const Shown& s) {
         s.in("ReadDeviceConfigurationPaymentModeRsp")
             .put("PaymentMode", word(r.data[0][0], {{1, "Credit"}, {2, "Prepayment"}}));
       }},
      {"ECS26k",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadDeviceConfigurationVoltageRsp");
         const std::size_t rows[3][2] = {{8, 9}, {11, 10}, {13, 12}};  // over and under
         for (std::size_t phase = 0; phase < 3; ++phase) {
           const Shown at = root.group("PolyPhaseVoltageSettings");
           at.add("Phase", std::to_string(phase + 1));
           put_averages(at.in("PhaseVoltageSettings"), r.data[rows[phase][0]], r.data[rows[phase][1]]);
         }
         put_voltage_limits(root, r);
       }},
      {"ECS26l", put_billing_calendar},
      {"ECS26m", [](const Reading& r, const Shown& s) { put_identity(r, s, 1, true); }},
      {"ECS26n", [](const Reading& r, const Shown& s) { put_identity(r, s, 0, false); }},
      {"ECS40",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("ReadDeviceConfigurationMPxNRsp");
         root.put("Electricity/ImportMPAN", characters(part(r.data[0], 0, 13)));
         root.put("Electricity/SecondaryImportMPAN", characters(part(r.data[0], 13, 13)));
         root.put("Electricity/ExportMPAN", characters(part(r.data[1], 0, 13)));
       }},
      {"ECS52",
       [](const Reading& r, const Shown& s) { s.in("ReadFirmwareVersionRsp").put("FirmwareVersion", hex(r.data[0])); }},
      {"ECS70", [](const Reading& r, const Shown& s) { put_clock(s.in("SynchroniseClockRsp"), r); }},
      {"ECS70Commission",
       [](const Reading& r, const Shown& s) { put_clock(s.in("CommissionDeviceSynchroniseClockRsp"), r); }},
  };
}

}  // namespace gridpost::second
