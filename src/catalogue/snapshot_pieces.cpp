#include "catalogue/snapshot_pieces.h"

#include <fmt/format.h>

namespace gridpost::layout {
namespace {

constexpr int kPrimaryRates = 48;
constexpr int kSecondaryRates = 4;
constexpr int kBlocks = 4;
constexpr int kBlockRates = 8;

}  // namespace

Type log_of(std::vector<Type> members) { return compact("log", structure(std::move(members))); }

std::vector<Type> register_snapshot(std::string_view time) {
  std::vector<Type> out{u32(time), u32("active"), u32("secondaryActive").only_if_twin(),
                        equal_items("rates", kPrimaryRates, u32()),
                        equal_items("secondaryRates", kSecondaryRates, u32()).only_if_twin()};
  for (int block = 1; block <= kBlocks; ++block)
    out.push_back(equal_items(fmt::format("block{}", block), kBlockRates, u32()));
  return out;
}

ShownRegisters shown_registers(std::string_view active, std::string_view secondary_active, std::string_view below) {
  ShownRegisters out{number(fmt::format("{}{}", below, active), "active"),
                     number(fmt::format("{}{}", below, secondary_active), "secondaryActive"),
                     items(fmt::format("{}TariffTOURegisterMatrixValue", below), "rates"),
                     items(fmt::format("{}SecondaryTariffTOURegisterMatrixValue", below), "secondaryRates"),
                     {}};
  for (int block = 1; block <= kBlocks; ++block)
    out.blocks.push_back(
        items(fmt::format("{}TariffTOUBlock{}RegisterMatrixValue", below, block), fmt::format("block{}", block)));
  return out;
}

std::vector<MmcField> shown_billing_entry(std::string_view time) {
  const ShownRegisters shown =
      shown_registers("ActiveImportRegisterValueConsumption", "SecondaryActiveImportRegisterValueConsumption");
  std::vector<MmcField> fields{date("Timestamp", time), shown.active, shown.secondary_active, shown.rates,
                               shown.secondary_rates};
  fields.insert(fields.end(), shown.blocks.begin(), shown.blocks.end());
  return fields;
}

std::vector<Type> balance_snapshot() {
  return {i32("emergencyCreditBalance"), i32("meterBalance"), i32("paymentDebt"), i32("timeDebt1"), i32("timeDebt2"),
          i32("accumulatedDebt")};
}

std::vector<MmcField> shown_balance_snapshot() {
  return {number("AccumulatedDebtRegister", "accumulatedDebt"),
          number("EmergencyCreditBalance", "emergencyCreditBalance"),
          number("MeterBalance", "meterBalance"),
          number("PaymentDebtRegister", "paymentDebt"),
          number("TimeDebtRegisters1", "timeDebt1"),
          number("TimeDebtRegisters2", "timeDebt2"),
          date("Timestamp", "time")};
}

}  // namespace gridpost::layout
