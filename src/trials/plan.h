// Which use cases a Device is tried with, and in which order. Everything comes from the catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/use_case.h"
#include "transform/transform.h"

namespace gridpost::trials {

// Every command of a User that the catalogue has for this type of Device, those of other GBCS versions included. The
// clock comes first, then what sets, then what reads, so that reads show what was set; joins and the device log follow,
// keys and firmware are last.
std::vector<const UseCase*> plan(catalogue::DeviceType type);

// Why a Device like this does not have the use case: another GBCS version or ESME Variant, no User Role that may send
// it, or another use case that every request of its service means. Empty: it has it.
std::string why_not_offered(const UseCase& use_case, const transform::Target& target);

// True of a GBCS version, "4.2".
bool is_version(std::string_view text);

}  // namespace gridpost::trials
