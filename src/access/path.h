// Which web service of the gateway takes a request. (DUIS 2)
#pragma once

#include <optional>

#include "access/access.h"

namespace gridpost::access {

// The web service of a Command Variant; none: variant 9, or no variant at all.
std::optional<WebService> path_of(int command_variant);

}  // namespace gridpost::access
