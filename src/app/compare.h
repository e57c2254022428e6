// The same traffic under the rules of two days: what differs, and which code modification causes it. (issue: rules by
// date, RREL)
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/traffic.h"
#include "catalogue/rules.h"

namespace gridpost::app {

// What one step showed, or the whole at its end. Two runs are compared by `what`, `where` and `value`.
struct Observation {
  std::string what;   // "answer", "push", "alert", "command", "status", "detail", "device", "flag", "file"
  std::string where;  // "step 0012, 8.4 by 90-...", "D0350 to PN15": the same in both runs
  std::string value;
  std::string shown = {};  // the value in short; empty: as it is
};

struct Difference {
  std::string cause;  // key of the code modification
  std::string what;
  std::string where;
  std::string before, after;  // empty: there was none
};

struct Comparison {
  std::vector<std::string> switched;  // what the two days tell apart, in the order of its dates
  std::vector<Difference> differences;
};

struct CompareOptions {
  TimeMs from = 0;  // the days whose rules are compared, local midnights
  TimeMs to = 0;
  std::string folder;  // for stores that are made and removed again
  std::string store;   // a server's store to begin with; empty: that of the nation
};

// Runs the traffic under the rules of `from`, then with one modification after the other switched as it is on `to`;
// what differs from one run to the next is caused by the one that was switched in between. Time passes as the traffic
// says in all of them. Nothing else differs between runs: same store, same order.
Result<Comparison> compare_rules(const RuleBook& book, const CompareOptions& options, const Nation& nation,
                                 const Traffic& traffic);

}  // namespace gridpost::app
