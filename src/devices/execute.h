// Executing a decoded command row by row: get and set by the attributes, the rest by named behaviours.
#pragma once

#include "catalogue/use_case.h"
#include "devices/behaviours.h"
#include "devices/future.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// The payload of the answer. A row that fails is answered with its code, and those after it as not done.
// (GBCS 5.2, 6.5) An error only for a use case that needs a behaviour which does not exist.
// What its instructions put off is answered as done and left as it is.
Result<gbcs::Payload> execute(const UseCase& use_case, const gbcs::Header& header, const gbcs::Payload& command,
                              const Context& context, const std::vector<gbcs::Instruction>& instructions = {});

// True if no row of the answer failed.
bool all_done(const gbcs::Payload& answer);

// Executes the items of a kept command that have come due; false if one of them failed.
bool execute_due(const UseCase& use_case, const gbcs::Payload& command, const FutureDated::Due& due,
                 const std::vector<gbcs::Instruction>& instructions, const Context& context);

}  // namespace gridpost::devices
