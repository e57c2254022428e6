// The requests that a User sends, made from plain facts.
#pragma once

#include "devices/world.h"
#include "duis/request.h"

namespace gridpost::app {

// Who asks, and of whom; the counter is set when the request is sent.
struct Ends {
  Eui64 user;
  Eui64 target;
};

// 12.2: to the DCC.
duis::Request pre_notification(Ends ends, const devices::WorldDevice& device);
// 8.11: to the CHF.
duis::Request add_to_device_log(Ends ends, const devices::WorldDevice& device);
duis::Request remove_from_device_log(Ends ends, Eui64 device);
// 8.1.1: to the meter; its clock must lie within `tolerance` seconds after `now`.
duis::Request commission(Ends ends, TimeMs now, int tolerance);
// 6.20.1: to the meter.
duis::Request set_import_mpxn(Ends ends, const devices::WorldDevice& device);
// 4.1.1 and 4.18: to the ESME, GSME or GPF.
duis::Request read_registers(Ends ends);
duis::Request read_balance(Ends ends);
// 8.2: to the DCC.
duis::Request read_inventory(Ends ends, Eui64 device);

}  // namespace gridpost::app
