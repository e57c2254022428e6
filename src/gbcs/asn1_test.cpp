// DER elements by hand. (GBCS 7)
#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"
#include "gbcs/payload.h"

namespace gridpost::gbcs::asn1_test {
namespace {

using namespace layout;

Result<Value> element(const Type& type, std::string_view octets) {
  const Bytes data = hex(octets);
  Reader in(data);
  Value value;
  GP_CHECK(asn1::read(kept(type), in, value));
  GP_CHECK(in.finish("the element"));
  return value;
}

std::string written(const Value& value) {
  Bytes out;
  const auto status = asn1::write(value, out);
  return status ? to_hex(out) : status.error().text();
}

void expect_integer(std::string_view octets, std::int64_t number) {
  const auto value = element(integer("n"), octets);
  ASSERT_TRUE(value) << octets << ": " << value.error().text();
  EXPECT_EQ(value->number, number) << octets;
  EXPECT_EQ(written(*value), to_hex(hex(octets)));
}

TEST(Asn1, IntegersAreAsShortAsPossibleWithASign) {
  expect_integer("02 01 00", 0);
  expect_integer("02 01 7F", 127);
  expect_integer("02 02 0080", 128);
  expect_integer("02 01 80", -128);
  expect_integer("02 02 FF7F", -129);
  expect_integer("02 08 7FFFFFFFFFFFFFFF", 0x7FFFFFFFFFFFFFFF);
  const auto greatest = element(integer("n"), "02 09 00FFFFFFFFFFFFFFFF");
  ASSERT_TRUE(greatest);
  EXPECT_EQ(greatest->wire, Wire::UInt);
  EXPECT_EQ(greatest->as_unsigned(), 0xFFFFFFFFFFFFFFFFu);
  EXPECT_EQ(written(*greatest), "020900FFFFFFFFFFFFFFFF");
}

TEST(Asn1, IntegersInAnyOtherFormAreRefused) {
  for (const char* bad : {"02 00", "02 02 007F", "02 02 FF80", "02 02 00", "02 09 010000000000000000",
                          "02 0A 0000FFFFFFFFFFFFFFFF", "0A 01 05", "03 01 05", "02 8101 05"})
    EXPECT_FALSE(element(integer("n"), bad)) << bad;
}

TEST(Asn1, EnumerationsNullsAndOctets) {
  EXPECT_EQ(element(enumerated("e"), "0A 01 05")->number, 5);
  EXPECT_FALSE(element(enumerated("e"), "0A 09 00FFFFFFFFFFFFFFFF")) << "no enumeration is so great";
  EXPECT_TRUE(element(null_(), "05 00"));
  EXPECT_FALSE(element(null_(), "05 01 00"));
  EXPECT_EQ(element(asn1_octets("o"), "04 03 010203")->octets, hex("010203"));
  EXPECT_FALSE(element(asn1_octets("o"), "04 03 0102"));
}

TEST(Asn1, BooleansAreFFOr00) {
  EXPECT_EQ(element(boolean("b"), "01 01 FF")->number, 1);
  EXPECT_EQ(element(boolean("b"), "01 01 00")->number, 0);
  EXPECT_FALSE(element(boolean("b"), "01 01 01"));
  EXPECT_FALSE(element(boolean("b"), "01 02 FFFF"));
}

TEST(Asn1, BitStringsSayHowManyBitsOfTheLastOctetAreUnused) {
  const auto usage = element(key_usage("u", {}), "03 02 07 80");
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->number, 1);
  EXPECT_EQ(written(*usage), "03020780");
  for (const char* bad : {"03 00", "03 02 08 80", "03 01 01", "03 02 07 81"})
    EXPECT_FALSE(element(key_usage("u", {}), bad)) << bad;
}

TEST(Asn1, TimesAreFourteenDigitsAndAZ) {
  const std::string good = "18 0F " + to_hex(characters("20250131235959Z"));
  const auto time = element(general_time("t"), good);
  ASSERT_TRUE(time);
  EXPECT_EQ(text_of(time->octets), "20250131235959Z");
  EXPECT_EQ(written(*time), to_hex(hex(good)));
  EXPECT_FALSE(element(general_time("t"), "18 0F " + to_hex(characters("20250131235959X"))));
  EXPECT_FALSE(element(general_time("t"), "18 0F " + to_hex(characters("2025013123595\x01Z"))));
  EXPECT_FALSE(element(general_time("t"), "18 0D " + to_hex(characters("202501312359Z"))));
  EXPECT_FALSE(element(general_time("t"), "17 0D " + to_hex(characters("250131235959Z")))) << "UTCTime";
}

TEST(Asn1, ContextTagsReplaceTheUniversalOnes) {
  const Type tagged = integer("n").tagged(0x83);
  const auto value = element(tagged, "83 01 05");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->tag, 0x83);
  EXPECT_EQ(written(*value), "830105");
  EXPECT_FALSE(element(tagged, "02 01 05"));
}

TEST(Asn1, SequencesMayLackTheirOptionalMembers) {
  const Type type = structure("s", {integer("a"), integer("b").tagged(0x81).optional(), general_time("t").optional()});
  EXPECT_EQ(element(type, "30 03 02 01 01")->items.size(), 1u);
  EXPECT_EQ(element(type, "30 06 02 01 01 81 01 02")->find("b")->number, 2);
  EXPECT_FALSE(element(type, "30 06 81 01 02 02 01 01")) << "order";
  EXPECT_FALSE(element(type, "30 06 02 01 01 02 01 02")) << "unknown member";
  EXPECT_FALSE(element(type, "30 00")) << "nothing";
}

TEST(Asn1, ARawElementKeepsItsTagAndLength) {
  const auto value = element(certificate("c"), "30 03 02 01 05");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->octets, hex("30 03 02 01 05"));
  EXPECT_EQ(written(*value), "3003020105");
}

TEST(Asn1, ARawElementIsASequence) {
  EXPECT_TRUE(element(der("request"), "30 00"));
  for (const char* bad : {"02 01 05", "04 03 020105", "31 03 02 01 05", "A0 03 02 01 05", "30 03 02 01", "30"})
    EXPECT_FALSE(element(der("request"), bad)) << bad;
  const Type status_or_request = either({integer("status"), der("request")});
  EXPECT_EQ(element(status_or_request, "02 01 03")->number, 3);
  EXPECT_EQ(element(status_or_request, "30 03 02 01 05")->octets, hex("30 03 02 01 05"));
  EXPECT_FALSE(element(status_or_request, "04 01 03"));
}

TEST(Asn1, LengthsFrom128To255KeepTheFormTheyCameIn) {
  const std::string content(2 * 200, 'A');
  for (const std::string& length : {std::string("81C8"), std::string("8200C8")}) {
    const auto octets = element(asn1_octets("o"), "04" + length + content);
    ASSERT_TRUE(octets);
    EXPECT_EQ(written(*octets), "04" + length + content);
    // A sequence around it: 200 + 3 or 4 octets.
    const std::string inner = "04" + length + content;
    const std::string outer = "30" + length.substr(0, length.size() - 2) + (length.size() == 4 ? "CB" : "CC") + inner;
    const auto sequence = element(structure({asn1_octets("o")}), outer);
    ASSERT_TRUE(sequence) << sequence.error().text();
    EXPECT_EQ(written(*sequence), outer);
  }
  EXPECT_FALSE(element(asn1_octets("o"), "04 8105 0102030405"));
  EXPECT_FALSE(element(asn1_octets("o"), "04 820005 0102030405"));
  EXPECT_FALSE(element(asn1_octets("o"), "04 83000005 0102030405"));
  EXPECT_FALSE(element(asn1_octets("o"), "04 80 0000"));
}

TEST(Asn1, GivenItemsAreToldApartByTheirConstants) {
  const auto slot = [](int role, std::string_view usage) {
    return structure({integer("value"), structure("slot", {integer_is("role", role), key_usage("usage", usage)})});
  };
  const Type type = fixed_array("items", {slot(2, "digitalSignature"), slot(2, "keyAgreement")});
  const std::string signing = "30 0C 02 01 01 30 07 02 01 02 03 02 07 80";
  const std::string agreement = "30 0C 02 01 01 30 07 02 01 02 03 02 03 08";
  EXPECT_TRUE(element(type, "30 1C" + signing + agreement));
  EXPECT_TRUE(element(type, "30 0E" + agreement));
  EXPECT_FALSE(element(type, "30 1C" + agreement + signing)) << "order";
  EXPECT_FALSE(element(type, "30 1C" + signing + signing)) << "twice";
  EXPECT_FALSE(element(type, "30 0E 30 0C 02 01 01 30 07 02 01 03 03 02 07 80")) << "another role";
}

// ---- payloads ----

Result<Payload> decoded(std::string_view name, Cra cra, std::string_view content) {
  const UseCase& use_case = *Catalogue::instance().find(name);
  return decode_unpacked(use_case, message_of(cra, use_case.code, hex(content)));
}

TEST(Asn1, ThePayloadIsOneElement) {
  const std::string from = "18 0F " + to_hex(characters("20250101000000Z"));
  const std::string to = "18 0F " + to_hex(characters("20250101000010Z"));
  const auto command = decoded("GCS28Commission", Cra::Command, "30 22" + from + to);
  ASSERT_TRUE(command) << command.error().text();
  EXPECT_EQ(text_of(command->find("ValidUntil")->octets), "20250101000010Z");
  const auto response = decoded("GCS28Commission", Cra::Response, "30 14" + from + "02 01 02");
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->find("clockStatus")->number, 2);
  EXPECT_FALSE(decoded("GCS28Commission", Cra::Response, "30 22" + from + to)) << "the command's form";
  EXPECT_FALSE(decoded("GCS28Commission", Cra::Command, "30 22" + from + to + "00")) << "octets behind the end";
  EXPECT_FALSE(decoded("GCS28Commission", Cra::Command, "30 21" + from + to)) << "length";
}

}  // namespace
}  // namespace gridpost::gbcs::asn1_test
