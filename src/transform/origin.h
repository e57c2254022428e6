// Which elements of a request the values of a command come from: a tree beside the tree of the values.
#pragma once

#include <string>
#include <vector>

namespace gridpost::transform {

struct Origin {
  // Paths below the service's body, "SwitchingTable/Seasons/Season[2]/SeasonName"; of an element that is not there the
  // one that it would have. Several if a value is made of several. Empty: from no element.
  std::vector<std::string> elements;
  std::vector<std::string> conditions;  // of a row: the elements that decide whether it is there
  std::vector<std::string> from_date;   // of a component: the elements that its From-Date-Time comes from
  std::vector<Origin> items;            // of the items of a list
};

}  // namespace gridpost::transform
