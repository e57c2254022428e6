// What gas meters answer, as MMC: units, places of samples, words, calendars. (MMC 4)
#include "mmc/mmc_for_tests.h"

namespace gridpost::mmc {
namespace {

// "Value=1.5" for each leaf below the element, in order, "@index" behind it; empty elements by their name alone.
void write_leaves(const Element& e, const std::string& path, std::vector<std::string>& out) {
  const std::string index(e.attribute("index"));
  const std::string here = path + e.name + (index.empty() ? "" : "@" + index);
  if (e.children.empty()) out.push_back(e.text.empty() ? here : here + "=" + e.text);
  for (const Element& child : e.children) write_leaves(child, here + "/", out);
}

using Leaves = std::vector<std::string>;

Leaves leaves(const Element& mmc) {
  Leaves out;
  const Element* root = data(mmc);
  EXPECT_TRUE(root);
  if (!root) return out;
  for (const Element& child : root->children) write_leaves(child, "", out);
  return out;
}

// A cipher that hides nothing: twelve octets stand behind the plaintext.
gbcs::Cipher open_cipher() {
  return {[](View sealed) -> Result<Bytes> { return Bytes(sealed.begin(), sealed.end() - 12); },
          [](View) -> Result<Bytes> { return fail("not here"); }};
}

Element answer(std::string_view name, std::string_view content) {
  const auto m = message(name, gbcs::Cra::Response, content);
  const gbcs::Cipher cipher = open_cipher();
  const auto payload = gbcs::decode(use_case(name), m, &cipher);
  EXPECT_TRUE(payload) << name << ": " << payload.error().text();
  if (!payload) return {};
  return to_mmc(m, &use_case(name), &*payload).value_or(Element{});
}

// A component with these octets behind its ZCL header; `sealed`: encrypted.
std::string component(std::string_view cluster, std::string_view frame, std::string_view command,
                      std::string_view payload, bool last = true, bool sealed = false) {
  const Bytes inner = *from_hex(payload);
  const std::string additional = sealed ? "0000" : "";
  std::string body = additional + std::string(frame) + "00" + std::string(command);
  if (sealed) body += fmt::format("{:04X}3100000000", inner.size() + 17);
  body += to_hex(inner);
  if (sealed) body += "EEEEEEEEEEEEEEEEEEEEEEEE";
  return fmt::format("{:02X}{}{:04X}{}", (last ? 1 : 0) + (sealed ? 2 : 0), cluster, body.size() / 2, body);
}

std::string payload(int count, const std::string& components) { return fmt::format("0109{:02X}{}", count, components); }

// ---- samples ----

TEST(MmcGas, SamplesHaveTheirTimeFromTheirPlace) {
  // From 2000-01-01T00:00:10Z on: 1.5 m3 and 0.
  const auto samples = [](std::string_view frame) {
    return payload(1, component("0702", frame, "07", "0000 0A000000 00 0807 0200 DC0500 000000", true, true));
  };
  EXPECT_EQ(leaves(answer("GCS17", samples("19"))),
            (Leaves{"LogEntry/Timestamp=2000-01-01T00:00:10Z", "LogEntry/Gas/PrimaryValue=1.5",
                    "LogEntry/Timestamp=2000-01-01T00:30:10Z", "LogEntry/Gas/PrimaryValue=0"}));
  EXPECT_EQ(
      leaves(answer("GCS18", samples("09"))),
      (Leaves{"Gas/NetworkDataLog/LogEntry/Value=1.5", "Gas/NetworkDataLog/LogEntry/Timestamp=2000-01-01T00:00:10Z",
              "Gas/NetworkDataLog/LogEntry/Value=0", "Gas/NetworkDataLog/LogEntry/Timestamp=2000-01-01T00:06:10Z"}));
  EXPECT_EQ(leaves(answer("GCS61", samples("19"))),
            (Leaves{"Gas/LogEntry/Value=1.5", "Gas/LogEntry/Timestamp=2000-01-01T00:00:10Z", "Gas/LogEntry/Value=0",
                    "Gas/LogEntry/Timestamp=2000-01-02T00:00:10Z"}));
}

TEST(MmcGas, ALogWithoutDataHasItsFuelAndNoEntries) {
  const Element mmc = answer("GCS61", payload(1, component("0702", "08", "0B", "08 8B")));
  EXPECT_EQ(leaves(mmc), Leaves{"Gas"});
  EXPECT_EQ(data(mmc)->attribute("MessageSuccess"), "false");
  const Element none =
      answer("GCS17", payload(1, component("0702", "19", "07", "0000 0A000000 00 0807 0000", true, true)));
  EXPECT_EQ(leaves(none), Leaves{});
}

TEST(MmcGas, ARefusedRecordIsAFailure) {
  const Element good = answer("GCS31", payload(1, component("0702", "09", "0D", "0200")));
  EXPECT_EQ(leaves(good), Leaves{"SampleID=2"});
  EXPECT_EQ(data(good)->attribute("MessageSuccess"), "true");
  const Element refused = answer("GCS31", payload(1, component("0702", "09", "0D", "FFFF")));
  EXPECT_EQ(data(refused)->attribute("MessageSuccess"), "false");
}

// ---- snapshots ----

// Id, time (second 60), found, index, commands, cause, type, then the registers 1000, 2000 ... in litres.
const std::string kSnapshot =
    "01000000 3C000000 01 00 01 02000000 00 E80300000000 04 D00700000000 B80B00000000 A00F00000000 881300000000 04 "
    "701700000000 581B00000000 401F00000000 282300000000";
// Accumulated debt -1, then 2 to 6.
const std::string kBalances =
    "01000000 3C000000 01 00 01 02000000 00 FFFFFFFF 02000000 03000000 04000000 05000000 06000000";

TEST(MmcGas, SnapshotsAreEntriesInCubicMetres) {
  const std::string both =
      payload(3, component("0702", "19", "06", kSnapshot, false, true) + component("0702", "08", "0B", "06 8B", false) +
                     component("0705", "19", "01", kBalances, true, true));
  const Leaves balances = {"AccumulatedDebtRegister=-1",    "EmergencyCreditBalance=5", "MeterBalance=6",
                           "PaymentDebtRegister=4",         "TimeDebtRegisters1=2",     "TimeDebtRegisters2=3",
                           "Timestamp=2000-01-01T00:01:00Z"};
  Leaves expected = {"Timestamp=2000-01-01T00:01:00Z",   "ActiveImportRegisterValueConsumption=1",
                     "BlockRegisterMatrixValue@1=6",     "BlockRegisterMatrixValue@2=7",
                     "BlockRegisterMatrixValue@3=8",     "BlockRegisterMatrixValue@4=9",
                     "TariffTOURegisterMatrixValue@1=2", "TariffTOURegisterMatrixValue@2=3",
                     "TariffTOURegisterMatrixValue@3=4", "TariffTOURegisterMatrixValue@4=5"};
  for (std::string& leaf : expected) leaf = "Gas/GSMEBillingDataLogEntry/" + leaf;
  for (const std::string& leaf : balances) expected.push_back("Gas/GSMEBillingPrepaymentDataLogEntry/" + leaf);
  EXPECT_EQ(leaves(answer("GCS15c", both)), expected);

  expected = {"ConsumptionRegister=1",
              "Timestamp=2000-01-01T00:01:00Z",
              "TariffTOURegisterMatrixValue@1=2",
              "TariffTOURegisterMatrixValue@2=3",
              "TariffTOURegisterMatrixValue@3=4",
              "TariffTOURegisterMatrixValue@4=5",
              "BlockRegisterMatrixValue@1=6",
              "BlockRegisterMatrixValue@2=7",
              "BlockRegisterMatrixValue@3=8",
              "BlockRegisterMatrixValue@4=9"};
  for (std::string& leaf : expected) leaf = "Gas/LogEntryConsumptionRegister/" + leaf;
  for (const std::string& leaf : balances) expected.push_back("Gas/LogEntryPrepaymentData/" + leaf);
  EXPECT_EQ(leaves(answer("GCS15b", both)), expected);
}

// Twelve entries are asked for; the message of 4.4.2 that has two of them is called a success.
TEST(MmcGas, ALogThatIsNotFullIsASuccessAnEmptyOneIsNot) {
  const auto verdict = [](const std::string& components) {
    return std::string(data(answer("GCS15c", payload(2, components)))->attribute("MessageSuccess"));
  };
  const std::string found = component("0702", "19", "06", kSnapshot, false, true);
  EXPECT_EQ(verdict(found + component("0705", "08", "0B", "07 8B")), "true");
  EXPECT_EQ(verdict(found + component("0705", "08", "0B", "07 C0")), "false");
  EXPECT_EQ(verdict(component("0702", "08", "0B", "06 8B", false) + component("0705", "08", "0B", "07 8B")), "false");
}

TEST(MmcGas, PaymentsAreAmountsWithTheirTimes) {
  EXPECT_EQ(leaves(answer("GCS15d", payload(1, component("0705", "19", "06", "00 01 3C000000 07000000 02 09000000",
                                                         true, true)))),
            (Leaves{"PaymentBasedDebtRepayment/LogEntry/Amount=7",
                    "PaymentBasedDebtRepayment/LogEntry/Timestamp=2000-01-01T00:01:00Z"}));
  EXPECT_EQ(
      leaves(answer("GCS15e", payload(1, component("0705", "19", "05", "00 01 02 3132 07000000 3C000000")))),
      (Leaves{"PrepaymentCredits/LogEntry/Amount=7", "PrepaymentCredits/LogEntry/Timestamp=2000-01-01T00:01:00Z"}));
}

// ---- configuration ----

TEST(MmcGas, DecimalsAreWrittenWithTheirPlaces) {
  const std::string content =
      payload(2, component("0700", "08", "01",
                           "0603 00 18 10 0503 00 30 01 0403 00 23 8B010000 0303 00 18 50 0203 00 23 "
                           "788F0100",
                           false) +
                     component("0702", "08", "01",
                               "130B 00 21 1027 120B 00 21 0100 110B 00 30 01 100B 00 21 F0F0 140B "
                               "00 20 0A 150B 00 21 100E"));
  EXPECT_EQ(leaves(answer("GCS21a", content)),
            (Leaves{"CalorificValue=39.5", "ConversionFactor=1.02264", "UncontrolledGasFlowRate=6.168",
                    "FlowStabilisationPeriod=10", "FlowMeasurementPeriod=3600"}));
}

TEST(MmcGas, APeriodIsAWordByNumberAndUnit) {
  const std::map<std::string, std::string> words = {{"010000 21", "Daily"},      {"010000 22", "Weekly"},
                                                    {"010000 23", "Monthly"},    {"030000 23", "Quarterly"},
                                                    {"060000 03", "SixMonthly"}, {"0C0000 13", "Yearly"}};
  for (const auto& [octets, word] : words) {
    const Element mmc =
        answer("GCS21k", payload(1, component("0700", "09", "09", "00000000 01000000 3C000000 " + octets + " 00")));
    EXPECT_EQ(leaves(mmc), (Leaves{"BillingCalendar/GasBillingCalendar/BillingPeriodStart=2000-01-01T00:01:00Z",
                                   "BillingCalendar/GasBillingCalendar/Periodicity=" + word}));
  }
}

TEST(MmcGas, OlderMetersPutTheirIdentifierBehindTheModel) {
  const std::string states = component("0702", "08", "01", "0806 00 30 00 0706 00 30 03");
  const std::string old_one = component(
      "0000", "08", "01", "0400 00 42 02 4142 0500 00 42 10 4D4F44454C312020 00DB0000000000E1 0300 00 20 01", false);
  EXPECT_EQ(leaves(answer("GCS21e", payload(2, old_one + states))),
            (Leaves{"DeviceIdentifier=00-DB-00-00-00-00-00-E1", "ModelType=MODEL1  ", "ManufacturerIdentifier=AB",
                    "Gas/SupplyTamperState=Unchanged", "Gas/SupplyDepletionState=Locked"}));
  const std::string new_one = component("0000", "08", "01", "0400 C0 0500 00 42 05 4D4F44454C", false);
  EXPECT_EQ(leaves(answer("GCS21m", payload(2, new_one + states))),
            (Leaves{"ModelType=MODEL", "Gas/SupplyTamperState=Unchanged", "Gas/SupplyDepletionState=Locked"}));
}

TEST(MmcGas, ThePaymentModeIsReadFromItsBits) {
  const auto mode = [](std::string_view octets) {
    return leaves(answer("GCS21j", payload(1, component("0705", "08", "01", "0000 00 19 " + std::string(octets)))));
  };
  EXPECT_EQ(mode("9700"), (Leaves{"PaymentMode=Prepayment", "SuspendDebtEmergency=true", "SuspendDebtDisabled=false"}));
  EXPECT_EQ(mode("940C"), (Leaves{"PaymentMode=Credit", "SuspendDebtEmergency=false", "SuspendDebtDisabled=true"}));
}

TEST(MmcGas, EventsAreNamedByTheirCodesInTheOrderOfTheSchema) {
  // 81C6 before 810D, and 8199, which has no name: bits of WAN 08h, HAN 10h, alarm 40h, log in the low three.
  const Element mmc = answer("GCS20r", payload(1, component("0708", "01", "04", "00 01 C681 53 9981 08 0D81 08")));
  const std::string at = "GasSupplierAlertEventSettings/";
  EXPECT_EQ(leaves(mmc),
            (Leaves{at + "x810D/WANAlert=Enable", at + "x810D/HANAlert=Disable", at + "x810D/EventLog=Disable",
                    at + "x810D/Alarm=Disable", at + "x81C6/WANAlert=Disable", at + "x81C6/HANAlert=Enable",
                    at + "x81C6/EventLog=Enable", at + "x81C6/Alarm=Enable"}));
}

// ---- calendars ----

std::string calendar(std::string_view days) {
  const std::string head = "00000000 01000000 02000000 ";
  return std::string(days) + component("0707", "19", "02", head + "02 01 02 03 04 01 02 03", false) +
         component("0707", "19", "03", head + "00 01 FF0301FF 02", false) +
         component("0707", "19", "04", head + "00000000 00 01 00 01 730CFF05 04", false);
}

Leaves shown_calendar(const std::string& table, const std::string& seasons, const std::string& special,
                      const std::string& of_week, const std::string& of_special) {
  Leaves out{table + "WeekProfiles/WeekProfile/WeekName=2"};
  const std::string days = "1234123";
  for (std::size_t i = 0; i < days.size(); ++i)
    out.push_back(fmt::format("{}WeekProfiles/WeekProfile/{}@{}={}", table, of_week, i + 1, days[i]));
  const std::string season = table + seasons + "/Season/SeasonStartDate/Gas";
  for (std::string_view part :
       {"YearWithWildcards/NonSpecifiedYear", "MonthWithWildcards/SpecifiedMonth=3",
        "DayOfMonthWithWildcards/SpecifiedDayOfMonth=1", "DayOfWeekWithWildcards/NonSpecifiedDayOfWeek"})
    out.push_back(season + std::string(part));
  out.push_back(table + seasons + "/Season/ReferencedWeekName=2");
  for (std::string_view part :
       {"YearWithWildcards/SpecifiedYear=2015", "MonthWithWildcards/SpecifiedMonth=12",
        "DayOfMonthWithWildcards/GasNonSpecifiedDayOfMonth", "DayOfWeekWithWildcards/SpecifiedDayOfWeek=5"})
    out.push_back(special + "/SpecialDay/Date/Gas" + std::string(part));
  out.push_back(special + "/SpecialDay/" + of_special + "=4");
  return out;
}

TEST(MmcGas, ATariffShowsItsCalendarThresholdsAndPrices) {
  const std::string head = "00000000 01000000 02000000 ";
  const std::string attributes =
      "0302 00 22 E80300 0202 00 22 010000 0001 00 25 DC0500000000 0101 C0 0004 00 23 05000000 1004 00 23 06000000 "
      "1606 00 21 3A03 1706 00 18 50 0103 00 23 07000000";
  const std::string days = component("0700", "18", "01", attributes, false) +
                           component("0707", "19", "01", head + "01 01 00 01 00 0000 03", false) +
                           component("0707", "19", "01", head + "02 01 00 01 00 0000 00", false);
  const std::string price =
      component("0700", "19", "00", "00000000 00 01000000 02000000 01 3A03 51 41 00000000 A005 08000000");
  Leaves expected{"Gas/PrimaryActiveTariffPrice=8",
                  "Gas/PrimaryActiveTariffPriceScale=-5",
                  "Gas/CurrencyUnitsLabel=GBP",
                  "Gas/StandingCharge=7",
                  "Gas/TariffSwitchingTable/DayProfiles/DayProfile/DayName=1",
                  "Gas/TariffSwitchingTable/DayProfiles/DayProfile/TOUTariffAction=3",
                  "Gas/TariffSwitchingTable/DayProfiles/DayProfile/DayName=2",
                  "Gas/TariffSwitchingTable/DayProfiles/DayProfile/BlockTariff"};
  for (const std::string& leaf :
       shown_calendar("Gas/TariffSwitchingTable/", "Seasons", "Gas/TariffSwitchingTableSpecialDays", "ReferencedDay",
                      "ReferencedDay"))
    expected.push_back(leaf);
  for (std::string_view leaf :
       {"TariffThresholds/BlockThreshold@1=1.5", "TOUTariff/TariffTOUPrice@1=6", "BlockTariff/BlockPrice@1=5"})
    expected.push_back("Gas/" + std::string(leaf));
  EXPECT_EQ(leaves(answer("GCS21f", payload(7, calendar(days) + price))), expected);
}

TEST(MmcGas, APrepaymentConfigurationShowsItsCalendarAndDebts) {
  const std::string head = "00000000 01000000 02000000 ";
  const std::string attributes =
      "3902 00 21 E803 0600 00 2B FEFFFFFF 1602 00 30 00 2602 00 30 01 4000 00 2B FFFFFFFF 1000 00 23 01000000 1100 00 "
      "23 02000000 3100 00 23 03000000 2100 00 23 04000000 2200 00 23 05000000 1702 00 23 06000000 2702 00 23 07000000";
  const std::string days = component("0705", "08", "01", attributes, false) +
                           component("0700", "08", "01", "1706 00 18 50", false) +
                           component("0707", "19", "01", head + "05 02 00 01 03 0000 01 3A02 00", false);
  std::string content = calendar(days);
  const std::size_t last = content.rfind("000707");  // the special days end the message
  content.replace(last, 2, "01");
  Leaves expected{"DebtRecoveryPerPayment=1000", "DebtRecoveryRateCap=-2",     "DisablementThreshold=-1",
                  "EmergencyCreditLimit=1",      "EmergencyCreditThreshold=2", "LowCreditThreshold=3",
                  "CreditMaxCreditThreshold=5",  "MaxCreditMaxMeterBalance=4"};
  const std::string table = "Gas/NonDisablementCalendar/";
  const std::string day = table + "DayProfiles/GasNonDisablementDayProfile/";
  for (std::string_view leaf :
       {"TimeStartAction@1/StartTime=00:00:00Z", "TimeStartAction@1/NonDisablementAction=START",
        "TimeStartAction@2/StartTime=09:30:00Z", "TimeStartAction@2/NonDisablementAction=STOP", "GasDayName=5"})
    expected.push_back(day + std::string(leaf));
  for (const std::string& leaf :
       shown_calendar(table, "SeasonProfiles", table + "SpecialDays", "ReferencedDayName", "ReferencedDayName"))
    expected.push_back(leaf);
  for (std::string_view leaf : {"DebtRecovery1/DebtRecoveryRate=6", "DebtRecovery1/DebtRecoveryRatePeriod=HOURLY",
                                "DebtRecovery2/DebtRecoveryRate=7", "DebtRecovery2/DebtRecoveryRatePeriod=DAILY"})
    expected.push_back("Gas/" + std::string(leaf));
  EXPECT_EQ(leaves(answer("GCS21b", payload(6, content))), expected);
}

}  // namespace
}  // namespace gridpost::mmc
