#include "base/element.h"

#include <gtest/gtest.h>

namespace gridpost {
namespace {

// <Body><Log><Entry n="1">a</Entry><Entry n="2">b</Entry><Other/></Log><Log><Entry>c</Entry></Log></Body>
Element body() {
  Element root;
  root.name = "Body";
  root.prefix = "ra";
  Element& log = root.add("Log");
  log.add("Entry", "a").attributes = {{"n", "1"}};
  log.add("Entry", "b").attributes = {{"n", "2"}};
  log.add("Other");
  root.add("Log").add("Entry", "c");
  return root;
}

TEST(Element, PathsTakeTheFirstChildOfEachName) {
  const Element root = body();
  EXPECT_EQ(root.at(""), &root);
  EXPECT_EQ(root.at("."), &root);
  EXPECT_EQ(root.text_at("Log/Entry"), "a");
  EXPECT_EQ(root.text_at("./Log/./Entry"), "a");
  EXPECT_EQ(root.text_at("*/Entry"), "a");
  EXPECT_EQ(root.at("Log/None"), nullptr);
  EXPECT_EQ(root.at("None/Entry"), nullptr);
  EXPECT_EQ(root.text_at("None"), "");
}

TEST(Element, AllGivesEveryMatchOfTheLastStep) {
  const Element root = body();
  const auto entries = root.all("Log/Entry");
  ASSERT_EQ(entries.size(), 2u) << "only below the first Log";
  EXPECT_EQ(entries[1]->attribute("n"), "2");
  EXPECT_EQ(entries[1]->attribute("m"), "");
  EXPECT_EQ(root.all("Log").size(), 2u);
  EXPECT_TRUE(root.all("None/Entry").empty());
}

TEST(Element, ChildrenTakeThePrefixOfTheirParent) {
  const Element root = body();
  EXPECT_EQ(root.at("Log/Entry")->prefix, "ra");
}

}  // namespace
}  // namespace gridpost
