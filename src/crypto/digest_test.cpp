#include "crypto/digest.h"

#include "crypto/test_data.h"

namespace gridpost::crypto {
namespace {

using test::hex;

TEST(Sha256, MatchesTheVectorsOfFips180) {
  EXPECT_EQ(to_hex(sha256({})), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
  EXPECT_EQ(to_hex(sha256(view_of("abc"))), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(to_hex(sha256(view_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1");
}

TEST(RandomBytes, HaveTheLengthAndDiffer) {
  EXPECT_EQ(random_bytes(0).size(), 0u);
  EXPECT_EQ(random_bytes(33).size(), 33u);
  EXPECT_NE(random_bytes(16), random_bytes(16));
}

TEST(Equal, ComparesLengthAndEveryOctet) {
  EXPECT_TRUE(equal({}, {}));
  EXPECT_TRUE(equal(hex("0102"), hex("0102")));
  EXPECT_FALSE(equal(hex("0102"), hex("0103")));
  EXPECT_FALSE(equal(hex("0102"), hex("1102")));
  EXPECT_FALSE(equal(hex("0102"), hex("010200")));
}

}  // namespace
}  // namespace gridpost::crypto
