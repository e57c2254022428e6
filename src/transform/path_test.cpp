#include "transform/path.h"

#include "transform/body_for_tests.h"

namespace gridpost::transform {
namespace {

const Element& sample() {
  static const Element e = body(
      "<Body><When>now</When>"
      "<Days><Day index='1'>mo</Day><Day index='02'>tu</Day><Day index='3'>we</Day></Days>"
      "<Prices><Block><Other>o</Other></Block><Tou><Price index='7'>12</Price><Price "
      "index='8'>13</Price></Tou></Prices>"
      "</Body>");
  return e;
}

Scope at_body() { return {&sample(), &sample(), 0}; }

TEST(Path, StepsNameChildren) {
  EXPECT_EQ(text_at(at_body(), "When"), "now");
  EXPECT_EQ(text_at(at_body(), "Days/Day"), "mo") << "the first one";
  EXPECT_EQ(text_at(at_body(), "Days/None"), std::nullopt);
  EXPECT_EQ(element_at(at_body(), "None/Day"), nullptr);
}

TEST(Path, BracketsAskForAnIndexAttribute) {
  EXPECT_EQ(text_at(at_body(), "Days/Day[3]"), "we");
  EXPECT_EQ(text_at(at_body(), "Days/Day[2]"), "tu") << "written 02";
  EXPECT_EQ(text_at(at_body(), "Days/Day[4]"), std::nullopt);
  EXPECT_EQ(elements_at(at_body(), "Days/Day[2]").size(), 1u);
}

TEST(Path, BracesMayAskForTheNumberInAChild) {
  static const Element phases = body("<Body><S><Phase>01</Phase><V>a</V></S><S><Phase> 2\n</Phase><V>b</V></S></Body>");
  const Scope scope{&phases, &phases, 0};
  EXPECT_EQ(text_at(scope, "S{Phase=1}/V"), "a");
  EXPECT_EQ(text_at(scope, "S{Phase=2}/V"), "b");
  EXPECT_EQ(text_at(scope, "S{Phase=3}/V"), std::nullopt);
  EXPECT_EQ(text_at(scope, "S{None=1}/V"), std::nullopt);
}

TEST(Path, AStarIsAnyChildBelowWhichTheRestExists) {
  EXPECT_EQ(text_at(at_body(), "Prices/*/Price[8]"), "13");
  EXPECT_EQ(text_at(at_body(), "Prices/*/Other"), "o");
  EXPECT_EQ(text_at(at_body(), "Prices/*/None"), std::nullopt);
}

TEST(Path, BracesAskForTheTextsOfChildren) {
  static const Element e = body(
      "<Body><Set><x8101><A>Enable</A><B>Disable</B></x8101><x8102><A> Enable </A><B>Enable</B></x8102>"
      "<x8103><A>Enable</A></x8103></Set></Body>");
  const Scope here{&e, &e, 0};
  EXPECT_EQ(elements_at(here, "Set/*{A=Enable}").size(), 3u);
  ASSERT_EQ(elements_at(here, "Set/*{A=Enable,B=Enable}").size(), 1u);
  EXPECT_EQ(elements_at(here, "Set/*{A=Enable,B=Enable}").front()->name, "x8102") << "blanks around do not count";
  EXPECT_TRUE(elements_at(here, "Set/*{A=Disable}").empty());
  EXPECT_EQ(element_at(here, "Set/*{B=Disable}")->name, "x8101");
  EXPECT_EQ(element_at(here, "Set/x8102{B=Disable}"), nullptr);
}

TEST(Path, AttributesStandBehindAnAt) {
  EXPECT_EQ(text_at(at_body(), "Days/Day[3]/@index"), "3");
  EXPECT_EQ(text_at(at_body(), "Days/Day/@none"), std::nullopt);
  const Scope day{&sample(), sample().at("Days/Day"), 0};
  EXPECT_EQ(text_at(day, "@index"), "1");
}

TEST(Path, ADotIsTheElementItselfAndASlashStartsAtTheBody) {
  const Scope day{&sample(), sample().at("Days/Day"), 0};
  EXPECT_EQ(text_at(day, "."), "mo");
  EXPECT_EQ(text_at(day, "/When"), "now");
  EXPECT_EQ(text_at(day, "When"), std::nullopt);
}

TEST(Path, AllElementsOfTheLastStepComeInDocumentOrder) {
  const auto days = elements_at(at_body(), "Days/Day");
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[1]->text, "tu");
  const Scope prices{&sample(), sample().at("Prices"), 0};
  EXPECT_EQ(elements_at(prices, "Tou/Price").size(), 2u);
  EXPECT_EQ(elements_at(prices, "/Days/Day").size(), 3u);
  EXPECT_TRUE(elements_at(prices, "Days/Day").empty());
}

}  // namespace
}  // namespace gridpost::transform
