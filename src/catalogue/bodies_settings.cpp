// Chapter 6 of the service matrix: settings of electricity meters and of dual band hubs.
#include <fmt/format.h>

#include "catalogue/bodies.h"
#include "catalogue/body_types.h"
#include "catalogue/sub_ghz.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

// ---- 6.5 ----

Content voltage_settings() {
  std::vector<Particle> limits;
  for (std::string_view what : {"RMSExtremeOverVoltage", "RMSExtremeUnderVoltage", "RMSVoltageSag", "RMSVoltageSwell"})
    for (std::string_view kind : {"MeasurementPeriod", "Threshold"})
      limits.push_back(one(fmt::format("{}{}", what, kind), grammar::uint32()));
  const Content average = sequence({one("AverageRMSOverVoltageThreshold", grammar::uint32()),
                                    one("AverageRMSUnderVoltageThreshold", grammar::uint32()),
                                    one("AverageRMSVoltageMeasurementPeriod", grammar::uint32())});
  const Content phase = sequence({one("Phase", integer(1, 3)), one("PhaseVoltageSettings", average)});
  return future_dated(
      {one("RMSVoltageSettings", sequence(limits)),
       choice({one("SinglePhaseVoltageSettings", average), many(3, 3, "PolyPhaseVoltageSettings", phase)}),
       optional("RMSVoltageCountersNotReset", nothing())});
}

// ---- 6.8 ----

Content billing_calendar() {
  const SimpleType day = integer(1, 28);
  const Content in_year = sequence({one("DayOfMonth", day), one("BillingPeriodStartMonth", integer(1, 12))});
  const Content electricity =
      sequence({one("BillingTime", time_of_day()),
                choice({one("Daily", nothing()), one("Weekly", integer(1, 7)), one("Monthly", day),
                        one("Quarterly", in_year), one("SixMonthly", in_year), one("Yearly", in_year)})});
  const Content gas =
      sequence({one("BillingPeriodStart", date_time()),
                one("Periodicity", one_of({"Daily", "Weekly", "Monthly", "Quarterly", "SixMonthly", "Yearly"}))});
  return choice({one("ElectricityBillingCalendar", electricity), one("GasBillingCalendar", gas)});
}

// ---- 6.14 ----

Content alc_scheduler() {
  const Content action = indexed(choice({one("ActivateSwitch", nothing()), one("DeactivateSwitch", nothing())}), 5);
  const Content schedule = sequence({one("ActivateDeactivateSwitch", action),
                                     many(0, 20, "SpecialDaysApplicability", indexed(nothing(), 20)),
                                     optional("DaysOfWeekApplicability", days_of_week()),
                                     one("ALCSScheduleDatesAndTime", schedule_period(date_with_wildcards()))});
  const Content special_days = sequence({many(0, 20, "ALCSHCALCSSpecialDay", indexed(date_with_wildcards(), 20))});
  const Content type = indexed(choice({one("ALCS", nothing()), one("HCALCS", eui())}), 5);
  return future_dated({many(1, 48, "ALCSHCALCSConnectionSchedule", schedule),
                       one("ALCSHCALCSSpecialDays", special_days), many(0, 5, "SwitchTypeAndId", type)});
}

Content controller_scheduler() {
  const Content action = indexed(
      sequence({one("CommandedStateLevel", grammar::uint16(0, 100)), optional("InputFromControlledLoad", nothing())}),
      5, "auxiliaryControllerN");
  const Content schedule =
      sequence({one("AuxiliaryControllerAction", action),
                many(0, 20, "SpecialDaysApplicability", indexed(nothing(), 20, "identifier")),
                optional("DaysOfWeekApplicability", days_of_week()),
                one("AuxiliaryControllerSchedulePeriodAndTime", schedule_period(date_with_wildcards()))});
  const Content special_days = sequence(
      {many(0, 20, "AuxiliaryControllerSpecialDayDefinition", indexed(date_with_wildcards(), 20, "identifier"))});
  return future_dated({many(0, 120, "AuxiliaryControllerSchedule", schedule),
                       one("AuxiliaryControllerSpecialDayDefinitions", special_days)});
}

// ---- 6.28 ----

Content channels(std::size_t page) {
  std::vector<Particle> out;
  for (int i = 0; i < kChannelPages[page].channels; ++i)
    out.push_back(optional(fmt::format("Channel{}", kChannelPages[page].first_channel + i), nothing()));
  return sequence(std::move(out));
}

Content sub_ghz_configuration() {
  const SimpleType percentage = decimal(2, 100, 10000);
  return sequence({one("LowerBandSubGHzChannels0To26", channels(0)), one("LowerBandSubGHzChannels27To34", channels(1)),
                   one("LowerBandSubGHzChannels35To61", channels(2)), one("UpperBandSubGHzChannels0To26", channels(3)),
                   one("NormalLimitedDutyCycleThreshold", decimal(1, 5, 20)),
                   one("LimitedCriticalDutyCycleThreshold", decimal(1, 16, 24)),
                   one("MaximumSubGHzChannelChangesPerWeek", grammar::uint16(1, 7)),
                   one("GSMECurfew", grammar::uint16(2)), one("ChannelQuieterThreshold", grammar::uint16(1, 255)),
                   one("ChannelNoisierThreshold", grammar::uint16(0, 20)),
                   one("NonGSMEPoorCommsPercentageThreshold", percentage),
                   one("NonGSMEPoorCommsMeasurementPeriods", grammar::uint16(50, 150)),
                   one("LocalCHNoiseMeasurementPeriod", grammar::uint16(61)),
                   one("LocalCHFailurePercentage", percentage), one("LocalCHRetryPercentage", percentage)});
}

}  // namespace

std::vector<Node> setting_bodies() {
  const Content period = sequence({one("StartTime", time_of_day()), one("EndTime", time_of_day())});
  return {
      // 6.4.1, 6.4.2
      element(
          "UpdateDeviceConfigurationLoadLimitingGeneralSettings",
          future_dated({one("LoadLimitPeriod", grammar::uint32()), one("LoadLimitPowerThreshold", grammar::uint32()),
                        one("LoadLimitRestorationPeriod", grammar::uint32()),
                        one("LoadLimitSupplyState", one_of({"Disable", "Unchanged"}))})),
      element("UpdateDeviceConfigurationLoadLimitingCounterReset", future_dated({})),
      // 6.5, 6.8
      element("UpdateDeviceConfigurationVoltage", voltage_settings()),
      element("UpdateDeviceConfigurationBillingCalendar", billing_calendar()),
      // 6.11, 6.12
      element("SynchroniseClock", clock_setting()),
      element("UpdateDeviceConfigurationInstantaneousPowerThreshold",
              future_dated({one("LowMediumPowerThreshold", grammar::uint32()),
                            one("MediumHighPowerThreshold", grammar::uint32())})),
      // 6.14.1 to 6.14.3
      element("UpdateDeviceConfigurationALCDescriptions",
              sequence({many(1, 5, "ALCSHCALCSDescription",
                             indexed(sequence({one("SwitchDescription", printable(1, 22))}), 5))})),
      element("UpdateDeviceConfigurationALCScheduler", alc_scheduler()),
      element("UpdateDeviceConfigurationAuxiliaryControllerScheduler", controller_scheduler()),
      // 6.18.1, 6.18.2
      element("SetMaximumDemandConfigurableTimePeriod", future_dated({one("MaximumDemandTimePeriodSchedule", period)})),
      element("ResetMaximumDemandRegisters",
              future_dated({optional("MaxDemandActivePowerImportValue", nothing()),
                            optional("MaxDemandActivePowerExportValue", nothing()),
                            optional("MaxDemandConfigTimeActivePowerImportValue", nothing())})),
      // 6.20.2
      element("SetDeviceConfigurationExportMPAN", future_dated({one("ExportMPAN", mpan())})),
      // 6.25 to 6.27
      element("SetElectricitySupplyTamperState", sequence({one("SupplyTamperState", one_of({"Locked", "Unchanged"}))})),
      element("UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix",
              sequence({one("DailyTariffBlockCounterMatrixReset", grammar::boolean())})),
      element("UpdateDeviceConfigurationRMSVoltageCounterReset", future_dated({})),
      // 6.28 to 6.32
      element("SetCHFSubGHzConfiguration", sub_ghz_configuration()),
      element("RequestCHFSubGHzChannelScan", nothing()),
      element("ReadCHFSubGHzConfiguration", nothing()),
      element("ReadCHFSubGHzChannel", nothing()),
      element("ReadCHFSubGHzChannelLog", sequence({read_log_period()})),
  };
}

}  // namespace gridpost::catalogue
