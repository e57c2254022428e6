// GBZ payloads by hand, from the layout rules. (GBCS 6, 8)
#include "gbcs/codec.h"
#include "gbcs/payload.h"
#include "gbcs/payloads_for_tests.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs::gbz_test {
namespace {

using namespace layout;

// Two components: cluster 0702 and 0705, each header 3 octets and one attribute id.
constexpr std::string_view kReadBalances =
    "0109 02"
    "00 0702 0005 00 00 00 000A"
    "01 0705 0005 00 01 00 0100";

TEST(Gbz, R15_20_AnAnswerThatMustSayWhoseTimeItIsHasOne) {
  const Bytes content =
      hex("0109 02 00 0702 000B 08 00 01 000A 00 23 E0673500 01 0705 000B 08 01 01 0100 00 2B FEFFFFFF");
  for (const auto& [name, code] : {std::pair{"GCS60a", 0x012A}, std::pair{"GCS60", 0x008D}}) {
    Message m = message_of(Cra::Response, static_cast<std::uint16_t>(code), content);
    EXPECT_EQ(m.header.date_time.has_value(), code == 0x012A);
    EXPECT_TRUE(decode(use_case(name), m)) << name;
    m.header.date_time.reset();
    EXPECT_EQ(decode(use_case(name), m).has_value(), code == 0x008D) << name << " needs none";
  }
}

TEST(Gbz, AttributeIdsAreLittleEndian) {
  const Payload p = both_ways("GCS60a", Cra::Command, kReadBalances);
  ASSERT_EQ(p.items.size(), 2u);
  EXPECT_EQ(p.items[0].gbz.cluster, 0x0702);
  EXPECT_EQ(p.find("meterBalance")->number, 0x0A00);
  EXPECT_EQ(p.find("meterBalancePrepaymentMode")->number, 0x0001);
  EXPECT_FALSE(p.items[0].gbz.last);
  EXPECT_TRUE(p.items[1].gbz.last);
}

TEST(Gbz, AttributeRecordsCarryStatusTypeAndValue) {
  // 0A00: uint32 3500000 = 003567E0h; 0001: int32 -2 = FFFFFFFEh.
  const Payload p = both_ways("GCS60a", Cra::Response,
                              "0109 02"
                              "00 0702 000B 08 00 01 000A 00 23 E0673500"
                              "01 0705 000B 08 01 01 0100 00 2B FEFFFFFF");
  EXPECT_EQ(p.find("meterBalance")->number, 3500000);
  EXPECT_EQ(p.find("meterBalancePrepaymentMode")->number, -2);
}

TEST(Gbz, AFailedAttributeHasAStatusAndNoValue) {
  const Payload p = both_ways("GCS60a", Cra::Response,
                              "0109 02"
                              "00 0702 0006 08 00 01 000A C0"
                              "01 0705 0005 08 01 0B FF 01");
  EXPECT_FALSE(p.find("meterBalance"));
  EXPECT_EQ(p.find("status")->number, 0xC0);
  EXPECT_EQ(p.items[1].value.name, "DefaultResponse");
}

TEST(Gbz, FieldsOfClusterCommandsAreLittleEndianAndStringsHaveALength) {
  // UpdateSiteId: issuer event id, time, provider, octet string.
  const Payload p = both_ways("GCS41", Cra::Command,
                              "0109 01 01 0708 001A 09 00 03 04030201 00000000 00000000 0A 30313233343536373839");
  EXPECT_EQ(p.find("IssuerEventId")->number, 0x01020304);
  EXPECT_EQ(p.find("SiteId")->octets, characters("0123456789"));
}

TEST(Gbz, AListGoesOnToTheEndOfItsComponent) {
  // PublishSeasons: three times 4 octets, 0 of 1, then 4 octets of date and the week of each season.
  const Payload p = both_ways("GCS01a", Cra::Command,
                              "0109 01 01 0707 001B 09 00 03"
                              "00000000 01000000 01000000 00 01  73 01 02 FF 01  74 03 04 FF 02");
  const Value* seasons = p.find("Season");
  ASSERT_TRUE(seasons);
  ASSERT_EQ(seasons->items.size(), 2u);
  EXPECT_EQ(seasons->items[1].find("SeasonStartDate")->octets, hex("740304FF"));
  EXPECT_EQ(seasons->items[1].find("WeekId")->number, 2);
}

TEST(Gbz, RowsOfOneCommandAreToldApartByTheirConstants) {
  // PublishPriceMatrix of GCS01a: control 1 is time of use, control 0 blocks; one entry of 5 octets each.
  const Payload p = both_ways("GCS01a", Cra::Command,
                              "0109 02"
                              "00 0700 001B 09 00 05 00000000 01000000 00000000 01000000 00 01 00 00 05000000"
                              "01 0700 001B 09 01 05 00000000 01000000 00000000 01000000 00 01 01 01 06000000");
  ASSERT_TRUE(p.find("BlockPrice"));
  ASSERT_TRUE(p.find("TOUPrice"));
  EXPECT_EQ(p.find("TOUPrice")->find("Price")->number, 6);
}

TEST(Gbz, AFromDateStandsInFrontOfTheZclHeader) {
  const Payload p =
      both_ways("GCS41", Cra::Command, "0109 01 11 0708 0014 FFFFFFFF 09 00 03 04030201 00000000 00000000 00");
  EXPECT_EQ(p.items[0].gbz.from_date, 0xFFFFFFFFu);
}

// Read attributes response of cluster 0702: 0000 is a uint48.
constexpr std::string_view kConsumption = "0000 00 25 393000000000";

TEST(Gbz, ASealedComponentKeepsItsZclHeaderReadable) {
  // Length: 2 + 3 + 2 + 5 + 3. Ciphered information: 5 + 3 octets.
  const Payload p = both_ways("GCS13a", Cra::Response, "0109 01 03 0702 000F 00 07 08 00 01 0008 31 00000000 AABBCC");
  EXPECT_EQ(p.items[0].gbz.additional_counter, 7);
  EXPECT_EQ(p.items[0].value.wire, Wire::Sealed);
  EXPECT_EQ(p.items[0].value.octets, hex("AABBCC"));
}

TEST(Gbz, WithACipherASealedComponentIsRead) {
  const Bytes plain = hex(kConsumption);
  const Cipher cipher = {[&](View sealed) -> Result<Bytes> {
                           if (Bytes(sealed.begin(), sealed.end()) != hex("AABBCC")) return fail("wrong tag");
                           return plain;
                         },
                         [&](View octets) -> Result<Bytes> {
                           if (Bytes(octets.begin(), octets.end()) != plain) return fail("not what was read");
                           return hex("AABBCC");
                         }};
  const Payload p =
      both_ways("GCS13a", Cra::Response, "0109 01 03 0702 000F 00 07 08 00 01 0008 31 00000000 AABBCC", &cipher);
  ASSERT_TRUE(p.find("consumption"));
  EXPECT_EQ(p.find("consumption")->number, 12345);
  EXPECT_FALSE(
      decoded("GCS13a", Cra::Response, "0109 01 03 0702 000F 00 07 08 00 01 0008 31 00000000 AABBCD", &cipher));
}

TEST(Gbz, AlertsHaveACodeATimeAndWhatTheirDescriptionSays) {
  const Payload p = both_ways("FD-GBZ", Cra::Alert, "0109 01 8F66 1A2B3C4D 03 010203");
  EXPECT_EQ(p.alert_code, 0x8F66);
  EXPECT_EQ(p.alert_time, 0x1A2B3C4Du);
  EXPECT_EQ(p.alert_components, 1);
}

TEST(Gbz, AnAlertMayCarryAComponentAsAnAnswerDoes) {
  const Payload p =
      both_ways("GCS53", Cra::Alert, "0109 01 8F0A 1A2B3C4D 03 0702 000F 00 00 19 00 06 0008 31 00000000 AABBCC");
  EXPECT_EQ(p.alert_code, 0x8F0A);
  ASSERT_EQ(p.items.size(), 1u);
  EXPECT_EQ(p.items[0].gbz.cluster, 0x0702);
  EXPECT_EQ(p.items[0].value.octets, hex("AABBCC"));
}

TEST(Gbz, MessagesOfOneCodeAreToldApartByTheirEncoding) {
  Message m = message_of(Cra::Alert, 0x1000, hex("0109 00 8F30 1A2B3C4D"));
  EXPECT_EQ(use_case_of(m)->name, "GCA-ZigBee");
  m.content = hex("0F 20000006 00 02 02 12 8F30 09 0C 07E60701FF0A1E00008000FF");
  EXPECT_EQ(use_case_of(m)->name, "GCA-DLMS");
  m.header.code = 0x0074;
  EXPECT_EQ(use_case_of(m)->name, "GCS13a") << "there is no other, so its errors are said in its words";
  m.header.code = 0xFFFE;
  EXPECT_EQ(use_case_of(m), nullptr);
  const Message clock = message_of(Cra::Response, 0x007F, hex("30 00"));
  EXPECT_EQ(use_case_of(clock, "6.11")->name, "GCS28") << "or by the service";
  EXPECT_EQ(use_case_of(clock, "8.1.1")->name, "GCS28Commission");
  EXPECT_NE(use_case_of(clock, "1.1.1"), nullptr) << "a service that the code does not serve says nothing";
}

TEST(Gbz, PayloadsThatDoNotFollowTheLayoutAreRefused) {
  const struct {
    Cra cra;
    std::string_view content;
    std::string_view why;
  } bad[] = {
      {Cra::Command, "010A 01 01 0705 0005 00 01 00 0100", "profile"},
      {Cra::Command, "0109 02 01 0705 0005 00 01 00 0100", "a component is missing"},
      {Cra::Command, "0109 01 00 0705 0005 00 01 00 0100", "the last one is not marked"},
      {Cra::Command, "0109 02 01 0702 0005 00 00 00 000A 01 0705 0005 00 01 00 0100", "the first is marked as last"},
      {Cra::Command, "0109 01 05 0705 0005 00 01 00 0100", "control field"},
      {Cra::Command, "0109 01 01 0706 0005 00 01 00 0100", "cluster"},
      {Cra::Command, "0109 01 01 0705 0005 00 01 00 0200", "attribute"},
      {Cra::Command, "0109 01 01 0705 0004 00 01 00 01", "half an attribute id"},
      {Cra::Command, "0109 01 01 0705 0007 00 01 00 0100 0100", "more attributes than there are"},
      {Cra::Response, "0109 01 01 0705 0009 08 01 01 0100 86 0100 86", "more records than attributes"},
      {Cra::Command, "0109 01 01 0705 0006 00 01 00 0100", "component length"},
      {Cra::Command, "0109 01 01 0705 0005 00 01 02 0100", "general command"},
      {Cra::Command, "0109 01 01 0705 0005 01 01 00 0100", "cluster command"},
      {Cra::Command, "0109 01 01 0705 0005 00 01 00 0100 00", "octets behind the end"},
      {Cra::Response, "0109 01 01 0705 000B 08 01 01 0100 00 23 FEFFFFFF", "ZCL type"},
      {Cra::Response, "0109 01 01 0705 000A 08 01 01 0100 00 2B FEFFFF", "value cut off"},
      {Cra::Response, "0109 01 01 0705 0006 08 01 0B 00 00 00", "octets behind a default response"},
      {Cra::Response, "0109 01 03 0705 000F 00 00 08 00 01 0007 31 00000000 AABBCC", "ciphered information length"},
      {Cra::Response, "0109 01 03 0705 000F 00 00 08 00 01 0008 11 00000000 AABBCC", "security header"},
  };
  for (const auto& b : bad) EXPECT_FALSE(decoded("GCS60a", b.cra, b.content)) << b.why;
}

TEST(Gbz, ErrorsNameUseCaseAndComponent) {
  const auto p = decoded("GCS60a", Cra::Response,
                         "0109 02 00 0702 0006 08 00 01 000A C0 01 0705 000B 08 01 01 0100 00 23 FEFFFFFF");
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().where.substr(0, 19), "GCS60a/component 1/");
  EXPECT_NE(p.error().what.find("meterBalancePrepaymentMode"), std::string::npos);
}

TEST(Gbz, AttributeTypesOfTheGbSetAreReadByTheirCode) {
  const struct {
    std::uint8_t code;
    std::string_view octets;
    std::int64_t number;
  } cases[] = {{0x18, "80", 0x80},
               {0x19, "0180", 0x8001},
               {0x20, "FF", 255},
               {0x22, "010203", 0x030201},
               {0x25, "0100000000FF", 0xFF0000000001},
               {0x28, "FF", -1},
               {0x2B, "00000080", -2147483648},
               {0x30, "02", 2},
               {0xE2, "00000080", 0x80000000}};
  for (const auto& c : cases) {
    const Bytes octets = hex(c.octets);
    Reader in(octets);
    Value value;
    ASSERT_TRUE(gbz::read_attribute(c.code, nullptr, in, value)) << int(c.code);
    EXPECT_EQ(value.number, c.number) << int(c.code);
    EXPECT_TRUE(in.empty());
  }
  const Bytes any = hex("00");
  Reader in(any);
  Value value;
  EXPECT_FALSE(gbz::read_attribute(0x48, nullptr, in, value));
}

}  // namespace
}  // namespace gridpost::gbcs::gbz_test
