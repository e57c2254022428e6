// Executing a decoded command row by row: get and set by the attributes, the rest by named behaviours.
#pragma once

#include "catalogue/use_case.h"
#include "devices/behaviours.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// The payload of the answer. A row that fails is answered with its code, and those after it as not done.
// (GBCS 5.2, 6.5) An error only for a use case that needs a behaviour which does not exist.
Result<gbcs::Payload> execute(const UseCase& use_case, const gbcs::Header& header, const gbcs::Payload& command,
                              const Context& context);

}  // namespace gridpost::devices
