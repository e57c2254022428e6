// Chapters 1.5 to 1.7 and 2 of the service matrix: balances, payment modes, prepayment and debt.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

Content balance() { return choice({one("AdjustMeterBalance", grammar::int32()), one("ResetMeterBalance", nothing())}); }

Content elec_prepayment() {
  const Content special_day = indexed(sequence({one("Date", date_with_wildcards())}), 20);
  const Content special_days =
      sequence({many(0, 20, "SpecialDayApplicability", sequence({one("SpecialDayID", integer(1, 20))}))});
  const Content schedule =
      sequence({one("NonDisablementScript", one_of({"START", "STOP"})), one("SpecialDaysApplicability", special_days),
                one("DaysOfWeekApplicability", days_of_week()), one("ScheduleDatesAndTime", schedule_period(date()))});
  const Content calendar = sequence({one("ElectricitySpecialDays", sequence({many(0, 20, "SpecialDay", special_day)})),
                                     many(1, 22, "ElectricityNonDisablementSchedule", schedule)});
  return sequence({one("DebtRecoveryRateCap", grammar::uint16()), one("EmergencyCreditLimit", grammar::int32()),
                   one("EmergencyCreditThreshold", grammar::int32()), one("LowCreditThreshold", grammar::int32()),
                   one("ElectricityNonDisablementCalendar", calendar), one("MaxMeterBalance", grammar::int32()),
                   one("MaxCreditThreshold", grammar::int32())});
}

Content gas_prepayment() {
  const SimpleType day_name = integer(1, 5);
  const SimpleType week_name = integer(1, 2);
  const Content start =
      sequence({one("StartTime", time_of_day()), one("NonDisablementAction", one_of({"START", "STOP"}))});
  const Content day = sequence({many(1, 3, "TimeStartAction", start), one("GasDayName", day_name)});
  const Content week = sequence({one("WeekName", week_name), many(7, 7, "ReferencedDayName", indexed(day_name, 7))});
  const Content season =
      sequence({one("SeasonStartDate", gas_date_with_wildcards()), one("ReferencedWeekName", week_name)});
  const Content special_day = sequence({one("Date", gas_date_with_wildcards()), one("ReferencedDayName", day_name)});
  const Content calendar = sequence({one("DayProfiles", sequence({many(1, 5, "GasNonDisablementDayProfile", day)})),
                                     one("WeekProfiles", sequence({many(1, 2, "WeekProfile", week)})),
                                     one("SeasonProfiles", sequence({many(1, 3, "Season", season)})),
                                     one("SpecialDays", sequence({many(0, 20, "SpecialDay", special_day)}))});
  return sequence({one("DebtRecoveryRateCap", grammar::int32()), one("EmergencyCreditLimit", grammar::uint32()),
                   one("EmergencyCreditThreshold", grammar::uint32()), one("LowCreditThreshold", grammar::uint32()),
                   one("GasNonDisablementCalendar", calendar), one("MaxMeterBalance", grammar::uint32()),
                   one("MaxCreditThreshold", grammar::uint32())});
}

SimpleType recovery_period() { return one_of({"HOURLY", "DAILY"}); }

Content elec_debt_recovery() {
  return sequence({one("DebtRecoveryRate", grammar::int16()), one("DebtRecoveryRatePriceScale", price_scale()),
                   one("DebtRecoveryRatePeriod", recovery_period())});
}

Content gas_debt_recovery() {
  return sequence({one("DebtRecoveryRate", grammar::int32()), one("DebtRecoveryRatePeriod", recovery_period())});
}

}  // namespace

std::vector<Node> payment_bodies() {
  const Content prepayment =
      sequence({one("SuspendDebtDisabled", grammar::boolean()), one("SuspendDebtEmergency", grammar::boolean()),
                one("DisablementThreshold", grammar::int32())});
  return {
      // 1.5
      element("UpdateMeterBalance", choice({one("PrepaymentMode", balance()), one("CreditMode", balance())})),
      // 1.6
      element("UpdatePaymentMode", future_dated({choice({one("Credit", nothing()), one("Prepayment", prepayment)})})),
      // 1.7
      element("ResetTariffBlockCounterMatrix", nothing()),
      // 2.1
      element("UpdatePrepayConfiguration",
              future_dated({choice({one("UpdatePrepayConfigElectricity", elec_prepayment()),
                                    one("UpdatePrepayConfigGas", gas_prepayment())})})),
      // 2.2
      element("TopUpDevice", sequence({one("UTRN", digit_text(20, 20))})),
      // 2.3
      element("UpdateDebt",
              sequence({one("TimeDebtRegister1", grammar::int32()), one("TimeDebtRegister2", grammar::int32()),
                        one("PaymentDebtRegister", grammar::int32()),
                        one("DebtRecoveryPerPayment", grammar::uint16(0, 10000)),
                        choice({sequence({one("ElecDebtRecovery1", elec_debt_recovery()),
                                          one("ElecDebtRecovery2", elec_debt_recovery())}),
                                sequence({one("GasDebtRecovery1", gas_debt_recovery()),
                                          one("GasDebtRecovery2", gas_debt_recovery())})})})),
      // 2.5
      element("ActivateEmergencyCredit", nothing()),
  };
}

}  // namespace gridpost::catalogue
