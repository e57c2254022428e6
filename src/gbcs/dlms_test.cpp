// DLMS payloads by hand, from the layout rules. The counter of every message ends in 000006. (GBCS 5)
#include "gbcs/codec.h"
#include "gbcs/packed.h"
#include "gbcs/payload.h"
#include "gbcs/payloads_for_tests.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs::dlms_test {
namespace {

using namespace layout;

// One data item of this Type.
Result<Value> item(const Type& type, std::string_view octets) {
  const Bytes data = hex(octets);
  Reader in(data);
  Value value;
  GP_CHECK(dlms::read(kept(type), in, nullptr, value));
  GP_CHECK(in.finish("the item"));
  return value;
}

void expect_item(const Type& type, std::string_view octets, std::int64_t number) {
  const auto value = item(type, octets);
  ASSERT_TRUE(value) << octets << ": " << value.error().text();
  EXPECT_EQ(value->number, number) << octets;
  Bytes out;
  ASSERT_TRUE(dlms::write(*value, out, nullptr));
  EXPECT_EQ(to_hex(out), to_hex(hex(octets)));
}

// ---- single items ----

TEST(Dlms, NumbersAreBigEndianBehindTheirTag) {
  expect_item(u8("x"), "11 FE", 254);
  expect_item(u16("x"), "12 FFFE", 65534);
  expect_item(u32("x"), "06 FFFFFFFE", 4294967294);
  expect_item(u64("x"), "15 0000000100000002", 4294967298);
  expect_item(i8("x"), "0F FE", -2);
  expect_item(i16("x"), "10 8000", -32768);
  expect_item(i32("x"), "05 FFFFFF9C", -100);
  expect_item(enum8("x"), "16 1E", 30);
  expect_item(boolean("x"), "03 FF", 1);
  expect_item(boolean("x"), "03 00", 0);
}

TEST(Dlms, ABooleanIsFFOr00) { EXPECT_FALSE(item(boolean("x"), "03 01")); }

TEST(Dlms, AnotherTagIsRefused) {
  EXPECT_FALSE(item(u16("x"), "10 0001"));
  EXPECT_FALSE(item(i32("x"), "06 00000001"));
  EXPECT_FALSE(item(octets(2, "x"), "0A 02 3132"));
  EXPECT_FALSE(item(structure("x", {u8("a")}), "01 01 11 05"));
}

TEST(Dlms, ARowThatFailedHasNullInsteadOfItsValue) {
  const auto value = item(u32("x"), "00");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->wire, Wire::Null);
  EXPECT_EQ(value->name, "x");
}

TEST(Dlms, OctetStringsOfFixedLengthHaveExactlyThat) {
  EXPECT_TRUE(item(octets(3, "x"), "09 03 414243"));
  EXPECT_FALSE(item(octets(3, "x"), "09 02 4142"));
  EXPECT_FALSE(item(octets(3, "x"), "09 8103 414243")) << "length not minimal";
  const auto any = item(octets("x"), "09 00");
  ASSERT_TRUE(any);
  EXPECT_TRUE(any->octets.empty());
}

TEST(Dlms, BitStringsCountBits) {
  Type bits;
  bits.wire = Wire::Bits;
  bits.name = "days";
  expect_item(bits, "04 0A FFC0", 10);
  EXPECT_FALSE(item(bits, "04 0A FF"));
  expect_item(bit_string(10, "days"), "04 0A FFC0", 10);
  EXPECT_FALSE(item(bit_string(10, "days"), "04 09 FF80")) << "one bit too few";
}

TEST(Dlms, StructuresHaveTheDescribedMembersAndNoMore) {
  const Type pair = structure("pair", {u8("a"), u8("b")});
  const auto value = item(pair, "02 02 11 01 11 02");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->find("b")->number, 2);
  EXPECT_FALSE(item(pair, "02 01 11 01"));
  EXPECT_FALSE(item(pair, "02 03 11 01 11 02 11 03"));
}

TEST(Dlms, OptionalMembersAreRecognisedByTheCount) {
  const Type two_or_three = structure("r", {u8("a"), u8("b"), u8("twin").only_if_twin()});
  ASSERT_TRUE(item(two_or_three, "02 02 11 01 11 02"));
  EXPECT_FALSE(item(two_or_three, "02 02 11 01 11 02")->find("twin"));
  EXPECT_EQ(item(two_or_three, "02 03 11 01 11 02 11 03")->find("twin")->number, 3);
}

TEST(Dlms, AnArrayOfGivenItemsHasExactlyThose) {
  const Type pair = fixed_array("pair", {u8("a"), u16("b")});
  EXPECT_TRUE(item(pair, "01 02 11 01 12 0002"));
  EXPECT_FALSE(item(pair, "01 01 11 01"));
  EXPECT_FALSE(item(pair, "01 03 11 01 12 0002 12 0003"));
}

TEST(Dlms, ACompactArrayWritesItsTypeOnce) {
  // Type: structure of two: uint32, int32. Contents: 2 x 8 octets without tags.
  const Type log = compact("log", structure({u32("time"), i32("value")}));
  auto value = item(log, "13 02 02 06 05 10 00000001 FFFFFFFF 00000002 00000005");
  ASSERT_TRUE(value) << value.error().text();
  unpack(*value);
  ASSERT_EQ(value->items.size(), 2u);
  EXPECT_EQ(value->items[0].find("value")->number, -1);
  EXPECT_EQ(value->items[1].find("time")->number, 2);
  Bytes out;
  ASSERT_TRUE(dlms::write(*value, out, nullptr));
  EXPECT_EQ(out, hex("13 02 02 06 05 10 00000001 FFFFFFFF 00000002 00000005"));
  EXPECT_FALSE(item(log, "13 02 02 06 06 10 00000001 FFFFFFFF 00000002 00000005")) << "another type";
  EXPECT_FALSE(item(log, "13 02 02 06 05 0F 00000001 FFFFFFFF 00000002 000000")) << "half an entry";
  EXPECT_TRUE(item(log, "13 02 02 06 05 00")) << "an empty log";
}

TEST(Dlms, ACompactArraySaysWhetherItIsOneOfATwinElementMeter) {
  const Type log =
      compact("log", structure({u32("time"), u16("second").only_if_twin(), equal_items("rates", 2, u16())}));
  auto single = item(log, "13 02 02 06 01 0002 12 08 00000001 0002 0003");
  ASSERT_TRUE(single) << single.error().text();
  unpack(*single);
  ASSERT_EQ(single->items.size(), 1u);
  EXPECT_EQ(single->items[0].find("second"), nullptr);
  EXPECT_EQ(single->items[0].find("rates")->items[1].number, 3);
  const std::string_view octets = "13 02 03 06 12 01 0002 12 0A 00000001 0009 0002 0003";
  auto twin = item(log, octets);
  ASSERT_TRUE(twin) << twin.error().text();
  unpack(*twin);
  ASSERT_EQ(twin->items.size(), 1u);
  EXPECT_EQ(twin->items[0].find("second")->number, 9);
  EXPECT_EQ(twin->octets, dlms::compact_description(log, true));
  Bytes out;
  ASSERT_TRUE(dlms::write(*twin, out, nullptr));
  EXPECT_EQ(out, hex(octets));
  EXPECT_FALSE(item(log, "13 02 02 06 01 0003 12 0A 00000001 0002 0003 0004")) << "one item too many";
}

// ---- payloads ----

TEST(Dlms, AReadOfALogSendsItsPeriodBesideTheAttribute) {
  // class 7, 0-0:99.98.1.255, attribute 2; the time of the entries; from 1 to 2; all columns
  const Payload p = both_ways("ECS35b", Cra::Command,
                              "D9 20000006 00 01 04 0007 0000636201FF 02 01 02 04 02 04 12 0001 09 06 00005E2C64FF"
                              "0F 02 12 0000 06 00000001 06 00000002 01 00 01 00");
  ASSERT_EQ(p.items.size(), 1u);
  ASSERT_TRUE(p.items[0].selector);
  EXPECT_EQ(p.items[0].selector->find("StartDateTime")->number, 1);
  EXPECT_EQ(p.items[0].selector->find("EndDateTime")->number, 2);
}

TEST(Dlms, AGetSendsNullForItsRow) {
  // class 112, 0-0:19.10.0.255, attribute 2
  const Payload p = both_ways("ECS82", Cra::Command, "D9 20000006 00 01 01 0070 0000130A00FF 02 01 00");
  ASSERT_EQ(p.items.size(), 1u);
  EXPECT_EQ(p.invoke_id, 0x20000006u);
  EXPECT_EQ(p.items[0].dlms.class_id, 112);
  EXPECT_EQ(obis_text(p.items[0].dlms.obis), "0-0:19.10.0.255");
  EXPECT_EQ(p.items[0].value.wire, Wire::Null);
}

TEST(Dlms, AResponseHasDataThenResults) {
  const Payload p = both_ways("ECS82", Cra::Response, "DA 20000006 00 00 01 05 FFFFFF9C 01 01 00");
  ASSERT_TRUE(p.find("meterBalance"));
  EXPECT_EQ(p.find("meterBalance")->number, -100);
  EXPECT_EQ(p.items[0].result, 0);
}

TEST(Dlms, AFailedRowHasNullAndItsResultCode) {
  const Payload p = both_ways("ECS82", Cra::Response, "DA 20000006 00 00 01 00 01 01 01");
  ASSERT_TRUE(p.find("meterBalance"));
  EXPECT_EQ(p.find("meterBalance")->wire, Wire::Null);
  EXPECT_EQ(p.items[0].result, 1);
}

TEST(Dlms, ActionsAndSetsCarryTheirValues) {
  const Payload p = both_ways("CCS01", Cra::Command,
                              "D9 20000006 00 03"
                              "03 0068 00001E0300FF 01  02 0068 00001E0300FF 03  02 0068 00001E0300FF 02"
                              "03"
                              "02 04 09 08 00DB0000000000E2 16 01 09 04 01020304 16 00"
                              "12 0E10"
                              "03 FF");
  ASSERT_TRUE(p.find("DeviceID"));
  EXPECT_EQ(p.find("DeviceID")->octets, hex("00DB0000000000E2"));
  EXPECT_EQ(p.find("JoinTimePeriod")->number, 3600);
}

TEST(Dlms, AlertsAreDataNotifications) {
  // FD-DLMS: alert code, time, 19 octets that name the instruction.
  const Payload p = both_ways("FD-DLMS", Cra::Alert,
                              "0F 20000006 00 02 03 12 8F66 09 0C 07E90102FF030405008000FF"
                              "09 13 00000000000000000000000000000000000000");
  EXPECT_EQ(p.alert_code, 0x8F66);
}

const std::string kParameters =
    "01 01 02 02 16 02 02 05 09 09 040000000500000006 09 08 00DB0000000000E1 09 08 0A11000000000001 09 00"
    "02 02 16 02 02 02 09 01 02 09 00";

// ECS17b's answer: structure of parameters and an octet string of 5 + n octets.
std::string protected_answer(std::string_view length, const std::string& sealed) {
  return "DA 20000006 00 00 01 02 02" + kParameters + "09" + std::string(length) + "31 00000000" + sealed + "01 03 00";
}

// "Encrypts" by turning every bit over and adding a tag of 12 octets.
Cipher test_cipher() {
  const auto turned = [](View octets) {
    Bytes out;
    for (std::uint8_t o : octets) out.push_back(static_cast<std::uint8_t>(~o));
    return out;
  };
  return {[turned](View sealed) -> Result<Bytes> {
            if (sealed.size() < 12) return fail("too short");
            return turned(sealed.first(sealed.size() - 12));
          },
          [turned](View plain) -> Result<Bytes> {
            Bytes out = turned(plain);
            out.resize(out.size() + 12, 0xEE);
            return out;
          }};
}

TEST(Dlms, WithoutACipherASealedPartStaysAsItIs) {
  const Payload p = both_ways("ECS17b", Cra::Response, protected_answer("08", "AABBCC"));
  const Value* sealed = p.find("protectedAttributes");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->wire, Wire::Sealed);
  EXPECT_EQ(sealed->octets, hex("AABBCC"));
  EXPECT_FALSE(p.find("active"));
}

TEST(Dlms, WithACipherASealedPartIsReadAndWritten) {
  // Plaintext: structure of one: structure of active 12345 Wh, reactive 7 varh.
  const Bytes plain = hex("02 01 02 04 06 00003039 02 02 0F 00 16 1E 06 00000007 02 02 0F 00 16 20");
  const Cipher cipher = test_cipher();
  const Bytes sealed = *cipher.seal(plain);
  ASSERT_EQ(5 + sealed.size(), 0x2Bu);
  const Payload p = both_ways("ECS17b", Cra::Response, protected_answer("2B", to_hex(sealed)), &cipher);
  ASSERT_TRUE(p.find("active"));
  EXPECT_EQ(p.find("active")->number, 12345);
  EXPECT_EQ(p.find("reactiveUnit")->find("unit")->number, 32);
  EXPECT_FALSE(p.find("secondaryActive"));
}

TEST(Dlms, ASealedPartThatTheCipherRefusesIsAnError) {
  const Cipher cipher = {[](View) -> Result<Bytes> { return fail("wrong tag"); }, {}};
  const auto p = decoded("ECS17b", Cra::Response, protected_answer("08", "AABBCC"), &cipher);
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().what, "wrong tag");
}

TEST(Dlms, ASealedPartNeedsItsSecurityHeaderAndAKeyToBeWritten) {
  EXPECT_FALSE(decoded("ECS17b", Cra::Response,
                       "DA 20000006 00 00 01 02 02" + kParameters + "09 08 30 00000000 AABBCC 01 03 00"));
  const Cipher cipher = test_cipher();
  const auto p =
      decoded("ECS17b", Cra::Response,
              protected_answer(
                  "2B", to_hex(*cipher.seal(hex("02 01 02 04 06 00003039 02 02 0F 00 16 1E 06 00000007 02 02 0F 00 "
                                                "16 20")))),
              &cipher);
  ASSERT_TRUE(p) << p.error().text();
  EXPECT_FALSE(encode(use_case("ECS17b"), Cra::Response, *p));
}

// ---- what is refused ----

TEST(Dlms, PayloadsThatDoNotFollowTheLayoutAreRefused) {
  const struct {
    Cra cra;
    std::string_view content;
    std::string_view why;
  } bad[] = {
      {Cra::Command, "DA 20000006 00 01 01 0070 0000130A00FF 02 01 00", "tag of a response"},
      {Cra::Command, "D9 20000005 00 01 01 0070 0000130A00FF 02 01 00", "invoke id of another counter"},
      {Cra::Command, "D9 40000006 00 01 01 0070 0000130A00FF 02 01 00", "priority"},
      {Cra::Command, "D9 20000006 01 01 01 0070 0000130A00FF 02 01 00", "date-time"},
      {Cra::Command, "D9 20000006 00 01 05 0070 0000130A00FF 02 01 00", "specification 5"},
      {Cra::Command, "D9 20000006 00 01 02 0070 0000130A00FF 02 01 00", "set instead of get"},
      {Cra::Command, "D9 20000006 00 01 01 0071 0000130A00FF 02 01 00", "another class"},
      {Cra::Command, "D9 20000006 00 01 01 0070 0000130A01FF 02 01 00", "another instance"},
      {Cra::Command, "D9 20000006 00 01 01 0070 0000130A00FF 03 01 00", "another attribute"},
      {Cra::Command, "D9 20000006 00 02 01 0070 0000130A00FF 02 01 0070 0000130A00FF 02 02 00 00", "the row twice"},
      {Cra::Command, "D9 20000006 00 01 01 0070 0000130A00FF 02 02 00 00", "two data items"},
      {Cra::Command, "D9 20000006 00 01 01 0070 0000130A00FF 02 01 11 01", "a value for a get"},
      {Cra::Command, "D9 20000006 00 01 01 0070 0000130A00FF 02 01 00 00", "octets behind the end"},
      {Cra::Response, "DA 20000006 00 01 01 05 FFFFFF9C 01 01 00", "specifications repeated"},
      {Cra::Response, "DA 20000006 00 00 02 05 FFFFFF9C 00 02 01 00 01 00", "a row too many"},
      {Cra::Response, "DA 20000006 00 00 00 00", "no row"},
      {Cra::Response, "DA 20000006 00 00 01 05 FFFFFF9C 02 01 00 01 00", "a result too many"},
      {Cra::Response, "DA 20000006 00 00 01 05 FFFFFF9C 01 04 00", "a result of a choice that is none"},
      {Cra::Response, "DA 20000006 00 00 01 06 FFFFFF9C 01 01 00", "another type"},
  };
  for (const auto& b : bad) EXPECT_FALSE(decoded("ECS82", b.cra, b.content)) << b.why;
}

// ECS57 resets up to three registers, ECS46c sends up to five types in front of its four rows.
TEST(Dlms, AnAnswerIsAboutTheRowsThatWereAskedFor) {
  const auto items = [](std::string_view name, std::string_view content) {
    const auto p = decoded(name, Cra::Response, content);
    return p ? static_cast<int>(p->items.size()) : -1;
  };
  EXPECT_EQ(items("ECS57", "DA 20000006 00 00 01 00 01 03 00"), 1);
  EXPECT_EQ(items("ECS57", "DA 20000006 00 00 03 00 00 00 03 03 00 03 00 03 01"), 3);
  EXPECT_EQ(items("ECS57", "DA 20000006 00 00 04 00 00 00 00 04 03 00 03 00 03 00 03 00"), -1) << "more than there are";
  EXPECT_EQ(items("ECS46c", "DA 20000006 00 00 04 00 00 00 00 04 02 00 02 00 02 00 02 00"), 4);
  EXPECT_EQ(items("ECS46c", "DA 20000006 00 00 03 00 00 00 03 02 00 02 00 02 00"), -1) << "four rows are always there";
}

TEST(Dlms, GivenItemsOfOneShapeMayBeFewer) {
  const Type three = fixed_array("x", {u8("a"), u8("b").when_present("B"), u8("c").only_if_twin()});
  EXPECT_EQ(item(three, "01 01 11 01")->items.size(), 1u);
  EXPECT_EQ(item(three, "01 03 11 01 11 02 11 03")->items.size(), 3u);
  EXPECT_FALSE(item(three, "01 00"));
  EXPECT_FALSE(item(three, "01 04 11 01 11 02 11 03 11 04"));
}

TEST(Dlms, ErrorsNameUseCaseRowAndOctet) {
  const auto p = decoded("ECS82", Cra::Response, "DA 20000006 00 00 01 06 FFFFFF9C 01 01 00");
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().where, "ECS82/row 0/octet 8");
  EXPECT_NE(p.error().what.find("meterBalance"), std::string::npos);
}

TEST(Dlms, TheUseCaseMustBeThatOfTheMessage) {
  EXPECT_FALSE(decode(use_case("ECS82"), message_of(Cra::Response, 0x0027, hex("DA 20000006 00 00 01 00 01 01 00"))));
  EXPECT_FALSE(decode(use_case("ECS82"), message_of(Cra::Alert, 0x0069, hex("0F 20000006 00 00"))));
  EXPECT_FALSE(decode(use_case("CS14"), message_of(Cra::Command, 0x0018, hex("D9 20000006 00 00 00"))));
}

TEST(Dlms, TheInvokeIdIsTheLowPartOfTheCounter) {
  EXPECT_EQ(dlms::invoke_id(0x0000000500000006), 0x20000006u);
  EXPECT_EQ(dlms::invoke_id(0xFFFFFFFFFFABCDEF), 0x20ABCDEFu);
}

}  // namespace
}  // namespace gridpost::gbcs::dlms_test
