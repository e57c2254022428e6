// The fields of an MMC body, as the catalogue describes them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/element.h"
#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::mmc {

// Adds the body element of the use case with every field whose values are there.
void add_fields(Element& parent, const UseCase& use_case, const gbcs::Payload& payload);

// An xs:dateTime of 12 octets, GeneralizedTime, or seconds since 2000; none if it is no real time.
std::optional<std::string> date_text(const Value& value);

}  // namespace gridpost::mmc
