#include "duis/canonical_text.h"

#include <gtest/gtest.h>

#include <random>

#include "crypto/testpki.h"
#include "duis/canonical.h"
#include "duis/signature.h"
#include "duis/test_data.h"

namespace gridpost::duis {
namespace {

using namespace test;

constexpr unsigned kDepth = 32;

const std::string& signed_message() {
  static const std::string text = [] {
    const auto pki = crypto::TestPki::create();
    const auto user = **pki.issue_organisation(kUser, kXmlSigningRole, crypto::Usage::DigitalSignature);
    return sign(write(read_registers()), user.certificate, *user.private_key).value();
  }();
  return text;
}

bool same(const Element& a, const Element& b) {
  if (a.prefix != b.prefix || a.name != b.name || a.text != b.text || a.mixed != b.mixed) return false;
  auto x = a.attributes, y = b.attributes;
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  return x == y && std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
}

// What this reader takes, the parser takes too, as the same tree with the same digests. Yields whether it took it.
bool agrees(const std::string& text) {
  const auto read = parse(text);
  if (!read || !read->canonical()) return false;
  const auto parsed = parse(text + "\n");  // is in no canonical form, and has the same one
  EXPECT_TRUE(parsed) << text;
  if (!parsed) return true;
  EXPECT_FALSE(parsed->canonical());
  EXPECT_TRUE(same(read->root(), parsed->root())) << text;
  for (const BodyForm form : {BodyForm::Inclusive, BodyForm::Exclusive}) {
    const auto fast = body_digest(*read, form), slow = body_digest(*parsed, form);
    EXPECT_EQ(fast.has_value(), slow.has_value()) << text;
    if (fast && slow) EXPECT_EQ(*fast, *slow) << text;
  }
  const auto fast = signed_info_digest(*read), slow = signed_info_digest(*parsed);
  EXPECT_EQ(fast.has_value(), slow.has_value()) << text;
  if (fast && slow) EXPECT_EQ(*fast, *slow) << text;
  return true;
}

std::string declared(std::string_view inside) {
  return "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\">" + std::string(inside) +
         "</sr:Request>";
}

TEST(CanonicalText, TakesWhatWeSign) {
  EXPECT_TRUE(agrees(signed_message()));
  const auto read = read_canonical_text(signed_message(), kDepth);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->signature.starts_with("<ds:Signature xmlns:ds="));
  EXPECT_TRUE(read->signed_info.starts_with("<ds:SignedInfo>"));
  EXPECT_TRUE(read->signed_info.ends_with("</ds:SignedInfo>"));
}

TEST(CanonicalText, TakesEscapesAndAttributes) {
  EXPECT_TRUE(agrees(declared("<sr:A a=\"&quot;&#x9;>'\" b=\"\">&lt;&amp;&gt;&#xD;\n\"</sr:A><sr:B></sr:B>")));
}

TEST(CanonicalText, LeavesTheRestToTheParser) {
  for (const char* inside :
       {"<sr:A/>",
        "<sr:A ></sr:A>",
        "<sr:A></sr:A >",
        " <sr:A></sr:A>",
        "<sr:A></sr:A> ",
        "<sr:A>></sr:A>",
        "<sr:A>&quot;</sr:A>",
        "<sr:A>&#65;</sr:A>",
        "<sr:A>\r</sr:A>",
        "<sr:A>\xC3\xA9</sr:A>",
        "<sr:A><!-- --></sr:A>",
        "<sr:A><?p?></sr:A>",
        "<sr:A><![CDATA[x]]></sr:A>",
        "<sr:A b=\"\" a=\"\"></sr:A>",
        "<sr:A a=''></sr:A>",
        "<sr:A a=\"\" a=\"\"></sr:A>",
        "<sr:A xmlns=\"\"></sr:A>",
        "<sr:A xml:lang=\"en\"></sr:A>",
        "<A></A>",
        "<ds:A></ds:A>",
        "<sr:A></sr:B>",
        "<sr:A>",
        "text<sr:A></sr:A>",
        "<sr:A a=\"\n\"></sr:A>",
        "<sr:A xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\"></sr:A>",
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature><ds:A></ds:A>"})
    EXPECT_FALSE(read_canonical_text(declared(inside), kDepth)) << inside;
  EXPECT_FALSE(read_canonical_text("<!DOCTYPE a>" + declared(""), kDepth));
  EXPECT_FALSE(read_canonical_text(declared("") + declared(""), kDepth));
  EXPECT_FALSE(read_canonical_text("", kDepth));
}

TEST(CanonicalText, EveryTruncationIsLeft) {
  for (std::size_t n = 0; n < signed_message().size(); ++n)
    EXPECT_FALSE(read_canonical_text(std::string_view(signed_message()).substr(0, n), kDepth)) << n;
}

TEST(CanonicalText, KeepsTheDepth) {
  EXPECT_TRUE(read_canonical_text(declared("<sr:A></sr:A>"), 2));
  EXPECT_FALSE(read_canonical_text(declared("<sr:A></sr:A>"), 1));
}

TEST(CanonicalText, AgreesWithTheParserOnMutations) {
  std::mt19937 random(8079);
  const auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  const std::string_view pieces[] = {"<",
                                     ">",
                                     "&",
                                     "\"",
                                     "'",
                                     "/",
                                     " ",
                                     "\n",
                                     "\r",
                                     "\t",
                                     ":",
                                     "=",
                                     "a",
                                     "sr",
                                     "ds",
                                     "0",
                                     "&amp;",
                                     "&lt;",
                                     "&#xD;",
                                     "&quot;",
                                     "<sr:A>",
                                     "</sr:A>",
                                     "<sr:A></sr:A>",
                                     "<ds:X></ds:X>",
                                     " a=\"1\"",
                                     " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"",
                                     "]]>",
                                     "<!---->",
                                     "<?p?>",
                                     "\x7F",
                                     "\xC3",
                                     "\xE2\x80\xA8",
                                     "</ds:SignedInfo>",
                                     "<ds:Signature></ds:Signature>"};
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = signed_message();
    for (std::size_t changes = pick(3) + 1; changes > 0; --changes) {
      const std::size_t at = pick(text.size());
      switch (pick(4)) {
        case 0:
          text[at] = static_cast<char>(pick(256));
          break;
        case 1:
          text.erase(at, pick(4) + 1);
          break;
        case 2:
          text.insert(at, pieces[pick(std::size(pieces))]);
          break;
        default: {  // an element, moved
          const std::size_t from = text.find('<', at), to = text.find('>', from);
          if (to == text.npos) break;
          const std::string part = text.substr(from, to - from + 1);
          text.insert(text.find('<', pick(text.size() - 20)), part);
        }
      }
    }
    taken += agrees(text);
  }
  EXPECT_GT(taken, 1000);  // otherwise this test tests nothing
}

}  // namespace
}  // namespace gridpost::duis
