#include "base/result.h"

#include <gtest/gtest.h>

namespace gridpost {
namespace {

TEST(Error, ReadsWhereWhatRule) {
  EXPECT_EQ((Error{"too long", "", ""}.text()), "too long");
  EXPECT_EQ((Error{"too long", "octet 7", ""}.text()), "octet 7: too long");
  EXPECT_EQ((Error{"too long", "octet 7", "GBCS 2.2"}.text()), "octet 7: too long (GBCS 2.2)");
}

TEST(Error, WithinPutsTheOuterPlaceInFront) {
  const Status inner = fail("too long", "octet 7", "GBCS 2.2");
  const Status outer = within("row 3", inner.error());
  EXPECT_EQ(outer.error().where, "row 3/octet 7");
  EXPECT_EQ(outer.error().rule, "GBCS 2.2");
  const Status nowhere = within("row 3", Error{"too long", "", ""});
  EXPECT_EQ(nowhere.error().where, "row 3");
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail("odd");
  return number / 2;
}

Result<int> quarter(int number) {
  GP_TRY(first, half(number));
  GP_TRY(second, half(first));
  return second;
}

Status divisible_by_four(int number) {
  GP_CHECK(half(number));
  GP_CHECK(half(number / 2));
  return {};
}

TEST(Result, TryAndCheckReturnTheFirstError) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().what, "odd");
  EXPECT_EQ(quarter(5).error().what, "odd");
  EXPECT_TRUE(divisible_by_four(4));
  EXPECT_FALSE(divisible_by_four(6));
}

}  // namespace
}  // namespace gridpost
