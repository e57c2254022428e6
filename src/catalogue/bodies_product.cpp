// Chapter 1 of the service matrix: tariffs and prices.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

SimpleType currency() { return one_of({"GBP", "ECB"}); }
SimpleType year() { return digits(2014, 4); }
SimpleType week_day() { return integer(1, 7); }

SimpleType month_or_day(std::uint64_t most) {
  SimpleType out = integer(1, most);
  out.total_digits = 2;
  return out;
}

// A calendar date of which every part may be left open.
Content date_with_wildcards() {
  return sequence({
      one("Year", choice({one("SpecifiedYear", year()), one("NonSpecifiedYear", nothing())})),
      one("Month", choice({one("SpecifiedMonth", month_or_day(12)), one("NonSpecifiedMonth", nothing())})),
      one("DayOfMonth", choice({one("SpecifiedDayOfMonth", month_or_day(31)), one("LastDayOfMonth", nothing()),
                                one("SecondLastDayOfMonth", nothing()), one("NonSpecifiedDayOfMonth", nothing())})),
      one("DayOfWeek", choice({one("SpecifiedDayOfWeek", week_day()), one("NonSpecifiedDayOfWeek", nothing())})),
  });
}

Content gas_date_with_wildcards() {
  return sequence({
      one("GasYearWithWildcards", choice({one("SpecifiedYear", year()), one("NonSpecifiedYear", nothing())})),
      one("GasMonthWithWildcards",
          choice({one("SpecifiedMonth", month_or_day(12)), one("NonSpecifiedMonth", nothing())})),
      one("GasDayOfMonthWithWildcards",
          choice({one("SpecifiedDayOfMonth", month_or_day(31)), one("GasNonSpecifiedDayOfMonth", nothing())})),
      one("GasDayOfWeekWithWildcards",
          choice({one("SpecifiedDayOfWeek", week_day()), one("NonSpecifiedDayOfWeek", nothing())})),
  });
}

Content elec_tariff() {
  const SimpleType day_name = integer(1, 16);
  const SimpleType week_name = integer(1, 4);
  const Content schedule =
      sequence({one("StartTime", time_of_day()),
                choice({one("TOUTariffAction", integer(1, 48)), one("BlockTariffAction", integer(1, 8))})});
  const Content day = sequence({one("DayName", day_name), many(1, 48, "ProfileSchedule", schedule)});
  const Content week = sequence({one("WeekName", week_name), many(7, 7, "ReferencedDayName", indexed(day_name, 7))});
  const Content season =
      sequence({one("SeasonName", grammar::string(0, 8)), one("SeasonStartDate", date_with_wildcards()),
                one("ReferencedWeekName", week_name)});
  const Content special_day = sequence({one("Date", date_with_wildcards()), one("ReferencedDayName", day_name)});
  const Content thresholds = indexed(sequence({many(1, 3, "BlockThreshold", indexed(grammar::uint32(), 3))}), 8);
  return sequence({one("CurrencyUnits", currency()),
                   one("SwitchingTable", sequence({one("DayProfiles", sequence({many(1, 16, "DayProfile", day)})),
                                                   one("WeekProfiles", sequence({many(1, 4, "WeekProfile", week)})),
                                                   one("Seasons", sequence({many(1, 4, "Season", season)}))})),
                   one("SpecialDays", sequence({many(0, 50, "SpecialDay", special_day)})),
                   one("ThresholdMatrix", sequence({many(8, 8, "Thresholds", thresholds)}))});
}

Content gas_tariff() {
  const SimpleType day_name = integer(1, 4);
  const SimpleType week_name = integer(1, 2);
  const Content day = sequence(
      {one("DayName", day_name), choice({one("TOUTariffAction", integer(1, 4)), one("BlockTariff", nothing())})});
  const Content week = sequence({one("WeekName", week_name), many(7, 7, "ReferencedDayName", indexed(day_name, 7))});
  const Content season =
      sequence({one("SeasonStartDate", gas_date_with_wildcards()), one("ReferencedWeekName", week_name)});
  const Content special_day = sequence({one("Date", gas_date_with_wildcards()), one("ReferencedDayName", day_name)});
  const Content threshold = indexed(grammar::uint64(281474976710655), 3);
  return sequence({one("SwitchingTable", sequence({one("DayProfiles", sequence({many(1, 4, "DayProfile", day)})),
                                                   one("WeekProfiles", sequence({many(1, 2, "WeekProfile", week)})),
                                                   one("Seasons", sequence({many(1, 3, "Season", season)}))})),
                   one("SpecialDays", sequence({many(0, 20, "SpecialDay", special_day)})),
                   one("ThresholdMatrix", sequence({many(1, 3, "BlockThreshold", threshold)}))});
}

Content elec_prices() {
  const SimpleType scale = integer(-128, 127);
  const Content blocks = indexed(sequence({many(1, 4, "BlockPrice", indexed(grammar::int16(), 4))}), 8);
  const Particle block_prices = many(1, 8, "BlockPrices", blocks);
  const Particle tou_prices = many(1, 48, "TOUPrice", indexed(grammar::int16(), 48));
  return sequence({one("StandingCharge", grammar::int16()), one("StandingChargeScale", scale), one("PriceScale", scale),
                   choice({one("BlockTariff", sequence({block_prices})), one("TOUTariff", sequence({tou_prices})),
                           one("HybridTariff", sequence({block_prices, tou_prices}))})});
}

Content gas_prices() {
  const Content price = indexed(grammar::uint32(), 4);
  return sequence({one("CurrencyUnits", currency()), one("StandingCharge", grammar::uint32()),
                   choice({one("BlockTariff",
                               sequence({many(1, 4, "BlockPrice", price), one("NumberOfThresholds", integer(1, 3))})),
                           one("TOUTariff", sequence({many(1, 4, "TOUPrice", price)}))})});
}

}  // namespace

std::vector<Node> product_bodies() {
  return {
      // 1.1.1
      element("UpdateImportTariffPrimaryElement",
              future_dated({choice({one("ElecTariffElements", elec_tariff()), one("GasTariffElements", gas_tariff())}),
                            one("PriceElements", choice({one("ElectricityPriceElements", elec_prices()),
                                                         one("GasPriceElements", gas_prices())}))})),
  };
}

}  // namespace gridpost::catalogue
