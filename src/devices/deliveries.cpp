#include "devices/deliveries.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.h"

namespace gridpost::devices {
namespace {

// Keys of the hub's state.
constexpr std::string_view kAnswer = "answer/";  // + delivery: digest of the command, then the answer
constexpr std::string_view kAlert = "alert/";    // + delivery
constexpr std::string_view kHeld = "held/";      // + delivery: time, Device, then as in an answer
constexpr std::string_view kAlertDelivery = "alert_delivery";
constexpr std::size_t kDigest = 32;

std::string numbered(std::string_view prefix, std::uint64_t delivery) {
  return fmt::format("{}{:016x}", prefix, delivery);
}
std::uint64_t number_of(std::string_view prefix, const std::string& key) {
  return std::stoull(key.substr(prefix.size()), nullptr, 16);
}

Bytes with_digest(View command, View answer) {
  const auto digest = crypto::sha256(command);
  Bytes kept(digest.begin(), digest.end());
  append(kept, answer);
  return kept;
}

}  // namespace

struct Deliveries::Held {
  std::string key;
  std::uint64_t delivery = 0;
  TimeMs at = 0;
  Eui64 device;
  Bytes kept;
};

Deliveries::Deliveries(Eui64 hub, State& state) : hub_(hub), state_(state) { schedule(); }

std::optional<Frame> Deliveries::answer_to(std::uint64_t delivery, View command) const {
  const Bytes* kept = state_.find(numbered(kAnswer, delivery));
  if (!kept) return std::nullopt;
  const auto digest = crypto::sha256(command);
  if (!std::equal(digest.begin(), digest.end(), kept->begin())) return std::nullopt;
  return Frame{FrameType::Answer, delivery, hub_, Bytes(kept->begin() + kDigest, kept->end())};
}

Frame Deliveries::keep_answer(std::uint64_t delivery, View command, View answer) {
  state_.put(numbered(kAnswer, delivery), with_digest(command, answer));
  return {FrameType::Answer, delivery, hub_, Bytes(answer.begin(), answer.end())};
}

Frame Deliveries::keep_alert(View alert) {
  const std::uint64_t delivery = state_.number(kAlertDelivery) + 1;
  state_.put_number(kAlertDelivery, delivery);
  state_.put(numbered(kAlert, delivery), Bytes(alert.begin(), alert.end()));
  return {FrameType::Alert, delivery, hub_, Bytes(alert.begin(), alert.end())};
}

// ---- answers that come late ----

void Deliveries::hold_answer(std::uint64_t delivery, View command, View answer, Eui64 device, TimeMs at) {
  Bytes octets;
  put_be(octets, static_cast<std::uint64_t>(at), 8);
  append(octets, device.bytes());
  append(octets, with_digest(command, answer));
  state_.put(numbered(kHeld, delivery), std::move(octets));
  next_release_ = std::min(next_release_, at);
}

std::vector<Deliveries::Held> Deliveries::held() const {
  constexpr std::size_t kFront = 16;
  std::vector<Held> out;
  for (const auto& [key, octets] : state_.below(kHeld)) {
    if (octets.size() < kFront + kDigest) continue;
    const View all = octets;
    out.push_back({key, number_of(kHeld, key), static_cast<TimeMs>(get_be(all.first(8))), Eui64::of(all.subspan(8, 8)),
                   Bytes(octets.begin() + kFront, octets.end())});
  }
  return out;
}

void Deliveries::release(TimeMs now, std::vector<Frame>& out) {
  if (next_release_ > now) return;
  for (Held& answer : held()) {
    if (answer.at > now) continue;
    out.push_back({FrameType::Answer, answer.delivery, hub_, Bytes(answer.kept.begin() + kDigest, answer.kept.end())});
    state_.erase(answer.key);
    state_.put(numbered(kAnswer, answer.delivery), std::move(answer.kept));
  }
  schedule();
}

void Deliveries::drop_held(Eui64 device) {
  for (const Held& answer : held())
    if (answer.device == device) state_.erase(answer.key);
  schedule();
}

void Deliveries::schedule() {
  next_release_ = kNever;
  for (const Held& answer : held()) next_release_ = std::min(next_release_, answer.at);
}

// ---- acknowledgements ----

void Deliveries::acknowledged(FrameType type, std::uint64_t delivery) {
  if (type == FrameType::Answer) state_.erase(numbered(kAnswer, delivery));
  if (type == FrameType::Alert) state_.erase(numbered(kAlert, delivery));
}

std::vector<Frame> Deliveries::unacknowledged() const {
  std::vector<Frame> out;
  for (const auto& [key, octets] : state_.below(kAnswer))
    out.push_back({FrameType::Answer, number_of(kAnswer, key), hub_, Bytes(octets.begin() + kDigest, octets.end())});
  for (const auto& [key, octets] : state_.below(kAlert))
    out.push_back({FrameType::Alert, number_of(kAlert, key), hub_, octets});
  return out;
}

std::optional<Frame> Deliveries::unacknowledged(FrameType type, std::uint64_t delivery) const {
  const bool answer = type == FrameType::Answer;
  const Bytes* kept = state_.find(numbered(answer ? kAnswer : kAlert, delivery));
  if (!kept) return std::nullopt;
  return Frame{type, delivery, hub_, Bytes(kept->begin() + (answer ? kDigest : 0), kept->end())};
}

}  // namespace gridpost::devices
