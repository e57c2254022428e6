#include "base/bytes.h"

#include <gtest/gtest.h>

namespace gridpost {
namespace {

TEST(Hex, IsUpperCaseAndReadsEitherCaseWithBlanksBetweenOctets) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0xAB, 0xFF}), "00ABFF");
  EXPECT_EQ(to_hex({}), "");
  EXPECT_EQ(*from_hex(" 00 aB\n\tFf\r "), (Bytes{0x00, 0xAB, 0xFF}));
  EXPECT_TRUE(from_hex("")->empty());
}

TEST(Hex, ErrorsNameTheCharacter) {
  EXPECT_EQ(from_hex("00 0G").error().where, "character 4");
  EXPECT_EQ(from_hex("0 0").error().where, "character 1") << "a blank inside an octet";
  EXPECT_EQ(from_hex("000").error().where, "character 3");
}

TEST(Base64, FollowsTheVectorsOfRfc4648) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64(view_of(plain)), coded);
    EXPECT_EQ(text_of(*from_base64(coded)), plain);
  }
  EXPECT_EQ(*from_base64("+/+/"), (Bytes{0xFB, 0xFF, 0xBF}));
}

TEST(Base64, WhiteSpaceIsSkippedAnywhere) { EXPECT_EQ(text_of(*from_base64(" Zm9v\r\n\tYg = =\n")), "foob"); }

TEST(Base64, MalformedTextIsRefused) {
  for (const char* bad : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zg==x", "Zg=v", "Zh==", "Zm9=", "Zm9-", "Zm_v"})
    EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(Numbers, AreWrittenFromEitherEnd) {
  Bytes out;
  put_be(out, 0x010203, 3);
  put_le(out, 0x010203, 4);
  EXPECT_EQ(out, (Bytes{1, 2, 3, 3, 2, 1, 0}));
  EXPECT_EQ(get_be(Bytes{1, 2, 3}), 0x010203u);
  EXPECT_EQ(get_le(Bytes{1, 2, 3}), 0x030201u);
  EXPECT_EQ(get_be(Bytes(8, 0xFF)), ~std::uint64_t{0});
}

TEST(Reader, ReadsFromFrontToBackAndKnowsItsPlace) {
  const Bytes octets = {0x01, 0x00, 0x02, 0x03, 0x00, 0xAA};
  Reader in(octets, 100);
  EXPECT_EQ(in.peek(), 0x01u);
  EXPECT_EQ(*in.u8("a"), 1);
  EXPECT_EQ(*in.be(2, "b"), 2u);
  EXPECT_EQ(*in.le(2, "c"), 3u);
  EXPECT_EQ(in.offset(), 105u);
  EXPECT_EQ(in.left(), 1u);
  const auto too_much = in.take(2, "the tail");
  ASSERT_FALSE(too_much);
  EXPECT_EQ(too_much.error().where, "octet 105");
  EXPECT_EQ(too_much.error().what, "the tail needs 2 octets, 1 are left");
  EXPECT_FALSE(in.finish("the message"));
  EXPECT_EQ((*in.take(1, "d"))[0], 0xAA);
  EXPECT_TRUE(in.empty());
  EXPECT_EQ(in.peek(), 0x100u);
  EXPECT_TRUE(in.finish("the message"));
}

}  // namespace
}  // namespace gridpost
