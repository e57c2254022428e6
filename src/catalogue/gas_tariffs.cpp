// Chapter 1 and 4.11: tariffs and prices of gas.
#include <fmt/format.h>

#include "catalogue/gas_parts.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using namespace gas;

constexpr int kTariffCalendar = 0;
constexpr int kMostPrices = 4;
constexpr int kMostThresholds = 3;

const std::string kPrices = "PriceElements/GasPriceElements";
const std::string kBlocks = kPrices + "/BlockTariff";
const std::string kTiers = kPrices + "/TOUTariff";

Calendar switching_table() {
  return {
      kTariffCalendar,
      "GasTariffElements",
      "SwitchingTable/DayProfiles/DayProfile",
      "SwitchingTable/WeekProfiles/WeekProfile",
      "SwitchingTable/Seasons/Season",
      "SpecialDays/SpecialDay",
      "DayName",
      fixed_array("entries", {structure({u16().is(0).as("StartTime"), u8("TOUTariffAction").or_else(0).as("Tier")})}),
      u8().is(1)};
}

// scheme: 00 time of use, 10h block.
Row tariff_information(int scheme, const Type& tiers, const Type& blocks) {
  return publish(0x0700, 0x04, "PublishTariffInformation",
                 issued({u32().is(1).as("IssuerTariffId"), zigbee_activation(kCancelSent),
                         bits8().is(scheme).as("TariffTypeChargingScheme"), octets().is("").as("TariffLabel"),
                         tiers.as("NumberOfPriceTiersInUse"), blocks.as("NumberOfBlockThresholdsInUse"),
                         enum8().is(0).as("UnitOfMeasure"),
                         u16(kPrices + "/CurrencyUnits").words({{"GBP", 826}, {"ECB", 978}}).as("Currency"),
                         bits8().is(0x50).as("PriceTrailingDigit"), u32(kPrices + "/StandingCharge"),
                         u8().is(255).as("TierBlockMode"), u24().is(1).as("BlockThresholdMultiplier"),
                         u24().is(1000).as("BlockThresholdDivisor")}));
}

Row price_matrix(int control, std::string_view path, int first) {
  return publish(
      0x0700, 0x05, "PublishPriceMatrix",
      issued({zigbee_activation(kCancel), u32().is(1).as("IssuerTariffId"), command_index(), number_of_commands(),
              bits8().is(control).as("SubPayloadControl"),
              list(path, structure({u8().from("@index", first - 1).as("TierBlockId"), u32(".").as("Price")}))}));
}

// The tariff as blocks or as tiers. `thresholds`: how many of a block tariff are in use.
std::vector<Row> tariff_informations(const Type& thresholds) {
  return {tariff_information(0x10, u8().is(0), thresholds).when_present(kBlocks),
          tariff_information(0x00, u8().count_of(kTiers + "/TOUPrice"), u8().is(0)).when_present(kTiers)};
}

std::vector<Row> price_matrices() {
  return {price_matrix(0, kBlocks + "/BlockPrice", 0).when_present(kBlocks),
          price_matrix(1, kTiers + "/TOUPrice", 1).when_present(kTiers)};
}

UseCase gcs01a() {
  const std::string thresholds = "GasTariffElements/ThresholdMatrix/BlockThreshold";
  return setting(0x006B, "GCS01a", "GSME tariff and price: set", Protection::Signed)
      .serves("1.1.1", "UpdateImportTariffPrimaryElement")
      .stamped(Stamp::Own)
      .with(publishes(switching_table()))
      .with(tariff_informations(u8().count_of(thresholds)))
      .with({publish(0x0700, 0x06, "PublishBlockThresholds",
                     issued({zigbee_activation(kCancel), u32().is(1).as("IssuerTariffId"), command_index(),
                             number_of_commands(), bits8().is(1).as("SubPayloadControl"),
                             u8().count_of(thresholds).as("n"), list(thresholds, u48(".").as("BlockThreshold"))}))
                 .when_present(kBlocks)})
      .with(price_matrices())
      .reports("FD-GBZ")
      .shows("UpdateImportTariffPrimaryElementRsp");
}

UseCase gcs01b() {
  return setting(0x00A3, "GCS01b", "GSME price: set", Protection::Signed)
      .serves("1.2.1", "UpdatePricePrimaryElement")
      .stamped(Stamp::Own)
      .with(tariff_informations(u8(kBlocks + "/NumberOfThresholds")))
      .with(price_matrices())
      .reports("FD-GBZ")
      .shows("UpdatePricePrimaryElementRsp");
}

// ---- 4.11.1 ----

Row tariff_attributes() {
  std::vector<Attribute> all{attr(0x0203, u24("thresholdDivisor")), attr(0x0202, u24("thresholdMultiplier"))};
  for (int i = 0; i < kMostThresholds; ++i)
    all.push_back(attr(static_cast<std::uint16_t>(0x0100 + i), u48(fmt::format("threshold{}", i + 1))));
  all.push_back(attr(0x0615, enum8("thresholdUnit")));
  for (int i = 0; i < kMostPrices; ++i)
    all.push_back(attr(static_cast<std::uint16_t>(0x0400 + i), u32(fmt::format("blockPrice{}", i + 1))));
  for (int i = 1; i <= kMostPrices; ++i)
    all.push_back(attr(static_cast<std::uint16_t>(0x0400 + 0x10 * i), u32(fmt::format("tierPrice{}", i))));
  return read(0x0700, joined(all, {attr(0x0616, u16("currency")), attr(0x0617, bits8("priceTrailingDigit")),
                                   attr(0x0301, u32("standingCharge"))}));
}

// The price in force. Meters may say more than the first eleven values.
Row current_price() {
  return send(0x0700, 0x00, "GetCurrentPrice", {u8().is(0).as("CommandOptions")})
      .answers(0x00, "PublishPrice",
               {u32("ProviderId"),
                octets("RateLabel"),
                u32("IssuerEventId"),
                u32("CurrentTime"),
                enum8("UnitOfMeasure"),
                u16("Currency"),
                bits8("PriceTrailingDigitAndPriceTier"),
                bits8("NumberOfPriceTiersAndRegisterTier"),
                u32("StartTime"),
                u16("DurationMinutes"),
                u32("Price"),
                u8("PriceRatio").optional(),
                u32("GenerationPrice").optional(),
                u8("GenerationPriceRatio").optional(),
                u32("AlternateCostDelivered").optional(),
                enum8("AlternateCostUnit").optional(),
                bits8("AlternateCostTrailingDigit").optional(),
                u8("NumberOfBlockThresholds").optional(),
                bits8("PriceControl").optional(),
                u8("NumberOfGenerationTiers").optional(),
                enum8("GenerationTier").optional(),
                u8("ExtendedNumberOfPriceTiers").optional(),
                enum8("ExtendedPriceTier").optional(),
                enum8("ExtendedRegisterTier").optional()});
}

// A day has one tier, or 0 under a block tariff.
std::vector<MmcField> shown_day() {
  std::vector<std::pair<std::int64_t, std::string>> tiers;
  for (int tier = 1; tier <= kMostPrices; ++tier) tiers.emplace_back(tier, std::to_string(tier));
  return {number("DayName", "DayId"),
          text("TOUTariffAction", "Tier", tiers).or_else(text("BlockTariff", "Tier", {{0, ""}}))};
}

std::vector<MmcField> shown_prices() {
  std::vector<MmcField> out;
  for (int i = 1; i <= kMostThresholds; ++i)
    out.push_back(ratio("TariffThresholds/BlockThreshold", fmt::format("threshold{}", i), "thresholdMultiplier",
                        "thresholdDivisor")
                      .at_index(i));
  for (int i = 1; i <= kMostPrices; ++i)
    out.push_back(number("TOUTariff/TariffTOUPrice", fmt::format("tierPrice{}", i)).at_index(i));
  for (int i = 1; i <= kMostPrices; ++i)
    out.push_back(number("BlockTariff/BlockPrice", fmt::format("blockPrice{}", i)).at_index(i));
  return out;
}

// The exponent that the number of decimal places means.
MmcField shown_scale(std::string_view path, std::string_view trailing_digit) {
  std::vector<std::pair<std::int64_t, std::string>> exponents{{0, "0"}};
  for (int places = 1; places <= 15; ++places) exponents.emplace_back(places, fmt::format("-{}", places));
  return text(path, trailing_digit, exponents).part(4, 4);
}

UseCase gcs21f() {
  const std::vector<MmcField> first{number("PrimaryActiveTariffPrice", "Price"),
                                    shown_scale("PrimaryActiveTariffPriceScale", "PriceTrailingDigitAndPriceTier"),
                                    text("CurrencyUnitsLabel", "currency", {{826, "GBP"}, {978, "ECB"}}),
                                    number("StandingCharge", "standingCharge")};
  const CalendarNames names{
      "TariffSwitchingTable/DayProfiles/DayProfile", "TariffSwitchingTable/WeekProfiles/WeekProfile", "ReferencedDay",
      "TariffSwitchingTable/Seasons/Season",         "TariffSwitchingTableSpecialDays/SpecialDay",    "ReferencedDay"};
  return reading(0x009F, "GCS21f", "Gas tariff: read", kMeterOrProxy)
      .serves("4.11.1", "ReadTariffPrimaryElement")
      .with({tariff_attributes()})
      .with(gets_calendar(kTariffInForce, kTariffCalendar))
      .with({current_price()})
      .shows("ReadTariffPrimaryElementRsp/Gas",
             joined(joined(first, shown_calendar(names, shown_day())), shown_prices()));
}

}  // namespace

std::vector<UseCase> gas_tariffs() { return {gcs01a(), gcs01b(), gcs21f()}; }

}  // namespace gridpost::chapters
