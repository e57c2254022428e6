// Chapters 1.5 to 1.7 and 2: balances, payment modes, prepayment and debt.
#include <fmt/format.h>

#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

const DeviceTypes kElectricity{DeviceType::ESME};

// The credits and charges of an ESME: objects 0-0:19.x.y.255.
constexpr std::string_view kMeterBalance = "0-0:19.10.0.255";
constexpr std::string_view kEmergencyCredit = "0-0:19.10.1.255";
constexpr std::string_view kAccumulatedDebt = "0-0:19.10.2.255";

UseCase critical(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, kElectricity, Sender::User, Protection::Signed);
}

// ---- 1.5 ----

UseCase ecs04a() {
  return critical(0x001C, "ECS04a", "ESME meter balance: adjust")
      .serves("1.5", "UpdateMeterBalance")
      .when(present("*/AdjustMeterBalance"))
      .with({act(112, kMeterBalance, 1, i32("*/AdjustMeterBalance"))})
      .shows("UpdateMeterBalanceRsp");
}

UseCase ecs04b() {
  return critical(0x00B3, "ECS04b", "ESME balances: reset")
      .serves("1.5", "UpdateMeterBalance")
      .when(present("*/ResetMeterBalance"))
      .with({act(112, kMeterBalance, 2, i32().is(0)), act(112, kEmergencyCredit, 2, i32().is(0)),
             act(112, kAccumulatedDebt, 2, i32().is(0))})
      .shows("UpdateMeterBalanceRsp");
}

// ---- 1.6: which credit pays which charge ----

enum Credit { MeterBalance = 0x0A00, EmergencyCredit = 0x0A01, AccumulatedDebt = 0x0A02 };
enum Charge {
  BlockPrices = 0x1400,
  TimeDebt1 = 0x1401,
  TimeDebt2 = 0x1402,
  PaymentDebt = 0x1403,
  StandingCharge = 0x1404,
  SecondaryPrices = 0x1405
};

Type always_collected() { return bit_string(3).is("E0").as("collection"); }

Type pays(Credit credit, Charge charge, const Type& flags = always_collected()) {
  const auto object = [](int short_name) { return octets(6).is(fmt::format("000013{:04X}FF", short_name)); };
  return structure({object(credit), object(charge), flags});
}

UseCase payment_mode(std::uint16_t code, std::string_view name, std::string_view title) {
  return critical(code, name, title)
      .serves("1.6", "UpdatePaymentMode")
      .stamped(Stamp::Own)
      .reports("FD-DLMS")
      .shows("UpdatePaymentModeRsp");
}

Row account_mode(int mode) {
  return set(111, "0-1:19.0.0.255", 2, structure({enum8().is(mode).as("mode"), enum8().is(1).as("status")}));
}

Row credit_charges(std::vector<Type> pairs) {
  return set(111, "0-1:19.0.0.255", 11, fixed_array("creditCharges", std::move(pairs)));
}

UseCase ecs02() {
  constexpr int kCredit = 1;
  return payment_mode(0x001A, "ECS02", "ESME payment mode: credit")
      .when(present("Credit"))
      .with({account_mode(kCredit),
             credit_charges({pays(MeterBalance, BlockPrices), pays(MeterBalance, StandingCharge),
                             pays(MeterBalance, SecondaryPrices).only_if_twin()}),
             activates(111, "0-1:19.0.0.255", 13)});
}

UseCase ecs03() {
  constexpr int kPrepayment = 2;
  const std::string_view suspended = "Prepayment/SuspendDebtEmergency";
  // Time based debts are not collected while the supply is disabled, if the request says so.
  const Type debt =
      bit_string(3).from("Prepayment/SuspendDebtDisabled").words({{"true", 0xC0}, {"false", 0xE0}}).as("collection");
  return payment_mode(0x001B, "ECS03", "ESME payment mode: prepayment")
      .when(present("Prepayment"))
      .with({account_mode(kPrepayment), set(9000, "0-0:94.44.128.22", 4, i32("Prepayment/DisablementThreshold")),
             credit_charges({pays(MeterBalance, BlockPrices), pays(MeterBalance, StandingCharge),
                             pays(MeterBalance, TimeDebt1, debt), pays(MeterBalance, TimeDebt2, debt),
                             pays(MeterBalance, PaymentDebt), pays(EmergencyCredit, PaymentDebt),
                             pays(EmergencyCredit, BlockPrices), pays(EmergencyCredit, StandingCharge),
                             pays(EmergencyCredit, TimeDebt1, debt), pays(EmergencyCredit, TimeDebt2, debt),
                             pays(AccumulatedDebt, StandingCharge).when_equals(suspended, "true"),
                             pays(AccumulatedDebt, TimeDebt1).when_equals(suspended, "true"),
                             pays(AccumulatedDebt, TimeDebt2).when_equals(suspended, "true"),
                             pays(MeterBalance, SecondaryPrices).only_if_twin(),
                             pays(EmergencyCredit, SecondaryPrices).only_if_twin()}),
             activates(9000, "0-0:94.44.128.22", 6), activates(111, "0-1:19.0.0.255", 13)});
}

// ---- 1.7 ----

UseCase ecs05() {
  constexpr int kResetScript = 99;
  return critical(0x001D, "ECS05", "ESME block counters: reset")
      .serves("1.7", "ResetTariffBlockCounterMatrix")
      .with({act(9, "0-0:10.0.100.255", 1, u16().is(kResetScript).as("script"))})
      .shows("ResetTariffBlockCounterMatrixRsp");
}

// ---- 2.1: limits of prepayment, and when the supply stays on whatever the balance ----

// Both forms; they differ in where the greatest balance goes.
UseCase prepayment(std::uint16_t code, std::string_view name, std::string_view title, std::uint8_t max_balance) {
  constexpr int kWeek = 604800;  // seconds
  const std::string_view at = "UpdatePrepayConfigElectricity";
  const std::string calendar = "ElectricityNonDisablementCalendar/";
  const std::string special_days = calendar + "ElectricitySpecialDays/SpecialDay";
  const Type script = u16("NonDisablementScript").words({{"START", 32}, {"STOP", 33}});
  const BitGroup special = bits_by("SpecialDaysApplicability/SpecialDayApplicability", "SpecialDayID").at(-1, 1);
  const Type entry =
      schedule_entry("00000A006AFF", script, special, fmt::format("/{}/{}", at, special_days), "ScheduleDatesAndTime");
  return critical(code, name, title)
      .serves("2.1", "UpdatePrepayConfiguration")
      .stamped(Stamp::Own)
      .with({special_days_table("0-1:11.0.2.255", special_days, date5("Date"), u8("@index").as("day")).in(at),
             set(9000, "0-0:94.44.2.20", max_balance, i32("MaxMeterBalance")).in(at),
             set(9000, "0-0:94.44.2.10", 4, i32("MaxCreditThreshold")).in(at),
             set(10, "0-1:12.0.1.255", 2, list(calendar + "ElectricityNonDisablementSchedule", entry)).in(at),
             set(9000, "0-0:94.44.128.12", 4, u16("DebtRecoveryRateCap")).in(at),
             set(9000, "0-0:94.44.128.13", 4, i32().is(kWeek).as("debtRecoveryPeriod")),
             set(9000, "0-0:94.44.128.9", 4, i32("LowCreditThreshold")).in(at),
             set(9000, "0-0:94.44.128.2", 4, i32("EmergencyCreditLimit")).in(at),
             activates(9000, "0-0:94.44.128.31", 6),
             set(9000, "0-0:94.44.128.3", 4, i32("EmergencyCreditThreshold")).in(at),
             activates(9000, "0-0:94.44.2.20", 6), activates(9000, "0-0:94.44.2.10", 6),
             activates(9000, "0-0:94.44.128.12", 6), activates(9000, "0-0:94.44.128.13", 6),
             activates(9000, "0-0:94.44.128.9", 6), activates(9000, "0-0:94.44.128.2", 6),
             activates(9000, "0-0:94.44.128.3", 6), activates(9000, "0-0:94.44.128.28", 6)})
      .reports("FD-DLMS")
      .shows("UpdatePrepayConfigurationRsp");
}

constexpr std::string_view kNewForms = "2.0";  // GBCS version from which ECS08a takes the place of ECS08

UseCase ecs08() {
  return prepayment(0x001F, "ECS08", "ESME prepayment configuration: set (first form)", 2).before_version(kNewForms);
}

UseCase ecs08a() {
  return prepayment(0x00DE, "ECS08a", "ESME prepayment configuration: set", 4).from_version(kNewForms);
}

// ---- 2.2: the counter of the command is that of the UTRN ----

UseCase top_up(UseCase use_case) {
  return use_case.serves("2.2", "TopUpDevice").stamped(Stamp::Own).shows("TopUpDeviceRsp");
}

UseCase cs01a() {
  return top_up(dlms(0x0007, "CS01a", "ESME top-up", kElectricity, Sender::User, Protection::MacOnly)
                    .with({act(115, "0-0:19.40.0.255", 1, octets(20, "UTRN"))}));
}

UseCase cs01b() {
  constexpr int kAccepted = 0x00;
  constexpr int kAcceptedAndEnabled = 0x10;
  constexpr int kAcceptedAndDisabled = 0x11;
  return top_up(gbz(0x0097, "CS01b", "GSME top-up", {DeviceType::GSME}, Sender::User, Protection::MacOnly)
                    .with({send(0x0705, 0x04, "ConsumerTopUp",
                                {enum8().is(0).as("OriginatingDevice"), octets("UTRN").as("TopUpCode")})
                               .answers(0x03, "ConsumerTopUpResponse",
                                        {enum8("ResultType"), i32("TopUpValue"), enum8("SourceOfTopUp"),
                                         i32("CreditRemaining")})})
                    .succeeds_by("ResultType", {kAccepted, kAcceptedAndEnabled, kAcceptedAndDisabled}));
}

// ---- 2.3 ----

Type recovery_period(std::string_view debt) {
  return u32(fmt::format("{}/DebtRecoveryRatePeriod", debt)).words({{"HOURLY", 3600}, {"DAILY", 86400}});
}

Type recovery_rate(std::string_view debt) {
  return charge(fmt::format("{}/DebtRecoveryRatePriceScale", debt), fmt::format("{}/DebtRecoveryRate", debt));
}

UseCase ecs07() {
  const std::string_view first = "0-0:19.20.1.255";
  const std::string_view second = "0-0:19.20.2.255";
  const std::string_view per_payment = "0-0:19.20.3.255";
  return critical(0x001E, "ECS07", "ESME debt: set recovery rates and adjust registers")
      .serves("2.3", "UpdateDebt")
      .with({set(113, first, 6, recovery_rate("ElecDebtRecovery1")),
             set(113, second, 6, recovery_rate("ElecDebtRecovery2")),
             set(113, per_payment, 13, u16("DebtRecoveryPerPayment")),
             set(113, first, 8, recovery_period("ElecDebtRecovery1")),
             set(113, second, 8, recovery_period("ElecDebtRecovery2")), act(113, first, 2, i8().is(0)),
             act(113, second, 2, i8().is(0)), act(113, per_payment, 4, i32("PaymentDebtRegister")),
             act(113, first, 4, i32("TimeDebtRegister1")), act(113, second, 4, i32("TimeDebtRegister2"))})
      .shows("UpdateDebtRsp");
}

// ---- 2.5 ----

UseCase ecs09() {
  return critical(0x0020, "ECS09", "ESME emergency credit: activate")
      .serves("2.5", "ActivateEmergencyCredit")
      .with({act(112, kEmergencyCredit, 3, i8().is(0))})
      .shows("ActivateEmergencyCreditRsp");
}

}  // namespace

std::vector<UseCase> payments() {
  return {ecs04a(), ecs04b(), ecs02(), ecs03(), ecs05(), ecs08(), ecs08a(), cs01a(), cs01b(), ecs07(), ecs09()};
}

}  // namespace gridpost::chapters
