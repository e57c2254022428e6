// Commands that their Device holds until a date, and what it then tells of their instructions. (DUIS 3.5)
#pragma once

#include "exchange/event.h"

namespace gridpost::exchange {

// Keeps with the record which instructions its command has the Device hold; nothing if it has none.
void note_instructions(RequestRecord& record, const gbcs::Message& command);

// The Device has taken the command: from now on its outcomes are awaited, and those of the one that it replaces or
// cancels no longer are. `known.last_held` is the last one of the service.
void await_outcomes(const RequestRecord& record, const Known& known, Effects& effects);
// The stream that remembers it; none for a record without instructions.
std::optional<Needs::Stream> outcome_stream_of(const RequestRecord& record);

// An alert that tells an outcome, and the command that it is about; none for other alerts.
std::optional<Needs::Command> command_of_outcome(const DeviceSpoke& event);
// The push of the outcome, counted among those of its command; none if it is not one of `known.request`.
std::optional<Decision> outcome_told(const DeviceSpoke& event, const Known& known);
// E30 if an outcome has not come; none if all have.
std::optional<Decision> outcomes_due(const Known& known);

}  // namespace gridpost::exchange
