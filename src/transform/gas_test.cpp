// Commands to gas meters from hand-made requests; octets by hand, from the layout rules.
#include "transform/commands_for_tests.h"

namespace gridpost::transform::gas_test {
namespace {

// 2F074200h, little-endian.
const std::string kBuilt = "0042072F";
const std::string kIssued = "00000000" + kBuilt;
const std::string kAtOnce = "00000000";

std::vector<std::string> gas(std::string_view name, const Element& request_body) {
  const UseCase& u = use_case(name);
  return rows(name, command(name, request(request_body, u.services.front()), target(DeviceType::GSME)));
}

std::string refused(std::string_view name, const Element& request_body) {
  const UseCase& u = use_case(name);
  const auto built = to_command(u, request(request_body, u.services.front()), target(DeviceType::GSME), now());
  EXPECT_FALSE(built) << name;
  return built ? "" : built.error().text();
}

std::string chosen(const std::string& variant, const Element& request_body, const std::string& version = "4.2") {
  const auto found = select(request(request_body, variant), target(DeviceType::GSME, version));
  return found ? (*found)->name : found.error().text();
}

// 10972 days after 2000: 947980800 = 38810A00h seconds.
constexpr std::string_view kLater = "<ExecutionDateTime>2030-01-15T00:00:00Z</ExecutionDateTime>";
const std::string kLaterOctets = "000A8138";
constexpr std::string_view kCancelled = "<ExecutionDateTime>3000-12-31T00:00:00Z</ExecutionDateTime>";

// ---- 1.2.1 ----

Element price(std::string_view tariff, std::string_view execution = "") {
  return body("<S>" + std::string(execution) +
              "<PriceElements><GasPriceElements><CurrencyUnits>ECB</CurrencyUnits><StandingCharge>1</StandingCharge>" +
              std::string(tariff) + "</GasPriceElements></PriceElements></S>");
}

TEST(TransformGas, APriceOfBlocksTakesTheNumberOfThresholdsFromTheRequest) {
  const auto row = gas("GCS01b", price("<BlockTariff><BlockPrice index='1'>5</BlockPrice><BlockPrice "
                                       "index='3'>7</BlockPrice><NumberOfThresholds>3</NumberOfThresholds>"
                                       "</BlockTariff>",
                                       kLater));
  ASSERT_EQ(row.size(), 2u);
  EXPECT_EQ(row[0],
            kIssued + plain("01000000") + kLaterOctets + plain("10 00 00 03 00 D203 50 01000000 FF 010000 E80300"));
  EXPECT_EQ(row[1], kIssued + kLaterOctets + plain("01000000 00 01 00 00 05000000 02 07000000"));
}

TEST(TransformGas, APriceOfTiersIsCancelledByNumbersOfItsOwn) {
  const auto row = gas("GCS01b", price("<TOUTariff><TOUPrice index='4'>5</TOUPrice></TOUTariff>", kCancelled));
  ASSERT_EQ(row.size(), 2u);
  EXPECT_EQ(row[0], kIssued + plain("01000000 FFFFFFFF 00 00 01 00 00 D203 50 01000000 FF 010000 E80300"));
  EXPECT_EQ(row[1], kIssued + plain("FEFFFFFF 01000000 00 01 01 04 05000000"));
}

// ---- 1.5, 1.6 ----

TEST(TransformGas, ABalanceIsAdjustedOrResetInEitherMode) {
  const struct {
    std::string_view use_case, element;
    std::string octets;
  } table[] = {{"GCS40a", "<PrepaymentMode><AdjustMeterBalance>-2</AdjustMeterBalance></PrepaymentMode>", "00FEFFFFFF"},
               {"GCS40b", "<PrepaymentMode><ResetMeterBalance/></PrepaymentMode>", "0100000000"},
               {"GCS40c", "<CreditMode><AdjustMeterBalance>258</AdjustMeterBalance></CreditMode>", "0302010000"},
               {"GCS40d", "<CreditMode><ResetMeterBalance/></CreditMode>", "0200000000"}};
  for (const auto& t : table) {
    const Element e = body("<S>" + std::string(t.element) + "</S>");
    EXPECT_EQ(chosen("1.5", e), t.use_case);
    EXPECT_EQ(gas(t.use_case, e), std::vector{kBuilt + kAtOnce + t.octets});
  }
}

Element prepayment(std::string_view disabled, std::string_view emergency, std::string_view execution = "") {
  return body("<S>" + std::string(execution) + "<Prepayment><SuspendDebtDisabled>" + std::string(disabled) +
              "</SuspendDebtDisabled><SuspendDebtEmergency>" + std::string(emergency) +
              "</SuspendDebtEmergency><DisablementThreshold>-5</DisablementThreshold></Prepayment></S>");
}

TEST(TransformGas, ThePaymentModeSaysWhenDebtIsNotCollected) {
  const std::string end = plain("FBFFFFFF");
  EXPECT_EQ(gas("GCS03", prepayment("false", "true")), std::vector{kIssued + kAtOnce + plain("9700") + end});
  EXPECT_EQ(gas("GCS03", prepayment("true", "1")), std::vector{kIssued + kAtOnce + plain("9704") + end});
  EXPECT_EQ(gas("GCS03", prepayment("0", "false")), std::vector{kIssued + kAtOnce + plain("9708") + end});
  EXPECT_EQ(gas("GCS03", prepayment("1", "0", kLater)), std::vector{kIssued + kLaterOctets + plain("970C") + end});
  const Element credit = body("<S>" + std::string(kCancelled) + "<Credit/></S>");
  EXPECT_EQ(gas("GCS02", credit), std::vector{kIssued + plain("FFFFFFFF 940C FFFFFFFF")});
  EXPECT_EQ(chosen("1.6", credit), "GCS02");
  EXPECT_EQ(chosen("1.6", prepayment("0", "0")), "GCS03");
}

// ---- 2.1 ----

Element configuration(std::string_view execution) {
  const std::string date =
      "<GasYearWithWildcards><NonSpecifiedYear/></GasYearWithWildcards>"
      "<GasMonthWithWildcards><SpecifiedMonth>4</SpecifiedMonth></GasMonthWithWildcards>"
      "<GasDayOfMonthWithWildcards><SpecifiedDayOfMonth>1</SpecifiedDayOfMonth></GasDayOfMonthWithWildcards>"
      "<GasDayOfWeekWithWildcards><NonSpecifiedDayOfWeek/></GasDayOfWeekWithWildcards>";
  return body("<S>" + std::string(execution) +
              "<UpdatePrepayConfigGas><DebtRecoveryRateCap>-1</DebtRecoveryRateCap>"
              "<EmergencyCreditLimit>2</EmergencyCreditLimit><EmergencyCreditThreshold>3</EmergencyCreditThreshold>"
              "<LowCreditThreshold>4</LowCreditThreshold><GasNonDisablementCalendar><DayProfiles>"
              "<GasNonDisablementDayProfile>"
              "<TimeStartAction><StartTime>00:00:00Z</StartTime><NonDisablementAction>START</NonDisablementAction>"
              "</TimeStartAction><TimeStartAction><StartTime>09:30:00Z</StartTime>"
              "<NonDisablementAction>STOP</NonDisablementAction></TimeStartAction><GasDayName>5</GasDayName>"
              "</GasNonDisablementDayProfile></DayProfiles><WeekProfiles>" +
              week("2") + "</WeekProfiles><SeasonProfiles><Season><SeasonStartDate>" + date +
              "</SeasonStartDate><ReferencedWeekName>2</ReferencedWeekName></Season></SeasonProfiles>"
              "<SpecialDays><SpecialDay><Date>" +
              date +
              "</Date><ReferencedDayName>5</ReferencedDayName></SpecialDay></SpecialDays>"
              "</GasNonDisablementCalendar><MaxMeterBalance>6</MaxMeterBalance>"
              "<MaxCreditThreshold>7</MaxCreditThreshold></UpdatePrepayConfigGas></S>");
}

void expect_configuration(std::string_view execution, const std::string& prepayment, const std::string& calendar) {
  const auto row = gas("GCS05", configuration(execution));
  ASSERT_EQ(row.size(), 9u);
  EXPECT_EQ(row[0], kBuilt + prepayment + plain("02000000 03000000"));
  EXPECT_EQ(row[1], kIssued + prepayment + plain("FFFFFFFF"));
  EXPECT_EQ(row[2], plain("04000000"));
  EXPECT_EQ(row[3], kIssued + prepayment + plain("06000000 07000000"));
  EXPECT_EQ(row[4], kIssued + kBuilt + calendar + plain("03 00 00 01 01 01"));
  EXPECT_EQ(row[5], kIssued + kBuilt + plain("05 02 00 01 03 0000 01 3A02 00")) << "570 minutes";
  EXPECT_EQ(row[6], kIssued + kBuilt + plain("02 01 01 01 01 01 02 02"));
  EXPECT_EQ(row[7], kIssued + kBuilt + plain("00 01 FF0401FF 02"));
  EXPECT_EQ(row[8], kIssued + kBuilt + calendar + plain("03 01 00 01 FF0401FF 05"));
}

TEST(TransformGas, APrepaymentConfigurationIsInForceAtOnceLaterOrNotAtAll) {
  expect_configuration("", kAtOnce, kAtOnce);
  expect_configuration(kLater, kLaterOctets, kLaterOctets);
  expect_configuration(kCancelled, "FFFFFFFF", "FEFFFFFF");
}

TEST(TransformGas, TheLowCreditWarningHasItsTimeInTheComponent) {
  for (const auto& [execution, from] :
       std::map<std::string_view, std::uint32_t>{{"", 0u}, {kLater, 0x38810A00u}, {kCancelled, 0xFFFFFFFFu}}) {
    const Element e = configuration(execution);
    const auto m = command("GCS05", request(e, "2.1"), target(DeviceType::GSME));
    const auto payload = gbcs::decode_unpacked(use_case("GCS05"), m);
    ASSERT_TRUE(payload);
    for (std::size_t i = 0; i < payload->items.size(); ++i)
      EXPECT_EQ(payload->items[i].gbz.from_date, i == 2 ? std::optional(from) : std::nullopt) << i;
  }
}

// ---- 2.3 ----

TEST(TransformGas, DebtsAreChangedOneByOne) {
  const auto row =
      gas("GCS04",
          body("<S><TimeDebtRegister1>-1</TimeDebtRegister1><TimeDebtRegister2>2</TimeDebtRegister2>"
               "<PaymentDebtRegister>3</PaymentDebtRegister><DebtRecoveryPerPayment>10000</DebtRecoveryPerPayment>"
               "<GasDebtRecovery1><DebtRecoveryRate>4</DebtRecoveryRate><DebtRecoveryRatePeriod>HOURLY"
               "</DebtRecoveryRatePeriod></GasDebtRecovery1><GasDebtRecovery2><DebtRecoveryRate>5</DebtRecoveryRate>"
               "<DebtRecoveryRatePeriod>DAILY</DebtRecoveryRatePeriod></GasDebtRecovery2></S>"));
  ASSERT_EQ(row.size(), 3u);
  EXPECT_EQ(row[0], kBuilt + plain("00 FFFFFFFF 00 01 00000000 0000 00 04000000 0000"));
  EXPECT_EQ(row[1], kBuilt + plain("00 02000000 00 03 00000000 0000 01 05000000 0000"));
  EXPECT_EQ(row[2], kBuilt + plain("00 03000000 01 05 00000000 0000 01 00000000 1027"));
}

// ---- logs ----

Element period(std::string_view start, std::string_view end) {
  return body("<S><ReadLogPeriod><StartDateTime>" + std::string(start) + "</StartDateTime><EndDateTime>" +
              std::string(end) + "</EndDateTime></ReadLogPeriod></S>");
}

TEST(TransformGas, SnapshotsAreAskedForOneByOneByTheirCause) {
  const Element e = period("2000-01-01T00:00:01Z", "2000-01-01T00:00:02Z");
  const auto both = gas("GCS15b", e);
  ASSERT_EQ(both.size(), 24u);
  EXPECT_EQ(both[0], plain("01000000 02000000 00 08600000"));
  EXPECT_EQ(both[11], plain("01000000 02000000 0B 08600000"));
  EXPECT_EQ(both[12], plain("01000000 02000000 00 08600000")) << "consumption counts anew";
  EXPECT_EQ(gas("GCS15c", e)[23], plain("01000000 02000000 0B 02000000"));
  const auto days = gas("GCS16a", e);
  ASSERT_EQ(days.size(), 31u);
  EXPECT_EQ(days[30], plain("01000000 02000000 1E 01000000"));
}

TEST(TransformGas, AnEndFarInTheFutureIsTheLastDateThatCanBeSaid) {
  const Element e = period("2000-01-01T00:00:01Z", "3000-12-31T00:00:00Z");
  EXPECT_EQ(gas("GCS15e", e), std::vector{plain("FEFFFFFF 05")});
  EXPECT_EQ(gas("GCS15d", e), std::vector{plain("FEFFFFFF 0A 02")});
  EXPECT_EQ(gas("GCS16b", e)[0], plain("01000000 FEFFFFFF 00 01000000"));
  const Element late = period("2200-01-01T00:00:00Z", "3000-12-31T00:00:00Z");
  EXPECT_NE(refused("GCS15e", late).find("no form in seconds since 2000"), std::string::npos);
}

TEST(TransformGas, PaymentLogsHaveTheirStartInTheComponent) {
  const Element e = period("2000-01-01T00:01:00Z", "2000-01-02T00:00:00Z");
  for (std::string_view name : {"GCS15d", "GCS15e"}) {
    const auto m = command(name, request(e, use_case(name).services.front()), target(DeviceType::GSME));
    const auto payload = gbcs::decode_unpacked(use_case(name), m);
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->items[0].gbz.from_date, 60u) << name;
  }
}

TEST(TransformGas, SamplesAreCountedWithBothEnds) {
  const auto samples = [](std::string_view name, std::string_view end) {
    return gas(name, period("2000-01-01T00:00:00Z", end)).front();
  };
  EXPECT_EQ(samples("GCS17", "2000-01-01T00:00:00Z"), plain("0000 00000000 00 0100"));
  EXPECT_EQ(samples("GCS17", "2000-01-01T00:29:59Z"), plain("0000 00000000 00 0100"));
  EXPECT_EQ(samples("GCS17", "2000-01-03T00:00:00Z"), plain("0000 00000000 00 6100"));
  EXPECT_EQ(samples("GCS17", "3000-12-31T00:00:00Z"), plain("0000 00000000 00 FFFF")) << "as many as can be said";
  EXPECT_EQ(samples("GCS61", "2000-01-11T00:00:00Z"), plain("0100 00000000 00 0B00"));
  EXPECT_EQ(samples("GCS18", "2000-01-11T00:00:00Z"), plain("0200 01000000 00 2900")) << "whatever the period";
  EXPECT_NE(refused("GCS17", period("2000-01-02T00:00:00Z", "2000-01-01T00:00:00Z")).find("lies before"),
            std::string::npos);
}

// ---- 6 ----

TEST(TransformGas, DecimalsBecomeWholeNumbers) {
  const auto row =
      gas("GCS23", body("<S><CalorificValue>39.5</CalorificValue><ConversionFactor>1</ConversionFactor></S>"));
  ASSERT_EQ(row.size(), 2u);
  EXPECT_EQ(row[0], kBuilt + kAtOnce + plain("A0860100 50")) << "100000";
  EXPECT_EQ(row[1], kBuilt + kAtOnce + plain("8B010000 01 10")) << "395";
  EXPECT_NE(
      refused("GCS23", body("<S><CalorificValue>39.55</CalorificValue><ConversionFactor>1</ConversionFactor></S>"))
          .find("decimal places"),
      std::string::npos);
}

Element flow(std::string_view rate, std::string_view depletion, std::string_view tamper) {
  return body("<S>" + std::string(rate) + "<SupplyDepletionState>" + std::string(depletion) +
              "</SupplyDepletionState><SupplyTamperState>" + std::string(tamper) +
              "</SupplyTamperState><StabilisationPeriod>255</StabilisationPeriod>"
              "<MeasurementPeriod>65535</MeasurementPeriod></S>");
}

TEST(TransformGas, AFlowIsWholeOrInTenThousandths) {
  const Element whole = flow("<UncontrolledGasFlowRate>258</UncontrolledGasFlowRate>", "Locked", "Unchanged");
  EXPECT_EQ(chosen("6.7", whole), "GCS24");
  EXPECT_EQ(gas("GCS24", whole),
            (std::vector{kIssued + plain("0201 01 0100 0100 FF FFFF"), kBuilt + plain("03 00 00 03")}));
  const Element fine =
      flow("<UncontrolledGasFlowRateDecimal>6.5535</UncontrolledGasFlowRateDecimal>", "Unchanged", "Locked");
  EXPECT_EQ(chosen("6.7", fine), "GCS24a");
  EXPECT_EQ(gas("GCS24a", fine),
            (std::vector{kIssued + plain("FFFF 01 0100 1027 FF FFFF"), kBuilt + plain("00 03 00 03")}));
}

Element billing(std::string_view periodicity) {
  return body("<S><GasBillingCalendar><BillingPeriodStart>2000-01-01T00:00:10Z</BillingPeriodStart><Periodicity>" +
              std::string(periodicity) + "</Periodicity></GasBillingCalendar></S>");
}

TEST(TransformGas, ABillingPeriodIsANumberOfDaysWeeksOrMonths) {
  const std::map<std::string_view, std::string> octets = {{"Daily", "01000021"},      {"Weekly", "01000022"},
                                                          {"Monthly", "01000023"},    {"Quarterly", "03000023"},
                                                          {"SixMonthly", "06000023"}, {"Yearly", "0C000023"}};
  for (const auto& [word, duration] : octets) {
    const auto row = gas("GCS25a", billing(word));
    ASSERT_EQ(row.size(), 2u);
    EXPECT_EQ(row[0], kIssued + plain("0A000000") + duration + "00") << word;
    EXPECT_EQ(row[1], kIssued + plain("0A000000") + duration.substr(0, 6) + "02" + duration.substr(6) + "0001") << word;
  }
  EXPECT_EQ(gas("GCS25", billing("Weekly"))[0], kIssued + plain("0A000000 010000 22 00"));
  EXPECT_NE(refused("GCS25", billing("Yearly")).find("Yearly"), std::string::npos) << "older meters have no such word";
  EXPECT_EQ(chosen("6.8", billing("Daily"), "1.1"), "GCS25");
  EXPECT_EQ(chosen("6.8", billing("Daily"), "2.0"), "GCS25a");
}

std::string event(std::string_view code, bool wan, bool han, bool log, bool alarm) {
  const auto word = [](bool on) { return on ? "Enable" : "Disable"; };
  return fmt::format(
      "<{0}><WANAlert>{1}</WANAlert><HANAlert>{2}</HANAlert><EventLog>{3}</EventLog><Alarm>{4}</Alarm></{0}>", code,
      word(wan), word(han), word(log), word(alarm));
}

TEST(TransformGas, EventsOfOneConfigurationShareAComponent) {
  const Element e = body("<S><GasSupplierAlertEventSettings>" + event("x810D", true, false, false, false) +
                         event("x810E", false, false, false, false) + event("x8119", true, false, false, false) +
                         event("x81AA", true, true, true, true) + event("x81C6", false, true, false, false) +
                         "</GasSupplierAlertEventSettings></S>");
  EXPECT_EQ(chosen("6.22", e), "GCS20");
  EXPECT_EQ(gas("GCS20", e),
            (std::vector{kBuilt + kAtOnce + plain("5B 00 01 AA81"), kBuilt + kAtOnce + plain("08 00 02 0D81 1981"),
                         kBuilt + kAtOnce + plain("10 00 01 C681"), kBuilt + kAtOnce + plain("00 00 01 0E81")}));
}

TEST(TransformGas, WhatTheNewerMetersHaveGoesByTheirVersion) {
  const Element nothing = body("<S/>");
  EXPECT_EQ(chosen("6.2.3", nothing, "1.1"), "GCS21d");
  EXPECT_EQ(chosen("6.2.3", nothing, "2.0"), "GCS21k");
  EXPECT_EQ(chosen("6.2.4", nothing, "3.1"), "GCS21e");
  EXPECT_EQ(chosen("6.2.4", nothing, "3.2"), "GCS21m");
}

}  // namespace
}  // namespace gridpost::transform::gas_test
