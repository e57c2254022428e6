// MMC out of hand-made messages. (MMC 2 to 5)
#include "duis/xml.h"
#include "mmc/mmc_for_tests.h"

namespace gridpost::mmc {
namespace {

// ---- header ----

constexpr std::string_view kBalance = "DA 20000006 00 00 01 05 FFFFFF9C 01 01 00";

TEST(Mmc, TheHeaderSaysWhoToWhomAndForWhichService) {
  const Element mmc = shown("ECS82", message("ECS82", gbcs::Cra::Response, kBalance));
  EXPECT_EQ(mmc.name, "GBCSResponse");
  EXPECT_EQ(mmc.prefix, "ra");
  EXPECT_EQ(mmc.attribute("schemaVersion"), "5.4");
  EXPECT_EQ(header(mmc, "BusinessOriginatorID"), "00-DB-00-00-00-00-00-E1");
  EXPECT_EQ(header(mmc, "BusinessTargetID"), "0A-11-00-00-00-00-00-01");
  EXPECT_EQ(header(mmc, "OriginatorCounter"), "6");
  EXPECT_EQ(header(mmc, "GBCSHexadecimalMessageCode"), "0069");
  EXPECT_EQ(header(mmc, "ServiceReference"), "4.18");
  EXPECT_EQ(header(mmc, "ServiceReferenceVariant"), "4.18");
  EXPECT_EQ(mmc.at("Header/SupplementaryRemotePartyID"), nullptr);
  EXPECT_EQ(mmc.at("Header/Timestamp"), nullptr);
}

TEST(Mmc, SupplementaryPartiesAreShown) {
  gbcs::Message m = message("ECS82", gbcs::Cra::Response, kBalance);
  m.header.party = kSupplier;
  m.header.party_counter = 12;
  m.header.supplementary_counter = 2002;
  const Element mmc = shown("ECS82", m);
  EXPECT_EQ(header(mmc, "SupplementaryRemotePartyID"), kSupplier.text());
  EXPECT_EQ(header(mmc, "SupplementaryRemotePartyCounter"), "12");
  EXPECT_EQ(header(mmc, "SupplementaryOriginatorCounter"), "2002");
}

TEST(Mmc, TheRequestsServiceIsShownIfItIsKnown) {
  Options options;
  options.service_reference = "6.11";
  options.service_reference_variant = "6.11";
  const Element mmc = shown("ECS82", message("ECS82", gbcs::Cra::Response, kBalance), options);
  EXPECT_EQ(header(mmc, "ServiceReference"), "6.11");
  Options three;
  three.service_reference_variant = "8.1.1";
  const Element other = shown("ECS82", message("ECS82", gbcs::Cra::Response, kBalance), three);
  EXPECT_EQ(header(other, "ServiceReference"), "8.1");
  EXPECT_EQ(header(other, "ServiceReferenceVariant"), "8.1.1");
}

// ---- time stamp ----

constexpr std::string_view kGasBalance =
    "0109 02 00 0702 000B 08 00 01 000A 00 23 E0673500 01 0705 000B 08 01 01 0100 00 2B FEFFFFFF";

Element stamped(std::string_view name, std::string_view content, std::uint8_t status, const Options& options = {}) {
  gbcs::Message m = message(name, gbcs::Cra::Response, content);
  m.header.date_time = {0x07, 0xE6, 0x07, 0x01, 0xFF, 0x0A, 0x1E, 0x00, 0x00, 0x80, 0x00, status};
  return shown(name, m, options);
}

TEST(Mmc, R15_26_R15_29_TheStatusOctetSaysWhoseTimeItIsAndHowGood) {
  const struct {
    std::uint8_t octet;
    std::string_view from_gsme;
    std::string_view clock;
  } table[] = {{0x00, "false", "reliable"}, {0x02, "false", "unreliable"}, {0x01, "false", "invalid"},
               {0x03, "false", "invalid"},  {0x04, "true", "reliable"},    {0x06, "true", "unreliable"}};
  for (const auto& row : table) {
    const Element mmc = stamped("GCS60a", kGasBalance, row.octet);
    const Element* stamp = mmc.at("Header/Timestamp");
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->text, "2022-07-01T10:30:00Z");
    EXPECT_EQ(stamp->attribute("isFromGSME"), row.from_gsme) << int(row.octet);
    EXPECT_EQ(stamp->attribute("ClockStatus"), row.clock) << int(row.octet);
  }
}

TEST(Mmc, R15_27_TheClockStatusMayBeSwitchedOff) {
  Options options;
  options.clock_status = false;
  const Element mmc = stamped("GCS60a", kGasBalance, 0x04, options);
  ASSERT_EQ(mmc.at("Header/Timestamp")->attributes.size(), 1u);
  EXPECT_EQ(mmc.at("Header/Timestamp")->attribute("isFromGSME"), "true");
}

TEST(Mmc, R15_30_OldResponsesHaveNoAttributesOrNoTimeAtAll) {
  EXPECT_TRUE(stamped("GCS60a", kGasBalance, 0xFF).at("Header/Timestamp")->attributes.empty());
  const Element old_one = shown("GCS60", message("GCS60", gbcs::Cra::Response, kGasBalance));
  EXPECT_EQ(old_one.at("Header/Timestamp"), nullptr);
  EXPECT_EQ(data(old_one)->text_at("MeterBalance"), "3500000");
}

TEST(Mmc, R15_31_OnlyTheGasUseCasesSayWhoseTimeItIs) {
  const std::string sealed =
      "DA 20000006 00 00 01 02 02 01 01 02 02 16 02 02 05 09 09 040000000000000006 09 08 00DB0000000000E1 09 08 "
      "0A11000000000001 09 00 02 02 16 02 02 02 09 01 02 09 00 09 08 31 00000000 AABBCC 01 03 00";
  for (const int status : {0x00, 0x04, 0xFF}) {
    const Element mmc = stamped("ECS17b", sealed, static_cast<std::uint8_t>(status));
    ASSERT_TRUE(mmc.at("Header/Timestamp"));
    EXPECT_TRUE(mmc.at("Header/Timestamp")->attributes.empty()) << status;
  }
}

TEST(Mmc, ATimeThatIsNoneIsLeftOut) {
  gbcs::Message m = message("GCS60a", gbcs::Cra::Response, kGasBalance);
  m.header.date_time.emplace().fill(0xFF);
  EXPECT_EQ(shown("GCS60a", m).at("Header/Timestamp"), nullptr);
}

// ---- values ----

TEST(Mmc, BalancesAreIntegersWithTheirSign) {
  const Element esme = shown("ECS82", message("ECS82", gbcs::Cra::Response, kBalance));
  ASSERT_TRUE(data(esme));
  EXPECT_EQ(data(esme)->name, "ReadMeterBalanceRsp");
  EXPECT_EQ(data(esme)->attribute("MessageSuccess"), "true");
  EXPECT_EQ(data(esme)->text_at("MeterBalance"), "-100");
  const Element gas = shown("GCS60a", message("GCS60a", gbcs::Cra::Response, kGasBalance));
  EXPECT_EQ(data(gas)->text_at("MeterBalance"), "3500000");
  EXPECT_EQ(data(gas)->text_at("Gas/MeterBalancePrepaymentMode"), "-2");
}

// A payload with these values under their catalogue names.
gbcs::Payload with(std::vector<Value> values) {
  gbcs::Payload p;
  p.items.emplace_back().value = list_value("x", Wire::Structure, std::move(values));
  return p;
}

Element gas_register(std::uint64_t consumption, std::uint64_t multiplier, std::uint64_t divisor) {
  const gbcs::Payload p = with({uint_value("consumption", 6, consumption), uint_value("multiplier", 3, multiplier),
                                uint_value("divisor", 3, divisor), uint_value("unit", 1, 1)});
  return *to_mmc(message("GCS13a", gbcs::Cra::Response, ""), &use_case("GCS13a"), &p);
}

TEST(Mmc, GasVolumesAreDecimalsOfTheRatio) {
  const auto text = [](const Element& mmc) { return std::string(data(mmc)->text_at("Gas/ConsumptionRegister/Value")); };
  EXPECT_EQ(text(gas_register(12345, 1, 1000)), "12.345");
  EXPECT_EQ(text(gas_register(12000, 1, 1000)), "12");
  EXPECT_EQ(text(gas_register(5, 1, 1000)), "0.005");
  EXPECT_EQ(text(gas_register(0, 1, 1000)), "0");
  EXPECT_EQ(text(gas_register(7, 3, 1)), "21");
  EXPECT_EQ(text(gas_register(1, 1, 3)), "0.333333333");
  EXPECT_EQ(text(gas_register(281474976710655, 1, 1000)), "281474976710.655") << "the greatest register";
  EXPECT_EQ(text(gas_register(5, 1, 0)), "") << "no division by nothing";
  EXPECT_EQ(data(gas_register(1, 1, 1))->text_at("Gas/ConsumptionRegister/Unit"), "m3");
}

Element electricity_register(std::int64_t active, int scale) {
  const auto unit = [&](std::string_view name, int code) {
    return list_value(name, Wire::Structure, {int_value("scale", 1, scale), uint_value("unit", 1, code)});
  };
  const gbcs::Payload p = with({uint_value("active", 4, static_cast<std::uint64_t>(active)), unit("activeUnit", 30),
                                uint_value("reactive", 4, 7), unit("reactiveUnit", 32)});
  return *to_mmc(message("ECS17b", gbcs::Cra::Response, ""), &use_case("ECS17b"), &p);
}

TEST(Mmc, RegistersOfElectricityAreScaled) {
  const auto text = [](const Element& mmc) {
    return std::string(data(mmc)->text_at("Electricity/ActiveImportRegister/Value"));
  };
  EXPECT_EQ(text(electricity_register(12345, 0)), "12345");
  EXPECT_EQ(text(electricity_register(12345, 3)), "12345000");
  EXPECT_EQ(text(electricity_register(12345, -2)), "123.45");
  EXPECT_EQ(text(electricity_register(0, 3)), "0");
  const Element mmc = electricity_register(1, 0);
  EXPECT_EQ(data(mmc)->text_at("Electricity/ActiveImportRegister/ActiveEnergyUnit"), "Wh");
  EXPECT_EQ(data(mmc)->text_at("Electricity/ReactiveImportRegister/ReactiveEnergyUnit"), "varh");
  EXPECT_EQ(data(mmc)->at("Electricity/SecondaryActiveImportRegister"), nullptr);
}

TEST(Mmc, LogsHaveAnEntryForEachItemOrComponent) {
  const auto entry = [](std::string_view name, std::string_view time, std::string_view balance, int number) {
    return list_value(name, Wire::Structure,
                      {uint_value(time, 4, static_cast<std::uint64_t>(number)), int_value(balance, 4, -number)});
  };
  const gbcs::Payload esme = with(
      {list_value("log", Wire::Compact, {entry("", "time", "meterBalance", 1), entry("", "time", "meterBalance", 2)})});
  const Element log = *to_mmc(message("ECS21b", gbcs::Cra::Response, ""), &use_case("ECS21b"), &esme);
  const auto entries = data(log)->all("Electricity/LogEntry");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1]->text_at("Timestamp"), "2000-01-01T00:00:02Z");
  EXPECT_EQ(entries[1]->text_at("MeterBalance"), "-2");
  gbcs::Payload gas;
  for (int i = 1; i <= 3; ++i)
    gas.items.emplace_back().value = entry("PublishPrepaySnapshot", "SnapshotTime", "CreditRemaining", i);
  const Element snapshots = *to_mmc(message("GCS16b", gbcs::Cra::Response, ""), &use_case("GCS16b"), &gas);
  ASSERT_EQ(data(snapshots)->all("Gas/LogEntry").size(), 3u);
  EXPECT_EQ(data(snapshots)->all("Gas/LogEntry")[2]->text_at("MeterBalance"), "-3");
}

// ---- failures ----

TEST(Mmc, AFailedReadHasNoValues) {
  const Element esme = shown("ECS82", message("ECS82", gbcs::Cra::Response, "DA 20000006 00 00 01 00 01 01 01"));
  EXPECT_EQ(data(esme)->attribute("MessageSuccess"), "false");
  EXPECT_TRUE(data(esme)->children.empty()) << "null is not 0";
  const Element gas = shown("GCS60a", message("GCS60a", gbcs::Cra::Response,
                                              "0109 02 00 0702 0006 08 00 01 000A C0 01 0705 0005 08 01 0B FF 01"));
  EXPECT_EQ(data(gas)->attribute("MessageSuccess"), "false");
  EXPECT_TRUE(data(gas)->children.empty());
}

TEST(Mmc, AClockThatFailedIsNotReliable) {
  // Five rows: base, range, set, time, status; the second failed.
  const Element mmc =
      shown("ECS70Commission", message("ECS70Commission", gbcs::Cra::Response,
                                       "DA 20000006 00 00 05 00 00 00 00 00 05 02 00 03 01 03 FA 01 FA 01 FA"));
  EXPECT_EQ(data(mmc)->attribute("MessageSuccess"), "false");
  EXPECT_EQ(data(mmc)->at("DeviceTime"), nullptr);
  EXPECT_EQ(data(mmc)->at("Electricity/ElecClockTimeStatus"), nullptr);
}

TEST(Mmc, AClockShowsItsTimeAndStatusWithTheCode) {
  const Element mmc = shown(
      "ECS70Commission",
      message("ECS70Commission", gbcs::Cra::Response,
              "DA 20000006 00 00 05 00 00 00 09 0C 07E60701FF0A1E00008000FF 11 00 05 02 00 03 00 03 00 01 00 01 00"));
  EXPECT_EQ(data(mmc)->text_at("DeviceTime"), "2022-07-01T10:30:00Z");
  const Element* status = data(mmc)->at("Electricity/ElecClockTimeStatus");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->attribute("TimeStatusCode"), "0");
  EXPECT_EQ(status->text_at("TimeStatus"), "reliable");
}

// ---- lists ----

TEST(Mmc, RegistersCarryTheirIndex) {
  // divisor 1000, multiplier 1, unit m3, four registers: 1000, 2500, one that failed, 1.
  const Element mmc = shown("GCS13c", message("GCS13c", gbcs::Cra::Response,
                                              "0109 01 01 0702 0037 18 00 01 0203 00 22 E80300 0103 00 22 010000"
                                              "0003 00 30 01 0001 00 25 E80300000000 0201 00 25 C40900000000 0401 C0"
                                              "0601 00 25 010000000000"));
  const Element* matrix = data(mmc)->at("Gas/TariffTOURegisterMatrix");
  ASSERT_TRUE(matrix);
  ASSERT_EQ(matrix->children.size(), 3u);
  EXPECT_EQ(matrix->children[0].text, "1");
  EXPECT_EQ(matrix->children[1].text, "2.5");
  EXPECT_EQ(matrix->children[1].attribute("index"), "2");
  EXPECT_EQ(matrix->children[2].text, "0.001");
  EXPECT_EQ(matrix->children[2].attribute("index"), "4");
}

TEST(Mmc, WhatIsMissingInOneItemIsNotTakenFromAnother) {
  // Role 2, success, floor 5; two certificates, the second of which is for top-ups.
  constexpr std::string_view kHeld =
      "30 44 30 42 020102 0A0100 020105 30 37"
      "30 18 03020780 0408 0A11000000000001 0408 1111111111111111"
      "30 1B 03020308 020101 0408 0A11000000000001 0408 2222222222222222";
  const Element mmc = shown("CS02aMAC", message("CS02aMAC", gbcs::Cra::Response, kHeld));
  const Element& held = *data(mmc);
  ASSERT_EQ(held.children.size(), 2u);
  EXPECT_EQ(held.children[0].text_at("CertificateUsage"), "DigitalSigning");
  EXPECT_EQ(held.children[0].text_at("ExistingCertificateHash"), "ERERERERERE=");
  EXPECT_EQ(held.children[1].text_at("CertificateUsage"), "KeyAgreementTopUp");
  for (const Element& one : held.children) {
    EXPECT_EQ(one.text_at("RemotePartyRole"), "Supplier");  // of the entry that has both
    EXPECT_EQ(one.text_at("RemotePartyFloorSeqNumber"), "5");
  }
}

TEST(Mmc, LogEntriesSayWhatTheirCodesMean) {
  const Element mmc = shown("ECS35a", message("ECS35a", gbcs::Cra::Response,
                                              "DA 20000006 00 00 01 13 02 03 06 12 09 10 00000001 8F32 00"
                                              "00000002 8001 02 0A1B 01 01 00"));
  const Element* log = data(mmc)->at("Log");
  ASSERT_TRUE(log);
  ASSERT_EQ(log->children.size(), 2u);
  EXPECT_EQ(log->children[0].text_at("Timestamp"), "2000-01-01T00:00:01Z");
  EXPECT_EQ(log->children[0].text_at("LogCode"), "8F32");
  EXPECT_EQ(log->children[0].text_at("LogMeaning"), "Supply armed");
  EXPECT_EQ(log->children[1].at("LogMeaning"), nullptr) << "nobody knows 8001";
  EXPECT_EQ(log->children[1].text_at("OtherInformation"), "0A1B");
}

TEST(Mmc, OneNumberMayHoldTwoFields) {
  // Controller 2 switched off; the outcome is not known yet.
  const Element mmc = shown("ECS35f", message("ECS35f", gbcs::Cra::Response,
                                              "DA 20000006 00 00 01 13 02 04 06 12 16 06 0B 00000001 0212 00 00000007"
                                              "01 01 00"));
  const Element* entry = data(mmc)->at("ALCSEvent/ALCSEventLogEntry");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->text_at("SwitchNumber"), "2");
  EXPECT_EQ(entry->text_at("SwitchAction"), "Off");
  EXPECT_EQ(entry->text_at("Outcome"), "Outcome not known");
  EXPECT_EQ(entry->text_at("HANCommandID"), "7");
}

TEST(Mmc, OneStringMayHoldTwoMetrePointNumbers) {
  const auto with_import = [](std::string_view length, std::string_view digits) {
    return message("ECS40", gbcs::Cra::Response,
                   "DA 20000006 00 00 02 09 " + std::string(length) + std::string(digits) + "09 00 02 01 00 01 00");
  };
  const std::string first = "31323334353637383930313233";
  const std::string second = "39393939393939393939393939";
  const Element single = shown("ECS40", with_import("0D", first));
  EXPECT_EQ(data(single)->text_at("Electricity/ImportMPAN"), "1234567890123");
  EXPECT_EQ(data(single)->at("Electricity/SecondaryImportMPAN"), nullptr);
  EXPECT_EQ(data(single)->at("Electricity/ExportMPAN"), nullptr) << "it has none";
  const Element twin = shown("ECS40", with_import("1A", first + second));
  EXPECT_EQ(data(twin)->text_at("Electricity/SecondaryImportMPAN"), "9999999999999");
}

// ---- octets ----

TEST(Mmc, AnEncryptedPartIsGivenAsData) {
  const Element mmc = shown(
      "GCS13a", message("GCS13a", gbcs::Cra::Response, "0109 01 03 0702 000F 00 07 08 00 01 0008 31 00000000 AABBCC"));
  const Element* part = mmc.at("Body/ResponseMessage/GBCSData");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->text, "qrvM");
  EXPECT_EQ(part->attribute("format"), "encrypted");
  EXPECT_EQ(part->attribute("sequence"), "0");
  EXPECT_EQ(part->attribute("name"), "GCS13a");
  EXPECT_EQ(part->attribute("type"), "zigbeeCiphered");
  EXPECT_EQ(data(mmc)->at("Gas/ConsumptionRegister"), nullptr);
}

TEST(Mmc, AMessageThatIsNotDescribedIsGivenWhole) {
  const gbcs::Message m = message("GCS13a", gbcs::Cra::Response, "010203");
  const auto mmc = to_mmc(m, nullptr, nullptr);
  ASSERT_TRUE(mmc);
  const Element* whole = mmc->at("Body/ResponseMessage/GBCSData");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->text, to_base64(gbcs::write(m)));
  EXPECT_EQ(whole->attribute("format"), "plain");
  EXPECT_EQ(whole->attribute("type"), "gbcs");
}

// ---- alerts ----

TEST(Mmc, AlertsShowCodeDescriptionAndTime) {
  const Element dlms = shown("FD-DLMS", message("FD-DLMS", gbcs::Cra::Alert,
                                                "0F 20000006 00 02 03 12 8F66 09 0C 07E60701FF0A1E00008000FF"
                                                "09 13 00000000000000000000000000000000000000"));
  const Element* alert = dlms.at("Body/DeviceAlertMessage/DeviceAlertContent");
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->text_at("GBCSHexAlertCode"), "8F66");
  EXPECT_FALSE(alert->text_at("AlertDescription").empty());
  EXPECT_EQ(alert->text_at("Timestamp"), "2022-07-01T10:30:00Z");
  EXPECT_EQ(dlms.at("Header/ServiceReference"), nullptr);
  const Element gas = shown("FD-GBZ", message("FD-GBZ", gbcs::Cra::Alert, "0109 00 8F67 00000001 00"));
  EXPECT_EQ(gas.text_at("Body/DeviceAlertMessage/DeviceAlertContent/Timestamp"), "2000-01-01T00:00:01Z");
}

const Element* alert_payload(const Element& mmc) {
  return mmc.at("Body/DeviceAlertMessage/DeviceAlertContent/Payload");
}

TEST(Mmc, GenericAlertsSayWhatTheirCodeMeans) {
  const Element mmc = shown(
      "GCA-DLMS", message("GCA-DLMS", gbcs::Cra::Alert, "0F 20000006 00 02 02 12 8F32 09 0C 07E60701FF0A1E00008000FF"));
  EXPECT_EQ(mmc.text_at("Body/DeviceAlertMessage/DeviceAlertContent/AlertDescription"), "Supply armed");
  EXPECT_EQ(alert_payload(mmc), nullptr);
  const Element unknown = shown("GCA-ZigBee", message("GCA-ZigBee", gbcs::Cra::Alert, "0109 00 8001 00000001"));
  EXPECT_EQ(unknown.text_at("Body/DeviceAlertMessage/DeviceAlertContent/AlertDescription"),
            use_case("GCA-ZigBee").title);
}

TEST(Mmc, AnOutcomeAlertNamesItsCommand) {
  const Element mmc = shown("FD-DLMS", message("FD-DLMS", gbcs::Cra::Alert,
                                               "0F 20000006 00 02 03 12 8F66 09 0C 07E60701FF0A1E00008000FF"
                                               "09 13 00A2 0000000000000102 0071 0000131400FF 07"));
  ASSERT_TRUE(alert_payload(mmc));
  const Element* outcome = alert_payload(mmc)->at("FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->text_at("FutureDatedCommandMessageCode"), "00A2");
  EXPECT_EQ(outcome->text_at("FutureDatedCommandOriginatorCounter"), "258");
  EXPECT_EQ(outcome->text_at("DLMSCOSEMFDInstructionIdentification/ClassId"), "0071");
  EXPECT_EQ(outcome->text_at("DLMSCOSEMFDInstructionIdentification/InstanceId"), "0000131400FF");
  EXPECT_EQ(outcome->text_at("DLMSCOSEMFDInstructionIdentification/AttributeId"), "07");
}

TEST(Mmc, AnInputOfAControllerIsMarked) {
  const auto limited = [](std::string_view controller) {
    return shown("ECS102", message("ECS102", gbcs::Cra::Alert,
                                   "0F 20000006 00 02 04 12 8F87 09 0C 07E60701FF0A1E00008000FF 11" +
                                       std::string(controller) + "11 64"));
  };
  const Element input = limited("23");
  const Element* ended = alert_payload(input)->at("LimitAPCLevelEndedDeviceAlert");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->text_at("AuxiliaryControllerN"), "3");
  EXPECT_EQ(ended->text_at("ResultingLevel"), "100");
  EXPECT_NE(ended->at("InputFromControlledLoad"), nullptr);
  const Element output = limited("13");
  EXPECT_EQ(alert_payload(output)->at("LimitAPCLevelEndedDeviceAlert/InputFromControlledLoad"), nullptr);
}

TEST(Mmc, TheEncryptedPartOfAnAlertIsGivenAsData) {
  const Element mmc = shown(
      "GCS53",
      message("GCS53", gbcs::Cra::Alert, "0109 01 8F0A 00000001 03 0702 000F 00 00 19 00 06 0008 31 00000000 AABBCC"));
  EXPECT_EQ(mmc.text_at("Body/DeviceAlertMessage/GBCSData"), "qrvM");
  EXPECT_EQ(alert_payload(mmc), nullptr) << "what cannot be read is not shown empty";
}

TEST(Mmc, CommandsHaveNoForm) {
  EXPECT_FALSE(to_mmc(message("ECS82", gbcs::Cra::Command, ""), &use_case("ECS82"), nullptr));
}

TEST(Mmc, TheTextIsADocumentThatReadsTheSame) {
  Element mmc = shown("ECS82", message("ECS82", gbcs::Cra::Response, kBalance));
  mmc.at("Header");
  const auto document = duis::parse(write(mmc));
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(document->root().text_at("Body/ResponseMessage/SMETSData/ReadMeterBalanceRsp/MeterBalance"), "-100");
  EXPECT_EQ(document->root().prefix, "ra");
}

// ---- bit strings ----

// 256 bits of which those of these codes are 1, the last bit being that of code 00.
std::string events(std::initializer_list<int> codes) {
  Bytes bits(32);
  for (int code : codes) bits[static_cast<std::size_t>(31 - code / 8)] |= static_cast<std::uint8_t>(1 << code % 8);
  return "04 820100 " + to_hex(bits);
}

TEST(Mmc, EventsAreShownByTheirBits) {
  const std::string answer = "DA 20000006 00 00 04 " + events({0x0D, 0xC6}) + events({}) + events({0xB7}) +
                             events({0x0E}) + "04 01 00 01 00 01 00 01 00";
  const Element mmc = shown("ECS25r1", message("ECS25r1", gbcs::Cra::Response, answer));
  const Element* settings = data(mmc)->child("ElectricitySupplierAlertEventSettings");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->text_at("ElectricitySupplierWANAlertSettings/SupplierESMECommon/x810D"), "Enable");
  EXPECT_EQ(settings->text_at("ElectricitySupplierWANAlertSettings/SupplierESMECommon/x810E"), "Disable");
  EXPECT_EQ(settings->text_at("ElectricitySupplierWANAlertSettings/SupplierESMECommon/x81C6"), "Enable");
  EXPECT_EQ(settings->at("ElectricitySupplierWANAlertSettings/SupplierESMEPolyPhase"), nullptr);
  EXPECT_EQ(settings->text_at("ElectricitySupplierAlarmSettings/SupplierESMEPolyPhase/x81B7"), "Enable");
  EXPECT_EQ(settings->text_at("ElectricitySupplierLoggingSettings/SupplierESMECommon/x810E"), "Enable");
}

TEST(Mmc, AMeterWithEventsOfThreePhasesIsShownAsOne) {
  const auto answer = [](const std::string& wan) {
    const auto content = "DA 20000006 00 00 02 " + wan + events({0x02}) + "02 01 00 01 00";
    return shown("ECS25r2", message("ECS25r2", gbcs::Cra::Response, content));
  };
  const std::string path =
      "ElectricityNetworkOperatorAlertEventSettings/ElectricityNetworkOperatorWANAlertSettings/NetworkOperatorESME";
  const Element single = answer(events({0x10}));
  EXPECT_EQ(data(single)->text_at(path + "SinglePhase/x8010"), "Enable");
  EXPECT_EQ(data(single)->at(path + "PolyPhase"), nullptr);
  const Element three = answer(events({0x10, 0x13}));
  EXPECT_EQ(data(three)->text_at(path + "PolyPhase/x8013"), "Enable");
  EXPECT_EQ(data(three)->at(path + "SinglePhase"), nullptr);
}

TEST(Mmc, ChannelsAreElements) {
  const auto channel = [](const std::string& mask) {
    const auto content = "DA 20000006 00 00 01 04 20 " + mask + "01 01 00";
    return shown("DBCH01", message("DBCH01", gbcs::Cra::Response, content));
  };
  const auto has = [](const Element& mmc, const std::string& path) {
    return data(mmc)->at("OperatingSubGHzChannel/" + path) != nullptr;
  };
  EXPECT_TRUE(has(channel("E0000001"), "OperatingLowerBandSubGHzChannel/Channel0"));
  EXPECT_TRUE(has(channel("E8000080"), "OperatingLowerBandSubGHzChannel/Channel34"));
  EXPECT_TRUE(has(channel("F4000000"), "OperatingLowerBandSubGHzChannel/Channel61"));
  EXPECT_TRUE(has(channel("F8000004"), "OperatingUpperBandSubGHzChannel/Channel2"));
  EXPECT_FALSE(has(channel("E0000003"), "*")) << "two channels are none";
}

// ---- answers that say themselves whether they are good ----

TEST(Mmc, ATopUpThatIsRefusedIsNoSuccess) {
  const auto answer = [](const std::string& result) {
    const auto content = "0109 01 01 0705 000D 09 00 03" + result + "10270000 00 40420F00";
    return std::string(
        data(shown("CS01b", message("CS01b", gbcs::Cra::Response, content)))->attribute("MessageSuccess"));
  };
  EXPECT_EQ(answer("00"), "true");
  EXPECT_EQ(answer("10"), "true");
  EXPECT_EQ(answer("01"), "false");
  EXPECT_EQ(answer("06"), "false");
}

TEST(Mmc, ADeviceAnswersWithItsCertificateOrWithWhyNot) {
  const Element good = shown("CS02e", message("CS02e", gbcs::Cra::Response, "30 03 02 01 05"));
  EXPECT_EQ(data(good)->text_at("Certificate"), "MAMCAQU=");
  EXPECT_EQ(data(good)->attribute("MessageSuccess"), "true");
  const Element bad = shown("CS02e", message("CS02e", gbcs::Cra::Response, "02 01 02"));
  EXPECT_EQ(data(bad)->text_at("RetrieveDeviceSecurityCredentialsStatusCode/ASN1Status"), "noCertificateHeld");
  EXPECT_EQ(data(bad)->child("RetrieveDeviceSecurityCredentialsStatusCode")->attribute("ResponseCode"), "2");
  EXPECT_EQ(data(bad)->at("Certificate"), nullptr);
  EXPECT_EQ(data(bad)->attribute("MessageSuccess"), "false");
}

TEST(Mmc, AnActivationIsAcceptedOrTellsWhatRuns) {
  const Element later = shown("CS06", message("CS06", gbcs::Cra::Response, "05 00"));
  EXPECT_TRUE(data(later)->children.empty());
  EXPECT_EQ(data(later)->attribute("MessageSuccess"), "true");
  const Element at_once = shown("CS06", message("CS06", gbcs::Cra::Response, "30 09 02 01 00 04 04 0123ABCD"));
  EXPECT_EQ(data(at_once)->text_at("FirmwareVersion"), "0123ABCD");
  EXPECT_EQ(data(at_once)->text_at("ActivateImageResponseCode/ASN1Status"), "success");
}

}  // namespace
}  // namespace gridpost::mmc
