// Chapter 1: tariffs and prices of electricity.
#include <fmt/format.h>

#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

// Which tariff register runs when: seasons, weeks, days, special days. `at` is where the DUIS elements are; `selector`
// is what a day's entry chooses.
std::vector<Row> switching_table(const std::string& at, std::string_view calendar, std::string_view special_days,
                                 const Type& selector) {
  std::vector<Type> week{number_octets(1, "WeekName")};
  for (int day = 1; day <= 7; ++day)
    week.push_back(u8(fmt::format("ReferencedDayName[{}]", day)).as("ReferencedDayName"));
  const std::string table = at.empty() ? "SwitchingTable" : at + "/SwitchingTable";
  return {set(20, calendar, 7,
              list("Seasons/Season", structure({octets("SeasonName"), date5_midnight("SeasonStartDate"),
                                                number_octets(1, "ReferencedWeekName")})))
              .in(table),
          set(20, calendar, 8, list("WeekProfiles/WeekProfile", structure(week))).in(table),
          set(20, calendar, 9,
              list("DayProfiles/DayProfile",
                   structure(
                       {u8("DayName"), list("ProfileSchedule",
                                            structure({time4("StartTime"), octets(6).is("00000A0064FF"), selector}))})))
              .in(table),
          special_days_table(special_days, "SpecialDays/SpecialDay", date5("Date"), u8("ReferencedDayName")).in(at)};
}

// Thresholds of the eight time-of-use rows.
std::vector<Row> thresholds(std::string_view at) {
  std::vector<Row> rows;
  for (int row = 1; row <= 8; ++row)
    rows.push_back(
        set(21, fmt::format("0-0:16.1.{}.255", 10 + row), 2,
            list(fmt::format("ThresholdMatrix/Thresholds[{}]/BlockThreshold", row), u32(".").as("BlockThreshold")))
            .in(at));
  return rows;
}

// The 80 prices: 48 time-of-use rates, then four blocks of eight. What has no price is 0.
Type price_matrix() {
  std::vector<Type> prices;
  const auto price = [&](int id, const std::string& path) {
    prices.push_back(structure({octets(1).is(fmt::format("{:02X}", id)).as("id"), i16(path).or_else(0).as("price")}));
  };
  for (int rate = 1; rate <= 48; ++rate) price(rate, fmt::format("*/TOUPrice[{}]", rate));
  for (int block = 1; block <= 4; ++block)
    for (int row = 1; row <= 8; ++row)
      price(0x90 + 0x10 * block + row, fmt::format("*/BlockPrices[{}]/BlockPrice[{}]", row, block));
  return structure({structure({i8().is(3), i8("PriceScale")}),
                    structure({u16().is(3), octets(6).is("0100010800FF"), i8().is(2)}), fixed_array("prices", prices)});
}

// Standing charge and prices of the primary element.
std::vector<Row> primary_prices(std::string_view at) {
  return {set(113, "0-0:19.20.4.255", 6, charge("StandingChargeScale", "StandingCharge")).in(at),
          set(113, "0-0:19.20.0.255", 6, price_matrix()).in(at)};
}

// The prices of the secondary element, as many as there are.
Row secondary_prices() {
  return set(113, "0-0:19.20.5.255", 6,
             structure({structure({i8().is(3), i8("PriceScale")}),
                        structure({u16().is(3), octets(6).is("0114010800FF"), i8().is(2)}),
                        list("ElectricityPriceElement",
                             structure({number_octets(1, "@index").as("id"), i16(".").as("price")}))}))
      .in("PriceElements");
}

constexpr std::string_view kElectricityPrices = "PriceElements/ElectricityPriceElements";

UseCase ecs01a() {
  const std::string tariff = "ElecTariffElements";
  const Type action = u16("TOUTariffAction").or_from("BlockTariffAction", 100).as("selector");
  return dlms(0x0019, "ECS01a", "ESME tariff and price, primary element: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("1.1.1", "UpdateImportTariffPrimaryElement")
      .stamped(Stamp::Own)
      .with(switching_table(tariff, "0-0:13.0.0.255", "0-1:11.0.0.255", action))
      .with(thresholds(tariff))
      .with({set(9000, "0-0:94.44.2.0", 4, boolean("CurrencyUnits").words({{"GBP", 1}, {"ECB", 0}})).in(tariff)})
      .with(primary_prices(kElectricityPrices))
      .with({activates(20, "0-0:13.0.0.255", 10), activates(9000, "0-0:94.44.128.29", 6),
             activates(9000, "0-0:94.44.2.0", 6), activates(113, "0-0:19.20.4.255", 7),
             activates(113, "0-0:19.20.0.255", 7), activates(9000, "0-0:63.1.1.255", 6)})
      .reports("FD-DLMS")
      .shows("UpdateImportTariffPrimaryElementRsp");
}

UseCase ecs01b() {
  return dlms(0x00A2, "ECS01b", "ESME price, primary element: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("1.2.1", "UpdatePricePrimaryElement")
      .stamped(Stamp::Own)
      .with(primary_prices(kElectricityPrices))
      .with({activates(113, "0-0:19.20.4.255", 7), activates(113, "0-0:19.20.0.255", 7)})
      .reports("FD-DLMS")
      .shows("UpdatePricePrimaryElementRsp");
}

UseCase ecs01c() {
  const Type action = u16().from("TOUTariffAction", 200).as("selector");
  return dlms(0x00B7, "ECS01c", "ESME tariff and price, secondary element: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("1.1.2", "UpdateImportTariffSecondaryElement")
      .stamped(Stamp::Own)
      .with({secondary_prices()})
      .with(switching_table("", "0-0:13.0.1.255", "0-1:11.0.1.255", action))
      .with({activates(20, "0-0:13.0.1.255", 10), activates(113, "0-0:19.20.5.255", 7),
             activates(9000, "0-0:94.44.128.30", 6)})
      .reports("FD-DLMS")
      .shows("UpdateImportTariffSecondaryElementRsp");
}

UseCase ecs01d() {
  return dlms(0x00C7, "ECS01d", "ESME price, secondary element: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("1.2.2", "UpdatePriceSecondaryElement")
      .stamped(Stamp::Own)
      .with({secondary_prices(), activates(113, "0-0:19.20.5.255", 7)})
      .reports("FD-DLMS")
      .shows("UpdatePriceSecondaryElementRsp");
}

}  // namespace

std::vector<UseCase> tariffs() { return {ecs01a(), ecs01b(), ecs01c(), ecs01d()}; }

}  // namespace gridpost::chapters
