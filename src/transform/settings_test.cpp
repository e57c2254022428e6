// Commands that configure Devices, from hand-made requests; octets by hand, from the layout rules.
#include <fmt/format.h>

#include "gbcs/codec.h"
#include "gbcs/payload.h"
#include "transform/commands_for_tests.h"
#include "transform/requests_for_tests.h"
#include "transform/supplement.h"
#include "transform/transform.h"

namespace gridpost::transform::settings_test {
namespace {

// The use case that is meant, and the octets of each row's data.
struct Built {
  std::string name;
  std::vector<std::string> rows;
  gbcs::Message message;
};

Built built(std::string_view variant, const Element& request_body, const Target& to) {
  const Source source = request(request_body, std::string(variant));
  const auto use_case = select(source, to);
  EXPECT_TRUE(use_case) << use_case.error().text();
  if (!use_case) return {};
  const auto message = to_command(**use_case, source, to, now());
  EXPECT_TRUE(message) << message.error().text();
  if (!message) return {};
  const auto payload = gbcs::decode_unpacked(**use_case, *message);
  EXPECT_TRUE(payload) << payload.error().text();
  Built out{(*use_case)->name, {}, *message};
  for (const gbcs::Item& item : payload.value_or(gbcs::Payload{}).items) {
    Bytes octets;
    const bool dlms = (*use_case)->protocol == Protocol::Dlms;
    EXPECT_TRUE(dlms ? gbcs::dlms::write(item.value, octets, nullptr) : gbcs::gbz::write(item.value, octets));
    out.rows.push_back(to_hex(octets));
  }
  return out;
}

Built for_esme(std::string_view variant, std::string_view xml, std::string esme_variant = "A",
               std::string version = "4.2") {
  return built(variant, body(xml), target(DeviceType::ESME, std::move(version), std::move(esme_variant)));
}

const std::string kAtOnce = plain("09 0C 000000000000000000 8000FF");

// ---- 1.5, 1.6 ----

TEST(Settings, ABalanceIsAdjustedOrResetInEitherMode) {
  const auto adjusted = for_esme("1.5",
                                 "<UpdateMeterBalance><CreditMode><AdjustMeterBalance>-2</AdjustMeterBalance>"
                                 "</CreditMode></UpdateMeterBalance>");
  EXPECT_EQ(adjusted.name, "ECS04a");
  EXPECT_EQ(adjusted.rows, (std::vector<std::string>{plain("05 FFFFFFFE")}));
  const auto reset =
      for_esme("1.5", "<UpdateMeterBalance><PrepaymentMode><ResetMeterBalance/></PrepaymentMode></UpdateMeterBalance>");
  EXPECT_EQ(reset.name, "ECS04b");
  EXPECT_EQ(reset.rows, std::vector<std::string>(3, plain("05 00000000")));
}

std::string prepayment(std::string_view disabled, std::string_view emergency) {
  return fmt::format(
      "<UpdatePaymentMode><Prepayment><SuspendDebtDisabled>{}</SuspendDebtDisabled><SuspendDebtEmergency>{}"
      "</SuspendDebtEmergency><DisablementThreshold>-7</DisablementThreshold></Prepayment></UpdatePaymentMode>",
      disabled, emergency);
}

// Credit 0A00 to 0A02 pays charge 1400 to 1405 by these flags.
std::string pair_of(std::string_view credit, std::string_view charge, std::string_view flags) {
  return plain(fmt::format("02 03 09 06 000013 {} FF 09 06 000013 {} FF 04 03 {}", credit, charge, flags));
}

TEST(Settings, PrepaymentSaysWhichCreditPaysWhichCharge) {
  const auto m = for_esme("1.6", prepayment("true", "1"), "BD");
  EXPECT_EQ(m.name, "ECS03");
  ASSERT_EQ(m.rows.size(), 5u);
  EXPECT_EQ(m.rows[0], plain("02 02 16 02 16 01"));
  EXPECT_EQ(m.rows[1], plain("05 FFFFFFF9"));
  const std::string ten = pair_of("0A00", "1400", "E0") + pair_of("0A00", "1404", "E0") +
                          pair_of("0A00", "1401", "C0") + pair_of("0A00", "1402", "C0") +
                          pair_of("0A00", "1403", "E0") + pair_of("0A01", "1403", "E0") +
                          pair_of("0A01", "1400", "E0") + pair_of("0A01", "1404", "E0") +
                          pair_of("0A01", "1401", "C0") + pair_of("0A01", "1402", "C0");
  const std::string emergency =
      pair_of("0A02", "1404", "E0") + pair_of("0A02", "1401", "E0") + pair_of("0A02", "1402", "E0");
  const std::string twin = pair_of("0A00", "1405", "E0") + pair_of("0A01", "1405", "E0");
  EXPECT_EQ(m.rows[2], plain("01 0F") + ten + emergency + twin);
  const auto plain_mode = for_esme("1.6", prepayment("0", "false"));
  EXPECT_EQ(plain_mode.rows[2].substr(0, 4), plain("01 0A"));
  EXPECT_EQ(plain_mode.rows[2].find("C0"), std::string::npos) << "all debts are collected";
  const auto twin_only = for_esme("1.6", prepayment("1", "0"), "B");
  EXPECT_EQ(twin_only.rows[2], plain("01 0C") + ten + twin);
}

// ---- 2.1 ----

TEST(Settings, ASpecialDayThatIsNamedHasABitEvenIfItIsNotGiven) {
  const std::string xml =
      "<UpdatePrepayConfiguration><UpdatePrepayConfigElectricity><DebtRecoveryRateCap>30</DebtRecoveryRateCap>"
      "<EmergencyCreditLimit>3</EmergencyCreditLimit><EmergencyCreditThreshold>1</EmergencyCreditThreshold>"
      "<LowCreditThreshold>2</LowCreditThreshold><ElectricityNonDisablementCalendar><ElectricitySpecialDays/>"
      "<ElectricityNonDisablementSchedule><NonDisablementScript>STOP</NonDisablementScript><SpecialDaysApplicability>"
      "<SpecialDayApplicability><SpecialDayID> +9</SpecialDayID></SpecialDayApplicability></SpecialDaysApplicability>"
      "<DaysOfWeekApplicability><DayOfWeekApplicability><DayOfWeekID>Monday</DayOfWeekID></DayOfWeekApplicability>"
      "<DayOfWeekApplicability><DayOfWeekID>Sunday</DayOfWeekID></DayOfWeekApplicability></DaysOfWeekApplicability>"
      "<ScheduleDatesAndTime><SwitchTime>09:30:00Z</SwitchTime><StartDate>2024-10-27</StartDate>"
      "<EndDate>65535-03-28Z</EndDate></ScheduleDatesAndTime></ElectricityNonDisablementSchedule>"
      "</ElectricityNonDisablementCalendar><MaxMeterBalance>5</MaxMeterBalance>"
      "<MaxCreditThreshold>6</MaxCreditThreshold></UpdatePrepayConfigElectricity></UpdatePrepayConfiguration>";
  const auto m = for_esme("2.1", xml);
  EXPECT_EQ(m.name, "ECS08a");
  ASSERT_EQ(m.rows.size(), 18u);
  EXPECT_EQ(m.rows[0], plain("01 00"));
  EXPECT_EQ(m.rows[3], plain("01 01 02 0A 12 0001 03 FF 09 06 00000A006AFF 12 0021 09 04 091E0000 12 FFFF 04 07 82"
                             "04 09 0080 09 05 07E80A1BFF 09 05 FFFF031CFF"));
  EXPECT_EQ(m.rows[5], plain("05 00093A80")) << "a week";
  EXPECT_EQ(m.rows[17], kAtOnce);
  EXPECT_EQ(for_esme("2.1", xml, "A", "1.1").name, "ECS08") << "an older Device has the older form";
}

// ---- 6.5, 6.8 ----

TEST(Settings, PhasesAreFoundByTheirNumber) {
  std::string xml = "<UpdateDeviceConfigurationVoltage><RMSVoltageSettings>";
  for (std::string_view what : {"RMSExtremeOverVoltage", "RMSExtremeUnderVoltage", "RMSVoltageSag", "RMSVoltageSwell"})
    xml += fmt::format("<{0}MeasurementPeriod>1</{0}MeasurementPeriod><{0}Threshold>2</{0}Threshold>", what);
  xml += "</RMSVoltageSettings>";
  for (int phase : {3, 1, 2})
    xml += fmt::format(
        "<PolyPhaseVoltageSettings><Phase>\n0{0} </Phase><PhaseVoltageSettings>"
        "<AverageRMSOverVoltageThreshold>1{0}</AverageRMSOverVoltageThreshold>"
        "<AverageRMSUnderVoltageThreshold>2{0}</AverageRMSUnderVoltageThreshold>"
        "<AverageRMSVoltageMeasurementPeriod>3{0}</AverageRMSVoltageMeasurementPeriod></PhaseVoltageSettings>"
        "</PolyPhaseVoltageSettings>",
        phase);
  const std::string end = "</UpdateDeviceConfigurationVoltage>";
  const auto m = for_esme("6.5", xml + end, "C");
  EXPECT_EQ(m.name, "ECS29b");
  ASSERT_EQ(m.rows.size(), 23u);
  EXPECT_EQ(m.rows[0], plain("06 0000001F")) << "phase 1: 31 seconds";
  EXPECT_EQ(m.rows[2], plain("06 00000021")) << "phase 3";
  EXPECT_EQ(m.rows[3], plain("06 00000002")) << "a threshold comes before its period";
  EXPECT_EQ(m.rows[14], plain("06 0000000C")) << "over voltage of phase 2";
  EXPECT_EQ(m.rows[15], plain("06 00000017")) << "under voltage of phase 3";
  const auto kept = for_esme("6.5", xml + "<RMSVoltageCountersNotReset/>" + end, "C");
  EXPECT_EQ(kept.name, "ECS29d");
  EXPECT_EQ(kept.rows.size(), 17u);
}

TEST(Settings, TheKindOfMeterDecidesWhichCountersAreReset) {
  const std::string xml = "<UpdateDeviceConfigurationRMSVoltageCounterReset/>";
  EXPECT_EQ(for_esme("6.27", xml, "A").rows.size(), 2u);
  EXPECT_EQ(for_esme("6.27", xml, "BD").name, "ECS29e");
  const auto three = for_esme("6.27", xml, "CDE");
  EXPECT_EQ(three.name, "ECS29f");
  EXPECT_EQ(three.rows, std::vector<std::string>(6, plain("0F 00")));
}

std::string billing(std::string_view periodicity) {
  return fmt::format(
      "<UpdateDeviceConfigurationBillingCalendar><ElectricityBillingCalendar><BillingTime>00:30:00Z</BillingTime>{}"
      "</ElectricityBillingCalendar></UpdateDeviceConfigurationBillingCalendar>",
      periodicity);
}

TEST(Settings, BillsAreMadeOnTheDaysOfTheirPeriodicity) {
  const std::string entry = plain("02 02 09 04 001E0000 09 05");
  const auto only = [&](std::string_view date) {
    return std::vector<std::string>{plain("01 01") + entry + plain(date)};
  };
  const std::string in_november = "<DayOfMonth>28</DayOfMonth><BillingPeriodStartMonth>11</BillingPeriodStartMonth>";
  EXPECT_EQ(for_esme("6.8", billing("<Daily/>")).rows, only("FFFF FF FF FF"));
  EXPECT_EQ(for_esme("6.8", billing("<Weekly>7</Weekly>")).rows, only("FFFF FF FF 07"));
  EXPECT_EQ(for_esme("6.8", billing("<Monthly>28</Monthly>")).rows, only("FFFF FF 1C FF"));
  EXPECT_EQ(for_esme("6.8", billing("<Yearly>" + in_november + "</Yearly>")).rows, only("FFFF 0B 1C FF"));
  const auto quarterly = for_esme("6.8", billing("<Quarterly>" + in_november + "</Quarterly>"));
  EXPECT_EQ(quarterly.name, "ECS30a");
  EXPECT_EQ(quarterly.rows.front(), plain("01 04") + entry + plain("FFFF 0B 1C FF") + entry + plain("FFFF 02 1C FF") +
                                        entry + plain("FFFF 05 1C FF") + entry + plain("FFFF 08 1C FF"));
  const auto half = for_esme("6.8", billing("<SixMonthly>" + in_november + "</SixMonthly>"));
  EXPECT_EQ(half.rows.front(), plain("01 02") + entry + plain("FFFF 0B 1C FF") + entry + plain("FFFF 05 1C FF"));
  EXPECT_EQ(for_esme("6.8", billing("<Monthly>1</Monthly>"), "A", "1.1").name, "ECS30");
  const Element old_quarterly = body(billing("<Quarterly>" + in_november + "</Quarterly>"));
  EXPECT_FALSE(select(request(old_quarterly, "6.8"), target(DeviceType::ESME, "1.1"))) << "it knows no quarters";
}

// ---- 6.14 ----

TEST(Settings, OnlyTheLabelsThatAreGivenAreSent) {
  const auto m = for_esme("6.14.1",
                          "<UpdateDeviceConfigurationALCDescriptions><ALCSHCALCSDescription index='4'>"
                          "<SwitchDescription>Pump</SwitchDescription></ALCSHCALCSDescription><ALCSHCALCSDescription "
                          "index='2'><SwitchDescription>Car</SwitchDescription></ALCSHCALCSDescription>"
                          "</UpdateDeviceConfigurationALCDescriptions>");
  EXPECT_EQ(m.rows, (std::vector<std::string>{plain("0A 03 436172"), plain("0A 04 50756D70")}));
}

const std::string kAnyDate =
    "<Year><NonSpecifiedYear/></Year><Month><NonSpecifiedMonth/></Month><DayOfMonth><NonSpecifiedDayOfMonth/>"
    "</DayOfMonth><DayOfWeek><NonSpecifiedDayOfWeek/></DayOfWeek>";

std::string period(std::string_view element) {
  return fmt::format("<{0}><SwitchTime>06:00:00Z</SwitchTime><StartDate>{1}</StartDate><EndDate>{1}</EndDate></{0}>",
                     element, kAnyDate);
}

TEST(Settings, SwitchesAreNumberedInTheHighOctetOfTheSelector) {
  const auto schedule = [](int index, std::string_view action) {
    return fmt::format(
        "<ALCSHCALCSConnectionSchedule><ActivateDeactivateSwitch index='{}'><{}/></ActivateDeactivateSwitch>{}"
        "</ALCSHCALCSConnectionSchedule>",
        index, action, period("ALCSScheduleDatesAndTime"));
  };
  const auto m = for_esme("6.14.2", "<UpdateDeviceConfigurationALCScheduler>" + schedule(5, "ActivateSwitch") +
                                        schedule(1, "DeactivateSwitch") +
                                        "<ALCSHCALCSSpecialDays/><SwitchTypeAndId index='3'><HCALCS>00-DB-00-00-00-00-"
                                        "00-E5</HCALCS></SwitchTypeAndId><SwitchTypeAndId index='1'><ALCS/>"
                                        "</SwitchTypeAndId></UpdateDeviceConfigurationALCScheduler>");
  ASSERT_EQ(m.rows.size(), 6u);
  EXPECT_EQ(m.rows[0], plain("09 08 0000000000000000"));
  EXPECT_EQ(m.rows[1], plain("09 08 00DB0000000000E5"));
  const auto entry = [](std::string_view index, std::string_view selector) {
    return plain(
        fmt::format("02 0A 12 {} 03 FF 09 06 00000A0067FF 12 {} 09 04 06000000 12 FFFF 04 07 00 04 00"
                    "09 05 FFFFFFFFFF 09 05 FFFFFFFFFF",
                    index, selector));
  };
  EXPECT_EQ(m.rows[3], plain("01 02") + entry("0001", "0501") + entry("0002", "0102"));
}

TEST(Settings, ControllersGetALevelForOutputOrInput) {
  const auto schedule = [](int controller, std::string_view action) {
    return fmt::format(
        "<AuxiliaryControllerSchedule><AuxiliaryControllerAction auxiliaryControllerN='{}'>{}"
        "</AuxiliaryControllerAction><SpecialDaysApplicability identifier='2'/>{}</AuxiliaryControllerSchedule>",
        controller, action, period("AuxiliaryControllerSchedulePeriodAndTime"));
  };
  const auto m =
      for_esme("6.14.3", "<UpdateDeviceConfigurationAuxiliaryControllerScheduler>" +
                             schedule(2, "<CommandedStateLevel>100</CommandedStateLevel>") +
                             schedule(3, "<CommandedStateLevel>0</CommandedStateLevel><InputFromControlledLoad/>") +
                             "<AuxiliaryControllerSpecialDayDefinitions><AuxiliaryControllerSpecialDayDefinition "
                             "identifier='2'>" +
                             kAnyDate +
                             "</AuxiliaryControllerSpecialDayDefinition></AuxiliaryControllerSpecialDayDefinitions>"
                             "</UpdateDeviceConfigurationAuxiliaryControllerScheduler>");
  ASSERT_EQ(m.rows.size(), 4u);
  EXPECT_EQ(m.rows[0], plain("01 01 02 03 12 0001 09 05 FFFFFFFFFF 11 02"));
  EXPECT_NE(m.rows[1].find(plain("12 12E4")), std::string::npos) << "output 2 at 100";
  EXPECT_NE(m.rows[1].find(plain("12 2380")), std::string::npos) << "input 3 at 0";
  EXPECT_NE(m.rows[1].find(plain("04 02 40")), std::string::npos) << "the second special day";
}

// ---- 6.18, 6.22, 6.26 ----

TEST(Settings, OnlyTheRegistersThatAreGivenAreReset) {
  const auto m = for_esme(
      "6.18.2", "<ResetMaximumDemandRegisters><MaxDemandActivePowerExportValue/></ResetMaximumDemandRegisters>");
  EXPECT_EQ(m.rows, (std::vector<std::string>{plain("0F 00")}));
  EXPECT_NE(to_hex(m.message.content).find("0100020600FF"), std::string::npos);
}

TEST(Settings, BlockCountersAreResetDailyOrNever) {
  const auto daily = [](std::string_view yes) {
    return for_esme("6.26", fmt::format("<UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix>"
                                        "<DailyTariffBlockCounterMatrixReset>{}</DailyTariffBlockCounterMatrixReset>"
                                        "</UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix>",
                                        yes))
        .rows;
  };
  EXPECT_EQ(daily("1"), (std::vector<std::string>{plain("01 01 02 02 09 04 00000000 09 05 FFFFFFFFFF")}));
  EXPECT_EQ(daily("false"), (std::vector<std::string>{plain("01 00")}));
}

TEST(Settings, EventsAreMaskedAndSetByTheirCodes) {
  const std::string xml =
      "<ConfigureAlertBehaviour><ElectricitySupplierLoggingSettings><SupplierESMECommon><x810D>Enable</x810D>"
      "<x81C6>Disable</x81C6></SupplierESMECommon><SupplierESMEPolyPhase><x81B7>Enable</x81B7></SupplierESMEPolyPhase>"
      "</ElectricitySupplierLoggingSettings></ConfigureAlertBehaviour>";
  const auto single = for_esme("6.22", xml);
  EXPECT_EQ(single.name, "ECS25a3");
  // C6h = 198 is bit 6 of octet 24 from the end, 0Dh = 13 bit 5 of octet 1.
  const std::string mask = "00000000000000 40 000000000000000000000000000000000000000000 00 2000";
  EXPECT_EQ(single.rows.front(), plain("04 820200" + mask) + std::string(60, '0') + "2000");
  const auto three = for_esme("6.22", xml, "C");
  // B7h = 183 is bit 7 of octet 22.
  EXPECT_EQ(three.rows.front(),
            plain("04 820200 00000000000000 40 00 80 00000000000000000000000000000000000000 00 2000") +
                std::string(18, '0') + "80" + std::string(40, '0') + "2000");
}

TEST(Settings, ANetworkOperatorReadsItsOwnEventSettings) {
  const Element request_body = body("<ReadDeviceConfigurationEventAndAlertBehaviours/>");
  const auto read_by = [&](UserRole role) {
    Supplement known;
    known.user_roles = {role};
    const Element added = known.element();
    Source source = request(request_body, "6.2.10");
    source.added = &added;
    const auto use_case = select(source, target(DeviceType::ESME));
    return use_case ? (*use_case)->name : use_case.error().text();
  };
  EXPECT_EQ(read_by(UserRole::ED), "ECS25r2");
  EXPECT_EQ(read_by(UserRole::IS), "ECS25r1");
}

// ---- 6.28 ----

std::string sub_ghz(std::string_view channels, std::string_view failures) {
  return fmt::format(
      "<SetCHFSubGHzConfiguration>{}<NormalLimitedDutyCycleThreshold>1.3</NormalLimitedDutyCycleThreshold>"
      "<LimitedCriticalDutyCycleThreshold>2</LimitedCriticalDutyCycleThreshold>"
      "<MaximumSubGHzChannelChangesPerWeek>5</MaximumSubGHzChannelChangesPerWeek><GSMECurfew>300</GSMECurfew>"
      "<ChannelQuieterThreshold>7</ChannelQuieterThreshold><ChannelNoisierThreshold>12</ChannelNoisierThreshold>"
      "<NonGSMEPoorCommsPercentageThreshold>100.000</NonGSMEPoorCommsPercentageThreshold>"
      "<NonGSMEPoorCommsMeasurementPeriods>130</NonGSMEPoorCommsMeasurementPeriods>"
      "<LocalCHNoiseMeasurementPeriod>100</LocalCHNoiseMeasurementPeriod><LocalCHFailurePercentage>{}"
      "</LocalCHFailurePercentage><LocalCHRetryPercentage>1.05</LocalCHRetryPercentage></SetCHFSubGHzConfiguration>",
      channels, failures);
}

TEST(Settings, ChannelsAreBitsOfTheirPageAndPercentagesHundredths) {
  const std::string channels =
      "<LowerBandSubGHzChannels0To26><Channel0/><Channel26/></LowerBandSubGHzChannels0To26>"
      "<LowerBandSubGHzChannels27To34><Channel34/></LowerBandSubGHzChannels27To34><LowerBandSubGHzChannels35To61>"
      "<Channel35/></LowerBandSubGHzChannels35To61><UpperBandSubGHzChannels0To26/>";
  const auto m = built("6.28", body(sub_ghz(channels, "40.5")), target(DeviceType::CHF));
  EXPECT_EQ(m.rows, (std::vector<std::string>{
                        plain("02 0F 04 20 E4000001 04 20 E8000080 04 20 F0000001 04 20 F8000000 12 0082 12 00C8 11 05"
                              "12 012C 11 07 11 0C 12 2710 11 82 12 0064 12 0FD2 12 0069")}));
  EXPECT_EQ(m.message.header.party, kSupplier) << "the broker sends for the User";
}

// ---- credentials ----

std::string content(std::string_view variant, const Element& request_body, const Target& to, std::string& name) {
  const Source source = request(request_body, std::string(variant));
  const auto use_case = select(source, to);
  EXPECT_TRUE(use_case) << use_case.error().text();
  if (!use_case) return {};
  name = (*use_case)->name;
  Circumstances circumstances = now();
  circumstances.trans_cos = Eui64{0x0A11000000000005};
  const auto message = to_command(**use_case, source, to, circumstances);
  EXPECT_TRUE(message) << message.error().text();
  return message ? to_hex(message->content) : "";
}

TEST(Settings, AKeyIsNamedByItsUsage) {
  std::string name;
  const auto of = [&](std::string_view type) {
    return content("6.17",
                   body(fmt::format("<IssueSecurityCredentials><CredentialType>{}</CredentialType>"
                                    "</IssueSecurityCredentials>",
                                    type)),
                   target(DeviceType::GSME), name);
  };
  EXPECT_EQ(of("Digital Signature"), plain("30 04 03 02 07 80"));
  EXPECT_EQ(of("Key Agreement"), plain("30 04 03 02 03 08"));
  EXPECT_EQ(name, "CS02c");
}

TEST(Settings, FirmwareIsActivatedNowLaterOrNotAtAll) {
  std::string name;
  const std::string hash(64, 'A');
  const auto of = [&](std::string_view date) {
    return content(
        "11.3", body(fmt::format("<ActivateFirmware>{}<FirmwareHash>{}</FirmwareHash></ActivateFirmware>", date, hash)),
        target(DeviceType::ESME), name);
  };
  EXPECT_EQ(of(""), plain("30 25 04 20") + hash + plain("02 01 05"));
  EXPECT_EQ(of("<ExecutionDateTime>3000-12-31T00:00:00Z</ExecutionDateTime>"),
            plain("30 36 04 20") + hash + plain("02 01 05 18 0F 39393939313233313233353935395A"));
}

const std::string kPath =
    "<CertificationPathCertificates><Certificate>MAMCAQU=</Certificate></CertificationPathCertificates>";

TEST(Settings, AnotherRolesFloorStandsInAListOfItsOwn) {
  std::string name;
  const Element request_body = body(
      "<UpdateSecurityCredentialsKRP><RemotePartyRole>LoadController</RemotePartyRole><RemotePartyFloorSeqNumber>7"
      "</RemotePartyFloorSeqNumber><ReplacementCertificates><SupplierOrNetworkOperatorCertificates>"
      "<KeyAgreementCertificate>MAMCAQU=</KeyAgreementCertificate></SupplierOrNetworkOperatorCertificates>"
      "</ReplacementCertificates>" +
      kPath + "<ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks></UpdateSecurityCredentialsKRP>");
  // Mode 11; slot {2, digitalSignature}; counter 5; {8, 7}; certificate and slot {8, keyAgreement}; path.
  EXPECT_EQ(content("6.15.1", request_body, target(DeviceType::ESME), name),
            plain("30 34 30 19 02 01 0B A2 07 02 01 02 03 02 07 80 83 01 05 A6 08 30 06 02 01 08 02 01 07"
                  "30 10 30 0E 30 03 02 01 05 30 07 02 01 08 03 02 03 08"
                  "30 05 30 03 02 01 05"));
  EXPECT_EQ(name, "CS02gLoadControllerBySupplier");
}

TEST(Settings, OnlySuppliersHaveTopUps) {
  const auto of = [](std::string_view role, const std::string& top_up) {
    return body(
        fmt::format("<UpdateSecurityCredentialsKRP><RemotePartyRole>{}</RemotePartyRole>"
                    "<ReplacementCertificates><SupplierOrNetworkOperatorCertificates>"
                    "<KeyAgreementCertificate>MAMCAQU=</KeyAgreementCertificate>{}"
                    "</SupplierOrNetworkOperatorCertificates></ReplacementCertificates>{}"
                    "<ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks></UpdateSecurityCredentialsKRP>",
                    role, top_up, kPath));
  };
  const std::string top_up = "<KeyAgreementTopUpCertificate>MAMCAQU=</KeyAgreementTopUpCertificate>";
  const auto chosen = [&](const Element& request_body) {
    return select(request(request_body, "6.15.1"), target(DeviceType::ESME)).has_value();
  };
  EXPECT_TRUE(chosen(of("Supplier", top_up)));
  EXPECT_TRUE(chosen(of("NetworkOperator", "")));
  EXPECT_FALSE(chosen(of("NetworkOperator", top_up))) << "it would be left out in silence";
  EXPECT_FALSE(chosen(of("LoadController", top_up)));
}

TEST(Settings, TheDccHoldsAHandoverUntilItsDate) {
  std::string name;
  const auto of = [&](std::string_view date) {
    return content("6.21",
                   body(fmt::format("<RequestHandoverOfDCCControlledDevice>{}<RemotePartyRole>NetworkOperator"
                                    "</RemotePartyRole><ReplacementCertificates><DigitalSigningCertificate>MAMCAQU="
                                    "</DigitalSigningCertificate></ReplacementCertificates>{}<ApplyTimeBasedCPVChecks>"
                                    "false</ApplyTimeBasedCPVChecks></RequestHandoverOfDCCControlledDevice>",
                                    date, kPath)),
                   target(DeviceType::GPF), name);
  };
  EXPECT_EQ(of(""), of("<ExecutionDateTime>2030-01-15T09:00:00Z</ExecutionDateTime>"));
  EXPECT_EQ(name, "CS02bNOByNOHandover");
  EXPECT_NE(of("").find(plain("81 01 01")), std::string::npos) << "no time based checks";
  EXPECT_NE(of("").find(plain("83 01 4D")), std::string::npos) << "the broker's counter, 77";
}

TEST(Settings, AChangeOfSupplierIsSentByThePartyForIt) {
  const auto dated = [](const std::string& date) {
    return body("<UpdateSecurityCredentialsCoS>" + date +
                "<SupplierFloorSeqNumber>3</SupplierFloorSeqNumber>"
                "<SupplierReplacementCertificates><DigitalSigningCertificate>MAMCAQU=</DigitalSigningCertificate>"
                "</SupplierReplacementCertificates>" +
                kPath +
                "<ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks><ImportMPxN>1</ImportMPxN>"
                "</UpdateSecurityCredentialsCoS>");
  };
  const Element request_body = dated("");
  std::string name;
  const auto octets = content("6.23", request_body, target(DeviceType::ESME), name);
  EXPECT_EQ(name, "CS02bSupplierByTransCoS");
  EXPECT_NE(octets.find(plain("A6 08 30 06 02 01 02 02 01 03")), std::string::npos) << "no top-up floor";
  const auto cancelled = content("6.23", dated("<ExecutionDateTime>3000-12-31T00:00:00.00Z</ExecutionDateTime>"),
                                 target(DeviceType::ESME), name);
  EXPECT_EQ(cancelled.find(plain("A6 08")), std::string::npos) << "what cancels has no floors";
  EXPECT_NE(cancelled.find(plain("18 0F 39393939")), std::string::npos);
  const auto nobody =
      to_command(*Catalogue::instance().find(name), request(request_body, "6.23"), target(DeviceType::ESME), now());
  EXPECT_FALSE(nobody) << "no such party is known";
}

TEST(Settings, ACertificateThatIsNoWholeSequenceIsRefused) {
  const auto command_with = [](const std::string& certificate) {
    const Element request_body = body(
        "<UpdateSecurityCredentialsCoS><SupplierFloorSeqNumber>3</SupplierFloorSeqNumber>"
        "<SupplierReplacementCertificates><DigitalSigningCertificate>" +
        certificate + "</DigitalSigningCertificate></SupplierReplacementCertificates>" + kPath +
        "<ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks><ImportMPxN>1</ImportMPxN>"
        "</UpdateSecurityCredentialsCoS>");
    Circumstances with_party = now();
    with_party.trans_cos = Eui64{4};
    return to_command(*Catalogue::instance().find("CS02bSupplierByTransCoS"), request(request_body, "6.23"),
                      target(DeviceType::ESME), with_party);
  };
  EXPECT_TRUE(command_with("MAMCAQU="));            // 30 03 02 01 05
  for (const char* wrong : {"MCMCAQU=",             // 30 23: 35 octets are promised
                            "MAMCAQUA",             // one octet too many
                            "CgEF", "MA==", ""}) {  // an ENUMERATED, a tag alone, nothing
    const auto refused = command_with(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().text().find("DigitalSigningCertificate"), std::string::npos) << refused.error().text();
  }
}

}  // namespace
}  // namespace gridpost::transform::settings_test
