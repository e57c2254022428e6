#include "exchange/broker_alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "catalogue/sub_ghz.h"
#include "catalogue/use_case.h"
#include "gbcs/date_time.h"

namespace gridpost::exchange {
namespace {

using gbcs::Payload;

std::int64_t number_in(const Payload& payload, std::string_view name) {
  const Value* value = payload.find(name);
  if (!value) return 0;
  return value->wire == Wire::Octets && !value->octets.empty() ? value->octets.front() : value->number;
}

View octets_in(const Payload& payload, std::string_view name) {
  const Value* value = payload.find(name);
  return value ? View(value->octets) : View();
}

// An EUI-64; none if the value has another size.
std::optional<Eui64> eui_in(const Payload& payload, std::string_view name) {
  const View octets = octets_in(payload, name);
  return octets.size() == 8 ? std::optional(Eui64::of(octets)) : std::nullopt;
}

template <std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, std::int64_t number) {
  return number >= 0 && number < static_cast<std::int64_t>(N) ? words[static_cast<std::size_t>(number)]
                                                              : std::string_view();
}

// ---- dual band hubs ----

constexpr std::array<std::string_view, 8> kScanOutcomes = {
    "ScanRequestAccepted",         "HHTConnected",      "DutyCycleUsageIsTooHigh", "JoiningIsCurrentlyPermitted",
    "GSMEOTADistributionUnderway", "TooManyScansToday", "TooManyCommandsToday",    "TooManyScansThisWeek"};

std::uint32_t mask_in(const Payload& payload, std::string_view name) {
  const View octets = octets_in(payload, name);
  return octets.size() == 4 ? static_cast<std::uint32_t>(get_be(octets)) : 0;
}

std::vector<int> channels_of(std::uint32_t mask) {
  const int page = static_cast<int>(mask >> catalogue::kChannelBits) - catalogue::kFirstPage;
  std::vector<int> out;
  if (page < 0 || page >= static_cast<int>(catalogue::kChannelPages.size())) return out;
  for (int bit = 0; bit < catalogue::kChannelBits; ++bit)
    if ((mask >> bit & 1u) != 0)
      out.push_back(catalogue::kChannelPages[static_cast<std::size_t>(page)].first_channel + bit);
  return out;
}

std::optional<Element> duty_cycle_action(const Payload& p) {
  const auto device = eui_in(p, "deviceId");
  if (!device) return std::nullopt;
  Element e = Element::named("LimitedDutyCycleActionTaken");
  e.add("DeviceIDToSuspend", device->text());
  return e;
}

std::optional<Element> channel_changed(const Payload& p) {
  const std::uint32_t mask = mask_in(p, "channelMask");
  const auto channels = channels_of(mask);
  const auto trigger = word(catalogue::kScanTriggers, number_in(p, "trigger"));
  if (channels.size() != 1 || trigger.empty()) return std::nullopt;
  const bool upper = catalogue::kChannelPages[(mask >> catalogue::kChannelBits) - catalogue::kFirstPage].upper_band;
  Element e = Element::named("SubGHzChannelChanged");
  e.add("OperatingSubGHzChannel")
      .add(upper ? "OperatingUpperBandSubGHzChannel" : "OperatingLowerBandSubGHzChannel")
      .add(fmt::format("Channel{}", channels.front()));
  e.add("ScanTrigger", trigger);
  return e;
}

std::optional<Element> scan_assessed(const Payload& p) {
  const auto outcome = word(kScanOutcomes, number_in(p, "outcome"));
  const auto trigger = word(catalogue::kScanTriggers, number_in(p, "trigger"));
  if (outcome.empty() || trigger.empty()) return std::nullopt;
  Element e = Element::named("SubGHzChannelScanRequestAssessmentOutcome");
  e.add("StatusCode", outcome);
  e.add("ScanTrigger", trigger);
  return e;
}

// Originator, target, CRA flag and originator counter of the message that was dropped.
std::optional<Element> message_discarded(const Payload& p) {
  constexpr std::array<std::string_view, 4> kFlags = {"", "Command", "Response", "Alert"};
  const View dropped = octets_in(p, "droppedMessage");
  if (dropped.size() != 25 || word(kFlags, dropped[16]).empty()) return std::nullopt;
  const RequestId id{Eui64::of(dropped.first(8)), Eui64::of(dropped.subspan(8, 8)), get_be(dropped.subspan(17))};
  Element e = Element::named("MessageDiscardedDueToDutyCycleManagement");
  e.add("RequestID", id.text());
  e.add("CRAFlag", word(kFlags, dropped[16]));
  return e;
}

std::optional<Element> no_capacity(const Payload& p) {
  const auto device = eui_in(p, "deviceId");
  if (!device) return std::nullopt;
  Element e = Element::named("NoMoreSubGHzDeviceCapacity");
  e.add("DeviceID", device->text());
  return e;
}

// A number in hundredths, without zeros at its end.
std::string hundredths(std::int64_t number) {
  if (number % 100 == 0) return std::to_string(number / 100);
  return number % 10 == 0 ? fmt::format("{}.{}", number / 100, number % 100 / 10)
                          : fmt::format("{}.{:02}", number / 100, number % 100);
}

std::optional<Element> configuration_changed(const Payload& p) {
  struct Field {
    std::string_view element, value;
    bool hundredths;
  };
  constexpr auto kFields = std::to_array<Field>({
      {"NormalLimitedDutyCycleThreshold", "normalLimitedDutyCycle", true},
      {"LimitedCriticalDutyCycleThreshold", "limitedCriticalDutyCycle", true},
      {"MaximumSubGHzChannelChangesPerWeek", "channelChangesPerWeek", false},
      {"GSMECurfew", "gsmeCurfew", false},
      {"ChannelQuieterThreshold", "quieterThreshold", false},
      {"ChannelNoisierThreshold", "noisierThreshold", false},
      {"NonGSMEPoorCommsPercentageThreshold", "poorCommsPercentage", true},
      {"NonGSMEPoorCommsMeasurementPeriods", "poorCommsPeriods", false},
      {"LocalCHNoiseMeasurementPeriod", "noisePeriod", false},
      {"LocalCHFailurePercentage", "failurePercentage", true},
      {"LocalCHRetryPercentage", "retryPercentage", true},
  });
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kBands = {
      {{"LowerBandSubGHzChannels0To26", "lowerBand0To26"},
       {"LowerBandSubGHzChannels27To34", "lowerBand27To34"},
       {"LowerBandSubGHzChannels35To61", "lowerBand35To61"},
       {"UpperBandSubGHzChannels0To26", "upperBand0To26"}}};
  Element e = Element::named("SubGHzConfigurationChanged");
  for (const auto& [element, value] : kBands) {
    Element& band = e.add(element);
    for (const int channel : channels_of(mask_in(p, value))) band.add(fmt::format("Channel{}", channel));
  }
  for (const Field& f : kFields) {
    const std::int64_t number = number_in(p, f.value);
    e.add(f.element, f.hundredths ? hundredths(number) : std::to_string(number));
  }
  return e;
}

using Particular = std::optional<Element> (*)(const Payload&);

std::optional<Element> dual_band(const DeviceSpoke& event, const Payload& payload, Particular particular) {
  const gbcs::Header& h = event.parsed->header;
  Element alert = Element::named("DualBandCHAlert");
  alert.add("CHFDeviceID", h.originator.text());
  alert.add("DeviceAlertCode", fmt::format("{:04X}", payload.alert_code));
  alert.add("GBCSHexadecimalMessageCode", fmt::format("{:04X}", h.code));
  if (auto more = particular(payload)) alert.children.push_back(std::move(*more));
  return alert;
}

// ---- firmware ----

// How such an alert begins; none if its time is no time.
std::optional<Element> firmware_alert(const DeviceSpoke& event, const Payload& p, std::string_view name,
                                      std::array<std::string_view, 3> device_code_time) {
  const auto time = gbcs::time_of_general_time(octets_in(p, "time"));
  if (!time) return std::nullopt;
  const auto& [device, code, stamp] = device_code_time;
  Element alert = Element::named(name);
  alert.add(device, event.parsed->header.originator.text());
  alert.add(code, fmt::format("{:04X}", p.alert_code));
  alert.add(stamp, iso(*time));
  return alert;
}

std::optional<Element> firmware_transferred(const DeviceSpoke& event, const Payload& p, Particular) {
  constexpr std::array<std::string_view, 4> kOutcomes = {"FileTransferSuccess", "FirmwareImageDiscarded",
                                                         "HardwareVersionMismatch", "FileTransferFailure"};
  auto alert = firmware_alert(event, p, "CommsHubAlert", {"CommsHubDeviceID", "AlertCode", "TimeStamp"});
  const auto outcome = word(kOutcomes, number_in(p, "responseCode"));
  const auto device = eui_in(p, "deviceId");
  const View version = octets_in(p, "firmwareVersion");
  if (!alert || outcome.empty() || !device || version.size() != 4) return alert;
  Element& transfer = alert->add("FirmwareTransferAlert");
  transfer.add("OtherDeviceID", device->text());
  transfer.add("FirmwareVersion", to_hex(version));
  transfer.add("TransferResponseCode", outcome);
  return alert;
}

std::optional<Element> firmware_activated(const DeviceSpoke& event, const Payload& p, Particular) {
  constexpr std::array<std::string_view, 2> kOutcomes = {"ActivationSuccess", "ActivationFailure"};
  auto alert = firmware_alert(event, p, "PPMIDAlert", {"DeviceID", "DeviceAlertCode", "Timestamp"});
  const auto outcome = word(kOutcomes, number_in(p, "responseCode"));
  const View version = octets_in(p, "firmwareVersion");
  if (!alert || outcome.empty() || version.size() != 4) return alert;
  Element& upgrade = alert->add("PPMIDFirmwareUpgradeAlert");
  upgrade.add("FirmwareVersion", to_hex(version));
  upgrade.add("ActivateImageResultCode", outcome);
  return alert;
}

// ---- which becomes which ----

struct Told {
  std::string_view use_case;
  std::string_view code;
  // None: what the alert says could not be read.
  std::optional<Element> (*payload)(const DeviceSpoke&, const Payload&, Particular);
  Particular particular;
};

constexpr auto kTold = std::to_array<Told>({
    {"CCS08", "N61", firmware_transferred, nullptr},
    {"CS09", "N33", firmware_activated, nullptr},
    {"DBCH06", "N54", dual_band, duty_cycle_action},
    {"DBCH07", "N54", dual_band, channel_changed},
    {"DBCH08", "N54", dual_band, scan_assessed},
    {"DBCH09", "N54", dual_band, configuration_changed},
    {"DBCH10", "N54", dual_band, message_discarded},
    {"DBCH11", "N54", dual_band, no_capacity},
});

const Told* told(const DeviceSpoke& event) {
  if (!event.parsed || event.parsed->header.cra != gbcs::Cra::Alert) return nullptr;
  const UseCase* use_case = Catalogue::instance().for_code(event.parsed->header.code);
  const auto found =
      std::find_if(kTold.begin(), kTold.end(), [&](const Told& t) { return use_case && t.use_case == use_case->name; });
  return found == kTold.end() ? nullptr : &*found;
}

}  // namespace

bool is_told_to_users(const DeviceSpoke& event) { return told(event) != nullptr; }

std::optional<RaisedAlert> dcc_alert_of(const DeviceSpoke& event, std::vector<Eui64> receivers) {
  const Told* t = told(event);
  if (!t || !event.payload) return std::nullopt;
  auto payload = t->payload(event, *event.payload, t->particular);
  if (!payload) return std::nullopt;
  return RaisedAlert{t->code, *std::move(payload), event.parsed->header.originator, std::move(receivers)};
}

}  // namespace gridpost::exchange
