#include "devices/hub.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "devices/alerts.h"
#include "devices/gas_meter.h"
#include "devices/home_parties.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

constexpr std::string_view kWaiting = "waiting/";    // hub's state, + delivery: command for the GSME
constexpr std::string_view kOffSince = "off_since";  // any Device's

constexpr std::string_view kJoiningPeriod = "104/0-0:30.3.0.255/3";  // seconds
constexpr std::uint16_t kLogChanged = 0x8F12;

// The last octet belongs to the MAC, or to the signature where there is none.
void spoil(Bytes& message) { message.back() ^= 0x01; }

std::unique_ptr<Device> make(const Home& home, const WorldDevice& profile, const World& world,
                             const Surroundings& surroundings) {
  return std::make_unique<Device>(profile, parties_of(world, home, profile), surroundings);
}

}  // namespace

Hub::Hub(const Home& home, const World& world, const Surroundings& surroundings)
    : chf_(make(home, function_of(home.hub, DeviceType::CHF), world, surroundings)),
      gpf_(make(home, function_of(home.hub, DeviceType::GPF), world, surroundings)),
      deliveries_(home.hub.chf, chf_->state()),
      log_(home.hub.chf, chf_->state()),
      profile_(home.hub) {
  for (const WorldDevice& d : home.devices) behind_.push_back(make(home, d, world, surroundings));
  schedule_joins();
  if (const Device* meter = gsme(); meter && joined(meter->id())) schedule_wake(gas_mirror().pushed_at().value_or(0));
}

Device* Hub::find(Eui64 id) {
  for (Device* device : devices())
    if (device->id() == id) return device;
  return nullptr;
}

std::vector<Device*> Hub::devices() const {
  std::vector<Device*> out{chf_.get(), gpf_.get()};
  for (const auto& device : behind_) out.push_back(device.get());
  return out;
}

// The one that has joined; else the first one.
Device* Hub::gsme() const {
  Device* first = nullptr;
  for (const auto& device : behind_) {
    if (device->type() != DeviceType::GSME) continue;
    if (joined(device->id())) return device.get();
    if (!first) first = device.get();
  }
  return first;
}

bool Hub::joined(Eui64 id) const { return id == chf_->id() || id == gpf_->id() || log_.joined(id); }

// ---- commands ----

void Hub::command(std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out) {
  if (auto kept = deliveries_.answer_to(delivery, octets)) return out.push_back(std::move(*kept));
  const auto message = gbcs::parse(octets);
  if (!message) return log::info("GP-DEV-011", {{"hub", id().text()}}, "{}: {}", id().text(), message.error().text());
  Device* device = find(message->header.recipient);
  if (!device || !joined(device->id()))
    return log::info("GP-DEV-012", {{"hub", id().text()}, {"device", message->header.recipient.text()}},
                     "{}: {} is not on the HAN", id().text(), message->header.recipient.text());
  if (device->type() != DeviceType::GSME) return execute(*device, delivery, octets, now, out);
  chf_->state().put(fmt::format("{}{:016x}", kWaiting, delivery), Bytes(octets.begin(), octets.end()));
}

void Hub::execute(Device& device, std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out) {
  if (is_off(device, now))
    return log::info("GP-DEV-015", {{"hub", id().text()}, {"device", device.id().text()}},
                     "{}: takes no command, it is off", device.id().text());
  const auto message = gbcs::parse(octets);
  if (!message) return;
  auto answer = device.handle(*message, *this, now);
  if (answer)
    answered(device, delivery, octets, std::move(*answer), now, out);
  else
    log::info("GP-DEV-013", {{"hub", id().text()}, {"device", device.id().text()}}, "{}: no answer: {}",
              device.id().text(), answer.error().text());
  alerts_into(out);
}

Result<Bytes> Hub::local_command(Device& device, View octets, TimeMs now, std::vector<Frame>& out) {
  GP_TRY(message, gbcs::parse(octets));
  const std::string id = device.id().text();
  if (message.header.recipient != device.id())
    return fail(fmt::format("the command is for {}", message.header.recipient.text()), id);
  if (!joined(device.id())) return fail("it is not on the HAN", id);
  if (is_off(device, now)) return fail("it is off", id);
  GP_TRY(answer, device.handle(message, *this, now));
  if (&device == gsme()) wakes_at_ = now;  // and pushes what has changed
  alerts_into(out);
  if (device.faults().find(Fault::Kind::Silent, now)) return Bytes{};
  if (device.faults().find(Fault::Kind::WrongMac, now)) spoil(answer);
  return answer;
}

// The answer goes its way, unless a fault stands in it.
void Hub::answered(Device& device, std::uint64_t delivery, View command, Bytes answer, TimeMs now,
                   std::vector<Frame>& out) {
  const FaultList& faults = device.faults();
  if (faults.find(Fault::Kind::Silent, now))
    return log::info("GP-DEV-016", {{"hub", id().text()}, {"device", device.id().text()}}, "{}: is silent",
                     device.id().text());
  if (faults.find(Fault::Kind::WrongMac, now)) spoil(answer);
  if (const Fault* late = faults.find(Fault::Kind::Late, now))
    return deliveries_.hold_answer(delivery, command, answer, device.id(), now + late->late_by);
  out.push_back(deliveries_.keep_answer(delivery, command, answer));
}

// ---- faults ----

bool Hub::is_off(const Device& device, TimeMs now) const { return device.faults().find(Fault::Kind::Off, now); }

bool Hub::reachable(TimeMs now) const { return !is_off(*chf_, now) && !chf_->faults().find(Fault::Kind::NoLink, now); }

Status Hub::put_fault(Device& device, const Fault& fault, TimeMs now) {
  if (fault.kind == Fault::Kind::NoLink && &device != chf_.get())
    return fail("no-link is for hubs (CHF)", device.id().text());
  if (!fault.in_force(now)) return fail(fmt::format("{} is past; it is {} now", iso(fault.until), iso(now)));
  if (fault.kind == Fault::Kind::Off && !is_off(device, now)) {
    deliveries_.drop_held(device.id());
    device.state().put_number(kOffSince, static_cast<std::uint64_t>(now));
  }
  device.faults().put(fault);
  return {};
}

Status Hub::end_fault(Device& device, Fault::Kind kind, TimeMs now, std::vector<Frame>& out) {
  if (!device.faults().remove(kind)) return fail(fmt::format("is not {}", text(kind)), device.id().text());
  if (kind == Fault::Kind::Off) powered_up(device, now);
  alerts_into(out);
  return {};
}

// What was committed is still there: counters, attributes, logs. A meter writes down what happened and reports it: an
// electricity meter an outage of three minutes and more, a gas meter that it started again.
void Hub::powered_up(Device& device, TimeMs now) {
  constexpr TimeMs kLongOutage = 3 * kMinute;
  const auto since = static_cast<TimeMs>(device.state().number(kOffSince, static_cast<std::uint64_t>(now)));
  log::info("GP-DEV-017", {{"hub", id().text()}, {"device", device.id().text()}}, "{}: has power again after {} s",
            device.id().text(), (now - since) / kSecond);
  schedule_joins();
  const bool long_one = now - since >= kLongOutage;
  device.note(EventLog::Event, event_code::kHardwareReset, now);
  if (device.type() == DeviceType::ESME) {
    device.note(EventLog::Power, long_one ? event_code::kLongOutageEnded : event_code::kOutageEnded, now);
    if (long_one && joined(device.id())) send_alert(device, outage_alert(device, since, now), now);
  } else if (device.type() == DeviceType::GSME && joined(device.id())) {
    send_alert(device, generic_alert(device, event_code::kHardwareReset, now), now);
  }
}

// ---- time ----

TimeMs Hub::next_due() const {
  TimeMs next = std::min({wakes_at_, joins_at_, deliveries_.next_release()});
  for (const Device* device : devices()) {
    next = std::min(next, device->faults().next_end());
    if (acts_by_itself(*device)) next = std::min(next, device->next_due().value_or(kNever));
  }
  return next;
}

// A GSME acts when it wakes, and nobody without power.
bool Hub::acts_by_itself(const Device& device) const {
  const auto& faults = device.faults().all();
  const auto is_off = [](const Fault& fault) { return fault.kind == Fault::Kind::Off; };
  return device.type() != DeviceType::GSME && std::none_of(faults.begin(), faults.end(), is_off);
}

void Hub::act_on_due(Device& device, TimeMs now) {
  for (Result<Bytes>& alert : device.act_on_due(*this, now))
    if (joined(device.id())) send_alert(device, std::move(alert), now);
}

void Hub::tick(TimeMs now, std::vector<Frame>& out) {
  for (Device* device : devices())
    for (const Fault& over : device->faults().end(now))
      if (over.kind == Fault::Kind::Off) powered_up(*device, now);
  if (joins_at_ <= now) {
    for (const auto& [device, entry] : HanLog::Entries(log_.entries()))
      if (const auto at = joins_at(device, entry); at && *at <= now) join(device, now);
    schedule_joins();
  }
  for (Device* device : devices())
    if (acts_by_itself(*device)) act_on_due(*device, now);
  alerts_into(out);
  deliveries_.release(now, out);
  if (wakes_at_ > now) return;
  if (is_off(*gsme(), now) || is_off(*chf_, now)) return schedule_wake(now);
  wake(now, out);
}

// The meter gets what waits for it and then pushes its values.
void Hub::wake(TimeMs now, std::vector<Frame>& out) {
  Device& meter = *gsme();
  act_on_due(meter, now);
  alerts_into(out);
  for (const auto& [key, octets] : chf_->state().below(kWaiting)) {
    execute(meter, std::stoull(key.substr(kWaiting.size()), nullptr, 16), octets, now, out);
    chf_->state().erase(key);
  }
  push(meter, now);
  schedule_wake(now);
}

void Hub::push(Device& meter, TimeMs now) {
  GasMirror mirror = gas_mirror();
  const bool known = mirror.time_went_missing();
  if (const auto taken = mirror.take(sample({meter, *this, now}), now); !taken)
    return log::info("GP-DEV-018", {{"hub", id().text()}, {"device", meter.id().text()}}, "{}: nothing is mirrored: {}",
                     meter.id().text(), taken.error().text());
  if (mirror.time_went_missing() && !known)
    log::warn("GP-DEV-019", {{"hub", id().text()}, {"device", meter.id().text()}},
              "{}: sends the time of its values only sometimes", meter.id().text());
}

// Every half hour, at a moment of its own.
void Hub::schedule_wake(TimeMs now) {
  const auto phase = static_cast<TimeMs>(std::hash<Eui64>{}(gsme()->id()) % static_cast<std::uint64_t>(kWakeEvery));
  wakes_at_ = (now - phase) / kWakeEvery * kWakeEvery + phase;
  while (wakes_at_ <= now) wakes_at_ += kWakeEvery;
}

// ---- the gas meter's mirror ----

GasMirror Hub::gas_mirror() const {
  const bool keeps_time = version_at_least(gpf_->profile().gbcs_version, kSnapshotTimeVersion);
  return {gpf_->state(), keeps_time,
          profile_.unpopulated_snapshot == "invalid_time" ? UnpopulatedSnapshot::InvalidTime
                                                          : UnpopulatedSnapshot::UnsupportedAttribute};
}

// Hubs from before the change say how sure their clock is, as ever.
std::uint8_t Hub::own_time_status() const {
  const bool has_feature = version_at_least(gpf_->profile().gbcs_version, kSnapshotTimeVersion);
  if (has_feature && profile_.own_time_status == "unreliable") return gbcs::kStatusUnreliable;
  return profile_.clock_status == "invalid"      ? gbcs::kStatusInvalid
         : profile_.clock_status == "unreliable" ? gbcs::kStatusUnreliable
                                                 : 0;
}

Result<HanAnswer> Hub::read_snapshot_time(const Device& reader, TimeMs now) const {
  if (!joined(reader.id())) return fail("it is not on the HAN", reader.id().text());
  if (is_off(reader, now) || is_off(*chf_, now)) return fail("it or its hub is off", reader.id().text());
  return gas_mirror().read_snapshot_time();
}

void Hub::note_stamped(StampedAnswer answer) {
  constexpr std::size_t kMost = 100;
  stamped_.push_back(std::move(answer));
  if (stamped_.size() > kMost) stamped_.pop_front();
}

void Hub::upgrade(Device& device, std::string_view gbcs_version) {
  const bool is_hub = &device == chf_.get() || &device == gpf_.get();
  for (Device* upgraded : is_hub ? std::vector{chf_.get(), gpf_.get()} : std::vector{&device})
    upgraded->set_gbcs_version(gbcs_version);
}

// A GSME changes only while it is awake, just before its push. So its values at the time of the push are what it
// pushed.
std::optional<Context> Hub::mirrored() {
  const auto pushed_at = gas_mirror().pushed_at();
  Device* meter = gsme();
  if (!pushed_at || !meter) return std::nullopt;
  return Context{*meter, *this, *pushed_at};
}

void Hub::gas_joined(const Device& meter) {
  if (&meter == gsme()) gas_mirror().rejoin();
}

void Hub::gas_unjoined(const Device& meter) {
  if (&meter == gsme()) gas_mirror().part();
}

// No stamp outlives its values. (R15-11)
void Hub::forget_gas() {
  wakes_at_ = kNever;
  gas_mirror().forget();
  for (const auto& [key, octets] : chf_->state().below(kWaiting)) chf_->state().erase(key);
}

// ---- the device log ----

bool Hub::add_to_log(Eui64 device, const Bytes& install_code, TimeMs now) {
  if (!log_.add(device, install_code, now)) return false;
  schedule_joins();
  // The joining period follows in the same command; schedule_joins() asks for it again when the time has come.
  joins_at_ = std::min(joins_at_, now + kJoinAfter);
  report_log(now);
  return true;
}

bool Hub::remove_from_log(Eui64 device, TimeMs now) {
  const Device* meter = gsme();
  if (!log_.remove(device)) return false;
  if (meter && meter->id() == device) forget_gas();
  schedule_joins();
  report_log(now);
  return true;
}

// When a device that stands on the log but has not joined will; none if it is not here or off, its code is another, or
// the joining period is too short.
std::optional<TimeMs> Hub::joins_at(Eui64 device, const HanLog::Entry& entry) {
  const Device* present = find(device);
  if (!present || !entry.link_key_hash.empty() || is_off(*present, entry.added_at + kJoinAfter)) return std::nullopt;
  const auto code = from_hex(present->profile().install_code);
  if (code && !code->empty() && *code != entry.install_code) return std::nullopt;
  const auto period = chf_->attributes().get(std::string(kJoiningPeriod));
  if (!period || period->number * kSecond < kJoinAfter) return std::nullopt;
  return entry.added_at + kJoinAfter;
}

void Hub::schedule_joins() {
  joins_at_ = kNever;
  for (const auto& [device, entry] : log_.entries())
    joins_at_ = std::min(joins_at_, joins_at(device, entry).value_or(kNever));
}

void Hub::join(Eui64 device, TimeMs at) {
  log_.join(device);
  if (const Device* meter = gsme(); meter && meter->id() == device) {
    gas_mirror().rejoin();
    wakes_at_ = at;  // it reports as soon as it is in
  }
  report_log(at);
}

void Hub::restore_log(const std::vector<std::pair<Eui64, Bytes>>& entries, TimeMs now) {
  gas_mirror().forget();  // the contents of another hub's proxy are not this one's (R15-11)
  log_.restore(entries, now);
  if (const Device* meter = gsme(); meter && joined(meter->id())) wakes_at_ = now;
  schedule_joins();
  report_log(now);
}

Value Hub::log_value(const HanLog::Entries& entries, TimeMs now) const {
  std::vector<Value> items;
  for (const auto& [device, entry] : entries)
    items.push_back(
        structure({octets_value("deviceId", device.bytes()), octets_value("linkKeyHash", entry.link_key_hash)}));
  return structure({date_time_value(clock(now)), octets_value("hanIdentifier", id().bytes()),
                    list_value("entries", Wire::Array, std::move(items))});
}

// CS14: the whole log, to the broker.
void Hub::report_log(TimeMs now) {
  Value alert =
      structure({uint_value("alertCode", 2, kLogChanged), date_time_value(clock(now)), log_value(log_.entries(), now)});
  send_alert(*chf_, chf_->alert("CS14", kLogChanged, clock(now), std::move(alert), chf_->parties().broker), now);
}

void Hub::report_gas_log(TimeMs now) { send_alert(*gpf_, gas_log_alert(*gpf_, now), now); }

// ---- alerts ----

Status Hub::raise(Device& device, std::uint16_t code, TimeMs now, std::vector<Frame>& out) {
  if (is_off(device, now)) return fail("it is off", device.id().text());
  GP_TRY(octets, generic_alert(device, code, now));
  device.note(EventLog::Event, code, now);
  send_alert(device, std::move(octets), now);
  alerts_into(out);
  return {};
}

Status Hub::receive_image(Device& device, const Device::Image& image, TimeMs now, std::vector<Frame>& out) {
  if (is_off(device, now)) return fail("it is off", device.id().text());
  GP_TRY(octets, image_alert(device, image.hash, now));
  device.hold_image(image);
  send_alert(device, std::move(octets), now);
  alerts_into(out);
  return {};
}

void Hub::send_alert(Device& device, Result<Bytes> octets, TimeMs now) {
  if (!octets)
    return log::error("GP-DEV-014", {{"hub", id().text()}, {"device", device.id().text()}}, "{}: no alert: {}",
                      device.id().text(), octets.error().text());
  if (device.faults().find(Fault::Kind::WrongMac, now)) spoil(*octets);
  alerts_.push_back(deliveries_.keep_alert(*octets));
}

void Hub::alerts_into(std::vector<Frame>& out) {
  std::move(alerts_.begin(), alerts_.end(), std::back_inserter(out));
  alerts_.clear();
}

}  // namespace gridpost::devices
