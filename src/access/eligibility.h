// Is the User the one who may act on this Device at this time? (DUIS 5)
#pragma once

#include <optional>

#include "access/access.h"

namespace gridpost::access {

// None if the User is eligible; else E4 with metering points, registered parties and the asker.
// Needs user, service and target of the question.
std::optional<Verdict> check_eligibility(const Question& question);

}  // namespace gridpost::access
