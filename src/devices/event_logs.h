// What a Device writes down of what happened to it: event, security and power event log, and that of the controllers of
// auxiliary loads.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "devices/state_store.h"

namespace gridpost::devices {

enum class EventLog : std::uint8_t { Event, Security, Power, Controllers };

struct Event {
  TimeMs at = 0;           // by the Device's clock
  std::uint16_t code = 0;  // of the event; of controllers: number in the high octet, action in the low one
};

class EventLogs {
 public:
  // So many entries are kept; the oldest go first.
  static constexpr std::size_t kCapacity = 100;

  explicit EventLogs(State& state) : state_(state) {}
  void add(EventLog log, Event event);
  void clear(EventLog log);
  // Oldest first.
  std::vector<Event> read(EventLog log) const;

 private:
  State& state_;
};

}  // namespace gridpost::devices
