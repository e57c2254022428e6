#include "catalogue/rule_list.h"

#include <gtest/gtest.h>

#include <set>

namespace gridpost {
namespace {

TEST(RuleList, NamesAreUniqueAndBeginWithTheirRoom) {
  std::set<std::string_view> names;
  for (const NamedRule& r : named_rules()) {
    EXPECT_TRUE(names.insert(r.name).second) << r.name;
    const std::string_view room = r.name.substr(0, r.name.find('.'));
    EXPECT_TRUE(room == "access" || room == "exchange" || room == "inventory") << r.name;
    EXPECT_FALSE(r.clause.empty()) << r.name;
    EXPECT_FALSE(r.title.empty()) << r.name;
  }
}

TEST(RuleList, EveryGeneralRefusalHasItsRule) {
  for (std::string_view code : {"E1", "E2", "E3", "E4", "E5", "E11", "E12", "E13", "E17", "E19", "E48", "E100", "E20",
                                "E21", "E49", "E120201", "E120203", "E081108"}) {
    bool found = false;
    for (const NamedRule& r : named_rules()) found |= r.code == code;
    EXPECT_TRUE(found) << code;
  }
}

}  // namespace
}  // namespace gridpost
