// What people see of the time of gas readings: on a display in the home, and in the report of who tests a hub.
#pragma once

#include <string>

#include "devices/hub.h"

namespace gridpost::devices {

// What a PPMID, IHD or CAD shows: the register and whose time it is of. An error if the Device is no display or is not
// on the HAN. (R15-09, R15-40)
Result<std::string> gas_display(Hub& hub, const Device& display, TimeMs now);

// A line for each of the GPF's last answers with date-time, source and reliability, and a warning if the meter sends
// its time only sometimes. (R15-39, R15-43)
std::string stamp_report(const Hub& hub);

}  // namespace gridpost::devices
