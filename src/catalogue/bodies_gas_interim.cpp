// Services of both fuels that the gas use cases need, until their chapters describe them. 6.22 has its gas forms only.
#include <fmt/format.h>

#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

// What stands at a place in the tariff of 1.1.1, which has the same types.
const Node& in_tariff(std::initializer_list<std::string_view> path) {
  static const Node tariff = product_bodies().front();
  const Node* at = &tariff;
  for (std::string_view step : path) at = child(*at, step);
  return *at;
}

Content elec_date() { return in_tariff({"ElecTariffElements", "SpecialDays", "SpecialDay", "Date"}).content; }
Content gas_date() { return in_tariff({"GasTariffElements", "SpecialDays", "SpecialDay", "Date"}).content; }

Content elec_prepayment() {
  const Content schedule = sequence(
      {one("NonDisablementScript", one_of({"START", "STOP"})),
       one("SpecialDaysApplicability",
           sequence({many(0, 20, "SpecialDayApplicability", sequence({one("SpecialDayID", integer(1, 20))}))})),
       one("DaysOfWeekApplicability",
           sequence({many(0, 7, "DayOfWeekApplicability",
                          sequence({one("DayOfWeekID", one_of({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                                               "Saturday", "Sunday"}))}))})),
       one("ScheduleDatesAndTime",
           sequence({one("SwitchTime", time_of_day()), one("StartDate", date()), one("EndDate", date())}))});
  const Content special_day = indexed(sequence({one("Date", elec_date())}), 20);
  return sequence({one("DebtRecoveryRateCap", grammar::uint16()), one("EmergencyCreditLimit", int32()),
                   one("EmergencyCreditThreshold", int32()), one("LowCreditThreshold", int32()),
                   one("ElectricityNonDisablementCalendar",
                       sequence({one("ElectricitySpecialDays", sequence({many(0, 20, "SpecialDay", special_day)})),
                                 many(1, 22, "ElectricityNonDisablementSchedule", schedule)})),
                   one("MaxMeterBalance", int32()), one("MaxCreditThreshold", int32())});
}

Content gas_prepayment() {
  const SimpleType day_name = integer(1, 5);
  const SimpleType week_name = integer(1, 2);
  const Content start =
      sequence({one("StartTime", time_of_day()), one("NonDisablementAction", one_of({"START", "STOP"}))});
  const Content day = sequence({many(1, 3, "TimeStartAction", start), one("GasDayName", day_name)});
  const Content week = sequence({one("WeekName", week_name), many(7, 7, "ReferencedDayName", indexed(day_name, 7))});
  const Content season = sequence({one("SeasonStartDate", gas_date()), one("ReferencedWeekName", week_name)});
  const Content special_day = sequence({one("Date", gas_date()), one("ReferencedDayName", day_name)});
  return sequence({one("DebtRecoveryRateCap", int32()), one("EmergencyCreditLimit", grammar::uint32()),
                   one("EmergencyCreditThreshold", grammar::uint32()), one("LowCreditThreshold", grammar::uint32()),
                   one("GasNonDisablementCalendar",
                       sequence({one("DayProfiles", sequence({many(1, 5, "GasNonDisablementDayProfile", day)})),
                                 one("WeekProfiles", sequence({many(1, 2, "WeekProfile", week)})),
                                 one("SeasonProfiles", sequence({many(1, 3, "Season", season)})),
                                 one("SpecialDays", sequence({many(0, 20, "SpecialDay", special_day)}))})),
                   one("MaxMeterBalance", grammar::uint32()), one("MaxCreditThreshold", grammar::uint32())});
}

Content debt() {
  const SimpleType period = one_of({"HOURLY", "DAILY"});
  const Content electricity =
      sequence({one("DebtRecoveryRate", grammar::int16()), one("DebtRecoveryRatePriceScale", integer(-128, 127)),
                one("DebtRecoveryRatePeriod", period)});
  const Content gas = sequence({one("DebtRecoveryRate", int32()), one("DebtRecoveryRatePeriod", period)});
  SimpleType percentage = grammar::uint16();
  percentage.maximum = 10000;
  return sequence({one("TimeDebtRegister1", int32()), one("TimeDebtRegister2", int32()),
                   one("PaymentDebtRegister", int32()), one("DebtRecoveryPerPayment", percentage),
                   choice({sequence({one("ElecDebtRecovery1", electricity), one("ElecDebtRecovery2", electricity)}),
                           sequence({one("GasDebtRecovery1", gas), one("GasDebtRecovery2", gas)})})});
}

Content billing_calendar() {
  const SimpleType day_of_month = integer(1, 28);
  const Content months = sequence({one("DayOfMonth", day_of_month), one("BillingPeriodStartMonth", integer(1, 12))});
  return choice(
      {one("ElectricityBillingCalendar",
           sequence({one("BillingTime", time_of_day()),
                     choice({one("Daily", nothing()), one("Weekly", integer(1, 7)), one("Monthly", day_of_month),
                             one("Quarterly", months), one("SixMonthly", months), one("Yearly", months)})})),
       one("GasBillingCalendar", sequence({one("BillingPeriodStart", date_time()),
                                           one("Periodicity", one_of({"Daily", "Weekly", "Monthly", "Quarterly",
                                                                      "SixMonthly", "Yearly"}))}))});
}

Content gas_alert_behaviour() {
  const SimpleType setting = one_of({"Disable", "Enable"});
  const Content settings =
      sequence({one("WANAlert", setting), one("HANAlert", setting), one("EventLog", setting), one("Alarm", setting)});
  const auto codes = [](std::initializer_list<int> low, const Content& content) {
    std::vector<Particle> out;
    for (int code : low) out.push_back(optional(fmt::format("x81{:02X}", code), content));
    return sequence(std::move(out));
  };
  return choice({one("GasSupplierAlerts",
                     codes({0x0D, 0x0E, 0x19, 0x45, 0x54, 0x55, 0x68, 0x83, 0x84, 0xA1, 0xA4, 0xA5, 0xA6, 0xA7,
                            0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5,
                            0xB6, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE, 0xBF, 0xC0, 0xC2, 0xC3, 0xC4, 0xC5},
                           setting)),
                 one("GasSupplierAlertEventSettings",
                     codes({0x0D, 0x0E, 0x19, 0x45, 0x54, 0x55, 0x61, 0x62, 0x68, 0x83, 0x84, 0xA0, 0xA1, 0xA4, 0xA5,
                            0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4,
                            0xB5, 0xB6, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE, 0xBF, 0xC0, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6},
                           settings))});
}

std::vector<Node> pricing_and_prepayment() {
  const Content adjust_or_reset = choice({one("AdjustMeterBalance", int32()), one("ResetMeterBalance", nothing())});
  return {
      // 1.2.1
      element("UpdatePricePrimaryElement", future_dated({one(in_tariff({"PriceElements"}))})),
      // 1.5
      element("UpdateMeterBalance",
              choice({one("PrepaymentMode", adjust_or_reset), one("CreditMode", adjust_or_reset)})),
      // 1.6
      element("UpdatePaymentMode",
              future_dated({choice(
                  {one("Credit", nothing()), one("Prepayment", sequence({one("SuspendDebtDisabled", boolean()),
                                                                         one("SuspendDebtEmergency", boolean()),
                                                                         one("DisablementThreshold", int32())}))})})),
      // 2.1
      element("UpdatePrepayConfiguration",
              future_dated({choice({one("UpdatePrepayConfigElectricity", elec_prepayment()),
                                    one("UpdatePrepayConfigGas", gas_prepayment())})})),
      // 2.3
      element("UpdateDebt", debt()),
      // 2.5
      element("ActivateEmergencyCredit", nothing()),
      // 3.1
      element("DisplayMessage", future_dated({one("SupplierMessage", string_of(printable(), 1, 116))})),
      // 3.4
      element("UpdateSupplierName", future_dated({one("SupplierName", string_of(printable(), 1, 15)),
                                                  one("SupplierTelephoneNumber", string_of("0123456789 ", 1, 18))})),
      // 3.5
      element("DisablePrivacyPIN", nothing()),
  };
}

std::vector<Node> configuration() {
  return {
      // 6.2.10
      element("ReadDeviceConfigurationEventAndAlertBehaviours", nothing()),
      // 6.8
      element("UpdateDeviceConfigurationBillingCalendar", billing_calendar()),
      // 6.11
      element("SynchroniseClock",
              sequence({one("CurrentDateTime", date_time()), one("TolerancePeriod", int32(0, 86400))})),
      // 6.22
      element("ConfigureAlertBehaviour", gas_alert_behaviour()),
  };
}

}  // namespace

std::vector<Node> gas_interim_bodies() {
  std::vector<Node> all;
  for (auto part : {pricing_and_prepayment, configuration})
    for (Node& body : part()) all.push_back(std::move(body));
  return all;
}

}  // namespace gridpost::catalogue
