#include "devices/orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "catalogue/alert_codes.h"
#include "devices/gas_display.h"
#include "devices/gas_meter.h"
#include "devices/words.h"

namespace gridpost::devices {
namespace {

constexpr std::int64_t kMostSeconds = 31 * 86400;

// The Device that an order is about, with the words behind it.
struct Subject {
  Hub& hub;
  Device& device;
  std::string_view words;
  TimeMs now;
};

std::string line_of(const Device& device, const Fault& fault) {
  return fmt::format("{}  {:6}  {}\n", device.id().text(), catalogue::text(device.type()), fault_text(fault));
}

Result<Obeyed> set_fault(const Subject& s) {
  GP_TRY(fault, parse_fault(s.words));
  GP_CHECK(s.hub.put_fault(s.device, fault, s.now));
  return Obeyed{line_of(s.device, fault), &s.hub, {}};
}

Result<Obeyed> mend(const Subject& s) {
  std::string_view words = s.words;
  const std::string_view word = next_word(words);
  Obeyed done{{}, &s.hub, {}};
  std::vector<Fault::Kind> kinds;
  if (word == "all") {
    for (const Fault& fault : s.device.faults().all()) kinds.push_back(fault.kind);
  } else {
    GP_TRY(kind, parse_fault_kind(word));
    kinds.push_back(kind);
  }
  for (const Fault::Kind kind : kinds) {
    GP_CHECK(s.hub.end_fault(s.device, kind, s.now, done.out));
    done.text +=
        fmt::format("{}  {:6}  {} no more\n", s.device.id().text(), catalogue::text(s.device.type()), text(kind));
  }
  return done;
}

Result<Obeyed> restart(const Subject& s) {
  std::string_view words = s.words;
  GP_TRY(length, parse_seconds(next_word(words), kMostSeconds));
  const Fault off{Fault::Kind::Off, 0, s.now + length};
  GP_CHECK(s.hub.put_fault(s.device, off, s.now));
  return Obeyed{line_of(s.device, off), &s.hub, {}};
}

Result<Obeyed> alert(const Subject& s) {
  std::string_view words = s.words;
  const std::string_view word = next_word(words);
  const auto octets = from_hex(word);
  if (!octets || octets->size() != 2)
    return fail(fmt::format("'{}' is no alert code of four hexadecimal digits", word));
  const auto code = static_cast<std::uint16_t>(get_be(*octets));
  Obeyed done{{}, &s.hub, {}};
  GP_CHECK(s.hub.raise(s.device, code, s.now, done.out));
  done.text = fmt::format("{}  {:6}  {:04X} {}\n", s.device.id().text(), catalogue::text(s.device.type()), code,
                          catalogue::alert_title(code));
  return done;
}

Result<Obeyed> deliver(const Subject& s) {
  std::string_view words = s.words;
  const auto command = from_hex(next_word(words));
  if (!command || command->empty()) return fail("the command is no octets in hexadecimal");
  Obeyed done{{}, &s.hub, {}};
  GP_TRY(answer, s.hub.local_command(s.device, *command, s.now, done.out));
  if (!answer.empty()) done.text = to_hex(answer) + "\n";
  return done;
}

// ---- the time of gas readings (docs/modifications/secmp0015.md) ----

Result<Obeyed> stamp(const Subject& s) {
  if (s.device.type() != DeviceType::GSME)
    return fail("only a GSME sends the time of its values", s.device.id().text());
  std::string_view words = s.words;
  GP_TRY(sending, parse_snapshot_sending(next_word(words)));
  set_snapshot_sending(s.device, sending);
  return Obeyed{
      fmt::format("{}  GSME    sends the time of its values: {}\n", s.device.id().text(), text(sending)), &s.hub, {}};
}

Result<Obeyed> upgrade(const Subject& s) {
  std::string_view words = s.words;
  const std::string_view version = next_word(words);
  if (version.empty() || version.find_first_not_of("0123456789.") != std::string_view::npos)
    return fail(fmt::format("'{}' is no GBCS version such as 4.2", version));
  s.hub.upgrade(s.device, version);
  return Obeyed{
      fmt::format("{}  {:6}  has GBCS version {}\n", s.device.id().text(), catalogue::text(s.device.type()), version),
      &s.hub,
      {}};
}

// ---- firmware ----

// HASH VERSION [GBCS VERSION]: as if the hub had passed an image on.
Result<Obeyed> image(const Subject& s) {
  constexpr std::size_t kHash = 32;
  constexpr std::size_t kVersion = 8;
  std::string_view words = s.words;
  const std::string_view hash = next_word(words);
  const std::string_view version = next_word(words);
  const auto octets = from_hex(hash);
  if (!octets || octets->size() != kHash) return fail(fmt::format("'{}' is no hash of 64 hexadecimal digits", hash));
  if (const auto digits = from_hex(version); !digits || version.size() != kVersion)
    return fail(fmt::format("'{}' is no firmware version of 8 hexadecimal digits", version));
  if (s.device.type() != DeviceType::ESME && s.device.type() != DeviceType::GSME)
    return fail("only meters activate firmware by command", s.device.id().text());
  Obeyed done{{}, &s.hub, {}};
  GP_CHECK(
      s.hub.receive_image(s.device, {*octets, std::string(version), std::string(next_word(words))}, s.now, done.out));
  done.text =
      fmt::format("{}  {:6}  holds firmware {}\n", s.device.id().text(), catalogue::text(s.device.type()), version);
  return done;
}

Result<Obeyed> display(const Subject& s) {
  GP_TRY(shown, gas_display(s.hub, s.device, s.now));
  return Obeyed{
      fmt::format("{}  {:6}  {}\n", s.device.id().text(), catalogue::text(s.device.type()), shown), nullptr, {}};
}

Result<Obeyed> report(const Subject& s) { return Obeyed{stamp_report(s.hub), nullptr, {}}; }

// ---- lists ----

std::string faults_of(const std::vector<Hub*>& hubs, TimeMs now) {
  std::string out;
  for (const Hub* hub : hubs)
    for (const Device* device : hub->devices())
      for (const Fault& fault : device->faults().all())
        if (fault.in_force(now)) out += line_of(*device, fault);
  return out.empty() ? "none\n" : out;
}

std::string devices_of(const std::vector<Hub*>& hubs, TimeMs now) {
  std::string out;
  for (const Hub* hub : hubs)
    for (const Device* device : hub->devices()) {
      const bool chf = device->type() == DeviceType::CHF;
      const char* state = chf ? (hub->reachable(now) ? "reached" : "not reached")
                              : (hub->joined(device->id()) ? "on the HAN" : "not on the HAN");
      out +=
          fmt::format("{}{}  {:6}  {}\n", chf ? "" : "  ", device->id().text(), catalogue::text(device->type()), state);
    }
  return out;
}

struct Named {
  std::string_view word;
  Result<Obeyed> (*act)(const Subject&);
};
constexpr std::array kOrders = {Named{"fault", set_fault}, Named{"mend", mend},       Named{"restart", restart},
                                Named{"alert", alert},     Named{"deliver", deliver}, Named{"stamp", stamp},
                                Named{"upgrade", upgrade}, Named{"image", image},     Named{"display", display},
                                Named{"report", report}};

Result<Obeyed> act_on(const std::vector<Hub*>& hubs, const Named& named, std::string_view words, TimeMs now) {
  GP_TRY(id, Eui64::parse(next_word(words)));
  for (Hub* hub : hubs)
    if (Device* device = hub->find(id)) return named.act({*hub, *device, words, now});
  return fail("there is no such Device in this world", id.text());
}

}  // namespace

Result<Obeyed> obey(const std::vector<Hub*>& hubs, std::string_view order, TimeMs now) {
  std::vector<Hub*> sorted = hubs;
  std::sort(sorted.begin(), sorted.end(), [](const Hub* a, const Hub* b) { return a->id() < b->id(); });
  const std::string_view word = next_word(order);
  if (word == "faults") return Obeyed{faults_of(sorted, now), nullptr, {}};
  if (word == "list") return Obeyed{devices_of(sorted, now), nullptr, {}};
  for (const Named& named : kOrders)
    if (named.word == word) return act_on(sorted, named, order, now);
  return fail(fmt::format("'{}' is no order", word));
}

}  // namespace gridpost::devices
