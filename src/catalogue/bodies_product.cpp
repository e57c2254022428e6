// Chapter 1 of the service matrix: tariffs and prices.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

SimpleType currency() { return one_of({"GBP", "ECB"}); }
SimpleType elec_day_name() { return integer(1, 16); }

// `action` is what an entry of a day may choose.
Particle elec_switching_table(const Particle& action) {
  const SimpleType day_name = elec_day_name();
  const SimpleType week_name = integer(1, 4);
  const Content schedule = sequence({one("StartTime", time_of_day()), action});
  const Content day = sequence({one("DayName", day_name), many(1, 48, "ProfileSchedule", schedule)});
  const Content week = sequence({one("WeekName", week_name), many(7, 7, "ReferencedDayName", indexed(day_name, 7))});
  const Content season =
      sequence({one("SeasonName", grammar::string(0, 8)), one("SeasonStartDate", date_with_wildcards()),
                one("ReferencedWeekName", week_name)});
  return one("SwitchingTable", sequence({one("DayProfiles", sequence({many(1, 16, "DayProfile", day)})),
                                         one("WeekProfiles", sequence({many(1, 4, "WeekProfile", week)})),
                                         one("Seasons", sequence({many(1, 4, "Season", season)}))}));
}

Particle elec_special_days() {
  const Content day = sequence({one("Date", date_with_wildcards()), one("ReferencedDayName", elec_day_name())});
  return one("SpecialDays", sequence({many(0, 50, "SpecialDay", day)}));
}

Content elec_tariff() {
  const Content thresholds = indexed(sequence({many(1, 3, "BlockThreshold", indexed(grammar::uint32(), 3))}), 8);
  return sequence(
      {one("CurrencyUnits", currency()),
       elec_switching_table(choice({one("TOUTariffAction", integer(1, 48)), one("BlockTariffAction", integer(1, 8))})),
       elec_special_days(), one("ThresholdMatrix", sequence({many(8, 8, "Thresholds", thresholds)}))});
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
  const SimpleType scale = price_scale();
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

Particle primary_prices() {
  return one("PriceElements",
             choice({one("ElectricityPriceElements", elec_prices()), one("GasPriceElements", gas_prices())}));
}

Particle secondary_prices() {
  return one("PriceElements", sequence({one("PriceScale", price_scale()),
                                        many(1, 4, "ElectricityPriceElement", indexed(grammar::int16(), 4))}));
}

}  // namespace

std::vector<Node> product_bodies() {
  return {
      // 1.1.1
      element("UpdateImportTariffPrimaryElement",
              future_dated({choice({one("ElecTariffElements", elec_tariff()), one("GasTariffElements", gas_tariff())}),
                            primary_prices()})),
      // 1.1.2
      element("UpdateImportTariffSecondaryElement",
              future_dated({elec_switching_table(one("TOUTariffAction", integer(1, 4))), elec_special_days(),
                            secondary_prices()})),
      // 1.2.1
      element("UpdatePricePrimaryElement", future_dated({primary_prices()})),
      // 1.2.2
      element("UpdatePriceSecondaryElement", future_dated({secondary_prices()})),
  };
}

}  // namespace gridpost::catalogue
