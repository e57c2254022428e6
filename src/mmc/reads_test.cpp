// MMC of what electricity meters answer: calendars, prices, controllers. Octets by hand, from the layout rules.
#include <gtest/gtest.h>

#include "gbcs/codec.h"
#include "mmc/mmc.h"

namespace gridpost::mmc::reads_test {
namespace {

// The body element of an answer of this use case.
Element shown(std::string_view name, std::string_view content) {
  const UseCase& use_case = *Catalogue::instance().find(name);
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.counter = 6;
  m.header.code = use_case.code;
  m.content = *from_hex(content);
  m.signature.emplace();
  const auto payload = gbcs::decode(use_case, m);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return {};
  const auto element = to_mmc(m, &use_case, &*payload);
  EXPECT_TRUE(element) << element.error().text();
  const Element* data = element ? element->at("Body/ResponseMessage/SMETSData/*") : nullptr;
  return data ? *data : Element{};
}

// "Encrypted" by a tag of twelve octets behind the plaintext.
Element opened(std::string_view name, std::string_view plain) {
  const UseCase& use_case = *Catalogue::instance().find(name);
  const gbcs::Cipher cipher{[](View sealed) -> Result<Bytes> { return Bytes(sealed.begin(), sealed.end() - 12); }, {}};
  const Bytes content = *from_hex(plain);
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.counter = 6;
  m.header.code = use_case.code;
  m.content = *from_hex(
      "DA 20000006 00 00 01 02 02 01 01 02 02 16 02 02 05 09 09 040000000000000006 09 08 00DB0000000000E1"
      "09 08 0A11000000000001 09 00 02 02 16 02 02 02 09 01 02 09 00 09");
  m.content.push_back(static_cast<std::uint8_t>(content.size() + 17));
  append(m.content, *from_hex("31 00000000"));
  append(m.content, content);
  append(m.content, *from_hex("EEEEEEEEEEEEEEEEEEEEEEEE 01 03 00"));
  m.signature.emplace();
  const auto payload = gbcs::decode(use_case, m, &cipher);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return {};
  const auto element = to_mmc(m, &use_case, &*payload);
  const Element* data = element ? element->at("Body/ResponseMessage/SMETSData/*") : nullptr;
  return data ? *data : Element{};
}

TEST(Mmc, HalfHoursOfATwinElementMeterHaveTwoValues) {
  const Element twin = opened("ECS22b", "02 01 13 02 03 06 06 06 0C 2F074200 0000000A 00000014");
  EXPECT_EQ(twin.text_at("LogEntry/Timestamp"), "2025-01-01T00:00:00Z");
  EXPECT_EQ(twin.text_at("LogEntry/Electricity/PrimaryValue"), "10");
  EXPECT_EQ(twin.text_at("LogEntry/Electricity/SecondaryValue"), "20");
  const Element single = opened("ECS22b", "02 01 13 02 02 06 06 10 2F074200 0000000A 2F074908 0000000B");
  ASSERT_EQ(single.all("LogEntry").size(), 2u);
  EXPECT_EQ(single.all("LogEntry")[1]->text_at("Timestamp"), "2025-01-01T00:30:00Z");
  EXPECT_EQ(single.at("LogEntry/Electricity/SecondaryValue"), nullptr);
  EXPECT_TRUE(opened("ECS22b", "02 01 13 02 02 06 06 00").children.empty()) << "an empty log";
}

TEST(Mmc, TheSecondaryRegisterOfATwinElementMeterHasItsUnit) {
  const Element twin =
      opened("ECS17b", "02 01 02 05 06 0000000A 02 02 0F 00 16 1E 06 00000002 02 02 0F 00 16 20 06 00000003");
  EXPECT_EQ(twin.text_at("Electricity/SecondaryActiveImportRegister/Value"), "3");
  EXPECT_EQ(twin.text_at("Electricity/SecondaryActiveImportRegister/ActiveEnergyUnit"), "Wh");
}

std::string calendar(std::string_view dates) { return "DA 20000006 00 00 01 01 " + std::string(dates) + " 01 01 00"; }
std::string at(std::string_view date) { return "02 02 09 04 06000000 09 05 " + std::string(date); }

TEST(Mmc, ABillingCalendarIsReadFromItsDates) {
  constexpr std::string_view kPath = "BillingCalendar/ElectricityBillingCalendar/";
  const auto part = [&](const Element& mmc, std::string_view name) {
    return mmc.at(std::string(kPath) + std::string(name));
  };
  const Element daily = shown("ECS26l", calendar("01" + at("FFFF FF FF FF")));
  ASSERT_TRUE(part(daily, "Daily"));
  EXPECT_EQ(daily.text_at("BillingCalendar/ElectricityBillingCalendar/BillingTime"), "06:00:00");
  const Element weekly = shown("ECS26l", calendar("01" + at("FFFF FF FF 03")));
  ASSERT_TRUE(part(weekly, "Weekly"));
  EXPECT_EQ(part(weekly, "Weekly")->text, "3");
  const Element monthly = shown("ECS26l", calendar("01" + at("FFFF FF 1C FF")));
  ASSERT_TRUE(part(monthly, "Monthly"));
  EXPECT_EQ(part(monthly, "Monthly")->text, "28");
  const Element half = shown("ECS26l", calendar("02" + at("FFFF 02 05 FF") + at("FFFF 08 05 FF")));
  ASSERT_TRUE(part(half, "SixMonthly"));
  EXPECT_EQ(part(half, "SixMonthly")->text_at("BillingPeriodStartMonth"), "2");
  const Element yearly = shown("ECS26l", calendar("01" + at("FFFF 04 06 FF")));
  ASSERT_TRUE(part(yearly, "Yearly"));
  EXPECT_EQ(part(yearly, "Yearly")->text_at("DayOfMonth"), "6");
  const Element none = shown("ECS26l", calendar("00"));
  EXPECT_EQ(none.at("BillingCalendar"), nullptr) << "nothing is better than a guess";
}

// One special day and two schedule entries; five switches of which two were told.
TEST(Mmc, AuxiliarySwitchesAreNumberedAndTheirScheduleNamesDaysAndDates) {
  const Element mmc = shown(
      "ECS61a",
      "DA 20000006 00 00 11 0A 03 414C31 00 00 00 00"
      "09 08 0000000000000000 09 08 00DB000000000097 09 00 00 00"
      "01 01 02 03 12 0001 09 05 FFFF0CFEFF 11 07"
      "01 01 02 0A 12 0001 03 FF 09 06 00000A0067FF 12 0302 09 04 160A0500 12 FFFF 04 07 82 04 0A 8040"
      "09 05 07E9FFFDFF 09 05 FFFF09FF05"
      "03 00 00 00 00 00 11 01 00 01 FA 01 FA 01 FA 01 FA 01 00 01 00 01 00 01 FA 01 FA 01 00 01 00 01 00 01 FA 01 FA"
      "01 FA 01 FA");
  const auto switches = mmc.all("AuxiliaryLoadControlSwitch");
  ASSERT_EQ(switches.size(), 2u) << "a switch of which nothing is known is left out";
  EXPECT_EQ(switches[0]->attribute("Index"), "1");
  EXPECT_EQ(switches[0]->text_at("Description"), "AL1");
  EXPECT_NE(switches[0]->at("TypeAndIdentifier/ALCS"), nullptr);
  EXPECT_EQ(switches[0]->text_at("State"), "false");
  EXPECT_EQ(switches[1]->attribute("Index"), "2");
  EXPECT_EQ(switches[1]->text_at("TypeAndIdentifier/HCALCS"), "00-DB-00-00-00-00-00-97");
  const Element* day = mmc.at("ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay");
  ASSERT_TRUE(day);
  EXPECT_EQ(day->attribute("index"), "7");
  EXPECT_NE(day->at("Year/NonSpecifiedYear"), nullptr);
  EXPECT_EQ(day->text_at("Month/SpecifiedMonth"), "12");
  EXPECT_NE(day->at("DayOfMonth/LastDayOfMonth"), nullptr);
  const Element* entry = mmc.at("ALCSScheduler");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->at("ActivateDeactivateSwitch")->attribute("index"), "3");
  EXPECT_NE(entry->at("ActivateDeactivateSwitch/DeactivateSwitch"), nullptr);
  EXPECT_EQ(entry->at("ActivateDeactivateSwitch/ActivateSwitch"), nullptr);
  const auto special = entry->all("SpecialDaysApplicability");
  ASSERT_EQ(special.size(), 2u);
  EXPECT_EQ(special[0]->attribute("index"), "1");
  EXPECT_EQ(special[1]->attribute("index"), "10");
  const auto days = entry->all("DaysOfWeekApplicability/DayOfWeekApplicability");
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0]->text_at("DayOfWeekID"), "Monday");
  EXPECT_EQ(days[1]->text_at("DayOfWeekID"), "Sunday");
  EXPECT_EQ(entry->text_at("ALCSScheduleDatesAndTime/SwitchTime"), "22:10:05");
  EXPECT_EQ(entry->text_at("ALCSScheduleDatesAndTime/StartDate/Year/SpecifiedYear"), "2025");
  EXPECT_NE(entry->at("ALCSScheduleDatesAndTime/StartDate/DayOfMonth/SecondLastDayOfMonth"), nullptr);
  EXPECT_EQ(entry->text_at("ALCSScheduleDatesAndTime/EndDate/DayOfWeek/SpecifiedDayOfWeek"), "5");
}

TEST(Mmc, WhatIsNoTextIsLeftOut) {
  const auto model = [](std::string_view octets) {
    return std::string(
        shown("ECS26n", "DA 20000006 00 00 02" + std::string(octets) + "00 02 01 00 01 FA").text_at("ModelType"));
  };
  EXPECT_EQ(model("09 03 41C3A9"), "A\xC3\xA9");
  EXPECT_EQ(model("09 02 4100"), "") << "a control character";
  EXPECT_EQ(model("09 02 41C3"), "") << "half a character";
  EXPECT_EQ(model("09 02 C080"), "") << "not the shortest form";
  EXPECT_EQ(model("09 03 EDA080"), "") << "half a pair";
}

TEST(Mmc, ThresholdsAreTakenByTheirPlaceInTheList) {
  const Element both = shown("ECS26f", "DA 20000006 00 00 01 01 02 06 000008FC 06 000011F8 01 01 00");
  EXPECT_EQ(both.text_at("LowMediumPowerThreshold"), "2300");
  EXPECT_EQ(both.text_at("MediumHighPowerThreshold"), "4600");
  const Element one = shown("ECS26f", "DA 20000006 00 00 01 01 01 06 000008FC 01 01 00");
  EXPECT_EQ(one.text_at("LowMediumPowerThreshold"), "2300");
  EXPECT_EQ(one.at("MediumHighPowerThreshold"), nullptr);
}

TEST(Mmc, PowerIsGivenWithItsUnit) {
  const Element mmc = shown("ECS17c", "DA 20000006 00 00 01 02 03 06 00000BB8 02 02 0F 00 16 1B 06 000007D0 01 01 00");
  EXPECT_EQ(mmc.text_at("ActivePowerImport/Value"), "3000");
  EXPECT_EQ(mmc.text_at("ActivePowerImport/Unit"), "W");
  EXPECT_EQ(mmc.text_at("PrimaryActivePowerImportValue"), "2000");
}

std::string utf8(std::string_view text) {
  Bytes out{0x0C, static_cast<std::uint8_t>(text.size())};
  out.insert(out.end(), text.begin(), text.end());
  return to_hex(out);
}

TEST(Mmc, AControllersKindAndStatesAreToldApart) {
  const Element mmc =
      shown("ECS61e",
            "DA 20000006 00 00 0A"
            "09 00 09 01 FF 09 08 0000000000000000 09 08 00DB000000000097 00" +
                utf8("{}") + utf8(R"({"outputState": 17})") + utf8(R"({"inputState": 101, "outputState": "1.5"})") +
                utf8("{o!") + "00" + "0A 01 00 01 00 01 00 01 00 01 FA 01 00 01 00 01 00 01 00 01 FA");
  const auto all = mmc.all("AuxiliaryControllerOperationalData");
  ASSERT_EQ(all.size(), 4u);
  const auto kind = [&](std::size_t i) { return all[i]->text_at("TypeAndIdentifier/AuxiliaryControllerType"); };
  EXPECT_EQ(kind(0), "None");
  EXPECT_EQ(kind(1), "APC");
  EXPECT_EQ(kind(2), "ALCS");
  EXPECT_EQ(kind(3), "HCALCS");
  EXPECT_EQ(all[2]->at("TypeAndIdentifier/HCALCSID"), nullptr);
  EXPECT_EQ(all[3]->text_at("TypeAndIdentifier/HCALCSID"), "00-DB-00-00-00-00-00-97");
  const std::string state = "AuxiliaryControllerStateAndAssociatedInformation/";
  EXPECT_EQ(all[1]->text_at(state + "OutputState"), "17");
  EXPECT_EQ(all[2]->at(state + "InputState"), nullptr) << "no level";
  EXPECT_EQ(all[2]->at(state + "OutputState"), nullptr) << "no level";
  EXPECT_EQ(all[0]->text_at(state + "StateAndAssociatedInformation"), "{}");
  EXPECT_EQ(all[3]->text_at(state + "StateAndAssociatedInformation"), "{o!");
}

TEST(Mmc, AnUpdateOfAControllerHasItsLevelsInQuotes) {
  const UseCase& use_case = *Catalogue::instance().find("ECS200");
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Alert;
  m.header.counter = 6;
  m.header.code = use_case.code;
  m.content = *from_hex("0F 20000006 00 02 03 12 8F88 09 0C 07E60701FF0A1E00008000FF" +
                        utf8(R"({"outputState":"100","inputState":""})"));
  m.signature.emplace();
  const auto payload = gbcs::decode(use_case, m);
  ASSERT_TRUE(payload) << payload.error().text();
  const auto element = to_mmc(m, &use_case, &*payload);
  ASSERT_TRUE(element);
  const Element* update =
      element->at("Body/DeviceAlertMessage/DeviceAlertContent/Payload/OperationalUpdateDeviceAlert");
  ASSERT_TRUE(update);
  EXPECT_EQ(update->text_at("OutputState"), "100");
  EXPECT_EQ(update->at("InputState"), nullptr);
}

TEST(Mmc, VoltageOfThreePhasesIsGivenByPhase) {
  const std::string one =
      "06 00000002 02 02 0F 00 16 FF 06 00000003 02 02 0F 01 16 FF"
      "13 02 02 06 06 08 2F074200 000000F0 06 00000708";
  const Element mmc = shown("ECS23b", "DA 20000006 00 00 12" + one + one +
                                          "00 00 00 00 00 00 12"
                                          "01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00"
                                          "01 FA 01 FA 01 FA 01 FA 01 FA 01 FA");
  const auto phases = mmc.all("Electricity/PolyPhaseESME/PhaseVoltageOperationalData");
  ASSERT_EQ(phases.size(), 2u) << "the third phase could not be read";
  EXPECT_EQ(phases[1]->text_at("Phase"), "2");
  EXPECT_EQ(phases[0]->text_at("VoltageOperationalData/AvgRMSUnderVoltageCounter/Value"), "2");
  EXPECT_EQ(phases[0]->text_at("VoltageOperationalData/AvgRMSOverVoltageCounter/Value"), "30");
  const Element* log = phases[0]->at("VoltageOperationalData/AvgRMSVoltageProfileDataLog");
  ASSERT_TRUE(log);
  EXPECT_EQ(log->text_at("LogEntry/Value"), "240");
  EXPECT_EQ(log->text_at("LogEntry/Timestamp"), "2025-01-01T00:00:00Z");
  EXPECT_EQ(log->text_at("MeasurementPeriod"), "1800");
}

// {credit, charge, flags} entries of a meter: 0A00 balance, 0A01 emergency credit, 0A02 accumulated debt.
std::string collections(std::string_view entries) {
  std::string out = "DA 20000006 00 00 12";
  out += "02 03 02 02 0F 00 0F FB 02 03 12 0000 09 06 000000000000 0F 00 01 01 02 02 09 00 10 0BB8";  // a debt rate
  for (int row = 1; row < 17; ++row) out += " 00";
  out += " 01 " + std::string(entries) + " 12";
  for (int row = 0; row < 17; ++row) out += row == 0 ? " 01 00" : " 01 FA";
  return out + " 01 00";
}
std::string entry(std::string_view credit, std::string_view charge, std::string_view flags) {
  return "02 03 09 06 000013" + std::string(credit) + "FF 09 06 000013" + std::string(charge) + "FF 04 03 " +
         std::string(flags);
}

TEST(Mmc, PaymentModeAndSuspensionFollowFromWhatIsCollected) {
  const Element credit = shown("ECS26a", collections("02" + entry("0A00", "1400", "E0") + entry("0A00", "1404", "E0")));
  EXPECT_EQ(credit.text_at("Electricity/PaymentMode"), "Credit");
  EXPECT_EQ(credit.at("SuspendDebtDisabled"), nullptr) << "says nothing of debt";
  const Element suspended = shown("ECS26a", collections("03" + entry("0A00", "1401", "C0") +
                                                        entry("0A01", "1401", "C0") + entry("0A02", "1401", "E0")));
  EXPECT_EQ(suspended.text_at("Electricity/PaymentMode"), "Prepayment");
  EXPECT_EQ(suspended.text_at("Electricity/DebtRecovery1/DebtRecoveryRate"), "3000");
  EXPECT_EQ(suspended.text_at("Electricity/DebtRecovery1/DebtRecoveryRatePriceScale"), "-5");
  EXPECT_EQ(suspended.text_at("SuspendDebtDisabled"), "true");
  EXPECT_EQ(suspended.text_at("SuspendDebtEmergency"), "true");
  const Element recovered =
      shown("ECS26a", collections("02" + entry("0A00", "1401", "E0") + entry("0A01", "1401", "E0")));
  EXPECT_EQ(recovered.text_at("SuspendDebtDisabled"), "false");
  EXPECT_EQ(recovered.text_at("SuspendDebtEmergency"), "false");
}

}  // namespace
}  // namespace gridpost::mmc::reads_test
