// Verdicts and, above all, what errors say. The comparison with the published schema is in tests/grammar_test.cpp.
#include "catalogue/grammar.h"

#include <gtest/gtest.h>

#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue::grammar {
namespace {

Node shop() {
  return element("Shop",
                 with(sequence({one("Name", string(1, 5)), choice({one("Open", boolean()), one("Closed", nothing())}),
                                many(1, 3, "Item", with(integer(1, 9), {required("index", integer(1, 3))}))}),
                      {allowed("kind", one_of({"corner", "market"}))}));
}

Element valid_shop() {
  Element e;
  e.name = "Shop";
  e.add("Name", "Bert");
  e.add("Open", " true ");
  e.add("Item", "+7").attributes = {{"index", "1"}};
  return e;
}

std::string error_of(const Element& e) {
  const Status status = check(shop(), e);
  return status ? "valid" : status.error().text();
}

TEST(Grammar, AcceptsWhatItDescribes) {
  Element e = valid_shop();
  EXPECT_EQ(error_of(e), "valid");
  e.children[1].name = "Closed";
  e.children[1].text = "";
  e.attributes = {{"kind", "market"}};
  EXPECT_EQ(error_of(e), "valid");
}

TEST(Grammar, ErrorsNameThePlaceAndWhatWasExpected) {
  Element e = valid_shop();
  e.children[0].text = "Bertram";
  EXPECT_EQ(error_of(e), "Shop/Name: expected text of 1 to 5 characters, found 'Bertram'");
  e = valid_shop();
  e.children[2].text = "10";
  EXPECT_EQ(error_of(e), "Shop/Item: expected a whole number from 1 to 9, found '10'");
  e = valid_shop();
  e.children[2].attributes[0].second = "x";
  EXPECT_EQ(error_of(e), "Shop/Item/@index: expected a whole number from 1 to 3, found 'x'");
  e = valid_shop();
  e.attributes = {{"kind", "super"}};
  EXPECT_EQ(error_of(e), "Shop/@kind: expected one of corner, market, found 'super'");
}

TEST(Grammar, OrderAndNumberCount) {
  Element e = valid_shop();
  std::swap(e.children[0], e.children[1]);
  EXPECT_EQ(error_of(e), "Shop/Open: expected Name in place of this element");
  e = valid_shop();
  e.children.pop_back();
  EXPECT_EQ(error_of(e), "Shop: expected Item, found nothing more");
  e = valid_shop();
  e.children.erase(e.children.begin() + 1);
  EXPECT_EQ(error_of(e), "Shop/Item: expected one of Open, Closed in place of this element");
  e = valid_shop();
  for (int i = 0; i < 3; ++i) e.children.push_back(e.children.back());
  EXPECT_EQ(error_of(e), "Shop/Item: this element is not expected here");
}

TEST(Grammar, RefusesWhatStandsBesideTheDescription) {
  Element e = valid_shop();
  e.mixed = true;
  EXPECT_EQ(error_of(e), "Shop: text is not allowed here");
  e = valid_shop();
  e.children[2].attributes.clear();
  EXPECT_EQ(error_of(e), "Shop/Item: the attribute index is missing");
  e = valid_shop();
  e.attributes = {{"xsi:type", "Shop"}};
  EXPECT_EQ(error_of(e), "Shop/@xsi:type: this attribute is not allowed here");
  e = valid_shop();
  e.children[0].add("Child");
  EXPECT_EQ(error_of(e), "Shop/Name/Child: expected a value, found an element");
  e = valid_shop();
  e.children[0].prefix = "ra";
  EXPECT_EQ(error_of(e), "Shop/Name: expected Name in place of this element");
}

TEST(Grammar, EmptyElementsHoldNotEvenBlanks) {
  Element e = valid_shop();
  e.children[1].name = "Closed";
  e.children[1].text = " ";
  EXPECT_EQ(error_of(e), "Shop/Closed: text is not allowed here");
}

TEST(Grammar, LengthsCountCharactersNotOctets) {
  Element e = valid_shop();
  e.children[0].text = "éé漢漢😀";
  EXPECT_EQ(error_of(e), "valid");
}

TEST(Grammar, LongValuesAreCutInErrorsBetweenCharacters) {
  const Status status = check(string(0, 10), std::string(59, 'x') + "é" + std::string(20, 'y'));
  EXPECT_EQ(status.error().what, "expected text of 0 to 10 characters, found '" + std::string(59, 'x') + "' (cut)");
}

TEST(Bodies, KnowTheServicesOfTheSlice) {
  for (const char* name : {"DevicePrenotification", "ReadInventory", "UpdateHANDeviceLog", "SignedPreCommand",
                           "CommissionDeviceSynchroniseClock", "SetDeviceConfigurationImportMPxN", "ReadMeterBalance",
                           "ReadInstantaneousImportRegisters", "UpdateImportTariffPrimaryElement",
                           "ReadPrepaymentDailyReadLog", "UpdateSecurityCredentialsKRP"})
    EXPECT_NE(find_body(name), nullptr) << name;
  EXPECT_EQ(find_body("TopUpDevices"), nullptr);
}

TEST(Grammar, R125_10_EveryVariantOfTheInterfaceAndNoOther) {
  const auto is_variant = [](std::string_view code) {
    Element e;
    e.name = "ESMEVariant";
    e.text = code;
    return check(element("ESMEVariant", esme_variant()), e).has_value();
  };
  for (const std::string_view code :
       {"A",    "B",    "C",   "AD",   "BD", "CD", "ADE", "BDE", "CDE", "ADF", "BDF", "CDF", "ADEF",
        "BDEF", "CDEF", "ADG", "ADEG", "AF", "BF", "CF",  "AEF", "BEF", "CEF", "AG",  "AEG"})
    EXPECT_TRUE(is_variant(code)) << code;
  for (const std::string_view code : {"Z", "", "a", "BG", "AE", "D", "ADEFG"}) EXPECT_FALSE(is_variant(code)) << code;
}

}  // namespace
}  // namespace gridpost::catalogue::grammar
