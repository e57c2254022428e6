// Requests of the hard shapes, written by hand: tariffs of electricity and gas, replacement of credentials.
#pragma once

#include <string>

#include "transform/body_for_tests.h"
#include "transform/transform.h"

namespace gridpost::transform {

constexpr Eui64 kSupplier{0x0A11000000000001};
constexpr Eui64 kBroker{0x0A11000000000002};
constexpr Eui64 kDevice{0x00DB0000000000E1};
constexpr TimeMs kNow = 1735689600000;  // 2025-01-01T00:00:00Z, 789004800 = 2F074200h seconds since 2000

inline Source request(const Element& service_body, std::string variant, std::uint64_t counter = 5) {
  return {{kSupplier, kDevice, counter}, std::move(variant), &service_body, nullptr};
}

inline Target target(DeviceType type, std::string version = "4.2", std::string variant = "A") {
  return {kDevice, type, std::move(variant), std::move(version)};
}

inline Circumstances now(TimeMs time = kNow) { return {time, kBroker, 77, true, {}}; }

inline std::string week(std::string_view name) {
  std::string out = "<WeekProfile><WeekName>" + std::string(name) + "</WeekName>";
  for (int day = 1; day <= 7; ++day)
    out += "<ReferencedDayName index='" + std::to_string(day) + "'>" + (day < 6 ? "1" : "2") + "</ReferencedDayName>";
  return out + "</WeekProfile>";
}

// `execution`: an ExecutionDateTime element or nothing.
inline Element electricity_tariff(std::string_view execution = "") {
  return body(
      "<UpdateImportTariffPrimaryElement>" + std::string(execution) +
      "<ElecTariffElements><CurrencyUnits>GBP</CurrencyUnits><SwitchingTable>"
      "<DayProfiles><DayProfile><DayName>1</DayName>"
      "<ProfileSchedule><StartTime>00:00:00.00Z</StartTime><BlockTariffAction>1</BlockTariffAction></ProfileSchedule>"
      "<ProfileSchedule><StartTime>06:30:00.00Z</StartTime><TOUTariffAction>3</TOUTariffAction></ProfileSchedule>"
      "</DayProfile></DayProfiles>"
      "<WeekProfiles>" +
      week("9") +
      "</WeekProfiles>"
      "<Seasons><Season><SeasonName>all</SeasonName><SeasonStartDate>"
      "<Year><SpecifiedYear>2015</SpecifiedYear></Year><Month><SpecifiedMonth>01</SpecifiedMonth></Month>"
      "<DayOfMonth><SpecifiedDayOfMonth>01</SpecifiedDayOfMonth></DayOfMonth>"
      "<DayOfWeek><NonSpecifiedDayOfWeek/></DayOfWeek></SeasonStartDate>"
      "<ReferencedWeekName>9</ReferencedWeekName></Season></Seasons></SwitchingTable>"
      "<SpecialDays><SpecialDay><Date><Year><NonSpecifiedYear/></Year><Month><SpecifiedMonth>12</SpecifiedMonth></"
      "Month>"
      "<DayOfMonth><SpecifiedDayOfMonth>25</SpecifiedDayOfMonth></DayOfMonth>"
      "<DayOfWeek><NonSpecifiedDayOfWeek/></DayOfWeek></Date><ReferencedDayName>2</ReferencedDayName></SpecialDay>"
      "</SpecialDays>"
      "<ThresholdMatrix><Thresholds index='2'><BlockThreshold index='1'>10000</BlockThreshold>"
      "<BlockThreshold index='2'>20000</BlockThreshold></Thresholds></ThresholdMatrix></ElecTariffElements>"
      "<PriceElements><ElectricityPriceElements><StandingCharge>500</StandingCharge>"
      "<StandingChargeScale>-5</StandingChargeScale><PriceScale>-5</PriceScale>"
      "<BlockTariff><BlockPrices index='3'><BlockPrice index='2'>-5</BlockPrice></BlockPrices>"
      "<TOUPrice index='2'>1234</TOUPrice></BlockTariff>"
      "</ElectricityPriceElements></PriceElements></UpdateImportTariffPrimaryElement>");
}

// `prices`: BlockTariff or TOUTariff.
inline Element gas_tariff(std::string_view prices, std::string_view execution = "") {
  return body(
      "<UpdateImportTariffPrimaryElement>" + std::string(execution) +
      "<GasTariffElements><SwitchingTable>"
      "<DayProfiles><DayProfile><DayName>1</DayName><TOUTariffAction>2</TOUTariffAction></DayProfile>"
      "<DayProfile><DayName>2</DayName><BlockTariff/></DayProfile></DayProfiles>"
      "<WeekProfiles>" +
      week("9") +
      "</WeekProfiles>"
      "<Seasons><Season><SeasonStartDate><GasYearWithWildcards><NonSpecifiedYear/></GasYearWithWildcards>"
      "<GasMonthWithWildcards><SpecifiedMonth>3</SpecifiedMonth></GasMonthWithWildcards>"
      "<GasDayOfMonthWithWildcards><SpecifiedDayOfMonth>20</SpecifiedDayOfMonth></GasDayOfMonthWithWildcards>"
      "<GasDayOfWeekWithWildcards><NonSpecifiedDayOfWeek/></GasDayOfWeekWithWildcards></SeasonStartDate>"
      "<ReferencedWeekName>9</ReferencedWeekName></Season></Seasons></SwitchingTable><SpecialDays/>"
      "<ThresholdMatrix><BlockThreshold index='1'>1000000</BlockThreshold>"
      "<BlockThreshold index='2'>2000000</BlockThreshold></ThresholdMatrix></GasTariffElements>"
      "<PriceElements><GasPriceElements><CurrencyUnits>GBP</CurrencyUnits><StandingCharge>54794</StandingCharge>" +
      std::string(prices) + "</GasPriceElements></PriceElements></UpdateImportTariffPrimaryElement>");
}

inline Element gas_block_tariff(std::string_view execution = "") {
  return gas_tariff(
      "<BlockTariff><BlockPrice index='1'>9600</BlockPrice><BlockPrice index='2'>10200</BlockPrice></BlockTariff>",
      execution);
}

inline Element gas_tou_tariff() {
  return gas_tariff("<TOUTariff><TOUPrice index='1'>9600</TOUPrice><TOUPrice index='2'>10200</TOUPrice></TOUTariff>");
}

// Certificates are any DER element here: 30 03 02 01 05.
inline Element credentials(std::string_view more = "") {
  return body(
      "<UpdateSecurityCredentialsKRP><RemotePartyRole>Supplier</RemotePartyRole>"
      "<RemotePartyFloorSeqNumber>7</RemotePartyFloorSeqNumber>"
      "<RemotePartyPrepaymentTopUpFloorSeqNumber>9</RemotePartyPrepaymentTopUpFloorSeqNumber>"
      "<ReplacementCertificates><SupplierOrNetworkOperatorCertificates>"
      "<DigitalSigningCertificate>MAMCAQU=</DigitalSigningCertificate>"
      "<KeyAgreementTopUpCertificate>MAMCAQU=</KeyAgreementTopUpCertificate>"
      "</SupplierOrNetworkOperatorCertificates></ReplacementCertificates>"
      "<CertificationPathCertificates><Certificate>MAMCAQU=</Certificate></CertificationPathCertificates>" +
      std::string(more) + "</UpdateSecurityCredentialsKRP>");
}

}  // namespace gridpost::transform
