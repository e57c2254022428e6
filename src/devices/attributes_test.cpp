#include "devices/attributes.h"

#include <gtest/gtest.h>

#include <array>

#include "catalogue/use_case.h"

namespace gridpost::devices {
namespace {

using namespace layout;

TEST(Attributes, KeysAreWrittenAsInTheTables) {
  EXPECT_EQ(dlms_key(8, std::array<std::uint8_t, 6>{0, 0, 1, 0, 0, 255}, 2), "8/0-0:1.0.0.255/2");
  EXPECT_EQ(gbz_key(0x0702, 0x0A00), "0702/0A00");
}

TEST(Attributes, ValuesSurvivePacking) {
  const Value value = list_value({}, Wire::Structure,
                                 {int_value({}, 4, -5), octets_value({}, {1, 2, 3}), null_value(),
                                  list_value({}, Wire::Array, {uint_value({}, 8, ~0ull), bool_value({}, true)})});
  const Bytes octets = pack(value);
  EXPECT_EQ(unpack(octets).value(), value);
  for (std::size_t size = 0; size < octets.size(); ++size) EXPECT_FALSE(unpack(View(octets).first(size))) << size;
}

TEST(Attributes, BlankValuesHaveTheShapeOfTheType) {
  const Type type = structure({u32("a"), scaler_unit("s"), u32("second").only_if_twin(), octets(4).as("o"),
                               u8("may be").optional(), array("list", u8("x"))});
  EXPECT_EQ(blank(type, false).items.size(), 4u);
  const Value twin = blank(type, true);
  ASSERT_EQ(twin.items.size(), 5u);
  EXPECT_EQ(twin.items[3].octets, Bytes(4));
  EXPECT_EQ(twin.items[1].items.at(1).wire, Wire::Enum);
  EXPECT_TRUE(twin.items[4].items.empty());
}

TEST(Attributes, WhatWasSetHidesWhatItStartedWith) {
  auto store = StateStore::open(":memory:").value();
  State state(Eui64{1}, *store);
  Attributes attributes(state);
  EXPECT_FALSE(attributes.get("a"));
  attributes.start_with("a", uint_value({}, 1, 1));
  EXPECT_EQ(attributes.get("a")->number, 1);
  attributes.set("a", uint_value({}, 1, 2));
  EXPECT_EQ(attributes.get("a")->number, 2);
}

}  // namespace
}  // namespace gridpost::devices
