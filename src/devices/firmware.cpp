// The firmware of a Device: the version that runs, and the image that waits for its activation. (use case CS06)
#include <algorithm>

#include "devices/alerts.h"
#include "devices/device.h"

namespace gridpost::devices {
namespace {

// Keys of the Device's state.
constexpr std::string_view kRunning = "firmware/version";
constexpr std::string_view kImage = "firmware/image";  // its hash, 32 octets
constexpr std::string_view kImageVersion = "firmware/image/version";
constexpr std::string_view kImageGbcsVersion = "firmware/image/gbcs_version";

Bytes octets_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string text_at(const State& state, std::string_view key) {
  const Bytes* octets = state.find(key);
  return octets ? text_of(*octets) : std::string();
}

}  // namespace

// "05020001" as four octets; other forms as their first characters.
Bytes Device::firmware() const {
  constexpr std::size_t kOctets = 4;
  const std::string running = text_at(state_, kRunning);
  const std::string& version = running.empty() ? profile_.firmware_version : running;
  auto octets = from_hex(version);
  Bytes out = octets && octets->size() == kOctets ? std::move(*octets) : octets_of(version);
  out.resize(kOctets);
  return out;
}

void Device::hold_image(const Image& image) {
  state_.put(kImage, image.hash);
  state_.put(kImageVersion, octets_of(image.version));
  state_.put(kImageGbcsVersion, octets_of(image.gbcs_version));
}

Device::Activated Device::activate_image(View hash, TimeMs now) {
  const Bytes* held = state_.find(kImage);
  if (!held) return Activated::NoImage;
  if (!std::ranges::equal(*held, hash)) return Activated::OtherHash;
  if (faults_.find(Fault::Kind::CannotActivate, now)) return Activated::Failed;
  const std::string gbcs_version = text_at(state_, kImageGbcsVersion);
  state_.put(kRunning, Bytes(*state_.find(kImageVersion)));
  if (!gbcs_version.empty()) set_gbcs_version(gbcs_version);
  for (const auto key : {kImage, kImageVersion, kImageGbcsVersion}) state_.erase(key);
  note(EventLog::Event, event_code::kFirmwareChanged, now);
  return Activated::Done;
}

}  // namespace gridpost::devices
