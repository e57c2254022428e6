// The parts of a command that say when it takes effect. (use-case conventions, GBCS 8.1)
#pragma once

#include <vector>

#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// A part of a command that says when values are put into force: a DLMS row that sets an activation time, a ZCL command
// with a start time, or the date of an ASN.1 command.
struct Instruction {
  enum class When : std::uint8_t {
    AtOnce,
    At,         // at `at`, by the Device's clock
    Cancelled,  // not any more: what was to come is dropped
    Invalid,    // no time at all
  };
  std::size_t item = 0;  // of the command's payload
  Bytes part;            // class, OBIS, attribute; or cluster, frame control, command; or message code (ASN.1)
  When when = When::AtOnce;
  TimeMs at = 0;
};

// All of them, by the description; none for a use case that reports no outcomes.
std::vector<Instruction> instructions_of(const UseCase& use_case, const Payload& command);

// The row of the description that an item of a command is; null if there is none.
const Row* row_of(const UseCase& use_case, const Item& item);

// True if the row only says when: it sets an activation time.
bool sets_activation_time(const Row& row);

}  // namespace gridpost::gbcs
