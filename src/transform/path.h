// Paths of the catalogue in a DUIS body. (catalogue/type.h: conventions)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/element.h"

namespace gridpost::transform {

// Where paths are looked up: the service body, and the element that relative paths start from.
struct Scope {
  const Element* body = nullptr;
  const Element* here = nullptr;
  int index = 0;                   // which item of the enclosing list or repeated row this is, from 0
  const Element* added = nullptr;  // what the DSP knows, for paths below "$"; null: nothing
};

// The element at the path, or null. "*" stands for any child below which the rest of the path exists.
const Element* element_at(const Scope& scope, std::string_view path);
// The text at the path: of an element or of an attribute ("@index", "Entry/@index").
std::optional<std::string_view> text_at(const Scope& scope, std::string_view path);
// All elements that the last step names, in document order.
std::vector<const Element*> elements_at(const Scope& scope, std::string_view path);
// The same place as a path from the service's body, with numbers among elements of one name: "Season[2]/SeasonName".
// Steps that lead to nothing are kept as they are written; what the DSP adds keeps its "$".
std::string full_path(const Scope& scope, std::string_view path);
// The same for all elements that the path names: without a number at the last step.
std::string full_list_path(const Scope& scope, std::string_view path);

}  // namespace gridpost::transform
