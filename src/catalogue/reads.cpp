// Chapter 4: registers, balances and logs that Users read.
#include <fmt/format.h>

#include "catalogue/snapshot_pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase ecs17b() {
  return dlms(0x0027, "ECS17b", "ESME import registers: read", {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("4.1.1", "ReadInstantaneousImportRegisters")
      .stamped(Stamp::Own)
      .with({protected_read(
          "0-0:43.2.8.255", {1, "0-0:94.44.34.10", 2}, whole_attribute(),
          structure("importRegisters", {u32("active"), scaler_unit("activeUnit"), u32("reactive"),
                                        scaler_unit("reactiveUnit"), u32("secondaryActive").only_if_twin()}))})
      .shows("ReadInstantaneousImportRegistersRsp/Electricity",
             {scaled("ActiveImportRegister/Value", "active", "activeUnit"),
              text("ActiveImportRegister/ActiveEnergyUnit", "activeUnit/unit", {{30, "Wh"}}),
              scaled("ReactiveImportRegister/Value", "reactive", "reactiveUnit"),
              text("ReactiveImportRegister/ReactiveEnergyUnit", "reactiveUnit/unit", {{32, "varh"}}),
              group("SecondaryActiveImportRegister",
                    {scaled("Value", "secondaryActive", "activeUnit"), constant("ActiveEnergyUnit", "Wh")})});
}

UseCase gcs13a() {
  return gbz(0x0074, "GCS13a", "Gas consumption register: read", {DeviceType::GSME, DeviceType::GPF}, Sender::User,
             Protection::MacOnly)
      .serves("4.1.1", "ReadInstantaneousImportRegisters")
      .stamped(Stamp::WithSource)
      .with({read(0x0702, {attr(0x0302, u24("divisor")), attr(0x0301, u24("multiplier")), attr(0x0300, enum8("unit")),
                           attr(0x0000, u48("consumption"))})
                 .sealed()})
      .shows("ReadInstantaneousImportRegistersRsp/Gas",
             {ratio("ConsumptionRegister/Value", "consumption", "multiplier", "divisor"),
              text("ConsumptionRegister/Unit", "unit", {{1, "m3"}})});
}

constexpr int kPrimaryRates = 48;
constexpr int kSecondaryRates = 4;
constexpr int kGasTiers = 4;  // of a time-of-use tariff, and blocks of a block tariff

UseCase ecs17d() {
  return dlms(0x0029, "ECS17d", "ESME time-of-use registers: read", {DeviceType::ESME}, Sender::UserOrBroker,
              Protection::MacOnly)
      .serves("4.1.2", "ReadInstantaneousImportTOUMatrices")
      .stamped(Stamp::Own)
      .with({protected_read(
          "0-0:43.2.9.255", {1, "0-0:94.44.34.1", 2}, whole_attribute(),
          structure("touRegisters", {equal_items("primary", kPrimaryRates, u32()),
                                     equal_items("secondary", kSecondaryRates, u32()).only_if_twin()}))})
      .shows("ReadInstantaneousImportTOUMatricesRsp/Electricity/TariffTOURegisterCollection",
             {items("TOUPrimaryRegisterValue", "primary"), items("TOUSecondRegisterValue", "secondary")});
}

// Four gas registers, their attributes so far apart.
std::vector<Attribute> gas_registers(std::uint16_t first, std::uint16_t distance) {
  std::vector<Attribute> out;
  for (int i = 0; i < kGasTiers; ++i)
    out.push_back(attr(static_cast<std::uint16_t>(first + i * distance), u48(fmt::format("register{}", i + 1))));
  return out;
}

std::vector<MmcField> shown_gas_registers(std::string_view path) {
  std::vector<MmcField> out;
  for (int i = 1; i <= kGasTiers; ++i)
    out.push_back(ratio(path, fmt::format("register{}", i), "multiplier", "divisor").at_index(i));
  return out;
}

std::vector<Attribute> gas_scale() {
  return {attr(0x0302, u24("divisor")), attr(0x0301, u24("multiplier")), attr(0x0300, enum8("unit"))};
}

std::vector<Attribute> joined(std::vector<Attribute> first, const std::vector<Attribute>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

UseCase gcs13c() {
  return gbz(0x00B6, "GCS13c", "Gas time-of-use registers: read", {DeviceType::GSME, DeviceType::GPF},
             Sender::UserOrBroker, Protection::MacOnly)
      .serves("4.1.2", "ReadInstantaneousImportTOUMatrices")
      .stamped(Stamp::WithSource)
      .with({read(0x0702, joined(gas_scale(), gas_registers(0x0100, 2))).sealed()})
      .shows("ReadInstantaneousImportTOUMatricesRsp/Gas/TariffTOURegisterMatrix",
             shown_gas_registers("TOURegisterMatrixValue"));
}

UseCase gcs13b() {
  return gbz(0x00B8, "GCS13b", "Gas block counters: read", {DeviceType::GSME, DeviceType::GPF}, Sender::User,
             Protection::MacOnly)
      .serves("4.1.4", "ReadInstantaneousImportBlockCounters")
      .stamped(Stamp::WithSource)
      .with({read(0x0702, joined(gas_registers(0x0700, 1), gas_scale())).sealed()})
      .shows("ReadInstantaneousImportBlockCountersRsp/ImportBlockCounters",
             shown_gas_registers("TariffBlockCounterValue"));
}

// Both fuels, with the names of the values alike.
std::vector<MmcField> shown_prepayment() {
  return {number("EmergencyCreditBalance", "emergencyCredit"),
          number("AccumulatedDebtRegister", "accumulatedDebt"),
          number("PaymentDebtRegister", "paymentDebt"),
          number("TimeDebtRegister1", "timeDebt1"),
          number("TimeDebtRegister2", "timeDebt2"),
          number("MeterBalance", "balance")};
}

// The message has six numbers without names; their order is the project's choice (use cases, 4.3).
UseCase ecs19() {
  return dlms(0x002D, "ECS19", "ESME prepayment balances: read", {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("4.3", "ReadInstantaneousPrepayValues")
      .stamped(Stamp::Own)
      .with({protected_read("0-0:43.2.1.255", {1, "0-0:94.44.34.30", 2}, whole_attribute(),
                            structure("prepayment", {i32("balance"), i32("emergencyCredit"), i32("accumulatedDebt"),
                                                     i32("timeDebt1"), i32("timeDebt2"), i32("paymentDebt")}))})
      .shows("ReadInstantaneousPrepayValuesRsp", shown_prepayment());
}

UseCase gcs14() {
  return gbz(0x0075, "GCS14", "Gas prepayment registers: read", {DeviceType::GSME, DeviceType::GPF}, Sender::User,
             Protection::MacOnly)
      .serves("4.3", "ReadInstantaneousPrepayValues")
      .stamped(Stamp::WithSource)
      .with({read(0x0700, {attr(0x0617, bits8("priceTrailingDigit")), attr(0x0616, u16("currency"))}),
             read(0x0705, {attr(0x0005, i32("accumulatedDebt")), attr(0x0002, i32("emergencyCredit")),
                           attr(0x0001, i32("balance")), attr(0x0231, u32("paymentDebt")),
                           attr(0x0211, u32("timeDebt1")), attr(0x0221, u32("timeDebt2"))})
                 .sealed()})
      .shows("ReadInstantaneousPrepayValuesRsp", shown_prepayment());
}

UseCase ecs82() {
  return dlms(0x0069, "ECS82", "ESME meter balance: read", {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("4.18", "ReadMeterBalance")
      .with({get(112, "0-0:19.10.0.255", 2, i32("meterBalance"))})
      .shows("ReadMeterBalanceRsp", {number("MeterBalance", "meterBalance")});
}

// GCS60 and GCS60a read the same; only the new one is stamped. (R15-19)
std::vector<Row> gas_balances() {
  return {read(0x0702, {attr(0x0A00, u32("meterBalance"))}),
          read(0x0705, {attr(0x0001, i32("meterBalancePrepaymentMode"))})};
}

std::vector<MmcField> shown_balances() {
  return {number("MeterBalance", "meterBalance"),
          number("Gas/MeterBalancePrepaymentMode", "meterBalancePrepaymentMode")};
}

// The version from which a GPF or GSME supports GCS60a, which is then preferred. (R15-22, R15-24)
constexpr std::string_view kTimestampVersion = "4.2";

UseCase gcs60() {
  return gbz(0x008D, "GCS60", "Gas meter balances: read (no date-time in response)",
             {DeviceType::GSME, DeviceType::GPF}, Sender::User, Protection::MacOnly)
      .serves("4.18", "ReadMeterBalance")
      .with(gas_balances())
      .shows("ReadMeterBalanceRsp", shown_balances());
}

UseCase gcs60a() {
  return gbz(0x012A, "GCS60a", "Gas meter balances: read (with date-time in response)",
             {DeviceType::GSME, DeviceType::GPF}, Sender::User, Protection::MacOnly)
      .serves("4.18", "ReadMeterBalance")
      .from_version(kTimestampVersion)
      .under("secmp0015.gcs60a")
      .stamped(Stamp::WithSource)
      .with(gas_balances())
      .shows("ReadMeterBalanceRsp", shown_balances());
}

UseCase ecs21b() {
  std::vector<Type> entry = balance_snapshot();
  entry.insert(entry.begin(), u32("time"));
  return dlms(0x0034, "ECS21b", "ESME prepayment daily read log: read", {DeviceType::ESME}, Sender::UserOrBroker,
              Protection::MacOnly)
      .serves("4.14", "ReadPrepaymentDailyReadLog")
      .with({protected_read("0-0:43.2.6.255", {7, "0-0:98.1.8.255", 2}, read_log_period(), log_of(std::move(entry)))})
      .shows("ReadPrepaymentDailyReadLogRsp/Electricity", {each("LogEntry", "log", shown_balance_snapshot())});
}

}  // namespace

std::vector<UseCase> reads() {
  return {ecs17b(), gcs13a(), ecs17d(), gcs13c(), gcs13b(), ecs19(), gcs14(), ecs82(), gcs60a(), gcs60(), ecs21b()};
}

}  // namespace gridpost::chapters
