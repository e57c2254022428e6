#include "catalogue/pieces.h"

#include "catalogue/sub_ghz.h"

namespace gridpost::layout {
namespace {

// The channels of one page; the lowest is the last bit.
Type channels(std::size_t page, std::string_view element, std::string_view name) {
  const int number = catalogue::kFirstPage + static_cast<int>(page);
  const int last_bit = 31 + catalogue::kChannelPages[page].first_channel;
  Type mask = bit_set(32, name, {bits_named(std::string(element) + "/*", "Channel").at(last_bit, -1)});
  mask.width = 32;
  mask.sources.front().octets = {static_cast<std::uint8_t>(number << 3)};
  return mask;
}

}  // namespace

Row activates(std::uint16_t class_id, std::string_view obis, std::uint8_t id) {
  return set(class_id, obis, id, activation());
}

Type charge(std::string_view scale, std::string_view price) {
  return structure({structure({i8().is(0), i8(scale)}),
                    structure({u16().is(0), octets(6).is("000000000000"), i8().is(0)}),
                    fixed_array("prices", {structure({octets(0).is(""), i16(price)})})});
}

Row special_days_table(std::string_view obis, std::string_view days, Type date, Type day) {
  return set(11, obis, 2, list(days, structure({u16().running(1).as("index"), std::move(date), std::move(day)})));
}

Type schedule_entry(std::string_view script, Type selector, BitGroup special, std::string_view special_days,
                    std::string_view period) {
  constexpr int kAnyWindow = 0xFFFF;
  const BitGroup days = bits_by("DaysOfWeekApplicability/DayOfWeekApplicability", "DayOfWeekID")
                            .words({{"Monday", 0},
                                    {"Tuesday", 1},
                                    {"Wednesday", 2},
                                    {"Thursday", 3},
                                    {"Friday", 4},
                                    {"Saturday", 5},
                                    {"Sunday", 6}});
  const auto in_period = [&](std::string_view element) { return std::string(period) + "/" + std::string(element); };
  return structure({u16().running(1).as("index"), boolean().is(1), octets(6).is(script), std::move(selector),
                    time4(in_period("SwitchTime")), u16().is(kAnyWindow), bit_set(7, "daysOfWeek", {days}),
                    bit_set_of(special_days, "specialDays", {std::move(special)}), date5(in_period("StartDate")),
                    date5(in_period("EndDate"))});
}

Type originator_counter() {
  Type counter = integer("originatorCounter");
  counter.sources = {FieldSource{.kind = FieldSource::Kind::Counter}};
  return counter;
}

Type sub_ghz_configuration() {
  return structure(
      "subGHzConfiguration",
      {channels(0, "LowerBandSubGHzChannels0To26", "lowerBand0To26"),
       channels(1, "LowerBandSubGHzChannels27To34", "lowerBand27To34"),
       channels(2, "LowerBandSubGHzChannels35To61", "lowerBand35To61"),
       channels(3, "UpperBandSubGHzChannels0To26", "upperBand0To26"),
       decimals(2, u16("NormalLimitedDutyCycleThreshold")).as("normalLimitedDutyCycle"),
       decimals(2, u16("LimitedCriticalDutyCycleThreshold")).as("limitedCriticalDutyCycle"),
       u8("MaximumSubGHzChannelChangesPerWeek").as("channelChangesPerWeek"), u16("GSMECurfew").as("gsmeCurfew"),
       u8("ChannelQuieterThreshold").as("quieterThreshold"), u8("ChannelNoisierThreshold").as("noisierThreshold"),
       decimals(2, u16("NonGSMEPoorCommsPercentageThreshold")).as("poorCommsPercentage"),
       u8("NonGSMEPoorCommsMeasurementPeriods").as("poorCommsPeriods"),
       u16("LocalCHNoiseMeasurementPeriod").as("noisePeriod"),
       decimals(2, u16("LocalCHFailurePercentage")).as("failurePercentage"),
       decimals(2, u16("LocalCHRetryPercentage")).as("retryPercentage")});
}

}  // namespace gridpost::layout
