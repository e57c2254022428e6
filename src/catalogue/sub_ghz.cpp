// Chapters 6.28 to 6.32: the sub-GHz channels of dual band hubs.
#include "catalogue/sub_ghz.h"

#include <fmt/format.h>

#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase for_hub(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::CHF}, Sender::Broker, Protection::MacOnly);
}

constexpr std::string_view kConfiguration = "0-0:94.44.10.0";

UseCase dbch04() {
  return for_hub(0x010D, "DBCH04", "CHF sub-GHz configuration: set")
      .serves("6.28", "SetCHFSubGHzConfiguration")
      .with({set(1, kConfiguration, 2, sub_ghz_configuration())})
      .shows("SetCHFSubGHzConfigurationRsp");
}

UseCase dbch05() {
  return for_hub(0x010E, "DBCH05", "CHF sub-GHz channel scan: request")
      .serves("6.29", "RequestCHFSubGHzChannelScan")
      .with({set(1, "0-0:94.44.10.1", 2, u8().is(0).as("request"))})
      .shows("RequestCHFSubGHzChannelScanRsp");
}

std::string channel_name(int channel) { return fmt::format("Channel{}", channel); }

// An empty element for each channel of a page.
MmcField shown_page(std::size_t page, std::string_view element, std::string_view value) {
  const auto& p = catalogue::kChannelPages[page];
  std::vector<std::pair<std::int64_t, std::string>> names;
  for (int bit = 0; bit < p.channels; ++bit) names.emplace_back(bit, channel_name(p.first_channel + bit));
  return flags(element, value, std::move(names), "");
}

UseCase dbch03() {
  constexpr int kHundredths = -2;
  return for_hub(0x010C, "DBCH03", "CHF sub-GHz configuration: read")
      .serves("6.30", "ReadCHFSubGHzConfiguration")
      .with({get(1, kConfiguration, 2, sub_ghz_configuration())})
      .shows(
          "ReadCHFSubGHzConfigurationRsp",
          {shown_page(0, "LowerBandSubGHzChannels0To26", "lowerBand0To26"),
           shown_page(1, "LowerBandSubGHzChannels27To34", "lowerBand27To34"),
           shown_page(2, "LowerBandSubGHzChannels35To61", "lowerBand35To61"),
           shown_page(3, "UpperBandSubGHzChannels0To26", "upperBand0To26"),
           scaled("NormalLimitedDutyCycleThreshold", "normalLimitedDutyCycle", kHundredths),
           scaled("LimitedCriticalDutyCycleThreshold", "limitedCriticalDutyCycle", kHundredths),
           number("MaximumSubGHzChannelChangesPerWeek", "channelChangesPerWeek"), number("GSMECurfew", "gsmeCurfew"),
           number("ChannelQuieterThreshold", "quieterThreshold"), number("ChannelNoisierThreshold", "noisierThreshold"),
           scaled("NonGSMEPoorCommsPercentageThreshold", "poorCommsPercentage", kHundredths),
           number("NonGSMEPoorCommsMeasurementPeriods", "poorCommsPeriods"),
           number("LocalCHNoiseMeasurementPeriod", "noisePeriod"),
           scaled("LocalCHFailurePercentage", "failurePercentage", kHundredths),
           scaled("LocalCHRetryPercentage", "retryPercentage", kHundredths)});
}

// The one channel of a mask, as an element.
MmcField shown_channel(std::string_view value) {
  std::vector<std::pair<std::int64_t, std::string>> names;
  for (std::size_t page = 0; page < catalogue::kChannelPages.size(); ++page) {
    const auto& p = catalogue::kChannelPages[page];
    const std::int64_t high = (catalogue::kFirstPage + static_cast<std::int64_t>(page)) << catalogue::kChannelBits;
    for (int bit = 0; bit < p.channels; ++bit)
      names.emplace_back(high | std::int64_t{1} << bit,
                         fmt::format("Operating{}BandSubGHzChannel/{}", p.upper_band ? "Upper" : "Lower",
                                     channel_name(p.first_channel + bit)));
  }
  return named("OperatingSubGHzChannel", value, std::move(names));
}

UseCase dbch01() {
  return for_hub(0x010A, "DBCH01", "CHF sub-GHz operating channel: read")
      .serves("6.31", "ReadCHFSubGHzChannel")
      .with({get(1, "0-0:94.44.10.2", 2, bit_string(32, "channelMask"))})
      .shows("ReadCHFSubGHzChannelRsp", {shown_channel("channelMask")});
}

// What an entry says beyond its code: the channel as a mask, and in an octet string of its own why it was left.
UseCase dbch02() {
  std::vector<std::pair<std::int64_t, std::string>> triggers;
  for (std::size_t i = 0; i < catalogue::kScanTriggers.size(); ++i)
    triggers.emplace_back(static_cast<std::int64_t>(i), catalogue::kScanTriggers[i]);
  return for_hub(0x010B, "DBCH02", "CHF sub-GHz channel log: read")
      .serves("6.32", "ReadCHFSubGHzChannelLog")
      .with({get_log("0-0:94.44.10.3", compact("log", structure({u32("time"), u16("code"), octets("other")})))})
      .shows("ReadCHFSubGHzChannelLogRsp",
             {each("LogEntry", "log",
                   {date("Timestamp", "time"), as_hex("EventCode", "code"), meaning("EventDescription", "code"),
                    shown_channel("other").part(0, 4), text("ScanTrigger", "other", triggers).part(6, 1)})});
}

}  // namespace

std::vector<UseCase> sub_ghz() { return {dbch04(), dbch05(), dbch03(), dbch01(), dbch02()}; }

}  // namespace gridpost::chapters
