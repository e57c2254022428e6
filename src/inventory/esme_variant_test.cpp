// What contradicts a recorded ESME Variant.
#include "inventory/esme_variant.h"

#include <gtest/gtest.h>

#include "inventory/firmware.h"

namespace gridpost::inventory {
namespace {

Product entry(std::string variants) {
  return {DeviceType::ESME, "0004", "00050006",        "00000002",
          "SMETS2 V4.2",    "4.2",  CplStatus::Active, std::move(variants)};
}

Device esme(std::string variant) {
  Device d;
  d.id = Eui64{0xE1};
  d.type = DeviceType::ESME;
  d.status = SmiStatus::Commissioned;
  d.manufacturer = "0004";
  d.model = "00050006";
  d.firmware_version = "00000002";
  d.esme_variant = std::move(variant);
  return d;
}

TEST(EsmeVariant, AnEntryKnowsWholeVariantsOnly) {
  EXPECT_TRUE(knows_variant(entry(""), "B")) << "it does not say";
  EXPECT_TRUE(knows_variant(entry("A AD"), "A"));
  EXPECT_TRUE(knows_variant(entry("A AD"), "AD"));
  EXPECT_FALSE(knows_variant(entry("A AD"), "D"));
  EXPECT_FALSE(knows_variant(entry("ADE"), "AD"));
}

TEST(EsmeVariant, R125_18_WhatSpeaksAgainstARecordedVariant) {
  struct Row {
    std::string_view title, variant;
    std::optional<Product> product;
    bool joined;
    std::optional<std::string> implied;  // none: not suspect
  };
  const Row rows[] = {
      {"nothing known", "A", {}, false, {}},
      {"the list does not say", "A", entry(""), false, {}},
      {"the list knows it", "A", entry("A AD"), false, {}},
      {"the list knows others", "C", entry("A AD"), false, "A AD"},
      {"the list knows others, and a switch is joined", "C", entry("A AD"), true, "AD"},
      {"a switch is joined to a meter that has none", "A", {}, true, "AD"},
      {"a switch is joined, twin element", "BF", entry(""), true, "BDF"},
      {"a switch is joined, and the list has the one that fits", "A", entry("A AD ADE"), true, "AD ADE"},
      {"a switch is joined to a meter for it", "ADE", {}, true, {}},
      {"no variant would fit", "BEG", {}, true, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.title);
    const auto why = suspect_variant(esme(std::string(row.variant)), row.product, row.joined);
    ASSERT_EQ(why.has_value(), row.implied.has_value());
    if (!why) continue;
    EXPECT_EQ(why->implied, *row.implied);
    EXPECT_FALSE(why->reason.empty());
  }
}

TEST(EsmeVariant, R125_14_FirmwareIsForModelAndVariant) {
  EXPECT_TRUE(firmware_suits(esme("A"), entry("A AD")));
  EXPECT_TRUE(firmware_suits(esme("A"), entry("")));
  EXPECT_FALSE(firmware_suits(esme("B"), entry("A AD")));
  Product other = entry("A");
  other.model = "00050007";
  EXPECT_FALSE(firmware_suits(esme("A"), other));
  other = entry("A");
  other.status = CplStatus::Expired;
  EXPECT_FALSE(firmware_suits(esme("A"), other));
}

}  // namespace
}  // namespace gridpost::inventory
