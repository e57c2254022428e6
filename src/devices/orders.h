// What a user can order a running device process to do to its Devices. (docs/faults.md)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/frame.h"
#include "devices/hub.h"

namespace gridpost::devices {

struct Obeyed {
  std::string text;        // for the user
  Hub* hub = nullptr;      // whose Devices were changed; null: nothing was
  std::vector<Frame> out;  // what it sends because of it
};

// "list", "faults", "fault DEVICE FAULT", "mend DEVICE KIND" or "mend DEVICE all", "restart DEVICE SECONDS", "alert
// DEVICE CODE", "deliver DEVICE OCTETS", which answers with octets in hexadecimal. An error says what is wrong, and
// nothing has changed.
Result<Obeyed> obey(const std::vector<Hub*>& hubs, std::string_view order, TimeMs now);

}  // namespace gridpost::devices
