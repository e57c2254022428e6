// Our grammar against the published schema: the same verdict on generated and mutated requests, and on values of every
// simple type. The schema is judged by libxml2, in this process.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <random>

#include "base/bytes.h"
#include "catalogue/bodies.h"
#include "duis/xml.h"
#include "schema_judge.h"

namespace gridpost {
namespace {

using namespace catalogue::grammar;
using Base = SimpleType::Base;

// --- chance ---

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return most - least == UINT64_MAX ? engine_() : least + engine_() % (most - least + 1);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::string text(std::string_view alphabet, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

std::uint64_t seed() {
  const char* given = std::getenv("GRIDPOST_SEED");
  const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : 20251124;
  fmt::print("seed {} (set GRIDPOST_SEED for another)\n", value);
  return value;
}

// --- values ---

std::string padded(Dice& dice, std::string value) {
  const std::vector<std::string> blanks = {" ", "\n", "\t", "  ", "\r\n"};
  if (dice.one_in(2)) value = dice.pick(blanks) + value;
  if (dice.one_in(2)) value += dice.pick(blanks);
  return value;
}

std::string pairs(Dice& dice) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += (i ? "-" : "") + dice.text("0123456789abcdefABCDEF", 2);
  return out;
}

std::string some_date_time(Dice& dice) {
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", dice.between(2000, 2040), dice.between(1, 12),
                                dice.between(1, 28), dice.below(24), dice.below(60), dice.below(60));
  if (dice.one_in(3)) out += "." + dice.text("0123456789", 1 + dice.below(6));
  if (dice.one_in(2)) out += dice.one_in(3) ? "+01:00" : "Z";
  return out;
}

std::string some_number(Dice& dice, const SimpleType& type) {
  const std::int64_t least = type.minimum.value_or(-1000);
  const std::uint64_t most =
      type.maximum.value_or(type.total_digits ? *type.total_digits > 10 ? 999999999999 : 9999 : 99);
  if (least < 0 && dice.one_in(2)) return std::to_string(-static_cast<std::int64_t>(dice.below(100)));
  const std::uint64_t from = least < 0 ? 0 : static_cast<std::uint64_t>(least);
  switch (dice.below(4)) {
    case 0:
      return std::to_string(from);
    case 1:
      return std::to_string(most);
    default:
      return std::to_string(dice.between(from, most));
  }
}

std::string some_text(Dice& dice, const SimpleType& type) {
  const std::size_t most = std::min<std::size_t>(type.max_length, type.min_length + 20);
  std::string out;
  std::vector<std::string> letters = {"a", "B", "7", " ", ".", "é", "£", "&", "<", "漢", "😀", "-"};
  if (!type.alphabet.empty() && !dice.one_in(8)) letters.clear();
  for (char c : type.alphabet) letters.emplace_back(1, c);
  for (std::size_t n = dice.between(type.min_length, most); n > 0; --n) out += dice.pick(letters);
  return out;
}

// Close to the bounds and to the last place, with zeros at either end.
std::string some_decimal(Dice& dice, const SimpleType& type) {
  const std::uint64_t most = type.maximum.value_or(99999);
  const std::vector<std::uint64_t> some = {0, 1, most - 1, most, most + 1, dice.between(0, most)};
  std::string out = fmt::format("{:0{}}", dice.pick(some), *type.fraction_digits + 1);
  out.insert(out.size() - *type.fraction_digits, ".");
  if (dice.one_in(4)) out += dice.text("05", 1);
  if (dice.one_in(4)) out += "00";
  if (dice.one_in(6)) out = dice.text("+-0", 1) + out;
  return out;
}

// A value of the type, most often.
std::string some_value(Dice& dice, const SimpleType& type) {
  if (!type.values.empty()) return dice.pick(type.values);
  switch (type.base) {
    case Base::String:
      return some_text(dice, type);
    case Base::Token:
      return dice.text("abc-12", 1 + dice.below(10));
    case Base::Boolean:
      return dice.pick(std::vector<std::string>{"true", "false", "0", "1"});
    case Base::Integer:
    case Base::SignedInteger:
    case Base::UnsignedInteger:
      return some_number(dice, type);
    case Base::Decimal:
      if (type.fraction_digits) return some_decimal(dice, type);
      return dice.pick(std::vector<std::string>{"5.4", "5.0", "5.1", "5", "9.9", "-1", ".5", "+5.40"});
    case Base::DateTime:
      return some_date_time(dice);
    case Base::Date:
      return some_date_time(dice).substr(0, 10);
    case Base::Time:
      return some_date_time(dice).substr(11, 8);
    case Base::HexBinary:
      return dice.text("0123456789abcdefABCDEF",
                       2 * dice.between(type.min_length, std::min<std::size_t>(type.max_length, 20)));
    case Base::Base64Binary:
      return to_base64(view_of(dice.text("abcdefgh12345678\x01\x7f", dice.below(30))));
    case Base::AnyUri:
      return dice.pick(
          std::vector<std::string>{"", "http://www.w3.org/2001/04/xmlenc#sha256", "#id", "a/b?c", "urn:x:y"});
    case Base::Eui:
      return pairs(dice);
    case Base::RequestId:
      return pairs(dice) + ":" + pairs(dice) + ":" + std::to_string(dice.between(0, UINT64_MAX));
  }
  return {};
}

// A value that may or may not be of the type, close to where the verdict turns.
std::string wild_value(Dice& dice, const SimpleType& type) {
  static const std::vector<std::string> kOdd = {"",
                                                " ",
                                                "0",
                                                "-0",
                                                "+0",
                                                "1",
                                                "+1",
                                                "01",
                                                "-1",
                                                "3600",
                                                "3601",
                                                "86400",
                                                "86401",
                                                "2147483647",
                                                "2147483648",
                                                "4294967295",
                                                "4294967296",
                                                "18446744073709551615",
                                                "18446744073709551616",
                                                "999999999999",
                                                "1000000000000",
                                                "000999999999999",
                                                "999999999999999999999999",
                                                "9999999999999999999999999",
                                                "1.",
                                                ".",
                                                ".5",
                                                "- ",
                                                "1.5",
                                                "1e3",
                                                "true",
                                                "TRUE",
                                                "Add",
                                                " Add",
                                                "ESME",
                                                "2020-02-29T24:00:00Z",
                                                "2021-02-29T00:00:00",
                                                "0000-01-01T00:00:00",
                                                "2020-01-01T00:00:00+14:01",
                                                "-0004-02-29T23:59:59.999",
                                                "AAB=",
                                                "AA==",
                                                "AAAA",
                                                "!!!!",
                                                "A",
                                                "abcdefabcdef",
                                                "123456789012345678901234567890ab",
                                                "123456789012345678901234567890abcd",
                                                "nonsense",
                                                "\xC3\xA9\xC3\xA9\xC3\xA9"};
  std::string out = dice.one_in(2) ? dice.pick(kOdd) : some_value(dice, type);
  switch (dice.below(7)) {
    case 0:
      return padded(dice, out);
    case 1:
      return dice.text("+-0", 1) + out;
    case 2:
      return out + dice.text("0123456789 =Z.:-", 1);
    case 3: {
      const bool ascii = std::all_of(out.begin(), out.end(), [](char c) { return (c & 0x80) == 0; });
      return ascii ? out.substr(0, out.size() / 2) : out;
    }
    case 4:
      return out + out;
    case 5: {
      if (!out.empty() && static_cast<unsigned char>(out.back()) < 0x80) out.back() = dice.text("059:-+=AZ ", 1)[0];
      return out;
    }
    default:
      return out;
  }
}

// --- requests out of our own grammar ---

class Generator {
 public:
  Generator(Dice& dice, std::vector<std::string> bodies) : dice_(dice), bodies_(std::move(bodies)) {}

  Element request() { return make(catalogue::request_grammar()); }

 private:
  Element make(const Node& node) {
    Element out;
    out.name = node.name;
    out.prefix = node.prefix;
    for (const Attribute& a : node.content.attributes)
      if (a.required || dice_.one_in(3)) out.attributes.emplace_back(a.name, value(a.type));
    if (!node.content.value.empty()) out.text = value(node.content.value.front());
    if (node.name == "Body") {
      out.children.push_back(make(*catalogue::find_body(dice_.pick(bodies_))));
    } else if (!node.content.elements.empty()) {
      fill(node.content.elements.front(), out);
    }
    return out;
  }

  void fill(const Particle& p, Element& parent) {
    const unsigned most = std::min(p.most, p.least + 2);
    for (auto n = dice_.between(p.least, most); n > 0; --n) {
      switch (p.kind) {
        case Particle::Kind::Element:
          parent.children.push_back(make(*p.element));
          break;
        case Particle::Kind::Choice:
          fill(dice_.pick(p.parts), parent);
          break;
        case Particle::Kind::Sequence:
          for (const Particle& part : p.parts) fill(part, parent);
      }
    }
  }

  std::string value(const SimpleType& type) {
    std::string out = some_value(dice_, type);
    const bool safe = type.base == Base::Token || type.base == Base::Eui || type.base == Base::RequestId ||
                      type.base == Base::Integer || type.base == Base::Boolean || type.base == Base::HexBinary;
    return safe && dice_.one_in(20) ? padded(dice_, out) : out;
  }

  Dice& dice_;
  std::vector<std::string> bodies_;
};

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
  const std::vector<std::pair<SimpleType, std::pair<std::string, std::string>>> types = {
      {catalogue::grammar::string(2, 5), facets("string", "<xs:minLength value='2'/><xs:maxLength value='5'/>")},
      {token(), facets("token", "")},
      {one_of({"Add", "Remove"}), facets("string", "<xs:enumeration value='Add'/><xs:enumeration value='Remove'/>")},
      {one_token_of({"Add", "true"}), facets("token", "<xs:enumeration value='Add'/><xs:enumeration value='true'/>")},
      {boolean(), facets("boolean", "")},
      {decimal(), facets("decimal", "")},
      {date_time(), facets("dateTime", "")},
      {date(), facets("date", "")},
      {time_of_day(), facets("time", "")},
      {hex(6, 16), facets("hexBinary", "<xs:minLength value='6'/><xs:maxLength value='16'/>")},
      {base64(), facets("base64Binary", "")},
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
}  // namespace gridpost
