// Chapter 1: tariffs and prices of electricity.
#include <fmt/format.h>

#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

// Which tariff register runs when: seasons, weeks, days, special days. `at` is where the DUIS elements are.
std::vector<Row> switching_table(std::string_view at, std::string_view calendar, std::string_view special_days) {
  std::vector<Type> week{number_octets(1, "WeekName")};
  for (int day = 1; day <= 7; ++day)
    week.push_back(u8(fmt::format("ReferencedDayName[{}]", day)).as("ReferencedDayName"));
  const Type action = u16("TOUTariffAction").or_from("BlockTariffAction", 100).as("selector");
  const std::string table = fmt::format("{}/SwitchingTable", at);
  return {
      set(20, calendar, 7,
          list("Seasons/Season", structure({octets("SeasonName"), date5_midnight("SeasonStartDate"),
                                            number_octets(1, "ReferencedWeekName")})))
          .in(table),
      set(20, calendar, 8, list("WeekProfiles/WeekProfile", structure(week))).in(table),
      set(20, calendar, 9,
          list("DayProfiles/DayProfile",
               structure({u8("DayName"), list("ProfileSchedule",
                                              structure({time4("StartTime"), octets(6).is("00000A0064FF"), action}))})))
          .in(table),
      set(11, special_days, 2,
          list("SpecialDays/SpecialDay",
               structure({u16().running(1).as("index"), date5("Date"), u8("ReferencedDayName")})))
          .in(at)};
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

// One charge with one price and no register behind it.
Type charge(std::string_view scale, std::string_view price) {
  return structure({structure({i8().is(0), i8(scale)}),
                    structure({u16().is(0), octets(6).is("000000000000"), i8().is(0)}),
                    fixed_array("prices", {structure({octets(0).is(""), i16(price)})})});
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

// Puts the new values into force: at once or on the execution date, one outcome alert each.
Row activates(std::uint16_t class_id, std::string_view obis, std::uint8_t id) {
  return set(class_id, obis, id, activation());
}

UseCase ecs01a() {
  const std::string_view tariff = "ElecTariffElements";
  const std::string_view prices = "PriceElements/ElectricityPriceElements";
  return dlms(0x0019, "ECS01a", "ESME tariff and price, primary element: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("1.1.1", "UpdateImportTariffPrimaryElement")
      .stamped(Stamp::Own)
      .with(switching_table(tariff, "0-0:13.0.0.255", "0-1:11.0.0.255"))
      .with(thresholds(tariff))
      .with({set(9000, "0-0:94.44.2.0", 4, boolean("CurrencyUnits").words({{"GBP", 1}, {"ECB", 0}})).in(tariff),
             set(113, "0-0:19.20.4.255", 6, charge("StandingChargeScale", "StandingCharge")).in(prices),
             set(113, "0-0:19.20.0.255", 6, price_matrix()).in(prices)})
      .with({activates(20, "0-0:13.0.0.255", 10), activates(9000, "0-0:94.44.128.29", 6),
             activates(9000, "0-0:94.44.2.0", 6), activates(113, "0-0:19.20.4.255", 7),
             activates(113, "0-0:19.20.0.255", 7), activates(9000, "0-0:63.1.1.255", 6)})
      .reports("FD-DLMS")
      .shows("UpdateImportTariffPrimaryElementRsp");
}

}  // namespace

std::vector<UseCase> tariffs() { return {ecs01a()}; }

}  // namespace gridpost::chapters
