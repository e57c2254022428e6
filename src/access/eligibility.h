// Is the User the one who may act on this Device at this time? (DUIS 5)
#pragma once

#include <optional>

#include "access/access.h"

namespace gridpost::access {

// None if the User is eligible; else E4 with metering points, registered parties and the asker.
// Needs user, service and target of the question.
std::optional<Verdict> check_eligibility(const Question& question);

// None if the User is registered as import or gas supplier at one of the metering points, or brings the Device and it
// has none yet; else E4. Export suppliers, network operators and others are not responsible. (RCOM-04)
std::optional<Verdict> check_responsible_supplier(const Question& question);

}  // namespace gridpost::access
