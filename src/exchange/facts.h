// The body of a request as text, kept with its record for later events.
#pragma once

#include <string>

#include "base/element.h"
#include "base/result.h"

namespace gridpost::exchange {

// {"n":name,"t":text,"c":[children]}; attributes as {"a":{..}}. Empty members are left out.
std::string facts_of(const Element& body);
Result<Element> body_of_facts(const std::string& facts);

}  // namespace gridpost::exchange
