#include "devices/event_logs.h"

#include <array>

namespace gridpost::devices {
namespace {

constexpr std::array<std::string_view, 4> kKeys = {"events/event", "events/security", "events/power",
                                                   "events/controllers"};
constexpr std::size_t kEntry = 10;  // time (8), code (2)

std::string_view key_of(EventLog log) { return kKeys[static_cast<std::size_t>(log)]; }

}  // namespace

void EventLogs::add(EventLog log, Event event) {
  const Bytes* kept = state_.find(key_of(log));
  Bytes entries = kept ? *kept : Bytes();
  if (entries.size() >= kCapacity * kEntry) entries.erase(entries.begin(), entries.begin() + kEntry);
  put_be(entries, static_cast<std::uint64_t>(event.at), 8);
  put_be(entries, event.code, 2);
  state_.put(key_of(log), std::move(entries));
}

void EventLogs::clear(EventLog log) { state_.erase(key_of(log)); }

std::vector<Event> EventLogs::read(EventLog log) const {
  std::vector<Event> out;
  const Bytes* kept = state_.find(key_of(log));
  const View entries = kept ? View(*kept) : View();
  for (std::size_t at = 0; at + kEntry <= entries.size(); at += kEntry)
    out.push_back({static_cast<TimeMs>(get_be(entries.subspan(at, 8))),
                   static_cast<std::uint16_t>(get_be(entries.subspan(at + 8, 2)))});
  return out;
}

}  // namespace gridpost::devices
