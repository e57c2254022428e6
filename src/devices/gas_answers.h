// Answers of gas Devices to ZCL commands that have one of their own: logs, samples, calendars, prices, outcomes.
#pragma once

#include "catalogue/use_case.h"
#include "devices/behaviours.h"
#include "gbcs/message.h"

namespace gridpost::devices {

// A status other than 0, or the answers: one component each.
struct GasAnswer {
  std::uint8_t status = 0;
  std::vector<Value> values;
};

// Executes the command and answers from what the Device has. An answer of which nothing special is known is blank but
// for the fields that the command has, too.
GasAnswer answer_command(const Context& context, const Row& row, const gbcs::Item& command);

}  // namespace gridpost::devices
