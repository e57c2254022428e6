#include "duis/xml.h"

#include <gtest/gtest.h>

namespace gridpost::duis {
namespace {

std::string wrapped(std::string_view inside) {
  return "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\">" + std::string(inside) +
         "</sr:Request>";
}

std::string error_of(std::string_view text, XmlLimits limits = {}) {
  const auto document = parse(text, limits);
  return document ? "parsed" : document.error().text();
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Xml, BuildsTheTree) {
  const auto document = parse("<?xml version=\"1.0\" encoding=\"utf-8\"?>" +
                              wrapped("\n <sr:A x=\"1\">a&amp;b<!-- c -->c<![CDATA[<d>]]></sr:A>\n <sr:B/>"));
  ASSERT_TRUE(document) << document.error().text();
  const Element& root = document->root();
  EXPECT_EQ(root.prefix, "sr");
  EXPECT_FALSE(root.mixed);
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].text, "a&bc<d>");
  EXPECT_EQ(root.children[0].attribute("x"), "1");
}

TEST(Xml, AnyPrefixWillDo) {
  const auto document =
      parse("<Request xmlns=\"http://www.dccinterface.co.uk/ServiceUserGateway\"><Header/></Request>");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().children[0].prefix, "sr");
}

TEST(Xml, MarksTextBetweenElements) {
  EXPECT_TRUE(parse(wrapped("<sr:A/>x"))->root().mixed);
  EXPECT_TRUE(parse(wrapped("<sr:A/><![CDATA[ ]]>"))->root().mixed);
  EXPECT_FALSE(parse(wrapped("x"))->root().mixed);
}

TEST(Xml, NamesForeignAttributes) {
  const auto document = parse(wrapped(
      "<sr:A xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:z=\"urn:z\" xsi:nil=\"true\" z:y=\"2\"/>"));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().children[0].attribute("xsi:nil"), "true");
  EXPECT_EQ(document->root().children[0].attribute("{urn:z}y"), "2");
}

TEST(Xml, LeavesHintsAtSchemasOut) {
  const auto document = parse(
      wrapped("<sr:A xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a a.xsd\"/>"));
  ASSERT_TRUE(document);
  EXPECT_TRUE(document->root().children[0].attributes.empty());
}

TEST(Xml, RefusesForeignElementsInPlace) {
  const std::string error = error_of(wrapped("<sr:A>\n<z:B xmlns:z=\"urn:z\"/></sr:A>"));
  EXPECT_TRUE(mentions(error, "line 2, Request/A/B")) << error;
  EXPECT_TRUE(mentions(error, "urn:z")) << error;
  EXPECT_TRUE(mentions(error_of("<Request/>"), "none"));
}

TEST(Xml, RefusesDoctype) {
  EXPECT_TRUE(mentions(error_of("<!DOCTYPE a>" + wrapped("")), "DOCTYPE"));
  EXPECT_TRUE(mentions(error_of("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">" + wrapped("")), "DOCTYPE"));
}

TEST(Xml, RefusesEntityBombsAtOnce) {
  std::string bomb = "<!DOCTYPE lol [<!ENTITY a0 \"lolololololololol\">";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) bomb += "&a" + std::to_string(i - 1) + ";";
    bomb += "\">";
  }
  EXPECT_TRUE(mentions(error_of(bomb + "]>" + wrapped("&a9;")), "DOCTYPE"));
}

TEST(Xml, RefusesUnknownEntities) { EXPECT_NE(error_of(wrapped("&nbsp;")), "parsed"); }

TEST(Xml, ErrorsCarryLineAndColumn) {
  const std::string error = error_of(wrapped("\n\n<sr:A></sr:B>"));
  EXPECT_TRUE(mentions(error, "line 3, column")) << error;
}

TEST(Xml, EveryTruncationIsRefused) {
  const std::string whole = "<?xml version=\"1.0\"?>" + wrapped("<sr:A x=\"1\">text</sr:A>");
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_NE(error_of(whole.substr(0, n)), "parsed") << n;
  EXPECT_EQ(error_of(whole), "parsed");
}

TEST(Xml, RefusesOtherEncodings) {
  const std::string latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + wrapped("\xE9");
  EXPECT_TRUE(mentions(error_of(latin), "declared as ISO-8859-1")) << error_of(latin);
  EXPECT_NE(error_of(wrapped("\xE9")), "parsed");
  EXPECT_NE(error_of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + wrapped("\xC3")), "parsed");
  std::string wide = "\xFF\xFE";
  for (char c : wrapped("")) {
    wide += c;
    wide += '\0';
  }
  EXPECT_TRUE(mentions(error_of(wide), "not UTF-8")) << error_of(wide);
}

TEST(Xml, AByteOrderMarkOfUtf8IsFine) { EXPECT_EQ(error_of("\xEF\xBB\xBF" + wrapped("")), "parsed"); }

TEST(Xml, KeepsItsLimits) {
  XmlLimits small;
  small.octets = 20;
  EXPECT_TRUE(mentions(error_of(wrapped(""), small), "octets"));
  std::string wide;
  for (int i = 0; i < 60'000; ++i) wide += "<sr:A/><sr:A/>";
  EXPECT_TRUE(mentions(error_of(wrapped(wide)), "tags"));
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<sr:A>";
  for (int i = 0; i < 40; ++i) deep += "</sr:A>";
  EXPECT_TRUE(mentions(error_of(wrapped(deep)), "too deeply"));
}

TEST(Xml, LongTextsPassWhereTheLimitAllowsThem) {
  XmlLimits firmware;
  firmware.octets = 16 << 20;
  EXPECT_EQ(error_of(wrapped("<sr:A>" + std::string(13 << 20, 'A') + "</sr:A>"), firmware), "parsed");
}

TEST(Xml, WritesCanonically) {
  Element root;
  root.name = "Request";
  root.attributes = {{"b", "\"<&\t"}, {"a", "1"}};
  root.add("A", "<&>\"\r");
  root.add("B");
  EXPECT_EQ(
      write_canonical(root, declarations_for(root)),
      "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" a=\"1\" b=\"&quot;&lt;&amp;&#x9;\">"
      "<sr:A>&lt;&amp;&gt;\"&#xD;</sr:A><sr:B></sr:B></sr:Request>");
}

}  // namespace
}  // namespace gridpost::duis
