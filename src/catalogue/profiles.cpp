// Chapter 4 of electricity: logs of billing data, daily reads, half hours and voltage.
#include <fmt/format.h>

#include "catalogue/snapshot_pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase esme(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::UserOrBroker, Protection::MacOnly);
}

// ---- snapshots of registers and balances ----

std::vector<Type> joined(std::vector<Type> first, const std::vector<Type>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

UseCase ecs20b() {
  ShownRegisters shown = shown_registers("ActiveImportRegisterConsumption", "SecondaryActiveImportRegisterConsumption");
  std::vector<MmcField> fields{shown.active, shown.rates};
  fields.insert(fields.end(), shown.blocks.begin(), shown.blocks.end());
  fields.insert(fields.end(), {shown.secondary_active, shown.secondary_rates, date("Timestamp", "time")});
  return esme(0x002F, "ECS20b", "ESME billing data at changes of mode or tariff: read")
      .serves("4.4.2", "RetrieveCoMOrTariffTriggeredBillingDataLog")
      .with({protected_read("0-0:43.2.3.255", {7, "0-0:98.1.2.255", 2}, read_log_period(),
                            log_of(joined(register_snapshot(), balance_snapshot())))})
      .shows("RetrieveCoMOrTariffTriggeredBillingDataLogRsp/Electricity",
             {each("LogEntryConsumptionAndTariffRegistersData", "log", std::move(fields)),
              each("LogEntryPrepaymentData", "log", shown_balance_snapshot())});
}

UseCase ecs20c() {
  const Type balances = log_of(joined({u32("time")}, balance_snapshot())).as("prepaymentLog");
  return esme(0x0030, "ECS20c", "ESME billing data by the billing calendar: read")
      .serves("4.4.3", "RetrieveBillingCalendarTriggeredBillingDataLog")
      .with(
          {protected_read("0-0:43.2.2.255", {{{7, "0-0:98.1.0.255", 2}, read_log_period(), log_of(register_snapshot())},
                                             {{7, "0-0:98.1.1.255", 2}, read_log_period(), balances}})})
      .shows("RetrieveBillingCalendarTriggeredBillingDataLogRsp/Electricity",
             {each("ESMEBillingDataLogEntry", "log", shown_billing_entry()),
              each("ESMEBillingPrepaymentDataLogEntry", "prepaymentLog", shown_balance_snapshot())});
}

UseCase ecs21a() {
  ShownRegisters shown = shown_registers("ElecActiveImportRegisterConsumption",
                                         "SecondaryActiveImportRegisterConsumption", "Electricity/");
  std::vector<MmcField> fields{date("Timestamp", "time"), shown.active, shown.secondary_active, shown.secondary_rates,
                               shown.rates};
  fields.insert(fields.end(), shown.blocks.begin(), shown.blocks.end());
  return esme(0x0033, "ECS21a", "ESME daily read log of import: read")
      .serves("4.6.1", "RetrieveImportDailyReadLog")
      .with(
          {protected_read("0-0:43.2.5.255", {7, "0-0:98.1.9.255", 2}, read_log_period(), log_of(register_snapshot()))})
      .shows("RetrieveImportDailyReadLogRsp", {each("LogEntry", "log", std::move(fields))});
}

// ---- logs of one or two numbers ----

Type time_and(std::vector<Type> values) {
  values.insert(values.begin(), u32("time"));
  return log_of(std::move(values));
}

UseCase ecs20a() {
  return esme(0x002E, "ECS20a", "ESME debt recovered from payments: read")
      .serves("4.4.4", "RetrieveBillingDataLogDebtPayments")
      .with({get_log("0-0:98.1.4.255", time_and({u32("amount")}))})
      .shows("RetrieveBillingDataLogDebtPaymentsRsp/PaymentBasedDebtRepayment",
             {each("LogEntry", "log", {number("Amount", "amount"), date("Timestamp", "time")})});
}

UseCase ecs20d() {
  return esme(0x00C9, "ECS20d", "ESME prepayment credits: read")
      .serves("4.4.5", "RetrieveBillingDataLogPrepaymentCredits")
      .with({get_log("0-0:98.1.5.255", time_and({u32("amount")}))})
      .shows("RetrieveBillingDataLogPrepaymentCreditsRsp/PrepaymentCredits",
             {each("LogEntry", "log", {number("Amount", "amount"), date("Timestamp", "time")})});
}

// Asked for by export suppliers only, whom no Device knows.
UseCase ecs21c() {
  return dlms(0x0035, "ECS21c", "ESME daily read log of export: read", {DeviceType::ESME}, Sender::Broker,
              Protection::MacOnly)
      .serves("4.6.2", "RetrieveExportDailyReadLog")
      .with({get_log("0-0:98.1.10.255", time_and({u32("active")}))})
      .shows("RetrieveExportDailyReadLogRsp",
             {each("LogEntry", "log", {number("ActiveExportRegisterValue", "active"), date("TimeStamp", "time")})});
}

UseCase ecs22a() {
  return esme(0x0036, "ECS22a", "ESME half hours of export: read")
      .serves("4.8.3", "ReadExportProfileData")
      .with({get_log("0-0:99.1.1.255", time_and({u32("active"), u32("reactive")}))})
      .shows("ReadExportProfileDataRsp",
             {each("LogEntry", "log",
                   {number("ActiveEnergyExportedValue", "active"), number("ReactiveEnergyExportedValue", "reactive"),
                    date("Timestamp", "time")})});
}

UseCase ecs22b() {
  return esme(0x0037, "ECS22b", "ESME half hours of active import: read")
      .serves("4.8.1", "ReadActiveImportProfileData")
      .with({protected_read("0-0:43.2.7.255", {7, "0-0:99.1.0.255", 2}, read_log_period(),
                            time_and({u32("primary"), u32("secondary").only_if_twin()}))})
      .shows("ReadActiveImportProfileDataRsp",
             {each("LogEntry", "log",
                   {date("Timestamp", "time"), number("Electricity/PrimaryValue", "primary"),
                    number("Electricity/SecondaryValue", "secondary")})});
}

UseCase ecs22c() {
  return esme(0x0038, "ECS22c", "ESME half hours of reactive import: read")
      .serves("4.8.2", "ReadReactiveImportProfileData")
      .with({get_log("0-0:99.1.2.255", time_and({u32("reactive")}))})
      .shows("ReadReactiveImportProfileDataRsp",
             {each("LogEntry", "log", {number("ReactiveEnergyImportedValue", "reactive"), date("Timestamp", "time")})});
}

UseCase ecs66() {
  return esme(0x0060, "ECS66", "ESME daily consumption: read")
      .serves("4.17", "RetrieveDailyConsumptionLog")
      .with({protected_read("0-0:43.2.4.255", {7, "0-0:99.1.3.255", 2}, read_log_period(),
                            time_and({u32("consumption")}))})
      .shows("RetrieveDailyConsumptionLogRsp/Electricity",
             {each("LogEntry", "log", {number("Value", "consumption"), date("Timestamp", "time")})});
}

// ---- 4.10: voltage ----

constexpr int kPhases = 3;
// Group C of the objects of a phase.
constexpr int kPhaseGroups[kPhases] = {32, 52, 72};

std::vector<Row> voltage_of(int phase) {
  const auto obis = [&](std::string_view rest) { return fmt::format("1-0:{}.{}", kPhaseGroups[phase - 1], rest); };
  const auto name = [&](std::string_view of) { return fmt::format("{}{}", of, phase); };
  return {get(3, obis("32.0.4"), 2, u32(name("under"))),
          get(3, obis("32.0.4"), 3, scaler_unit(name("underUnit"))),
          get(3, obis("36.0.4"), 2, u32(name("over"))),
          get(3, obis("36.0.4"), 3, scaler_unit(name("overUnit"))),
          get_log(obis("24.0.255"), time_and({u32("voltage")}).as(name("log"))),
          get(7, obis("24.0.255"), 4, u32(name("period")))};
}

std::vector<MmcField> shown_voltage(std::string_view path, int phase) {
  const auto below = [&](std::string_view rest) { return fmt::format("{}/{}", path, rest); };
  const auto name = [&](std::string_view of) { return fmt::format("{}{}", of, phase); };
  const std::vector<std::pair<std::int64_t, std::string>> units{{255, "count"}};  // a number without unit
  return {scaled(below("AvgRMSOverVoltageCounter/Value"), name("over"), name("overUnit")),
          text(below("AvgRMSOverVoltageCounter/Unit"), name("overUnit") + "/unit", units),
          scaled(below("AvgRMSUnderVoltageCounter/Value"), name("under"), name("underUnit")),
          text(below("AvgRMSUnderVoltageCounter/Unit"), name("underUnit") + "/unit", units),
          each(below("AvgRMSVoltageProfileDataLog/LogEntry"), name("log"),
               {number("Value", "voltage"), date("Timestamp", "time")}),
          number(below("AvgRMSVoltageProfileDataLog/MeasurementPeriod"), name("period"))};
}

UseCase ecs23() {
  return esme(0x0039, "ECS23", "ESME voltage data of a single phase: read")
      .serves("4.10", "ReadNetworkData")
      .stamped(Stamp::Own)
      .with(voltage_of(1))
      .shows("ReadNetworkDataRsp/Electricity", shown_voltage("SinglePhaseESME", 1));
}

UseCase ecs23b() {
  UseCase out = esme(0x00BC, "ECS23b", "ESME voltage data of three phases: read")
                    .serves("4.10", "ReadNetworkData")
                    .when(polyphase())
                    .stamped(Stamp::Own);
  std::vector<MmcField> phases;
  for (int phase = 1; phase <= kPhases; ++phase) {
    out = out.with(voltage_of(phase));
    std::vector<MmcField> fields = shown_voltage("VoltageOperationalData", phase);
    fields.push_back(constant("Phase", std::to_string(phase)));
    phases.push_back(group("PolyPhaseESME/PhaseVoltageOperationalData", std::move(fields)));
  }
  return out.shows("ReadNetworkDataRsp/Electricity", std::move(phases));
}

}  // namespace

std::vector<UseCase> profiles() {
  return {ecs20a(), ecs20b(), ecs20c(), ecs20d(), ecs21a(), ecs21c(),
          ecs22a(), ecs22b(), ecs22c(), ecs23b(), ecs23(),  ecs66()};
}

}  // namespace gridpost::chapters
