// Commands from hand-made requests; octets by hand, from the layout rules.
#include "transform/transform.h"

#include "transform/commands_for_tests.h"
#include "transform/supplement.h"

namespace gridpost::transform::transform_test {
namespace {

// ---- ECS01a ----

TEST(Transform, ElectricityTariffRowsHaveTheOctetsOfTheirLayout) {
  const Element request_body = electricity_tariff();
  const auto row = rows("ECS01a", command("ECS01a", request(request_body, "1.1.1"), target(DeviceType::ESME)));
  ASSERT_EQ(row.size(), 21u);
  EXPECT_EQ(row[0], plain("01 01 02 03 09 03 616C6C 09 0C 07DF0101FF 00000000 8000FF 09 01 09")) << "seasons";
  EXPECT_EQ(row[1], plain("01 01 02 08 09 01 09 1101 1101 1101 1101 1101 1102 1102")) << "weeks";
  EXPECT_EQ(row[2], plain("01 01 02 02 11 01 01 02"
                          "02 03 09 04 00000000 09 06 00000A0064FF 12 0065"
                          "02 03 09 04 061E0000 09 06 00000A0064FF 12 0003"))
      << "days: block action 1 is 101, time-of-use action 3 is 3";
  EXPECT_EQ(row[3], plain("01 01 02 03 12 0001 09 05 FFFF0C19FF 11 02")) << "special days";
  EXPECT_EQ(row[4], plain("01 00")) << "thresholds of row 1";
  EXPECT_EQ(row[5], plain("01 02 06 00002710 06 00004E20")) << "thresholds of row 2";
  EXPECT_EQ(row[12], plain("03 FF")) << "GBP";
  EXPECT_EQ(row[13], plain("02 03 02 02 0F 00 0F FB 02 03 12 0000 09 06 000000000000 0F 00 01 01 02 02 09 00 10 01F4"));
  for (int i = 15; i < 21; ++i) EXPECT_EQ(row[i], plain("09 0C 000000000000000000 8000FF")) << "at once";
}

TEST(Transform, TheElectricityPriceMatrixHas80PricesAndZerosForTheRest) {
  const Element request_body = electricity_tariff();
  const auto row = rows("ECS01a", command("ECS01a", request(request_body, "1.1.1"), target(DeviceType::ESME)));
  ASSERT_EQ(row.size(), 21u);
  std::string expected = plain("02 03 02 02 0F 03 0F FB 02 03 12 0003 09 06 0100010800FF 0F 02 01 50");
  const auto price = [&](int id) {
    const std::string value = id == 2 ? "04D2" : id == 0xB3 ? "FFFB" : "0000";
    expected += "02020901" + to_hex(Bytes{static_cast<std::uint8_t>(id)}) + "10" + value;
  };
  for (int id = 0x01; id <= 0x30; ++id) price(id);
  for (int block : {0xA0, 0xB0, 0xC0, 0xD0})
    for (int id = block + 1; id <= block + 8; ++id) price(id);
  EXPECT_EQ(row[14], expected);
}

TEST(Transform, ActivationIsTheExecutionDateOrCancelsIt) {
  const Element later = electricity_tariff("<ExecutionDateTime>2030-01-15T09:00:00Z</ExecutionDateTime>");
  EXPECT_EQ(rows("ECS01a", command("ECS01a", request(later, "1.1.1"), target(DeviceType::ESME)))[15],
            plain("09 0C 07EE010FFF 09000000 8000FF"));
  const Element never = electricity_tariff("<ExecutionDateTime>3000-12-31T00:00:00Z</ExecutionDateTime>");
  EXPECT_EQ(rows("ECS01a", command("ECS01a", request(never, "1.1.1"), target(DeviceType::ESME)))[20],
            plain("09 0C FFFFFFFFFFFFFFFFFF 8000FF"));
}

TEST(Transform, ACriticalCommandIsAPreCommandOfTheUser) {
  const Element request_body = electricity_tariff();
  const auto m = command("ECS01a", request(request_body, "1.1.1"), target(DeviceType::ESME));
  EXPECT_EQ(m.header.cra, gbcs::Cra::Command);
  EXPECT_EQ(m.header.originator, kSupplier);
  EXPECT_EQ(m.header.recipient, kDevice);
  EXPECT_EQ(m.header.counter, 5u);
  EXPECT_EQ(m.header.code, 0x0019);
  EXPECT_FALSE(m.header.date_time);
  EXPECT_FALSE(m.signature);
  EXPECT_FALSE(m.mac);
  EXPECT_EQ(to_hex(View(m.content).first(7)), plain("D9 20000005 00 15"));
}

// ---- GCS01a ----

// 2F074200h, little-endian.
const std::string kBuilt = "0042072F";
const std::string kIssued = "00000000" + kBuilt;
const std::string kCalendar = kIssued + kBuilt;

TEST(Transform, GasBlockTariffComponentsHaveTheOctetsOfTheirLayout) {
  const Element request_body = gas_block_tariff();
  const auto row = rows("GCS01a", command("GCS01a", request(request_body, "1.1.1"), target(DeviceType::GSME)));
  ASSERT_EQ(row.size(), 9u) << "two days";
  EXPECT_EQ(row[0], kCalendar + plain("00000000 00 00 00 01 01 02")) << "calendar";
  EXPECT_EQ(row[1], kCalendar + plain("01 01 00 01 00 0000 02")) << "day 1";
  EXPECT_EQ(row[2], kCalendar + plain("02 01 00 01 00 0000 00")) << "day 2";
  EXPECT_EQ(row[3], kCalendar + plain("09 01 01 01 01 01 02 02")) << "week";
  EXPECT_EQ(row[4], kCalendar + plain("00 01 FF0314FF 09")) << "season";
  EXPECT_EQ(row[5], kCalendar + plain("00000000 00 00 00 01")) << "no special days";
  // Tariff 1, block, no label, no tiers, two thresholds, currency 826, 54794 = D60Ah.
  EXPECT_EQ(row[6], kIssued + plain("01000000 00000000 10 00 00 02 00 3A03 50 0AD60000 FF 010000 E80300"));
  // 1000000 = 0F4240h, 2000000 = 1E8480h.
  EXPECT_EQ(row[7], kIssued + plain("00000000 01000000 00 01 01 02 40420F000000 80841E000000"));
  // Blocks count from 0; 9600 = 2580h, 10200 = 27D8h.
  EXPECT_EQ(row[8], kIssued + plain("00000000 01000000 00 01 00 00 80250000 01 D8270000"));
}

TEST(Transform, AGasTouTariffHasNoThresholdsAndCountsFromOne) {
  const Element request_body = gas_tou_tariff();
  const auto row = rows("GCS01a", command("GCS01a", request(request_body, "1.1.1"), target(DeviceType::GSME)));
  ASSERT_EQ(row.size(), 8u);
  EXPECT_EQ(row[6], kIssued + plain("01000000 00000000 00 00 02 00 00 3A03 50 0AD60000 FF 010000 E80300"));
  EXPECT_EQ(row[7], kIssued + plain("00000000 01000000 00 01 01 01 80250000 02 D8270000"));
}

TEST(Transform, GasTariffsAreCancelledByNumbersOfTheirOwn) {
  const Element request_body = gas_block_tariff("<ExecutionDateTime>3000-12-31T00:00:00Z</ExecutionDateTime>");
  const auto m = command("GCS01a", request(request_body, "1.1.1"), target(DeviceType::GSME));
  const auto row = rows("GCS01a", m);
  EXPECT_EQ(row[0], kCalendar + plain("FEFFFFFF 00 00 00 01 01 02"));
  EXPECT_EQ(row[6].substr(24, 8), "FFFFFFFF");
}

TEST(Transform, GbzComponentsAreNumberedAndTheLastIsMarked) {
  const Element request_body = gas_block_tariff();
  const auto m = command("GCS01a", request(request_body, "1.1.1"), target(DeviceType::GSME));
  const auto payload = gbcs::decode_unpacked(use_case("GCS01a"), m);
  ASSERT_TRUE(payload);
  for (std::size_t i = 0; i < payload->items.size(); ++i) {
    EXPECT_EQ(payload->items[i].gbz.sequence, i);
    EXPECT_EQ(payload->items[i].gbz.last, i == 8);
    EXPECT_EQ(payload->items[i].gbz.frame_control, 0x09);
  }
  // Profile, nine components, then the first: not last, cluster 0707, 3 + 22 octets.
  EXPECT_EQ(to_hex(View(m.content).first(11)), plain("0109 09 00 0707 0019 09 00 00"));
}

// ---- CS02b ----

const std::string kSigningSlot = "30 07 02 01 02 03 02 07 80";

TEST(Transform, ACredentialUpdateHasTheDerOfItsLayout) {
  const Element request_body = credentials();
  const auto m = command("CS02bSupplierBySupplier", request(request_body, "6.15.1"), target(DeviceType::ESME));
  EXPECT_EQ(to_hex(m.content),
            plain("30 4A"
                  "30 1C 02 01 02 A2 07 02 01 02 03 02 07 80 83 01 05 84 01 07 A5 08 30 06 02 01 00 02 01 09"
                  "30 23 30 0E 30 03 02 01 05" +
                  kSigningSlot +
                  "30 11 30 03 02 01 05 30 0A 02 01 02 03 02 03 08 02 01 01"
                  "30 05 30 03 02 01 05"));
}

TEST(Transform, ACredentialUpdateMaySkipTimeChecksAndBeFutureDated) {
  const Element request_body = credentials(
      "<ApplyTimeBasedCPVChecks>false</ApplyTimeBasedCPVChecks><ExecutionDateTime>2030-01-15T09:00:00Z</"
      "ExecutionDateTime>");
  const auto m = command("CS02bSupplierBySupplier", request(request_body, "6.15.1"), target(DeviceType::ESME));
  EXPECT_EQ(to_hex(m.content).substr(0, 22), plain("30 5E 30 1F 02 01 02 81 01 01 A2")) << to_hex(m.content);
  const std::string end = plain("18 0F") + to_hex(view_of("20300115090000Z"));
  EXPECT_TRUE(to_hex(m.content).ends_with(end)) << to_hex(m.content);
}

TEST(Transform, CountersOfSixtyFourBitsStayPositive) {
  Element request_body = credentials();
  for (Element& e : request_body.children)
    if (e.name == "RemotePartyFloorSeqNumber") e.text = "18446744073709551615";
  const auto m =
      command("CS02bSupplierBySupplier", request(request_body, "6.15.1", 0x8000000000000000), target(DeviceType::ESME));
  const std::string hex = to_hex(m.content);
  EXPECT_NE(hex.find(plain("83 09 008000000000000000 84 09 00FFFFFFFFFFFFFFFF")), std::string::npos) << hex;
}

// ---- smaller ones ----

TEST(Transform, TwoMpansAreJoined) {
  const Element one = body("<S><ImportMPANs><ImportMPAN>1234567890126</ImportMPAN></ImportMPANs></S>");
  EXPECT_EQ(rows("ECS39a", command("ECS39a", request(one, "6.20.1"), target(DeviceType::ESME)))[0],
            plain("09 0D") + to_hex(view_of("1234567890126")));
  const Element two = body(
      "<S><ImportMPANs><ImportMPAN>1234567890126</ImportMPAN><SecondaryImportMPAN>2000000000001</SecondaryImportMPAN>"
      "</ImportMPANs></S>");
  EXPECT_EQ(rows("ECS39a", command("ECS39a", request(two, "6.20.1"), target(DeviceType::ESME)))[0],
            plain("09 1A") + to_hex(view_of("12345678901262000000000001")));
}

TEST(Transform, TheBrokerSendsForTheUserAndSaysSo) {
  const Element request_body = body(
      "<S><RequestType>Add</RequestType><DeviceID>00-DB-00-00-00-00-00-E2</DeviceID><AddDeviceToCHFWhitelist>"
      "<InstallCode>0102</InstallCode><JoinTimePeriod>3600</JoinTimePeriod></AddDeviceToCHFWhitelist></S>");
  const auto m = command("CCS01", request(request_body, "8.11"), target(DeviceType::CHF));
  EXPECT_EQ(m.header.originator, kBroker);
  EXPECT_EQ(m.header.counter, 77u);
  EXPECT_EQ(m.header.party, kSupplier);
  EXPECT_EQ(m.header.party_counter, 5u);
  ASSERT_TRUE(m.signature) << "not critical";
  EXPECT_TRUE(m.signature->empty());
  EXPECT_EQ(to_hex(View(m.content).first(6)), plain("D9 2000004D 00")) << "the invoke id follows the broker's counter";
  EXPECT_EQ(rows("CCS01", m)[0], plain("02 04 09 08 00DB0000000000E2 16 01 09 02 0102 16 00"));
}

TEST(Transform, WhatIsMissingOrTooGreatIsAnErrorThatNamesIt) {
  const Element empty = body("<S/>");
  const auto missing = to_command(use_case("GCS41"), request(empty, "6.20.1"), target(DeviceType::GSME), now());
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text().find("SiteId"), std::string::npos) << missing.error().text();
  Element tariff = gas_block_tariff();
  for (Element& e : tariff.children)
    if (e.name == "PriceElements") e.children[0].children[1].text = "4294967296";
  const auto too_great = to_command(use_case("GCS01a"), request(tariff, "1.1.1"), target(DeviceType::GSME), now());
  ASSERT_FALSE(too_great);
  EXPECT_NE(too_great.error().text().find("StandingCharge"), std::string::npos) << too_great.error().text();
}

TEST(Transform, ABlockIndexOfZeroDoesNotWrapAround) {
  const Element zero = gas_tariff("<BlockTariff><BlockPrice index='0'>9600</BlockPrice></BlockTariff>");
  EXPECT_FALSE(to_command(use_case("GCS01a"), request(zero, "1.1.1"), target(DeviceType::GSME), now()));
}

// ---- which use case ----

std::string chosen(const std::string& variant, const Target& to, const Element& request_body) {
  const auto found = select(request(request_body, variant), to);
  return found ? (*found)->name : found.error().text();
}

TEST(Select, R15_22_ABalanceReadGoesByWhatTheProxySupports) {
  const Element request_body = body("<ReadMeterBalance/>");
  for (const DeviceType type : {DeviceType::GPF, DeviceType::GSME}) {
    EXPECT_EQ(chosen("4.18", target(type, "4.2"), request_body), "GCS60a");
    EXPECT_EQ(chosen("4.18", target(type, "3.2"), request_body), "GCS60");
  }
}

TEST(Select, R15_24_TheRecordedVersionDecidesByItsNumbers) {
  const Element request_body = body("<ReadMeterBalance/>");
  EXPECT_EQ(chosen("4.18", target(DeviceType::GPF, "4.1"), request_body), "GCS60");
  EXPECT_EQ(chosen("4.18", target(DeviceType::GPF, "4.10"), request_body), "GCS60a") << "ten is greater than two";
  EXPECT_EQ(chosen("4.18", target(DeviceType::GPF, "5.0"), request_body), "GCS60a");
  EXPECT_EQ(chosen("4.18", target(DeviceType::GPF, ""), request_body), "GCS60") << "nothing recorded";
}

TEST(Select, R15_23_ElectricityBalanceStaysEcs82WithoutDateTime) {
  const Element request_body = body("<ReadMeterBalance/>");
  for (const char* version : {"3.2", "4.2"}) {
    const Target meter = target(DeviceType::ESME, version);
    EXPECT_EQ(chosen("4.18", meter, request_body), "ECS82");
    EXPECT_EQ(command("ECS82", request(request_body, "4.18"), meter).header.code, 0x0069);
  }
  EXPECT_EQ(use_case("ECS82").stamp, Stamp::None);
}

TEST(Select, ALogIsReadByTheMessageForIt) {
  const auto log = [](const std::string& name) {
    return body("<ReadEventOrSecurityLog><LogToRead>" + name + "</LogToRead></ReadEventOrSecurityLog>");
  };
  EXPECT_EQ(chosen("6.13", target(DeviceType::GPF), log("GSMEEvent")), "CS10a");
  EXPECT_EQ(chosen("6.13", target(DeviceType::GSME), log("Security")), "CS10b");
  EXPECT_EQ(chosen("6.13", target(DeviceType::ESME), log("PowerEvent")), "ECS35e");
  EXPECT_NE(chosen("6.13", target(DeviceType::CHF), log("PowerEvent")).find("no use case"), std::string::npos);
}

TEST(Select, OneLoadControllerAmongTheRolesAsksForTheNewerMessage) {
  const auto asked = [](const std::string& roles) {
    return body("<RetrieveDeviceSecurityCredentialsKRP>" + roles + "</RetrieveDeviceSecurityCredentialsKRP>");
  };
  const std::string supplier = "<RemotePartyRole>Supplier</RemotePartyRole>";
  const std::string controller = "<RemotePartyRole>LoadController</RemotePartyRole>";
  EXPECT_EQ(chosen("6.24.1", target(DeviceType::ESME), asked(supplier)), "CS02aMAC");
  EXPECT_EQ(chosen("6.24.1", target(DeviceType::ESME), asked(supplier + controller)), "CS02fMAC");
}

TEST(Select, R15_19_TheTwoGasCommandsDifferInTheirCodeOnly) {
  const Element request_body = body("<ReadMeterBalance/>");
  gbcs::Message old_one = command("GCS60", request(request_body, "4.18"), target(DeviceType::GPF));
  const gbcs::Message new_one = command("GCS60a", request(request_body, "4.18"), target(DeviceType::GPF));
  EXPECT_EQ(old_one.header.code, 0x008D);
  EXPECT_EQ(new_one.header.code, 0x012A);
  old_one.header.code = 0x012A;
  EXPECT_EQ(gbcs::write(old_one), gbcs::write(new_one));
}

// ---- what the DSP adds ----

Supplement with_other(DeviceType type, Bytes certificate = {}) {
  Supplement s;
  s.other_device = Supplement::OtherDevice{type, std::move(certificate)};
  return s;
}

const char* const kOther = "<S><OtherDeviceID>00-DB-00-00-00-00-00-E2</OtherDeviceID></S>";

struct Joining {
  Element request_body = body(kOther);
  Element added;
  Source source;
  Joining(const std::string& variant, const Supplement& supplement)
      : added(supplement.element()), source(request(request_body, variant)) {
    source.added = &added;
  }
};

std::string chosen(const std::string& variant, DeviceType to, DeviceType other) {
  const Joining j(variant, with_other(other));
  const auto found = select(j.source, target(to));
  return found ? (*found)->name : "none";
}

TEST(Select, AJoinGoesByTheTypesOfBothDevices) {
  using enum DeviceType;
  EXPECT_EQ(chosen("8.7.1", ESME, PPMID), "CS03A1");
  EXPECT_EQ(chosen("8.7.1", HCALCS, ESME), "CS03A2Critical");
  EXPECT_EQ(chosen("8.7.1", GSME, PPMID), "CS03CCritical");
  EXPECT_EQ(chosen("8.7.2", PPMID, ESME), "CS03A2NonCritical");
  EXPECT_EQ(chosen("8.7.2", PPMID, GSME), "CS03CNonCritical");
  EXPECT_EQ(chosen("8.7.2", GSME, GPF), "CS03B");
  EXPECT_EQ(chosen("8.7.2", GPF, IHD), "CS03B");
  EXPECT_EQ(chosen("8.7.2", ESME, PPMID), "none") << "that pair needs the critical variant";
  EXPECT_EQ(chosen("8.7.1", GSME, GPF), "none") << "and that one the other";
  const Joining unknown("8.7.1", {});
  const auto refused = select(unknown.source, target(ESME));
  ASSERT_FALSE(refused) << "nothing is known of the other Device";
  EXPECT_NE(refused.error().text().find("type unknown"), std::string::npos) << refused.error().text();
}

TEST(Transform, AJoinNamesTheTypeThatTheInventoryHas) {
  const Joining j("8.7.1", with_other(DeviceType::HCALCS));
  // {0: method A by the initiator, other Device, 4: HCALCS}
  EXPECT_EQ(to_hex(command("CS03A1", j.source, target(DeviceType::ESME)).content),
            plain("30 10 02 01 00 04 08 00DB0000000000E2 02 01 04"));
}

TEST(Transform, MethodCCarriesTheCertificateOfTheOtherDevice) {
  const Joining j("8.7.1", with_other(DeviceType::PPMID, *from_hex("3003020105")));
  EXPECT_EQ(to_hex(command("CS03CCritical", j.source, target(DeviceType::GSME)).content),
            plain("30 15 02 01 03 04 08 00DB0000000000E2 02 01 05 30 03 02 01 05"));
  const Joining without("8.7.1", with_other(DeviceType::PPMID));
  const auto missing = to_command(use_case("CS03CCritical"), without.source, target(DeviceType::GSME), now());
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text().find("Certificate"), std::string::npos) << missing.error().text();
}

TEST(Transform, WhatTheBrokerSignsHasNoSignatureFieldYet) {
  const Joining j("8.7.2", with_other(DeviceType::ESME));
  const auto m = command("CS03A2NonCritical", j.source, target(DeviceType::PPMID));
  EXPECT_EQ(m.header.originator, kBroker);
  EXPECT_EQ(m.header.party, kSupplier);
  EXPECT_FALSE(m.signature);
}

TEST(Transform, TheBrokerSpeaksForAnUnknownPartyWithoutCertificateWhereNothingIsSealed) {
  const Joining j("8.7.2", with_other(DeviceType::GPF));
  Circumstances unknown = now();
  unknown.known_remote_party = false;
  unknown.certificate = *from_hex("3003020105");
  const auto m = to_command(use_case("CS03B"), j.source, target(DeviceType::GSME), unknown);
  ASSERT_TRUE(m) << m.error().text();
  EXPECT_EQ(m->header.originator, kBroker);
  EXPECT_EQ(m->header.party, kSupplier);
  EXPECT_TRUE(m->header.certificate.empty());
  EXPECT_EQ(command("CS03B", j.source, target(DeviceType::GSME)).header.originator, kSupplier) << "known";
  EXPECT_TRUE(carries_certificate(use_case("ECS21b"), false));
  EXPECT_FALSE(carries_certificate(use_case("ECS21b"), true));
}

TEST(Transform, ARestoredLogIsTheOneThatTheDspKept) {
  Supplement s;
  s.log = Supplement::Log{*from_hex("0102030405060708"),
                          {{Eui64{0x00DB0000000000E1}, DeviceType::ESME, Bytes(16, 7)},
                           {Eui64{0x00DB0000000000E2}, DeviceType::IHD, Bytes(16, 9)}}};
  const Element added = s.element();
  const Element request_body = body("<S/>");
  Source source = request(request_body, "8.12.1");
  source.added = &added;
  EXPECT_EQ(rows("CCS03", command("CCS03", source, target(DeviceType::CHF)))[0],
            plain("02 02 09 08 0102030405060708 01 02 02 02 09 08 00DB0000000000E1 09 10") + to_hex(Bytes(16, 7)) +
                plain("02 02 09 08 00DB0000000000E2 09 10") + to_hex(Bytes(16, 9)));
  const auto gas = command("GCS59", source, target(DeviceType::GPF));
  EXPECT_EQ(to_hex(gas.content),
            plain("30 20 30 1E 30 0D 04 08 00DB0000000000E1 02 01 01 30 0D 04 08 00DB0000000000E2 02 01 06"));
  EXPECT_EQ(gas.header.originator, kBroker);
  EXPECT_FALSE(gas.header.party) << "in its own name";
}

TEST(Select, TheRequestMayDecide) {
  const Element add = body("<S><RequestType>Add</RequestType></S>");
  const Element remove = body("<S><RequestType> Remove\n</RequestType></S>");
  EXPECT_EQ(chosen("8.11", target(DeviceType::CHF), add), "CCS01");
  EXPECT_EQ(chosen("8.11", target(DeviceType::CHF), remove), "CCS02");
  const Element other = body("<S><RequestType>Other</RequestType></S>");
  EXPECT_FALSE(select(request(other, "8.11"), target(DeviceType::CHF)));
  EXPECT_FALSE(select(request(add, "8.11"), target(DeviceType::ESME)));
  EXPECT_FALSE(select(Source{{}, "8.11", nullptr}, target(DeviceType::CHF)));
}

}  // namespace
}  // namespace gridpost::transform::transform_test
