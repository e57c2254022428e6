// Chapter 4 of electricity: registers of energy, power and maximum demand, and the load limit.
#include <fmt/format.h>

#include "catalogue/calendar_pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase esme(std::uint16_t code, std::string_view name, std::string_view title, Sender sender) {
  return dlms(code, name, title, {DeviceType::ESME}, sender, Protection::MacOnly).stamped(Stamp::Own);
}

UseCase ecs17a() {
  return esme(0x0026, "ECS17a", "ESME export registers: read", Sender::UserOrBroker)
      .serves("4.2", "ReadInstantaneousExportRegisters")
      .with({get(3, "1-0:2.8.0.255", 2, u32("active")), get(3, "1-0:2.8.0.255", 3, scaler_unit("activeUnit")),
             get(3, "1-0:4.8.0.255", 2, u32("reactive")), get(3, "1-0:4.8.0.255", 3, scaler_unit("reactiveUnit"))})
      .shows("ReadInstantaneousExportRegistersRsp",
             {scaled("ActiveExportRegister/Value", "active", "activeUnit"),
              text("ActiveExportRegister/ActiveEnergyUnit", "activeUnit/unit", {{30, "Wh"}}),
              scaled("ReactiveExportRegister/Value", "reactive", "reactiveUnit"),
              text("ReactiveExportRegister/ReactiveEnergyUnit", "reactiveUnit/unit", {{32, "varh"}})});
}

UseCase ecs17c() {
  return esme(0x0028, "ECS17c", "ESME active power import: read", Sender::User)
      .serves("4.16", "ReadActivePowerImport")
      .with(
          {get(1, "0-0:94.44.34.20", 2, structure("power", {u32("total"), scaler_unit("powerUnit"), u32("primary")}))})
      .shows("ReadActivePowerImportRsp", {scaled("ActivePowerImport/Value", "total", "powerUnit"),
                                          text("ActivePowerImport/Unit", "powerUnit/unit", {{27, "W"}}),
                                          scaled("PrimaryActivePowerImportValue", "primary", "powerUnit")});
}

constexpr int kBlocks = 4;
constexpr int kRates = 8;  // registers of a block, and counters

// Four blocks of 16: eight registers and eight counters each. The order is that of their names (proposed).
UseCase ecs17e() {
  std::vector<MmcField> blocks;
  for (int block = 1; block <= kBlocks; ++block) {
    const int first = 2 * kRates * (block - 1);
    blocks.push_back(group("TariffBlockTOURegisterCollection/TariffBlock",
                           {items("RegisterMatrixTOUValue", "values").part(first, kRates),
                            items("CounterMatrixTOUValue", "values").part(first + kRates, kRates)})
                         .at_index(block));
  }
  return esme(0x002A, "ECS17e", "ESME block and time-of-use registers: read", Sender::User)
      .serves("4.1.3", "ReadInstantaneousImportTOUWithBlocksMatrices")
      .with({protected_read("0-0:43.2.10.255", {1, "0-0:94.44.34.2", 2}, whole_attribute(),
                            structure("blockRegisters", {equal_items("values", 2 * kBlocks * kRates, u32())}))})
      .shows("ReadInstantaneousImportTOUWithBlocksMatricesRsp", std::move(blocks));
}

// ---- maximum demand ----

// Value, its scale and when it was reached, of one extended register.
std::vector<Row> demand(std::string_view obis, std::string_view name) {
  return {get(4, obis, 2, u32(name)), get(4, obis, 3, scaler_unit(fmt::format("{}Unit", name))),
          get(4, obis, 5, octets(12, fmt::format("{}Time", name)))};
}

std::vector<MmcField> shown_demand(std::string_view path, std::string_view name) {
  return {scaled(fmt::format("{}/Value", path), name, fmt::format("{}Unit", name)),
          date(fmt::format("{}/CaptureTime", path), fmt::format("{}Time", name)),
          date(fmt::format("{}/LastResetDateTime", path), fmt::format("{}Reset", name))};
}

UseCase ecs18a() {
  return esme(0x002B, "ECS18a", "ESME maximum demand of export: read", Sender::UserOrBroker)
      .serves("4.12.2", "ReadMaximumDemandExportRegisters")
      .with({get(1, "0-0:94.44.5.2", 2, octets(12, "exportReset"))})
      .with(demand("1-0:2.6.0.255", "export"))
      .shows("ReadMaximumDemandExportRegistersRsp", shown_demand("MaxDemandActiveEnergyExport", "export"));
}

UseCase ecs18b() {
  std::vector<MmcField> fields = shown_demand("MaxDemandConfigurableTimeActivePowerImport", "timed");
  for (MmcField& f : shown_demand("MaxDemandActiveEnergyImport", "import")) fields.push_back(std::move(f));
  fields.push_back(group("MaxDemandConfigurableTimePeriod",
                         {time_of_day("StartTime", "period[1]/time"), time_of_day("EndTime", "period[2]/time")}));
  return esme(0x002C, "ECS18b", "ESME maximum demand of import: read", Sender::User)
      .serves("4.12.1", "ReadMaximumDemandImportRegisters")
      .with(
          {get(1, "0-0:94.44.5.0", 2, octets(12, "timedReset")), get(1, "0-0:94.44.5.1", 2, octets(12, "importReset"))})
      .with(demand("1-0:1.6.0.255", "import"))
      .with(demand("1-0:1.6.1.255", "timed"))
      .with({get(10, "0-0:12.0.0.255", 2, answered_schedule("period"))})
      .shows("ReadMaximumDemandImportRegistersRsp", std::move(fields));
}

// ---- 4.15 ----

UseCase ecs27() {
  constexpr std::string_view kLimiter = "0-0:17.0.0.255";
  return esme(0x0042, "ECS27", "ESME load limit: read", Sender::User)
      .stamped(Stamp::None)
      .serves("4.15", "ReadLoadLimitData")
      .with({get(9000, "0-0:94.44.0.3", 2, boolean("supplyState")), get(3, "0-0:94.44.42.255", 2, u32("counter")),
             get(3, "0-0:94.44.42.255", 3, scaler_unit("counterUnit")), get(71, kLimiter, 4, u32("threshold")),
             get(71, kLimiter, 6, u32("period")), get(71, kLimiter, 7, u32("restoration"))})
      .shows("ReadLoadLimitDataRsp",
             {scaled("LoadLimitCounterValue", "counter", "counterUnit"), number("LoadLimitPowerThreshold", "threshold"),
              number("LoadLimitPeriod", "period"), number("LoadLimitRestorationPeriod", "restoration"),
              text("LoadLimitSupplyState", "supplyState", {{0, "Unchanged"}, {1, "Disable"}})});
}

}  // namespace

std::vector<UseCase> registers() { return {ecs17a(), ecs17c(), ecs17e(), ecs18a(), ecs18b(), ecs27()}; }

}  // namespace gridpost::chapters
