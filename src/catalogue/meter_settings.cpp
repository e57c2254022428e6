// Chapter 6: limits, voltage, billing, power thresholds, maximum demand and other settings of electricity meters.
#include <fmt/format.h>

#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase for_esme(std::uint16_t code, std::string_view name, std::string_view title,
                 Protection protection = Protection::MacOnly) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::User, protection);
}

// Invokes a method that takes no argument.
Row resets(std::uint16_t class_id, std::string_view obis) { return act(class_id, obis, 1, i8().is(0)); }

// ---- 6.4 ----

UseCase ecs28a() {
  const std::string_view state = "0-0:94.44.0.3";
  const std::string_view threshold = "0-0:94.44.128.7";
  const std::string_view period = "0-0:94.44.128.6";
  const std::string_view restoration = "0-0:94.44.128.8";
  return for_esme(0x0043, "ECS28a", "ESME load limit settings: set", Protection::Signed)
      .serves("6.4.1", "UpdateDeviceConfigurationLoadLimitingGeneralSettings")
      .stamped(Stamp::Own)
      .with({set(9000, state, 4, boolean("LoadLimitSupplyState").words({{"Disable", 1}, {"Unchanged", 0}})),
             set(9000, threshold, 4, u32("LoadLimitPowerThreshold")), set(9000, period, 4, u32("LoadLimitPeriod")),
             set(9000, restoration, 4, u32("LoadLimitRestorationPeriod")), activates(9000, state, 6),
             activates(9000, threshold, 6), activates(9000, period, 6), activates(9000, restoration, 6)})
      .reports("FD-DLMS")
      .shows("UpdateDeviceConfigurationLoadLimitingGeneralSettingsRsp");
}

UseCase ecs28b() {
  return for_esme(0x0044, "ECS28b", "ESME load limit counter: reset")
      .serves("6.4.2", "UpdateDeviceConfigurationLoadLimitingCounterReset")
      .with({resets(3, "0-0:94.44.42.255")})
      .shows("UpdateDeviceConfigurationLoadLimitingCounterResetRsp");
}

// ---- 6.5, 6.27: voltage ----

// Phases 1 to 3 are the objects 1-0:32, 52 and 72.
std::string phase_object(int phase, std::string_view rest) { return fmt::format("1-0:{}.{}", 12 + 20 * phase, rest); }

// Where the request has the settings of a phase: the only one's, or those of the group whose Phase says so.
std::string phase_setting(bool three_phases, int phase, std::string_view setting) {
  if (!three_phases) return fmt::format("SinglePhaseVoltageSettings/{}", setting);
  return fmt::format("PolyPhaseVoltageSettings{{Phase={}}}/PhaseVoltageSettings/{}", phase, setting);
}

Row measurement_period(bool three_phases, int phase) {
  return set(7, phase_object(phase, "24.0.255"), 4,
             u32(phase_setting(three_phases, phase, "AverageRMSVoltageMeasurementPeriod")));
}
Row under_voltage(bool three_phases, int phase) {
  return set(1, phase_object(phase, "31.0.4"), 2,
             u32(phase_setting(three_phases, phase, "AverageRMSUnderVoltageThreshold")));
}
Row over_voltage(bool three_phases, int phase) {
  return set(1, phase_object(phase, "35.0.4"), 2,
             u32(phase_setting(three_phases, phase, "AverageRMSOverVoltageThreshold")));
}

// Threshold and period of the four limiters.
std::vector<Row> voltage_limits() {
  std::vector<Row> rows;
  int limiter = 0;
  for (std::string_view what :
       {"RMSExtremeOverVoltage", "RMSExtremeUnderVoltage", "RMSVoltageSag", "RMSVoltageSwell"}) {
    const std::string object = fmt::format("0-0:17.0.{}.255", ++limiter);
    rows.push_back(set(71, object, 4, u32(fmt::format("RMSVoltageSettings/{}Threshold", what))));
    rows.push_back(set(71, object, 6, u32(fmt::format("RMSVoltageSettings/{}MeasurementPeriod", what))));
  }
  return rows;
}

std::vector<Row> voltage_counter_resets(int phases) {
  std::vector<Row> rows;
  for (int phase = 1; phase <= phases; ++phase)
    for (std::string_view counter : {"32.0.4", "36.0.4"}) rows.push_back(resets(3, phase_object(phase, counter)));
  return rows;
}

constexpr std::string_view kKeepCounters = "RMSVoltageCountersNotReset";

UseCase voltage(std::uint16_t code, std::string_view name, std::string_view title, bool three_phases) {
  return for_esme(code, name, title)
      .serves("6.5", "UpdateDeviceConfigurationVoltage")
      .when(present(three_phases ? "PolyPhaseVoltageSettings" : "SinglePhaseVoltageSettings"))
      .shows("UpdateDeviceConfigurationVoltageRsp");
}

UseCase ecs29a() {
  return voltage(0x0045, "ECS29a", "ESME voltage settings, single phase: set, counters reset", false)
      .when(absent(kKeepCounters))
      .with({measurement_period(false, 1)})
      .with(voltage_limits())
      .with({over_voltage(false, 1), under_voltage(false, 1)})
      .with(voltage_counter_resets(1));
}

UseCase ecs29b() {
  return voltage(0x00AE, "ECS29b", "ESME voltage settings, three phases: set, counters reset", true)
      .when(absent(kKeepCounters))
      .with({measurement_period(true, 1), measurement_period(true, 2), measurement_period(true, 3)})
      .with(voltage_limits())
      .with({over_voltage(true, 1), under_voltage(true, 1), under_voltage(true, 2), over_voltage(true, 2),
             under_voltage(true, 3), over_voltage(true, 3)})
      .with(voltage_counter_resets(3));
}

UseCase ecs29c() {
  return voltage(0x00D1, "ECS29c", "ESME voltage settings, single phase: set", false)
      .when(present(kKeepCounters))
      .with({under_voltage(false, 1), over_voltage(false, 1), measurement_period(false, 1)})
      .with(voltage_limits());
}

UseCase ecs29d() {
  return voltage(0x00D2, "ECS29d", "ESME voltage settings, three phases: set", true)
      .when(present(kKeepCounters))
      .with({under_voltage(true, 1), over_voltage(true, 1), under_voltage(true, 2), over_voltage(true, 2),
             under_voltage(true, 3), over_voltage(true, 3), measurement_period(true, 1), measurement_period(true, 2),
             measurement_period(true, 3)})
      .with(voltage_limits());
}

UseCase counter_reset(std::uint16_t code, std::string_view name, std::string_view title, int phases) {
  return for_esme(code, name, title)
      .serves("6.27", "UpdateDeviceConfigurationRMSVoltageCounterReset")
      .with(voltage_counter_resets(phases))
      .shows("UpdateDeviceConfigurationRMSVoltageCounterResetRsp");
}

// The request says nothing: the kind of meter decides.
UseCase ecs29f() {
  return counter_reset(0x00D4, "ECS29f", "ESME voltage counters, three phases: reset", 3).when(polyphase());
}
UseCase ecs29e() { return counter_reset(0x00D3, "ECS29e", "ESME voltage counters, single phase: reset", 1); }

// ---- 6.8: when bills are made ----

UseCase billing_calendar(std::uint16_t code, std::string_view name, std::string_view title, std::vector<Type> dates) {
  return for_esme(code, name, title, Protection::Signed)
      .serves("6.8", "UpdateDeviceConfigurationBillingCalendar")
      .with(
          {set(22, "0-0:15.0.0.255", 4, fixed_array("executions", std::move(dates))).in("ElectricityBillingCalendar")})
      .shows("UpdateDeviceConfigurationBillingCalendarRsp");
}

// So many executions a year, or one that comes more often.
std::vector<Type> executions(std::string_view periodicity, int count) {
  constexpr int kMonths = 12;
  std::vector<Type> out;
  for (int i = 0; i < count; ++i)
    out.push_back(
        structure({time4("BillingTime"), billing_date(periodicity, i * kMonths / count)}).when_present(periodicity));
  return out;
}

std::vector<Type> often() {
  std::vector<Type> out;
  for (std::string_view periodicity : {"Daily", "Weekly", "Monthly"}) out.push_back(executions(periodicity, 1).front());
  return out;
}

constexpr std::string_view kNewForms = "2.0";  // GBCS version from which ECS30a takes the place of ECS30

UseCase ecs30() {
  return billing_calendar(0x0046, "ECS30", "ESME billing calendar: set, monthly at most", often())
      .before_version(kNewForms)
      .when(absent("ElectricityBillingCalendar/Quarterly"))
      .when(absent("ElectricityBillingCalendar/SixMonthly"))
      .when(absent("ElectricityBillingCalendar/Yearly"));
}

UseCase ecs30a() {
  std::vector<Type> dates = often();
  for (const auto& [periodicity, count] :
       {std::pair("Quarterly", 4), std::pair("SixMonthly", 2), std::pair("Yearly", 1)})
    for (Type& date : executions(periodicity, count)) dates.push_back(std::move(date));
  return billing_calendar(0x00D7, "ECS30a", "ESME billing calendar: set", std::move(dates)).from_version(kNewForms);
}

// ---- 6.12, 6.18 ----

UseCase ecs34() {
  return for_esme(0x0047, "ECS34", "ESME power thresholds: set")
      .serves("6.12", "UpdateDeviceConfigurationInstantaneousPowerThreshold")
      .with({set(21, "0-0:16.0.0.255", 2,
                 fixed_array("thresholds", {u32("LowMediumPowerThreshold"), u32("MediumHighPowerThreshold")}))})
      .shows("UpdateDeviceConfigurationInstantaneousPowerThresholdRsp");
}

// The demand is measured every day from the first time to the second.
UseCase ecs37() {
  constexpr int kAnyWindow = 0xFFFF;
  const auto switches = [](int index, std::string_view time) {
    return structure({u16().is(index).as("index"), boolean().is(1), octets(6).is("00000A8064FF"), u16().is(index + 1),
                      time4(time), u16().is(kAnyWindow), bit_string(7).is("FE"), bit_string(0).is(""),
                      octets(5).is("000001FFFF"), octets(5).is("FFFFFFFFFF")});
  };
  const std::string_view at = "MaximumDemandTimePeriodSchedule";
  return for_esme(0x004A, "ECS37", "ESME maximum demand time period: set")
      .serves("6.18.1", "SetMaximumDemandConfigurableTimePeriod")
      .with({set(10, "0-0:12.0.0.255", 2, fixed_array("switches", {switches(0, "StartTime"), switches(1, "EndTime")}))
                 .in(at)})
      .shows("SetMaximumDemandConfigurableTimePeriodRsp");
}

UseCase ecs57() {
  return for_esme(0x005A, "ECS57", "ESME maximum demand registers: reset")
      .serves("6.18.2", "ResetMaximumDemandRegisters")
      .with({resets(4, "1-0:1.6.0.255").when_present("MaxDemandActivePowerImportValue"),
             resets(4, "1-0:1.6.1.255").when_present("MaxDemandConfigTimeActivePowerImportValue"),
             resets(4, "1-0:2.6.0.255").when_present("MaxDemandActivePowerExportValue")})
      .shows("ResetMaximumDemandRegistersRsp");
}

// ---- 6.20.2, 6.25, 6.26 ----

UseCase ecs39b() {
  return dlms(0x004D, "ECS39b", "ESME export MPAN: set", {DeviceType::ESME}, Sender::Broker, Protection::MacOnly)
      .serves("6.20.2", "SetDeviceConfigurationExportMPAN")
      .with({set(1, "1-0:0.0.2.255", 2, octets("ExportMPAN"))})
      .shows("SetDeviceConfigurationExportMPANRsp");
}

UseCase ecs81() {
  return for_esme(0x0068, "ECS81", "ESME supply tamper state: set", Protection::Signed)
      .serves("6.25", "SetElectricitySupplyTamperState")
      .with({set(1, "0-0:94.44.0.4", 2, boolean("SupplyTamperState").words({{"Locked", 1}, {"Unchanged", 0}}))})
      .shows("SetElectricitySupplyTamperStateRsp");
}

// At midnight of every day, or never.
UseCase ecs48() {
  const std::string_view daily = "DailyTariffBlockCounterMatrixReset";
  return for_esme(0x00DB, "ECS48", "ESME daily reset of block counters: set", Protection::Signed)
      .serves("6.26", "UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix")
      .with({set(
          22, "0-0:15.1.0.255", 4,
          fixed_array("executions",
                      {structure({octets(4).is("00000000"), octets(5).is("FFFFFFFFFF")}).when_equals(daily, "true")}))})
      .shows("UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrixRsp");
}

}  // namespace

std::vector<UseCase> meter_settings() {
  return {ecs28a(), ecs28b(), ecs29a(), ecs29b(), ecs29c(), ecs29d(), ecs29f(), ecs29e(),
          ecs30(),  ecs30a(), ecs34(),  ecs37(),  ecs57(),  ecs39b(), ecs81(),  ecs48()};
}

}  // namespace gridpost::chapters
