// Chapters 4.11 and 4.13 of electricity: tariffs, prices and the configuration of prepayment that a meter holds.
#include <fmt/format.h>

#include "catalogue/calendar_pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr int kRates = 48;
constexpr int kSecondaryRates = 4;
constexpr int kBlocks = 4;
constexpr int kBlockRates = 8;
constexpr int kThresholds = 3;  // between four blocks

// ---- the switching table ----

std::vector<Row> switching_table(std::string_view calendar) {
  std::vector<Type> week{octets("weekName")};
  for (int day = 1; day <= 7; ++day) week.push_back(u8(fmt::format("day{}", day)));
  return {
      get(20, calendar, 3,
          array("seasons", structure({octets("seasonName"), octets(12, "startDate"), octets("week")}))),
      get(20, calendar, 4, array("weeks", structure(week))),
      get(20, calendar, 5,
          array("days", structure({u8("dayName"), array("switchings", structure({octets(4, "time"), octets(6, "script"),
                                                                                 u16("selector")}))})))};
}

Row special_days(std::string_view obis) { return get(11, obis, 2, answered_special_days("specialDays")); }

// The selectors first + 1, first + 2, ... mean the actions 1, 2, ...
MmcField action(std::string_view path, int first, int count) {
  std::vector<std::pair<std::int64_t, std::string>> words;
  for (int i = 1; i <= count; ++i) words.emplace_back(first + i, std::to_string(i));
  return text(path, "selector", std::move(words));
}

// The fields of a switching table whose days have these actions.
std::vector<MmcField> shown_switching_table(std::vector<MmcField> actions) {
  actions.insert(actions.begin(), time_of_day("StartTime", "time"));
  std::vector<MmcField> week{number("WeekName", "weekName")};
  for (int day = 1; day <= 7; ++day)
    week.push_back(number("ReferencedElecDay", fmt::format("day{}", day)).at_index(day));
  return {each("TariffSwitchingTable/DayProfiles/DayProfile", "days",
               {number("Day", "dayName"), each("ProfileSchedule", "switchings", std::move(actions))}),
          each("TariffSwitchingTable/WeekProfiles/WeekProfile", "weeks", std::move(week)),
          each("TariffSwitchingTable/Seasons/Season", "seasons",
               {characters("SeasonName", "seasonName"), wildcard_date("SeasonStartDate", "startDate"),
                number("ReferencedWeekName", "week")}),
          each("TariffSwitchingTableSpecialDays/SpecialDay", "specialDays",
               {wildcard_date("Date", "date"), number("ReferencedDay", "dayId")})};
}

// ---- prices ----

// Class 113: scales, the register that is charged, and prices. The second scale is that of the prices.
Row price_read(std::string_view obis, std::string_view scale, Type prices) {
  return get(113, obis, 5,
             structure({structure({i8("commodityScale"), i8(scale)}),
                        structure({u16("class"), octets(6, "register"), i8("attribute")}), std::move(prices)}));
}

Row charge_read(std::string_view obis, std::string_view scale, std::string_view charge) {
  return price_read(obis, scale, array("charges", structure({octets("id"), i16(charge)})));
}

std::string rate_name(int rate) { return fmt::format("rate{}", rate); }
std::string block_name(int block, int rate) { return fmt::format("block{}rate{}", block, rate); }

Type price(const std::string& name) { return structure({octets(1, "id"), i16(name)}); }

Type rate_prices(int rates) {
  std::vector<Type> prices;
  for (int rate = 1; rate <= rates; ++rate) prices.push_back(price(rate_name(rate)));
  return fixed_array("prices", std::move(prices));
}

// First the rates, then the rates of each block, as they are set.
Type primary_prices() {
  Type prices = rate_prices(kRates);
  for (int block = 1; block <= kBlocks; ++block)
    for (int rate = 1; rate <= kBlockRates; ++rate) prices.items.push_back(price(block_name(block, rate)));
  return prices;
}

std::vector<MmcField> shown_rate_prices(int rates) {
  std::vector<MmcField> out;
  for (int rate = 1; rate <= rates; ++rate)
    out.push_back(number("TariffTOUPriceMatrix/TariffTOUPrice", rate_name(rate)).at_index(rate));
  return out;
}

std::vector<MmcField> shown_block_prices() {
  std::vector<MmcField> out;
  for (int rate = 1; rate <= kBlockRates; ++rate) {
    std::vector<MmcField> blocks;
    for (int block = 1; block <= kBlocks; ++block)
      blocks.push_back(number("BlockPrice", block_name(block, rate)).at_index(block));
    out.push_back(group("TariffBlockPriceMatrix/TariffBlockPrices", std::move(blocks)).at_index(rate));
  }
  return out;
}

void append(std::vector<MmcField>& to, std::vector<MmcField> fields) {
  for (MmcField& f : fields) to.push_back(std::move(f));
}

UseCase reads(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::UserOrBroker, Protection::MacOnly);
}

// ---- 4.11 ----

UseCase ecs24() {
  std::vector<Row> thresholds;
  std::vector<MmcField> shown_thresholds;
  for (int rate = 1; rate <= kBlockRates; ++rate) {
    const std::string name = fmt::format("thresholds{}", rate);
    thresholds.push_back(get(21, fmt::format("0-0:16.0.{}.255", 10 + rate), 2, array(name, u32())));
    shown_thresholds.push_back(
        group("TariffThresholdMatrix/ElecTariffThresholds", {items("BlockThreshold", name).part(0, kThresholds)})
            .at_index(rate));
  }
  std::vector<MmcField> fields{
      number("PrimaryActiveTariffPrice", "activePrice"),
      text("CurrencyUnitsLabel", "currency", {{0, "ECB"}, {1, "GBP"}}),
      text("CurrencyUnitsName", "currency", {{0, "Millicent"}, {1, "Millipence"}}),
      number("StandingCharge", "standingCharge"),
      number("StandingChargeScale", "standingChargeScale"),
      number("PriceScale", "priceScale"),
  };
  append(fields, shown_block_prices());
  append(fields, shown_rate_prices(kRates));
  append(fields,
         shown_switching_table({action("TOUTariffAction", 0, kRates), action("BlockTariffAction", 100, kBlockRates)}));
  append(fields, std::move(shown_thresholds));
  return reads(0x003A, "ECS24", "ESME tariff, primary element: read")
      .serves("4.11.1", "ReadTariffPrimaryElement")
      .with(
          {get(3, "0-0:94.44.1.7", 2, u32("activePrice")), get(3, "0-0:94.44.1.7", 3, scaler_unit("activePriceUnit"))})
      .with(switching_table("0-0:13.0.0.255"))
      .with({special_days("0-0:11.0.0.255")})
      .with(std::move(thresholds))
      .with({get(9000, "0-0:94.44.2.0", 2, boolean("currency")),
             charge_read("0-0:19.20.4.255", "standingChargeScale", "standingCharge"),
             price_read("0-0:19.20.0.255", "priceScale", primary_prices())})
      .shows("ReadTariffPrimaryElementRsp/Electricity", std::move(fields));
}

UseCase ecs24b() {
  std::vector<MmcField> fields{number("SecondaryActiveTariffPrice", "activePrice"), number("PriceScale", "priceScale")};
  append(fields, shown_rate_prices(kSecondaryRates));
  append(fields, shown_switching_table({action("TOUTariffAction", 200, kSecondaryRates)}));
  return reads(0x00BD, "ECS24b", "ESME tariff, secondary element: read")
      .serves("4.11.2", "ReadTariffSecondaryElement")
      .with({price_read("0-0:19.20.5.255", "priceScale", rate_prices(kSecondaryRates)),
             get(3, "0-0:94.44.1.8", 2, u32("activePrice")), get(3, "0-0:94.44.1.8", 3, scaler_unit("activePriceUnit")),
             special_days("0-0:11.0.1.255")})
      .with(switching_table("0-0:13.0.1.255"))
      .shows("ReadTariffSecondaryElementRsp", std::move(fields));
}

// ---- 4.13 ----

// Which charges are collected from which credit says three things at once: the payment mode, and whether debt is
// recovered while the supply is off or emergency credit in use. (use cases, ECS02 and ECS03)
constexpr std::string_view kEmergencyCredit = "0000130A01FF";
constexpr std::string_view kAccumulatedDebt = "0000130A02FF";  // takes charges only if debt is suspended in emergency
constexpr std::string_view kTimeDebt1 = "0000131401FF";
constexpr std::string_view kNotDisabled = "C0";  // the flags of a debt that is not recovered while the supply is off

MmcField has_charge(std::string_view path, std::vector<std::pair<std::string, std::string>> members,
                    std::string_view shown) {
  return listed(path, "collections", std::move(members), shown);
}

std::vector<MmcField> shown_suspension() {
  const std::string debt(kTimeDebt1);
  const std::string emergency(kEmergencyCredit);
  return {has_charge("SuspendDebtDisabled", {{"charge", debt}, {"flags", std::string(kNotDisabled)}}, "true")
              .or_else(has_charge("SuspendDebtDisabled", {{"charge", debt}}, "false")),
          has_charge("SuspendDebtEmergency", {{"credit", std::string(kAccumulatedDebt)}}, "true")
              .or_else(has_charge("SuspendDebtEmergency", {{"credit", emergency}}, "false"))};
}

std::string debt(std::string_view what, int number) { return fmt::format("debt{}{}", what, number); }

// The rate twice, with its scale, and in between the period, as the message has them.
Row debt_rate(int number) {
  return charge_read(fmt::format("0-0:19.20.{}.255", number), debt("Scale", number), debt("Rate", number));
}
Row debt_period(int number) {
  return get(113, fmt::format("0-0:19.20.{}.255", number), 8, u32(debt("Period", number)));
}

std::vector<MmcField> shown_debt(int n) {
  const std::string path = fmt::format("Electricity/DebtRecovery{}/", n);
  return {number(path + "DebtRecoveryRate", debt("Rate", n)),
          number(path + "DebtRecoveryRatePriceScale", debt("Scale", n)),
          text(path + "DebtRecoveryRatePeriod", debt("Period", n), {{3600, "HOURLY"}, {86400, "DAILY"}})};
}

std::vector<MmcField> shown_non_disablement() {
  const std::string path = "Electricity/NonDisablementCalendar/";
  return {shown_special_days(path + "ElectricitySpecialDays/SpecialDay", "specialDays", "index"),
          each(path + "ElectricityNonDisablementSchedule", "schedule",
               {text("NonDisablementScript", "selector", {{32, "START"}, {33, "STOP"}}),
                each_bit("SpecialDaysApplicability/SpecialDayApplicability", "onSpecialDays",
                         {number("SpecialDayID", "bit")}),
                shown_days_of_week(), time_of_day("ScheduleDatesAndTime/SwitchTime", "time"),
                day("ScheduleDatesAndTime/StartDate", "startDate"), day("ScheduleDatesAndTime/EndDate", "endDate")})};
}

UseCase ecs26a() {
  constexpr std::string_view kAccount = "0-0:19.0.0.255";
  constexpr std::string_view kCredit = "0-0:19.10.1.255";
  std::vector<MmcField> fields{
      number("DebtRecoveryPerPayment", "debtPerPayment"),       number("DebtRecoveryRateCap", "debtRateCap"),
      number("DisablementThreshold", "disablementThreshold"),   number("EmergencyCreditLimit", "emergencyLimit"),
      number("EmergencyCreditThreshold", "emergencyThreshold"), number("LowCreditThreshold", "lowCredit"),
      number("CreditMaxCreditThreshold", "maximumCredit"),      number("MaxCreditMaxMeterBalance", "maximumBalance")};
  append(fields, shown_suspension());
  fields.push_back(has_charge("Electricity/PaymentMode", {{"credit", std::string(kEmergencyCredit)}}, "Prepayment")
                       .or_else(has_charge("Electricity/PaymentMode", {}, "Credit")));
  append(fields, shown_non_disablement());
  append(fields, shown_debt(1));
  append(fields, shown_debt(2));
  return reads(0x003B, "ECS26a", "ESME prepayment configuration: read")
      .serves("4.13", "ReadPrepaymentConfiguration")
      .with({debt_rate(1), special_days("0-0:11.0.2.255"), debt_period(1), debt_rate(1), debt_rate(2), debt_period(2),
             debt_rate(2), get(113, "0-0:19.20.3.255", 13, u16("debtPerPayment")),
             get(9000, "0-0:94.44.2.10", 2, i32("maximumCredit")),
             get(21, "0-0:16.0.1.255", 2, array("disablementThresholds", i32("disablementThreshold"))),
             get(9000, "0-0:94.44.2.20", 2, i32("maximumBalance")), get(111, kAccount, 16, i32("lowCredit")),
             get(111, kAccount, 18, u16("debtRateCap")), get(111, kAccount, 19, i32("debtRateCapPeriod")),
             get(112, kCredit, 9, i32("emergencyLimit")), get(112, kCredit, 10, i32("emergencyThreshold")),
             get(10, "0-0:12.0.1.255", 2, answered_schedule("schedule")),
             get(111, kAccount, 11,
                 array("collections", structure({octets(6, "credit"), octets(6, "charge"), bit_string(3, "flags")})))})
      .shows("ReadPrepaymentConfigurationRsp", std::move(fields));
}

}  // namespace

std::vector<UseCase> product_reads() { return {ecs24(), ecs24b(), ecs26a()}; }

}  // namespace gridpost::chapters
