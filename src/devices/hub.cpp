#include "devices/hub.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "crypto/digest.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

// Keys of the hub's state.
constexpr std::string_view kAnswer = "answer/";    // + delivery: digest of the command, then the answer
constexpr std::string_view kAlert = "alert/";      // + delivery
constexpr std::string_view kWaiting = "waiting/";  // + delivery: command for the GSME
constexpr std::string_view kLog = "log/";          // + device
constexpr std::string_view kAlertDelivery = "alert_delivery";
// Keys of the GPF's state.
constexpr std::string_view kPushedAt = "pushed_at";
constexpr std::string_view kStamp = "stamp";

constexpr std::string_view kJoiningPeriod = "104/0-0:30.3.0.255/3";  // seconds
constexpr std::uint16_t kLogChanged = 0x8F12;
constexpr std::size_t kDigest = 32;
constexpr std::size_t kHash = 16;

std::string numbered(std::string_view prefix, std::uint64_t delivery) {
  return fmt::format("{}{:016x}", prefix, delivery);
}
std::uint64_t number_of(std::string_view prefix, const std::string& key) {
  return std::stoull(key.substr(prefix.size()), nullptr, 16);
}

Parties parties_of(const World& world, std::string_view mpxn) {
  Parties parties{world.broker, {}, {}};
  if (const MeteringPoint* point = mpxn.empty() ? nullptr : world.registration(mpxn, world.time.start)) {
    parties.supplier = point->supplier;
    parties.network_operator = point->network_operator;
  }
  return parties;
}

// CHF and GPF have the profile of their hub.
WorldDevice function_of(const WorldHub& hub, DeviceType type) {
  WorldDevice d;
  d.type = type;
  d.id = type == DeviceType::CHF ? hub.chf : hub.gpf;
  d.manufacturer = hub.manufacturer;
  d.model = hub.model;
  d.firmware_version = hub.firmware_version;
  d.gbcs_version = hub.gbcs_version;
  d.clock_skew_s = hub.clock_skew_s;
  return d;
}

}  // namespace

Hub::Hub(const Home& home, const World& world, const Surroundings& surroundings)
    : own_time_reliable_(home.hub.own_time_reliable) {
  std::string gas_point;
  for (const WorldDevice& d : home.devices) {
    behind_.push_back(std::make_unique<Device>(d, parties_of(world, d.mpxn), surroundings));
    if (d.type == DeviceType::GSME) gas_point = d.mpxn;
  }
  chf_ = std::make_unique<Device>(function_of(home.hub, DeviceType::CHF), parties_of(world, {}), surroundings);
  gpf_ = std::make_unique<Device>(function_of(home.hub, DeviceType::GPF), parties_of(world, gas_point), surroundings);
  restore();
}

void Hub::restore() {
  for (const auto& [key, octets] : chf_->state().below(kLog)) {
    Reader in(octets);
    LogEntry entry;
    const auto added = in.be(8, "time");
    const auto hash = in.u8("hash");
    if (!added || !hash) continue;
    entry.added_at = static_cast<TimeMs>(*added);
    if (const auto octets_of_hash = in.take(*hash, "hash"))
      entry.link_key_hash.assign(octets_of_hash->begin(), octets_of_hash->end());
    entry.install_code.assign(in.rest().begin(), in.rest().end());
    if (const auto device = Eui64::parse(key.substr(kLog.size()))) log_[*device] = std::move(entry);
  }
  schedule_joins();
  if (const Device* meter = gsme(); meter && joined(meter->id()))
    schedule_wake(static_cast<TimeMs>(gpf_->state().number(kPushedAt)));
}

Device* Hub::find(Eui64 id) {
  if (id == chf_->id()) return chf_.get();
  if (id == gpf_->id()) return gpf_.get();
  for (const auto& device : behind_)
    if (device->id() == id) return device.get();
  return nullptr;
}

Device* Hub::gsme() {
  for (const auto& device : behind_)
    if (device->type() == DeviceType::GSME) return device.get();
  return nullptr;
}

bool Hub::joined(Eui64 id) const {
  if (id == chf_->id() || id == gpf_->id()) return true;
  const auto entry = log_.find(id);
  return entry != log_.end() && !entry->second.link_key_hash.empty();
}

// ---- commands ----

void Hub::command(std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out) {
  const auto digest = crypto::sha256(octets);
  if (const Bytes* kept = chf_->state().find(numbered(kAnswer, delivery));
      kept && std::equal(digest.begin(), digest.end(), kept->begin())) {
    out.push_back({FrameType::Answer, delivery, id(), Bytes(kept->begin() + kDigest, kept->end())});
    return;
  }
  const auto message = gbcs::parse(octets);
  if (!message) return log::info("GP-DEV-011", {{"hub", id().text()}}, "{}: {}", id().text(), message.error().text());
  Device* device = find(message->header.recipient);
  if (!device || !joined(device->id()))
    return log::info("GP-DEV-012", {{"hub", id().text()}, {"device", message->header.recipient.text()}},
                     "{}: {} is not on the HAN", id().text(), message->header.recipient.text());
  if (device->type() != DeviceType::GSME) return execute(*device, delivery, octets, now, out);
  chf_->state().put(numbered(kWaiting, delivery), Bytes(octets.begin(), octets.end()));
}

void Hub::execute(Device& device, std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out) {
  const auto message = gbcs::parse(octets);
  if (!message) return;
  const auto answer = device.handle(*message, *this, now);
  if (answer) {
    const auto digest = crypto::sha256(octets);
    Bytes kept(digest.begin(), digest.end());
    append(kept, *answer);
    chf_->state().put(numbered(kAnswer, delivery), std::move(kept));
    out.push_back({FrameType::Answer, delivery, id(), *answer});
  } else {
    log::info("GP-DEV-013", {{"hub", id().text()}, {"device", device.id().text()}}, "{}: no answer: {}",
              device.id().text(), answer.error().text());
  }
  std::move(alerts_.begin(), alerts_.end(), std::back_inserter(out));
  alerts_.clear();
}

void Hub::acknowledged(FrameType type, std::uint64_t delivery) {
  if (type == FrameType::Answer) chf_->state().erase(numbered(kAnswer, delivery));
  if (type == FrameType::Alert) chf_->state().erase(numbered(kAlert, delivery));
}

bool Hub::is_unacknowledged(FrameType type, std::uint64_t delivery) const {
  return chf_->state().find(numbered(type == FrameType::Answer ? kAnswer : kAlert, delivery)) != nullptr;
}

std::vector<Frame> Hub::unacknowledged() const {
  std::vector<Frame> out;
  for (const auto& [key, octets] : chf_->state().below(kAnswer))
    out.push_back({FrameType::Answer, number_of(kAnswer, key), id(), Bytes(octets.begin() + kDigest, octets.end())});
  for (const auto& [key, octets] : chf_->state().below(kAlert))
    out.push_back({FrameType::Alert, number_of(kAlert, key), id(), octets});
  return out;
}

// ---- time ----

TimeMs Hub::next_due() const { return std::min(wakes_at_, joins_at_); }

void Hub::tick(TimeMs now, std::vector<Frame>& out) {
  if (joins_at_ <= now) {
    for (auto& [device, entry] : log_)
      if (const auto at = joins_at(device, entry); at && *at <= now) join(device, entry, now);
    schedule_joins();
    std::move(alerts_.begin(), alerts_.end(), std::back_inserter(out));
    alerts_.clear();
  }
  if (wakes_at_ <= now) wake(now, out);
}

// The meter gets what waits for it and then pushes its values; values and stamp change together. (R15-03)
void Hub::wake(TimeMs now, std::vector<Frame>& out) {
  Device& meter = *gsme();
  for (const auto& [key, octets] : chf_->state().below(kWaiting)) {
    execute(meter, number_of(kWaiting, key), octets, now, out);
    chf_->state().erase(key);
  }
  gpf_->state().put_number(kPushedAt, static_cast<std::uint64_t>(now));
  if (version_at_least(meter.profile().gbcs_version, kSnapshotTimeVersion) &&
      version_at_least(gpf_->profile().gbcs_version, kSnapshotTimeVersion))
    gpf_->state().put_number(kStamp, gbcs::zigbee_time(meter.clock(now)));
  schedule_wake(now);
}

// Every half hour, at a moment of its own.
void Hub::schedule_wake(TimeMs now) {
  const auto phase = static_cast<TimeMs>(std::hash<Eui64>{}(gsme()->id()) % static_cast<std::uint64_t>(kWakeEvery));
  wakes_at_ = (now - phase) / kWakeEvery * kWakeEvery + phase;
  while (wakes_at_ <= now) wakes_at_ += kWakeEvery;
}

// ---- the gas meter's mirror ----

std::optional<TimeMs> Hub::gas_stamp() const {
  const Bytes* stamp = gpf_->state().find(kStamp);
  return stamp ? std::optional(gbcs::time_of_zigbee(static_cast<std::uint32_t>(get_be(*stamp)))) : std::nullopt;
}

// A GSME changes only while it is awake, just before its push. So its values at the time of the push are what it
// pushed.
std::optional<Context> Hub::mirrored() {
  const Bytes* pushed_at = gpf_->state().find(kPushedAt);
  Device* meter = gsme();
  if (!pushed_at || !meter) return std::nullopt;
  return Context{*meter, *this, static_cast<TimeMs>(get_be(*pushed_at))};
}

// No stamp outlives its values. (R15-11)
void Hub::forget_gas() {
  wakes_at_ = kNever;
  gpf_->state().erase(kPushedAt);
  gpf_->state().erase(kStamp);
  for (const auto& [key, octets] : chf_->state().below(kWaiting)) chf_->state().erase(key);
}

// ---- the device log ----

void Hub::put_entry(Eui64 device, const LogEntry& entry) {
  Bytes octets;
  put_be(octets, static_cast<std::uint64_t>(entry.added_at), 8);
  octets.push_back(static_cast<std::uint8_t>(entry.link_key_hash.size()));
  append(octets, entry.link_key_hash);
  append(octets, entry.install_code);
  chf_->state().put(fmt::format("{}{}", kLog, device.plain()), std::move(octets));
}

void Hub::add_to_log(Eui64 device, const Bytes& install_code, TimeMs now) {
  LogEntry& entry = log_[device];
  entry.added_at = now;
  entry.install_code = install_code;
  put_entry(device, entry);
  schedule_joins();
  // The joining period follows in the same command; schedule_joins() asks for it again when the time has come.
  joins_at_ = std::min(joins_at_, now + kJoinAfter);
  report_log(now);
}

bool Hub::remove_from_log(Eui64 device, TimeMs now) {
  const auto entry = log_.find(device);
  if (entry == log_.end()) return false;
  log_.erase(entry);
  chf_->state().erase(fmt::format("{}{}", kLog, device.plain()));
  if (const Device* meter = gsme(); meter && meter->id() == device) forget_gas();
  schedule_joins();
  report_log(now);
  return true;
}

// When a device that stands on the log but has not joined will; none if it is not here, its code is another, or the
// joining period is too short.
std::optional<TimeMs> Hub::joins_at(Eui64 device, const LogEntry& entry) {
  const Device* present = find(device);
  if (!present || !entry.link_key_hash.empty()) return std::nullopt;
  const auto code = from_hex(present->profile().install_code);
  if (code && !code->empty() && *code != entry.install_code) return std::nullopt;
  const auto period = chf_->attributes().get(std::string(kJoiningPeriod));
  if (!period || period->number * kSecond < kJoinAfter) return std::nullopt;
  return entry.added_at + kJoinAfter;
}

void Hub::schedule_joins() {
  joins_at_ = kNever;
  for (const auto& [device, entry] : log_) joins_at_ = std::min(joins_at_, joins_at(device, entry).value_or(kNever));
}

void Hub::join(Eui64 device, LogEntry& entry, TimeMs at) {
  Bytes link_key = entry.install_code;
  append(link_key, chf_->id().bytes());
  append(link_key, device.bytes());
  const auto hash = crypto::sha256(crypto::sha256(link_key));
  entry.link_key_hash.assign(hash.begin(), hash.begin() + kHash);
  put_entry(device, entry);
  if (const Device* meter = gsme(); meter && meter->id() == device) wakes_at_ = at;  // it reports as soon as it is in
  report_log(at);
}

// CS14: the whole log, to the broker.
void Hub::report_log(TimeMs now) {
  const auto twelve = gbcs::date_time_of(clock(now));
  const Value time = octets_value("time", Bytes(twelve.begin(), twelve.end()));
  std::vector<Value> entries;
  for (const auto& [device, entry] : log_)
    entries.push_back(
        list_value({}, Wire::Structure,
                   {octets_value("deviceId", device.bytes()), octets_value("linkKeyHash", entry.link_key_hash)}));
  Value log = list_value(
      "deviceLog", Wire::Structure,
      {time, octets_value("hanIdentifier", id().bytes()), list_value("entries", Wire::Array, std::move(entries))});
  Value alert = list_value({}, Wire::Structure, {uint_value("alertCode", 2, kLogChanged), time, std::move(log)});
  const auto octets = chf_->alert("CS14", kLogChanged, std::move(alert), chf_->parties().broker);
  if (!octets)
    return log::error("GP-DEV-014", {{"hub", id().text()}}, "{}: no alert: {}", id().text(), octets.error().text());
  const std::uint64_t delivery = chf_->state().number(kAlertDelivery) + 1;
  chf_->state().put_number(kAlertDelivery, delivery);
  chf_->state().put(numbered(kAlert, delivery), *octets);
  alerts_.push_back({FrameType::Alert, delivery, id(), *octets});
}

}  // namespace gridpost::devices
