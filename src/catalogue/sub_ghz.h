// The sub-GHz channels of dual band hubs. (DUIS 3.10)
#pragma once

#include <array>
#include <string_view>

namespace gridpost::catalogue {

// Why a hub looked for another channel, by the number that it reports.
inline constexpr std::array<std::string_view, 8> kScanTriggers = {"RemotePartyCommand",
                                                                  "GSMERequest",
                                                                  "GSMEMissedItsCurfew",
                                                                  "GSMEMissingForTheLastDay",
                                                                  "CHDetectedMessageFailureProblems",
                                                                  "CHDetectedMessageRetryProblems",
                                                                  "SubGHzNon-GSMEDeviceRequest",
                                                                  "SMHANFormation"};

// A mask has the number of its page in the five highest bits and a bit for each channel of the page in the others.
struct ChannelPage {
  bool upper_band;
  int first_channel;
  int channels;
};
inline constexpr int kFirstPage = 28;
inline constexpr int kChannelBits = 27;
inline constexpr std::array<ChannelPage, 4> kChannelPages = {ChannelPage{false, 0, 27}, ChannelPage{false, 27, 8},
                                                             ChannelPage{false, 35, 27}, ChannelPage{true, 0, 27}};

}  // namespace gridpost::catalogue
