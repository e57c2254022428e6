// From an accepted request to the command in the outbox.
#pragma once

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// The command (signature empty) or pre-command (signature absent) that the request means for its Device.
inventory::Outcome<gbcs::Message> make_command(const duis::Request& request, const Known& known);

// The record of a request that was accepted.
RequestRecord record_of(const duis::Request& request, const Known& known);
// Writes into the record which command is on its way.
void note_command(RequestRecord& record, const gbcs::Message& command);

// Puts the command into the outbox and starts its time-out; takes note of the broker's counter. The Device is known and
// stands behind a hub.
void send_command(const RequestRecord& record, const gbcs::Message& command, const Known& known, Effects& effects);
// The Device stands behind a hub that can carry a command.
inventory::Outcome<void> check_carrier(Eui64 device, const Known& known);
// The broker, or the change of supplier party, has used this counter towards the Device. Nothing for commands of Users.
void note_broker_counter(const gbcs::Message& command, const Known& known, Effects& effects);

}  // namespace gridpost::exchange
