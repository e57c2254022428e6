// The ways through the exchange, one file each; decide.cpp leads to them.
#pragma once

#include "exchange/event.h"

namespace gridpost::exchange {

// request_arrived.cpp: checks 1 to 13 of DUIS 6, then the flow of the Command Variant.
Decision request_arrived(const RequestArrived& event, const Known& known);
// non_device.cpp: 12.2 and 8.2. (DUIS 3.1)
Decision non_device(const RequestArrived& event, const Known& known);
// device_service.cpp: Command Variants 1 to 4, at once or held. (DUIS 3.2, 3.3, 3.4, 3.8)
Decision device_service(const RequestArrived& event, const Known& known);
// signed_pre_command.cpp: Command Variants 5 to 7. (DUIS 3.3)
Decision signed_pre_command(const RequestArrived& event, const Known& known);
// device_answered.cpp, device_alerted.cpp: what Devices say. (DUIS 3.2, 3.10)
Decision device_answered(const DeviceSpoke& event, const Known& known);
Decision device_alerted(const DeviceSpoke& event, const Known& known);
// timer_fired.cpp, push_ended.cpp
Decision timer_fired(const TimerFired& event, const Known& known);
Decision push_ended(const PushEnded& event, const Known& known);
// listing_changed.cpp: a model left the Central Products List, or is on it again. (DUIS 7.5)
Decision listing_changed(const ListingChanged& event, const Known& known);
// hub_recalled.cpp: the model of a hub is recalled. (proposed)
Decision hub_recalled(const HubRecalled& event, const Known& known);
// recovery_moved.cpp: the recovery of a Device's credentials goes a step on. (DUIS 7.5)
Decision recovery_moved(const RecoveryMoved& event, const Known& known);

// A device spoke and only the audit trail shall know.
Decision only_noted(const DeviceSpoke& event, const Known& known, std::string_view kind, const NamedRule& rule,
                    std::string explanation);

}  // namespace gridpost::exchange
