// Our grammar against the published schema: the same verdict on generated and mutated requests, and on values of every
// simple type. The schema is judged by libxml2, in this process.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "catalogue/bodies.h"
#include "duis/xml.h"
#include "grammar_values.h"
#include "schema_judge.h"

namespace gridpost::grammar_test {
namespace {

using namespace catalogue::grammar;
using namespace chance;

// --- mutations ---

struct Place {
  Element* parent;  // null for the root
  std::size_t index;
  const Node* node;  // null if unknown here
  Element& element(Element& root) const { return parent ? parent->children[index] : root; }
};

void collect(Element& e, const Node* node, std::vector<Place>& out) {
  for (std::size_t i = 0; i < e.children.size(); ++i) {
    const Node* below = node ? child(*node, e.children[i].name) : nullptr;
    out.push_back({&e, i, below});
    collect(e.children[i], below, out);
  }
}

class Mutator {
 public:
  explicit Mutator(Dice& dice) : dice_(dice) {}

  void mutate(Element& root) {
    std::vector<Place> places = {{nullptr, 0, &catalogue::request_grammar()}};
    collect(root, &catalogue::request_grammar(), places);
    const Place at = dice_.pick(places);
    Element& e = at.element(root);
    switch (dice_.below(at.parent ? 14 : 4)) {
      case 0:
        return add_attribute(e);
      case 1:
        return change_attribute(e, at.node);
      case 2:
        return change_namespace(e);
      case 3:
        return rename(e);
      case 4:
        at.parent->children.erase(at.parent->children.begin() + static_cast<std::ptrdiff_t>(at.index));
        return;
      case 5:
        return duplicate(*at.parent, at.index);
      case 6:
        std::swap(e, dice_.pick(siblings(*at.parent)).get());
        return;
      case 7:
        e.children.clear();
        return;
      case 8:
        return insert_text(e);
      case 9:
        e.add(dice_.one_in(2) ? "DeviceID" : "ExecutionDateTime", "2020-01-01T00:00:00Z");
        return;
      default:
        return change_value(e, at.node);
    }
  }

 private:
  static std::vector<std::reference_wrapper<Element>> siblings(Element& parent) {
    return {parent.children.begin(), parent.children.end()};
  }

  // The XML signature schema lets elements of other namespaces stand in a signature. We refuse them on purpose, so none
  // are made there.
  void change_namespace(Element& e) {
    if (e.prefix != "ds" || e.name == "Signature")
      e.prefix = dice_.pick(std::vector<std::string>{"sr", "ds", "ra", "zz", ""});
  }

  void add_attribute(Element& e) {
    const std::vector<std::pair<std::string, std::string>> some = {{"index", "1"},
                                                                   {"index", "9"},
                                                                   {"foo", "bar"},
                                                                   {"xsi:nil", "true"},
                                                                   {"xsi:nil", "false"},
                                                                   {"xml:lang", "en"},
                                                                   {"xsi:noNamespaceSchemaLocation", "none.xsd"},
                                                                   {"xsi:type", "zz:Nonsense"},
                                                                   {"zz:foo", ""},
                                                                   {"schemaVersion", "5.4"},
                                                                   {"sr:schemaVersion", "5.4"}};
    const auto& chosen = dice_.pick(some);
    for (const auto& [name, value] : e.attributes)
      if (name == chosen.first) return;
    e.attributes.push_back(chosen);
  }

  void change_attribute(Element& e, const Node* node) {
    if (e.attributes.empty()) return;
    auto& chosen = e.attributes[dice_.below(e.attributes.size())];
    if (dice_.one_in(3)) {
      e.attributes.erase(e.attributes.begin());
      return;
    }
    if (node)
      for (const Attribute& a : node->content.attributes)
        if (a.name == chosen.first && a.type.base != Base::AnyUri) chosen.second = wild_value(dice_, a.type);
  }

  void rename(Element& e) {
    e.name = dice_.pick(std::vector<std::string>{"DeviceID", "Nonsense", "Header", "ImportMPAN", "ReadMeterBalance",
                                                 "ReadInventory", "GBCSPayload", "X509SKI"});
  }

  void duplicate(Element& parent, std::size_t index) {
    const Element copy = parent.children[index];
    parent.children.insert(
        parent.children.begin() + static_cast<std::ptrdiff_t>(dice_.below(parent.children.size() + 1)), copy);
  }

  void insert_text(Element& e) { e.text += dice_.pick(std::vector<std::string>{" ", "x", "\n", "0", "é"}); }

  void change_value(Element& e, const Node* node) {
    if (node && !node->content.value.empty())
      e.text = wild_value(dice_, node->content.value.front());
    else if (e.children.empty())
      e.text = dice_.pick(std::vector<std::string>{"", " ", "x", "1"});
  }

  Dice& dice_;
};

// --- text, with all the freedom that XML gives ---

class Writer {
 public:
  Writer(Dice& dice, std::size_t freedom) : dice_(dice), freedom_(freedom) {}

  std::string write(const Element& root) {
    out_ = dice_.one_in(2) ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" : "";
    put(root,
        " xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" "
        "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
        "xmlns:ra=\"http://www.dccinterface.co.uk/ResponseAndAlert\" xmlns:zz=\"urn:zz\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    return std::move(out_);
  }

 private:
  bool freely() { return freedom_ > 0 && dice_.one_in(freedom_); }

  void escape(char c) {
    switch (c) {
      case '&':
        out_ += "&amp;";
        break;
      case '<':
        out_ += "&lt;";
        break;
      case '"':
        out_ += "&quot;";
        break;
      case '\r':
        out_ += "&#13;";
        break;
      case '\n':
        out_ += "&#10;";
        break;
      case '\t':
        out_ += "&#9;";
        break;
      default:
        out_ += c;
    }
  }

  void put_text(const std::string& text) {
    if (!text.empty() && freely() && text.find("]]>") == std::string::npos) {
      out_ += "<![CDATA[" + text + "]]>";
      return;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((text[i] & 0x80) == 0 && freely()) out_ += dice_.one_in(2) ? "<!-- c -->" : "<?pi x?>";
      escape(text[i]);
    }
  }

  void layout() {
    if (!freely()) return;
    static const std::vector<std::string> kLayout = {"\n  ",          " ",    "<!-- note -->", "<?pi?>", "\t",
                                                     "<![CDATA[ ]]>", "&#32;"};
    out_ += dice_.pick(kLayout);
  }

  void put(const Element& e, const std::string& declarations) {
    const std::string tag = e.prefix.empty() ? e.name : e.prefix + ":" + e.name;
    out_ += "<" + tag + declarations;
    for (const auto& [name, value] : e.attributes) {
      out_ += " " + name + "=\"";
      for (char c : value) escape(c);
      out_ += '"';
    }
    if (e.children.empty() && e.text.empty() && dice_.one_in(2)) {
      out_ += "/>";
      return;
    }
    out_ += ">";
    put_text(e.text);
    for (const Element& c : e.children) {
      layout();
      put(c, {});
    }
    if (!e.children.empty()) layout();
    out_ += "</" + tag + ">";
  }

  Dice& dice_;
  std::size_t freedom_;  // one in so many places; 0: plain
  std::string out_;
};

Status our_verdict(const std::string& xml) {
  const auto document = duis::parse(xml);
  if (!document) return tl::unexpected(document.error());
  return catalogue::grammar::check(catalogue::request_grammar(), document->root());
}

const std::vector<std::string> kSlice = {"DevicePrenotification",
                                         "ReadInventory",
                                         "UpdateHANDeviceLog",
                                         "CommissionDeviceSynchroniseClock",
                                         "SetDeviceConfigurationImportMPxN",
                                         "ReadInstantaneousImportRegisters",
                                         "ReadMeterBalance",
                                         "SignedPreCommand"};

// Every body that the grammar knows.
std::vector<std::string> all_bodies() {
  const Node* body = child(catalogue::request_grammar(), "Body");
  std::vector<std::string> out;
  for (const Particle& choice : body->content.elements)
    for (const Particle& one : choice.parts) out.push_back(one.element->name);
  return out;
}

std::string reference_data() {
  const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
  return folder ? folder : "";
}

// Compares so many verdicts; returns how many requests the schema accepted.
int compare(const std::vector<std::string>& bodies, int count, std::uint64_t start) {
  const auto schema = Schema::from_file(reference_data() + "/spec/duis/duis-5.4.xsd");
  EXPECT_TRUE(schema) << "the schema cannot be read";
  if (!schema) return 0;
  Dice dice(start);
  int accepted = 0;
  int differences = 0;
  for (int i = 0; i < count && differences < 10; ++i) {
    Element request = Generator(dice, bodies).request();
    Mutator mutator(dice);
    for (std::size_t n = dice.one_in(3) ? 0 : 1 + dice.below(3); n > 0; --n) mutator.mutate(request);
    const std::string xml = Writer(dice, dice.one_in(3) ? 25 : 0).write(request);
    const bool valid = schema->accepts(xml);
    const Status ours = our_verdict(xml);
    accepted += valid ? 1 : 0;
    if (valid == ours.has_value()) continue;
    ++differences;
    ADD_FAILURE() << "request " << i << ": the schema says " << (valid ? "valid" : "invalid") << ", we say "
                  << (ours ? std::string("valid") : ours.error().text()) << "\n"
                  << xml;
  }
  fmt::print("{} requests compared: {} valid, {} invalid\n", count, accepted, count - accepted);
  return accepted;
}

// A fifth of the requests at least is valid, and a fifth is not.
void expect_agreement(const std::vector<std::string>& bodies, int requests, std::uint64_t start) {
  if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NOTHING WAS COMPARED";
  const int valid = compare(bodies, requests, start);
  EXPECT_GT(valid, requests / 5);
  EXPECT_GT(requests - valid, requests / 5);
}

TEST(Grammar, AgreesWithTheSchemaOnTenThousandRequestsOfTheSlice) { expect_agreement(kSlice, 10000, seed()); }

TEST(Grammar, AgreesWithTheSchemaOnEveryBody) {
  const auto bodies = all_bodies();
  EXPECT_GE(bodies.size(), 21u);
  expect_agreement(bodies, 200 * static_cast<int>(bodies.size()), seed() + 1);
}

// Every simple type of the notation against the XML Schema type that it stands for.
TEST(Grammar, SimpleTypesAgreeWithXmlSchema) {
  const auto facets = [](std::string base, std::string inner) { return std::pair(std::move(base), std::move(inner)); };
  std::string pairs_pattern = "[A-Fa-f0-9]{2}";  // written out: libxml2 is lax with a count within a count
  for (int i = 0; i < 7; ++i) pairs_pattern += "-[A-Fa-f0-9]{2}";
  const std::vector<std::pair<SimpleType, std::pair<std::string, std::string>>> types = {
      {catalogue::grammar::string(2, 5), facets("string", "<xs:minLength value='2'/><xs:maxLength value='5'/>")},
      {token(), facets("token", "")},
      {one_of({"Add", "Remove"}), facets("string", "<xs:enumeration value='Add'/><xs:enumeration value='Remove'/>")},
      {one_token_of({"Add", "true"}), facets("token", "<xs:enumeration value='Add'/><xs:enumeration value='true'/>")},
      {boolean(), facets("boolean", "")},
      {decimal(), facets("decimal", "")},
      {decimal(1, 5, 20), facets("decimal",
                                 "<xs:minInclusive value='0.5'/><xs:maxInclusive value='2.0'/>"
                                 "<xs:fractionDigits value='1'/>")},
      {decimal(1, 16, 24), facets("decimal",
                                  "<xs:minExclusive value='1.5'/><xs:maxExclusive value='2.5'/>"
                                  "<xs:fractionDigits value='1'/>")},
      {printable(1, 9),
       facets("string", "<xs:minLength value='1'/><xs:maxLength value='9'/><xs:pattern value='[ -~]+'/>")},
      {digit_text(1, 18, true), facets("string", "<xs:maxLength value='18'/><xs:pattern value='[0-9 ]+'/>")},
      {digit_text(20, 20), facets("string", "<xs:pattern value='[0-9]{20}'/>")},
      {date_time(), facets("dateTime", "")},
      {date(), facets("date", "")},
      {time_of_day(), facets("time", "")},
      {hex(6, 16), facets("hexBinary", "<xs:minLength value='6'/><xs:maxLength value='16'/>")},
      {base64(), facets("base64Binary", "")},
      {base64(3), facets("base64Binary", "<xs:maxLength value='3'/>")},
      {eui_list(2), facets("string", "<xs:minLength value='23'/><xs:maxLength value='47'/><xs:pattern value='(" +
                                         pairs_pattern + ",)*" + pairs_pattern + "'/>")},
      {big_integer(), facets("integer", "")},
      {integer(1, 3600), facets("positiveInteger", "<xs:maxInclusive value='3600'/>")},
      {integer(0, INT64_MAX), facets("nonNegativeInteger", "<xs:maxInclusive value='9223372036854775807'/>")},
      {integer(-128, 127), facets("integer", "<xs:minInclusive value='-128'/><xs:maxInclusive value='127'/>")},
      {digits(1, 12), facets("positiveInteger", "<xs:totalDigits value='12'/>")},
      {digits(2014, 4), facets("nonNegativeInteger", "<xs:minInclusive value='2014'/><xs:totalDigits value='4'/>")},
      {int8(), facets("byte", "")},
      {int16(), facets("short", "")},
      {int32(0, 86400), facets("int", "<xs:minInclusive value='0'/><xs:maxInclusive value='86400'/>")},
      {int64(), facets("long", "")},
      {uint8(), facets("unsignedByte", "")},
      {uint16(), facets("unsignedShort", "")},
      {uint16(2), facets("unsignedShort", "<xs:minExclusive value='1'/>")},
      {uint32(), facets("unsignedInt", "")},
      {uint64(), facets("unsignedLong", "")},
  };
  Dice dice(seed() + 2);
  for (const auto& [type, schema_type] : types) {
    const auto schema = Schema::from_text(
        fmt::format("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='v'><xs:simpleType>"
                    "<xs:restriction base='xs:{}'>{}</xs:restriction></xs:simpleType></xs:element></xs:schema>",
                    schema_type.first, schema_type.second));
    ASSERT_TRUE(schema) << schema_type.first;
    int accepted = 0;
    constexpr int kValues = 3000;
    for (int i = 0; i < kValues; ++i) {
      const std::string value = dice.one_in(4) ? some_value(dice, type) : wild_value(dice, type);
      Element e;
      e.name = "v";
      e.prefix = "";
      e.text = value;
      const bool valid = schema->accepts(Writer(dice, 0).write(e));
      accepted += valid ? 1 : 0;
      ASSERT_EQ(check(type, value).has_value(), valid) << schema_type.first << " '" << value << "'";
    }
    EXPECT_GT(accepted, 0) << schema_type.first;
  }
}

}  // namespace
}  // namespace gridpost::grammar_test
