// Chapters 1.5, 1.6, 2 and 4.13: balances, payment mode, prepayment and debt of gas.
#include "catalogue/gas_parts.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using namespace gas;

constexpr std::uint16_t kPrepayment = 0x0705;

UseCase critical(std::uint16_t code, std::string_view name, std::string_view title) {
  return setting(code, name, title, Protection::Signed);
}

Type implementation() { return zigbee_activation(kCancelSent).as("ImplementationDateTime"); }

// ---- 1.5: by an amount, or to 0; the balance of prepayment or that of credit mode ----

UseCase balance(std::uint16_t code, std::string_view name, std::string_view title, std::string_view asked_by, int type,
                const Type& amount) {
  return critical(code, name, title)
      .serves("1.5", "UpdateMeterBalance")
      .when(present(asked_by))
      .with({send(kPrepayment, 0x05, "CreditAdjustment",
                  {issuer_event(), immediate("StartTime"), enum8().is(type).as("CreditAdjustmentType"),
                   amount.as("CreditAdjustmentValue")})})
      .shows("UpdateMeterBalanceRsp");
}

std::vector<UseCase> balances() {
  const std::string_view adjust = "PrepaymentMode/AdjustMeterBalance";
  const std::string_view adjust_credit = "CreditMode/AdjustMeterBalance";
  const Type nothing = i32().is(0);
  return {balance(0x0086, "GCS40a", "GSME prepayment balance: adjust", adjust, 0, i32(adjust)),
          balance(0x00B4, "GCS40b", "GSME prepayment balance: reset", "PrepaymentMode/ResetMeterBalance", 1, nothing),
          balance(0x00C0, "GCS40c", "GSME credit mode balance: adjust", adjust_credit, 3, i32(adjust_credit)),
          balance(0x00C2, "GCS40d", "GSME credit mode balance: reset", "CreditMode/ResetMeterBalance", 2, nothing)};
}

// ---- 1.6 ----

// Bits of the payment control configuration.
constexpr int kPrepaymentBit = 1;
constexpr int kDebtWhileDisabledBit = 10;  // the debt is not collected while the supply is disabled
constexpr int kDebtInEmergencyBit = 11;    // the debt is collected while emergency credit is in use

UseCase payment_mode(std::uint16_t code, std::string_view name, std::string_view title, std::string_view asked_by,
                     const Type& configuration, const Type& cut_off) {
  return critical(code, name, title)
      .serves("1.6", "UpdatePaymentMode")
      .when(present(asked_by))
      .stamped(Stamp::Own)
      .with({send(kPrepayment, 0x06, "ChangePaymentMode",
                  issued({implementation(), configuration.as("ProposedPaymentControlConfiguration"),
                          cut_off.as("CutOffValue")}))
                 .answers(0x02, "ChangePaymentModeResponse",
                          {bits8("FriendlyCredit"), u32("FriendlyCreditCalendarId"), u32("EmergencyCreditLimit"),
                           u32("EmergencyCreditThreshold")})})
      .reports("FD-GBZ")
      .shows("UpdatePaymentModeRsp");
}

UseCase gcs02() {
  return payment_mode(0x006C, "GCS02", "GSME payment mode: credit", "Credit", bits16().is(0x0C94), i32().is(-1));
}

UseCase gcs03() {
  const Type configuration = bits16()
                                 .is(0x0097)
                                 .plus_if("Prepayment/SuspendDebtDisabled", "true", 1 << kDebtWhileDisabledBit)
                                 .plus_if("Prepayment/SuspendDebtEmergency", "false", 1 << kDebtInEmergencyBit);
  return payment_mode(0x006D, "GCS03", "GSME payment mode: prepayment", "Prepayment", configuration,
                      i32("Prepayment/DisablementThreshold"));
}

UseCase gcs21j() {
  const std::string_view control = "paymentControl";
  return reading(0x00BF, "GCS21j", "Gas payment mode: read", kMeterOrProxy)
      .serves("6.2.9", "ReadDeviceConfigurationPaymentMode")
      .with({read(kPrepayment, {attr(0x0000, bits16(control))})})
      .shows("ReadDeviceConfigurationPaymentModeRsp",
             {text("PaymentMode", control, {{0, "Credit"}, {1, "Prepayment"}}).part(kPrepaymentBit, 1),
              text("SuspendDebtEmergency", control, {{0, "true"}, {1, "false"}}).part(kDebtInEmergencyBit, 1),
              text("SuspendDebtDisabled", control, {{0, "false"}, {1, "true"}}).part(kDebtWhileDisabledBit, 1)});
}

// ---- 2.1 ----

constexpr int kNonDisablementCalendar = 3;

Calendar non_disablement(std::string_view at) {
  return {
      kNonDisablementCalendar,
      at,
      "DayProfiles/GasNonDisablementDayProfile",
      "WeekProfiles/WeekProfile",
      "SeasonProfiles/Season",
      "SpecialDays/SpecialDay",
      "GasDayName",
      list("TimeStartAction", structure({minute_of_day("StartTime"),
                                         u8("NonDisablementAction").words({{"START", 1}, {"STOP", 0}}).as("Tier")})),
      u8().count_of("TimeStartAction")};
}

UseCase gcs05() {
  const std::string_view gas = "UpdatePrepayConfigGas";
  return critical(0x006F, "GCS05", "GSME prepayment configuration: set")
      .serves("2.1", "UpdatePrepayConfiguration")
      .stamped(Stamp::Own)
      .with(
          {send(kPrepayment, 0x03, "EmergencyCreditSetup",
                {issuer_event(), zigbee_activation(kCancelSent), u32("EmergencyCreditLimit"),
                 u32("EmergencyCreditThreshold")})
               .in(gas),
           send(kPrepayment, 0x0C, "SetOverallDebtCap",
                issued({implementation(), i32("DebtRecoveryRateCap").as("OverallDebtCap")}))
               .in(gas),
           send(kPrepayment, 0x09, "SetLowCreditWarningLevel", {u32("LowCreditThreshold").as("LowCreditWarningLevel")})
               .in(gas)
               .starting(zigbee_activation(kCancelSent)),
           send(kPrepayment, 0x0B, "SetMaximumCreditLimit",
                issued({implementation(), u32("MaxMeterBalance").as("MaximumCreditLevel"),
                        u32("MaxCreditThreshold").as("MaximumCreditPerTopUp")}))
               .in(gas)})
      .with(publishes(non_disablement("UpdatePrepayConfigGas/GasNonDisablementCalendar")))
      .reports("FD-GBZ")
      .shows("UpdatePrepayConfigurationRsp");
}

// ---- 2.3 ----

// By amount type: 1 and 3 are debts recovered over time, 5 the one recovered with each payment.
Row change_debt(std::string_view amount, int method, int amount_type, const Type& frequency, const Type& rate,
                const Type& percentage) {
  return send(kPrepayment, 0x02, "ChangeDebt",
              {issuer_event(), octets().is("").as("DebtLabel"), i32(amount).as("DebtAmount"),
               enum8().is(method).as("DebtRecoveryMethod"), enum8().is(amount_type).as("DebtAmountType"),
               immediate("DebtRecoveryStartTime"), u16().is(0).as("DebtRecoveryCollectionTime"),
               frequency.as("DebtRecoveryFrequency"), rate.as("DebtRecoveryAmount"),
               percentage.as("DebtRecoveryBalancePercentage")});
}

Row time_debt(std::string_view amount, std::string_view recovery, int amount_type) {
  const std::string at(recovery);
  return change_debt(amount, 0, amount_type, enum8(at + "/DebtRecoveryRatePeriod").words({{"HOURLY", 0}, {"DAILY", 1}}),
                     i32(at + "/DebtRecoveryRate"), u16().is(0));
}

UseCase gcs04() {
  return critical(0x006E, "GCS04", "GSME debt: adjust registers and recovery")
      .serves("2.3", "UpdateDebt")
      .with({time_debt("TimeDebtRegister1", "GasDebtRecovery1", 1),
             time_debt("TimeDebtRegister2", "GasDebtRecovery2", 3),
             change_debt("PaymentDebtRegister", 1, 5, enum8().is(1), i32().is(0), u16("DebtRecoveryPerPayment"))})
      .shows("UpdateDebtRsp");
}

// ---- 2.5 ----

UseCase gcs06() {
  return critical(0x0070, "GCS06", "GSME emergency credit: activate")
      .serves("2.5", "ActivateEmergencyCredit")
      .with({send(kPrepayment, 0x00, "SelectAvailableEmergencyCredit",
                  {immediate("CommandIssueDateTime"), enum8().is(0).as("OriginatingDevice")})})
      .shows("ActivateEmergencyCreditRsp");
}

// ---- 4.13 ----

std::vector<MmcField> shown_recovery(std::string_view element, std::string_view number_of_debt) {
  const std::string at = "Gas/" + std::string(element);
  const std::string debt(number_of_debt);
  return {number(at + "/DebtRecoveryRate", "recoveryAmount" + debt),
          text(at + "/DebtRecoveryRatePeriod", "recoveryFrequency" + debt, {{0, "HOURLY"}, {1, "DAILY"}})};
}

std::vector<MmcField> shown_configuration() {
  const CalendarNames names{"Gas/NonDisablementCalendar/DayProfiles/GasNonDisablementDayProfile",
                            "Gas/NonDisablementCalendar/WeekProfiles/WeekProfile",
                            "ReferencedDayName",
                            "Gas/NonDisablementCalendar/SeasonProfiles/Season",
                            "Gas/NonDisablementCalendar/SpecialDays/SpecialDay",
                            "ReferencedDayName"};
  const std::vector<MmcField> day{
      each("TimeStartAction", "entries",
           {time_of_day("StartTime", "StartTime"), text("NonDisablementAction", "Tier", {{0, "STOP"}, {1, "START"}})})
          .with_index(),
      number("GasDayName", "DayId")};
  std::vector<MmcField> out{number("DebtRecoveryPerPayment", "recoveryPercentage3"),
                            number("DebtRecoveryRateCap", "overallDebtCap"),
                            number("DisablementThreshold", "cutOffValue"),
                            number("EmergencyCreditLimit", "emergencyCreditLimit"),
                            number("EmergencyCreditThreshold", "emergencyCreditThreshold"),
                            number("LowCreditThreshold", "lowCreditWarning"),
                            number("CreditMaxCreditThreshold", "maxCreditPerTopUp"),
                            number("MaxCreditMaxMeterBalance", "maxCreditLimit")};
  out = joined(std::move(out), shown_calendar(names, day));
  out = joined(std::move(out), shown_recovery("DebtRecovery1", "1"));
  return joined(std::move(out), shown_recovery("DebtRecovery2", "2"));
}

UseCase gcs21b() {
  return reading(0x00B5, "GCS21b", "Gas prepayment configuration: read", kMeterOrProxy)
      .serves("4.13", "ReadPrepaymentConfiguration")
      .with({read(kPrepayment, {attr(0x0239, u16("recoveryPercentage3")), attr(0x0006, i32("overallDebtCap")),
                                attr(0x0216, enum8("recoveryFrequency1")), attr(0x0226, enum8("recoveryFrequency2")),
                                attr(0x0040, i32("cutOffValue")), attr(0x0010, u32("emergencyCreditLimit")),
                                attr(0x0011, u32("emergencyCreditThreshold")), attr(0x0031, u32("lowCreditWarning")),
                                attr(0x0021, u32("maxCreditLimit")), attr(0x0022, u32("maxCreditPerTopUp")),
                                attr(0x0217, u32("recoveryAmount1")), attr(0x0227, u32("recoveryAmount2"))}),
             read(0x0700, {attr(0x0617, bits8("priceTrailingDigit"))})})
      .with(gets_calendar(kNonDisablementInForce, kNonDisablementCalendar))
      .shows("ReadPrepaymentConfigurationRsp", shown_configuration());
}

}  // namespace

std::vector<UseCase> gas_prepayment() {
  return joined(balances(), {gcs02(), gcs03(), gcs05(), gcs04(), gcs06(), gcs21b(), gcs21j()});
}

}  // namespace gridpost::chapters
