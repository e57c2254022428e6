// Fills the Types of the catalogue from a DUIS request: elements become named, wire-typed values.
#pragma once

#include "catalogue/type.h"
#include "transform/origin.h"
#include "transform/path.h"
#include "transform/transform.h"

namespace gridpost::transform {

// What the header of the command and the inventory say, for values that do not come from the request's body.
struct BuildFacts {
  Eui64 originator;           // of the request
  Eui64 recipient;            // of the command
  std::uint64_t counter = 0;  // originator counter of the command
  TimeMs now = 0;
  bool twin_element = false;
  bool polyphase = false;
};

bool holds(const Condition& condition, const Scope& scope, const BuildFacts& facts);
// The value that the request has for this Type. An error names the element. `origin`, if asked for, says where it came
// from.
Result<Value> build(const Type& type, const Scope& scope, const BuildFacts& facts, Origin* origin = nullptr);

}  // namespace gridpost::transform
