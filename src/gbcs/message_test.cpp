#include "gbcs/message.h"

#include <fmt/format.h>

#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {
namespace {

// Octets 0 to 28: tag, transaction id, originator, recipient. (GBCS 2.2)
constexpr std::string_view kFront = "DF 09 01 0000000500000006 08 0A11000000000001 08 00DB0000000000E1";
// 37 octets.
const std::string kPreCommand = std::string(kFront) + "00 02 0062 03 AABBCC";
const std::string kSignature(128, '7');
constexpr std::string_view kMac = "C0C1C2C3C4C5C6C7C8C9CACB";
// 5 + (37 + 1) + 12 = 55 octets follow the length.
const std::string kWithMac = "DD 000000000000 37 11 00000000" + kPreCommand + "00" + std::string(kMac);

Message pre_command() { return message_of(Cra::Command, 0x0062, hex("AABBCC")); }

TEST(Message, APreCommandEndsWithItsContent) {
  const auto message = parse(hex(kPreCommand));
  ASSERT_TRUE(message) << message.error().text();
  EXPECT_EQ(*message, pre_command());
  EXPECT_FALSE(message->signature);
  EXPECT_EQ(to_hex(write(*message)), to_hex(hex(kPreCommand)));
}

TEST(Message, APreCommandMayEndWithAnEmptySignatureLength) {
  const auto message = parse(hex(kPreCommand + "00"));
  ASSERT_TRUE(message) << message.error().text();
  ASSERT_TRUE(message->signature);
  EXPECT_TRUE(message->signature->empty());
  EXPECT_FALSE(message->is_signed());
  EXPECT_EQ(write(*message), hex(kPreCommand + "00"));
}

TEST(Message, ASignatureHas64OctetsBehindTheContent) {
  const Bytes octets = hex(kPreCommand + "40" + kSignature);
  const auto message = parse(octets);
  ASSERT_TRUE(message) << message.error().text();
  EXPECT_TRUE(message->is_signed());
  EXPECT_EQ(*message->signature, Bytes(64, 0x77));
  EXPECT_FALSE(message->mac);
  EXPECT_EQ(write(*message), octets);
}

TEST(Message, TheMacHeaderCountsWhatFollowsIt) {
  const auto message = parse(hex(kWithMac));
  ASSERT_TRUE(message) << message.error().text();
  Message expected = pre_command();
  expected.signature.emplace();
  expected.mac = {0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB};
  EXPECT_EQ(*message, expected);
  EXPECT_EQ(to_hex(write(expected)), to_hex(hex(kWithMac)));
}

TEST(Message, ASignedCommandWithMacNeedsALongerLength) {
  // 5 + 37 + 65 + 12 = 119 = 77h still fits one octet; with 12 octets more of content it is 83h and takes two.
  const std::string longer = std::string(kFront) + "00 02 0062 0F 000102030405060708090A0B0C0D0E";
  const Bytes octets = hex("DD 000000000000 8183 11 00000000" + longer + "40" + kSignature + std::string(kMac));
  const auto message = parse(octets);
  ASSERT_TRUE(message) << message.error().text();
  EXPECT_EQ(message->content.size(), 15u);
  EXPECT_EQ(write(*message), octets);
}

TEST(Message, TheSignatureCoversEverythingFromBehindTheTagToTheEndOfTheContent) {
  Message message = pre_command();
  const Bytes whole = hex(kPreCommand);
  EXPECT_EQ(signed_part(message), Bytes(whole.begin() + 1, whole.end()));
  message.signature = Bytes(64, 0x77);
  EXPECT_EQ(signed_part(message), Bytes(whole.begin() + 1, whole.end()));
  EXPECT_EQ(grouping_part(message), hex(kPreCommand + "40" + kSignature));
}

TEST(Message, AResponseMayCarryADateTime) {
  // R15-16: 2022-07-01T10:30:00Z from the meter, with the day of the week.
  const Bytes octets = hex(
      "DF 09 02 0000000500000006 08 00DB0000000000E1 08 0A11000000000001 0C 07E60701050A1E0000000004 02 012A 00 00");
  const auto message = parse(octets);
  ASSERT_TRUE(message) << message.error().text();
  const DateTime expected = {0x07, 0xE6, 0x07, 0x01, 0x05, 0x0A, 0x1E, 0x00, 0x00, 0x00, 0x00, 0x04};
  EXPECT_EQ(message->header.date_time, expected);
  EXPECT_TRUE(message->content.empty());
  EXPECT_EQ(write(*message), octets);
}

// ---- other information (GBCS 2.4) ----

Result<Message> with_other_information(const std::string& other) {
  return parse(hex(std::string(kFront) + "00" + other + "00"));
}

TEST(Message, OtherInformationOf2OctetsIsTheMessageCode) {
  const auto m = with_other_information("02 0034");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.code, 0x0034);
  EXPECT_FALSE(m->header.party);
}

TEST(Message, OtherInformationOf10OctetsNamesTheParty) {
  const auto m = with_other_information("0A 0034 0A11000000000009");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.party, Eui64{0x0A11000000000009});
  EXPECT_FALSE(m->header.party_counter);
}

TEST(Message, OtherInformationOf18OctetsHasThePartysCounter) {
  const auto m = with_other_information("12 0034 0A11000000000009 0000000000000102");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.party_counter, 0x0102u);
  EXPECT_FALSE(m->header.supplementary_counter);
}

TEST(Message, OtherInformationOf26OctetsHasTheDevicesCounter) {
  const auto m = with_other_information("1A 0034 0A11000000000009 0000000000000102 00000000000007D2");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->header.supplementary_counter, 0x07D2u);
  EXPECT_TRUE(m->header.certificate.empty());
}

TEST(Message, LongerOtherInformationEndsWithACertificate) {
  const std::string der = "307F" + std::string(127 * 2, 'A');
  // 2 + 8 + 8 + 129 = 147 = 93h octets: the length takes two.
  const std::string other = "0034 0A11000000000009 0000000000000102" + der;
  const std::string octets = std::string(kFront) + "00 8193" + other + "00";
  const auto m = parse(hex(octets));
  ASSERT_TRUE(m) << m.error().text();
  EXPECT_EQ(m->header.certificate, hex(der));
  EXPECT_EQ(write(*m), hex(octets));
}

TEST(Message, OtherInformationOfAnyOtherLengthIsRefused) {
  for (const char* other :
       {"00", "01 00", "03 0034 00", "09 0034 0A110000000000", "0B 0034 0A11000000000009 00",
        "13 0034 0A11000000000009 0000000000000102 00", "19 0034 0A11000000000009 0000000000000102 000000000007D2",
        "1B 0034 0A11000000000009 0000000000000102 00000000000007D2 00"})
    EXPECT_FALSE(with_other_information(other)) << other;
}

// ---- what is refused ----

struct Fault {
  std::size_t octet;
  std::uint8_t value;
  std::string_view why;
};

// Each fault is found at its own octet or right behind it.
void expect_refused(const Bytes& good, const std::vector<Fault>& faults) {
  ASSERT_TRUE(parse(good));
  for (const Fault& fault : faults) {
    Bytes bad = good;
    bad[fault.octet] = fault.value;
    const auto message = parse(bad);
    ASSERT_FALSE(message) << fault.why;
    const std::string at = fmt::format("octet {}", fault.octet);
    const std::string behind = fmt::format("octet {}", fault.octet + 1);
    EXPECT_TRUE(message.error().where == at || message.error().where == behind)
        << fault.why << " is reported as " << message.error().text();
  }
}

TEST(Message, EveryMalformedPartOfTheGroupingHeaderIsRefusedWithItsPlace) {
  expect_refused(hex(kPreCommand), {{0, 0xDE, "tag"},
                                    {1, 8, "transaction id length"},
                                    {2, 0, "CRA flag 0"},
                                    {2, 4, "CRA flag 4"},
                                    {11, 7, "originator length"},
                                    {20, 9, "recipient length"},
                                    {29, 11, "date-time length"},
                                    {33, 0x80, "indefinite content length"},
                                    {33, 0x83, "content length of three octets"}});
}
TEST(Message, EveryMalformedPartOfTheMacHeaderIsRefused) {
  const Bytes good = hex(kWithMac);
  expect_refused(good, {{7, 0x38, "length one too great"},
                        {7, 0x36, "length one too small"},
                        {8, 0x31, "security control"},
                        {8 + 5 + 37, 0x01, "signature length"}});
  for (std::size_t field = 1; field <= 6; ++field) {
    Bytes bad = good;
    bad[field] = 1;
    EXPECT_FALSE(parse(bad)) << "field " << field << " of the MAC header is not empty";
  }
  for (std::size_t octet = 9; octet <= 12; ++octet) {
    Bytes bad = good;
    bad[octet] = 1;
    EXPECT_FALSE(parse(bad)) << "invocation counter";
  }
}

TEST(Message, LengthsThatAreNotMinimalAreRefused) {
  EXPECT_FALSE(parse(hex(std::string(kFront) + "00 02 0062 81 03 AABBCC")));
  EXPECT_FALSE(parse(hex(std::string(kFront) + "00 02 0062 82 0003 AABBCC")));
  EXPECT_FALSE(parse(hex(std::string(kFront) + "00 81 02 0062 03 AABBCC")));
  EXPECT_FALSE(parse(hex("DD 000000000000 81 37 11 00000000" + kPreCommand + "00" + std::string(kMac))));
  const std::string long_content(200 * 2, '0');
  EXPECT_TRUE(parse(hex(std::string(kFront) + "00 02 0062 81C8" + long_content)));
  EXPECT_FALSE(parse(hex(std::string(kFront) + "00 02 0062 8200C8" + long_content)));
}

TEST(Message, NoTruncatedMessageIsAccepted) {
  const Bytes with_mac = hex(kWithMac);
  for (std::size_t size = 0; size < with_mac.size(); ++size)
    EXPECT_FALSE(parse(View(with_mac).first(size))) << size << " octets";
  const Bytes signed_one = hex(kPreCommand + "40" + kSignature);
  for (std::size_t size = 0; size < signed_one.size(); ++size) {
    if (size == 37) continue;  // the pre-command itself
    EXPECT_FALSE(parse(View(signed_one).first(size))) << size << " octets";
  }
}

TEST(Message, OctetsBehindTheEndAreRefused) {
  EXPECT_FALSE(parse(hex(kPreCommand + "40" + kSignature + "00")));
  EXPECT_FALSE(parse(hex(kPreCommand + "0000")));
  EXPECT_FALSE(parse(hex(kWithMac + "00")));
}

TEST(Message, LengthsChangeTheirFormAt128And256) {
  for (const auto& [size, front] : {std::pair<std::size_t, std::string>{127, "7F"},
                                    {128, "8180"},
                                    {255, "81FF"},
                                    {256, "820100"},
                                    {65535, "82FFFF"}}) {
    Message m = pre_command();
    m.content.assign(size, 0x55);
    const Bytes octets = write(m);
    const Bytes head = hex(std::string(kFront) + "00 02 0062" + front);
    ASSERT_EQ(octets.size(), head.size() + size);
    EXPECT_TRUE(std::equal(head.begin(), head.end(), octets.begin())) << size;
    const auto again = parse(octets);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(*again, m);
  }
}

}  // namespace
}  // namespace gridpost::gbcs
