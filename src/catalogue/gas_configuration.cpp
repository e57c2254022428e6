// Chapters 3, 6, 7 and 8.1 for gas: messages to the customer, configuration, alert behaviour, clock, supply.
#include <fmt/format.h>

#include "catalogue/alert_settings.h"
#include "catalogue/gas_parts.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using namespace gas;

// ---- 3: what the customer sees ----

UseCase gcs07() {
  constexpr int kUntilReplaced = 0xFFFF;
  return setting(0x0071, "GCS07", "GSME display message: send", Protection::MacOnly)
      .serves("3.1", "DisplayMessage")
      .with({publish(0x0703, 0x00, "DisplayMessage",
                     {build_time("MessageId"), bits8().is(0).as("MessageControl"), immediate("StartTime"),
                      u16().is(kUntilReplaced).as("DurationMinutes"), octets("SupplierMessage").as("Message")})})
      .shows("DisplayMessageRsp");
}

UseCase gcs44() {
  constexpr int kNameAndDetails = 0x1800;
  return setting(0x0088, "GCS44", "GSME supplier contact details: set", Protection::MacOnly)
      .serves("3.4", "UpdateSupplierName")
      .with({publish(
          0x0708, 0x01, "PublishChangeOfSupplier",
          {u32().is(0).as("CurrentProviderId"), issuer_event(), bits8().is(0).as("TariffType"),
           u32().is(0).as("ProposedProviderId"), immediate("ProviderChangeImplementationTime"),
           bits32().is(kNameAndDetails).as("ProviderChangeControl"), octets("SupplierName").as("ProposedProviderName"),
           octets("SupplierTelephoneNumber").as("ProposedProviderContactDetails")})})
      .shows("UpdateSupplierNameRsp");
}

UseCase gcs11() {
  constexpr int kPrivacyPin = 2;
  return setting(0x0073, "GCS11", "GSME privacy PIN protection: disable", Protection::MacOnly)
      .serves("3.5", "DisablePrivacyPIN")
      .with({publish(0x0708, 0x02, "RequestNewPasswordResponse",
                     {issuer_event(), immediate("ImplementationDateTime"), u16().is(0).as("DurationMinutes"),
                      enum8().is(kPrivacyPin).as("PasswordType"), octets().is("").as("Password")})})
      .shows("DisablePrivacyPINRsp");
}

// ---- 6.2.4: identity ----

constexpr std::size_t kModelCharacters = 8;
constexpr int kLongestManufacturer = 32;

Row supply_states() {
  return read(0x0702, {attr(0x0608, enum8("supplyDepletionState")), attr(0x0607, enum8("supplyTamperState"))});
}

std::vector<MmcField> shown_identity() {
  const std::vector<std::pair<std::int64_t, std::string>> states{{0, "Locked"}, {3, "Unchanged"}};
  return {characters("ModelType", "model").part(0, kModelCharacters),
          characters("ManufacturerIdentifier", "manufacturer").part(0, kLongestManufacturer),
          text("Gas/SupplyTamperState", "supplyTamperState", states),
          text("Gas/SupplyDepletionState", "supplyDepletionState", states)};
}

// The model is followed by the identifier of the Device.
UseCase gcs21e() {
  return reading(0x009E, "GCS21e", "Gas device identity: read", kMeter)
      .serves("6.2.4", "ReadDeviceConfigurationIdentityExcMPxN")
      .before_version(kModelAlone)
      .with({read(0x0000, {attr(0x0004, char_string("manufacturer")), attr(0x0005, char_string("model")),
                           attr(0x0003, u8("hardwareVersion"))}),
             supply_states()})
      .shows("ReadDeviceConfigurationIdentityExcMPxNRsp",
             joined({as_eui("DeviceIdentifier", "model").part(kModelCharacters, 8)}, shown_identity()));
}

UseCase gcs21m() {
  return reading(0x00FB, "GCS21m", "Gas device identity, tamper and depletion state: read", kMeter)
      .serves("6.2.4", "ReadDeviceConfigurationIdentityExcMPxN")
      .from_version(kModelAlone)
      .with({read(0x0000, {attr(0x0004, char_string("manufacturer")), attr(0x0005, char_string("model"))}),
             supply_states()})
      .shows("ReadDeviceConfigurationIdentityExcMPxNRsp", shown_identity());
}

// ---- 6.2.8, 6.6, 6.7: conversion and flow ----

// How many decimal places the number in front has, in the high half of the octet.
Type trailing_digit(int places) { return bits8().is(places << 4).as("TrailingDigit"); }

UseCase gcs21a() {
  return reading(0x007B, "GCS21a", "Gas conversion and flow: read", kMeter)
      .serves("6.2.8", "ReadDeviceConfigurationGas")
      .with({read(0x0700, {attr(0x0306, bits8("calorificValueDigits")), attr(0x0305, enum8("calorificValueUnit")),
                           attr(0x0304, u32("calorificValue")), attr(0x0303, bits8("conversionFactorDigits")),
                           attr(0x0302, u32("conversionFactor"))}),
             read(0x0702, {attr(0x0B13, u16("flowDivisor")), attr(0x0B12, u16("flowMultiplier")),
                           attr(0x0B11, enum8("flowUnit")), attr(0x0B10, u16("flowThreshold")),
                           attr(0x0B14, u8("stabilisationPeriod")), attr(0x0B15, u16("measurementPeriod"))})})
      .shows("ReadDeviceConfigurationGasRsp",
             {digits("CalorificValue", "calorificValue", "calorificValueDigits"),
              digits("ConversionFactor", "conversionFactor", "conversionFactorDigits"),
              ratio("UncontrolledGasFlowRate", "flowThreshold", "flowMultiplier", "flowDivisor"),
              number("FlowStabilisationPeriod", "stabilisationPeriod"),
              number("FlowMeasurementPeriod", "measurementPeriod")});
}

UseCase gcs23() {
  constexpr int kMegajoulesPerCubicMetre = 1;
  constexpr int kFactorPlaces = 5;
  constexpr int kValuePlaces = 1;
  return setting(0x007C, "GCS23", "GSME calorific value and conversion factor: set", Protection::Signed)
      .serves("6.6", "UpdateDeviceConfigurationGasConversion")
      .with({publish(0x0700, 0x02, "PublishConversionFactor",
                     {issuer_event(), immediate("StartTime"), decimals(kFactorPlaces, u32("ConversionFactor")),
                      trailing_digit(kFactorPlaces)}),
             publish(0x0700, 0x03, "PublishCalorificValue",
                     {issuer_event(), immediate("StartTime"), decimals(kValuePlaces, u32("CalorificValue")),
                      enum8().is(kMegajoulesPerCubicMetre).as("Unit"), trailing_digit(kValuePlaces)})})
      .shows("UpdateDeviceConfigurationGasConversionRsp");
}

// The flow that counts as uncontrolled, and what is done about the supply if there is one.
UseCase gas_flow(std::uint16_t code, std::string_view name, std::string_view title, std::string_view asked_by,
                 const Type& threshold, int divisor) {
  const auto state = [](std::string_view element) { return enum8(element).words({{"Unchanged", 3}, {"Locked", 0}}); };
  return setting(code, name, title, Protection::Signed)
      .serves("6.7", "UpdateDeviceConfigurationGasFlow")
      .when(present(asked_by))
      .with({send(0x0702, 0x0E, "SetUncontrolledFlowThreshold",
                  issued({threshold.as("Threshold"), enum8().is(1).as("UnitOfMeasure"), u16().is(1).as("Multiplier"),
                          u16().is(divisor).as("Divisor"), u8("StabilisationPeriod"), u16("MeasurementPeriod")})),
             send(0x0702, 0x0D, "SetSupplyStatus",
                  {issuer_event(), state("SupplyTamperState"), state("SupplyDepletionState"),
                   enum8().is(0).as("SupplyUncontrolledFlowState"), enum8().is(3).as("LoadLimitSupplyState")})})
      .shows("UpdateDeviceConfigurationGasFlowRsp");
}

UseCase gcs24() {
  const std::string_view rate = "UncontrolledGasFlowRate";
  return gas_flow(0x007D, "GCS24", "GSME uncontrolled flow and supply states: set", rate, u16(rate), 1);
}

UseCase gcs24a() {
  const std::string_view rate = "UncontrolledGasFlowRateDecimal";
  return gas_flow(0x00FC, "GCS24a", "GSME uncontrolled flow by ten thousandths and supply states: set", rate,
                  decimals(4, u16(rate)), 10000);
}

// ---- 6.2.3, 6.8: billing calendar ----

// Duration types: their low half is the unit, the high one that they count from the start of the period.
constexpr int kInDays = 0x21;
constexpr int kInWeeks = 0x22;
constexpr int kInMonths = 0x23;

UseCase billing_calendar(std::uint16_t code, std::string_view name, std::string_view title, const Type& duration,
                         const Type& unit) {
  const Type start = zigbee_time("BillingPeriodStart");
  return setting(code, name, title, Protection::Signed)
      .serves("6.8", "UpdateDeviceConfigurationBillingCalendar")
      .with({publish(0x0700, 0x09, "PublishBillingPeriod",
                     issued({start.as("StartTime"), duration.as("Duration"), unit.as("DurationType"),
                             bits8().is(0).as("TariffType")}))
                 .in("GasBillingCalendar"),
             publish(0x0700, 0x01, "PublishBlockPeriod",
                     issued({start.as("BlockPeriodStartTime"), duration.as("BlockPeriodDuration"),
                             bits8().is(2).as("BlockPeriodControl"), unit.as("BlockPeriodDurationType"),
                             bits8().is(0).as("TariffType"), enum8().is(1).as("TariffResolutionPeriod")}))
                 .in("GasBillingCalendar")})
      .shows("UpdateDeviceConfigurationBillingCalendarRsp");
}

UseCase gcs25() {
  return billing_calendar(
             0x007E, "GCS25", "GSME billing calendar: set",
             u24("Periodicity").words({{"Daily", 1}, {"Weekly", 1}, {"Monthly", 1}}),
             bits8("Periodicity").words({{"Daily", kInDays}, {"Weekly", kInWeeks}, {"Monthly", kInMonths}}))
      .before_version(kAllPeriodicities);
}

UseCase gcs25a() {
  return billing_calendar(0x00D8, "GCS25a", "GSME billing calendar, all periodicities: set",
                          u24("Periodicity")
                              .words({{"Daily", 1},
                                      {"Weekly", 1},
                                      {"Monthly", 1},
                                      {"Quarterly", 3},
                                      {"SixMonthly", 6},
                                      {"Yearly", 12}}),
                          bits8("Periodicity")
                              .words({{"Daily", kInDays},
                                      {"Weekly", kInWeeks},
                                      {"Monthly", kInMonths},
                                      {"Quarterly", kInMonths},
                                      {"SixMonthly", kInMonths},
                                      {"Yearly", kInMonths}}))
      .from_version(kAllPeriodicities);
}

MmcField shown_periodicity(std::string_view path) {
  const auto in = [&](int unit, std::vector<std::pair<std::int64_t, std::string>> words) {
    return text(path, "Duration", std::move(words)).if_bits("DurationType", 0, 4, unit & 0x0F);
  };
  const MmcField months = in(kInMonths, {{1, "Monthly"}, {3, "Quarterly"}, {6, "SixMonthly"}, {12, "Yearly"}});
  return in(kInDays, {{1, "Daily"}}).or_else(in(kInWeeks, {{1, "Weekly"}}).or_else(months));
}

UseCase billing_calendar_read(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  constexpr std::int64_t kNotUsed = 0xFFFFFFFF;
  const std::string shown = "BillingCalendar/GasBillingCalendar/";
  return reading(code, name, title, devices)
      .serves("6.2.3", "ReadDeviceConfigurationBillingCalendar")
      .with({send(0x0700, 0x0B, "GetBillingPeriod",
                  {immediate("EarliestStartTime"), u32().is(kNotUsed).as("MinIssuerEventId"),
                   u8().is(1).as("NumberOfCommands"), bits8().is(0).as("TariffType")})
                 .answers(0x09, "PublishBillingPeriod",
                          {u32("ProviderId"), u32("IssuerEventId"), u32("StartTime"), u24("Duration"),
                           bits8("DurationType"), bits8("TariffType")})})
      .shows("ReadDeviceConfigurationDataBillingCalendarRsp",
             {date(shown + "BillingPeriodStart", "StartTime"), shown_periodicity(shown + "Periodicity")});
}

UseCase gcs21d() {
  return billing_calendar_read(0x009D, "GCS21d", "GSME billing calendar: read", kMeter)
      .before_version(kAllPeriodicities);
}

UseCase gcs21k() {
  return billing_calendar_read(0x00DA, "GCS21k", "Gas billing calendar, all periodicities: read", kMeterOrProxy)
      .from_version(kAllPeriodicities);
}

// ---- 6.2.10, 6.22: what is done about an event ----

// Event configuration: bits, and the number of the log in the low three.
constexpr int kToWan = 0x08;
constexpr int kToHan = 0x10;
constexpr int kAlarm = 0x40;
constexpr int kEventLog = 0x03;
constexpr std::string_view kEventSettings = "GasSupplierAlertEventSettings";

// One component for each configuration that occurs, with all the events that have it.
Row sets_events(bool wan, bool han, bool log, bool alarm) {
  const auto word = [](bool on) { return on ? "Enable" : "Disable"; };
  const int configuration = (wan ? kToWan : 0) + (han ? kToHan : 0) + (log ? kEventLog : 0) + (alarm ? kAlarm : 0);
  const auto events = fmt::format("{}/*{{WANAlert={},HANAlert={},EventLog={},Alarm={}}}", kEventSettings, word(wan),
                                  word(han), word(log), word(alarm));
  return publish(0x0708, 0x04, "SetEventConfiguration",
                 {issuer_event(), immediate("StartDateTime"), bits8().is(configuration).as("EventConfiguration"),
                  enum8().is(0).as("ConfigurationControl"), u8().count_of(events).as("n"),
                  list(events, code_in_name("EventId")).as("events")})
      .when_present(events);
}

// The order of the components is free; it is that of the reference message.
UseCase gcs20() {
  std::vector<Row> rows;
  for (bool wan : {true, false})
    for (bool han : {true, false})
      for (bool log : {false, true})
        for (bool alarm : {false, true}) rows.push_back(sets_events(wan, han, log, alarm));
  return setting(0x00AD, "GCS20", "GSME event and alert behaviour: set", Protection::MacOnly)
      .serves("6.22", "ConfigureAlertBehaviour")
      .when(present(kEventSettings))
      .with(std::move(rows))
      .shows("ConfigureAlertBehaviourRsp");
}

std::vector<MmcField> shown_events() {
  const auto bit = [](std::string_view path, int position) {
    return text(path, "EventConfiguration", {{0, "Disable"}, {1, "Enable"}}).part(position, 1);
  };
  const std::vector<MmcField> settings{
      bit("WANAlert", 3), bit("HANAlert", 4),
      text("EventLog", "EventConfiguration", {{0, "Disable"}, {kAnyOther, "Enable"}}).part(0, 3), bit("Alarm", 6)};
  std::vector<MmcField> out;
  for (std::uint16_t code : catalogue::kGasEvents)
    out.push_back(each(catalogue::event_element(code), "events", settings).if_is("EventId", code));
  return out;
}

UseCase gcs20r() {
  constexpr int kAllOfSuppliers = 0x81FF;
  return reading(0x00F1, "GCS20r", "GSME event and alert behaviour: read", kMeter)
      .serves("6.2.10", "ReadDeviceConfigurationEventAndAlertBehaviours")
      .with({publish(0x0708, 0x05, "GetEventConfiguration", {u16().is(kAllOfSuppliers).as("EventId")})
                 .answers(0x04, "ReportEventConfiguration",
                          {u8("CommandIndex"), u8("TotalCommands"),
                           array("events", structure({u16("EventId"), bits8("EventConfiguration")}))})})
      .shows("ReadDeviceConfigurationEventAndAlertBehavioursRsp/" + std::string(kEventSettings), shown_events());
}

// ---- 6.11, 8.1.1: clock ----

UseCase clock(std::string_view name, std::string_view variant, std::string_view body) {
  return asn1(0x007F, name, "GSME clock: set", kMeter, Sender::User, Protection::Signed)
      .serves(variant, body)
      .carries(structure({general_time("CurrentDateTime"),
                          general_time("CurrentDateTime").plus_seconds("TolerancePeriod").as("ValidUntil")}))
      .answers(structure({general_time("deviceTime"), integer("clockStatus")}))
      .effect("set_clock")
      .shows(std::string(body) + "Rsp", {date("DeviceTime", "deviceTime"),
                                         text("Gas/GasClockTimeStatus/ASN1Status", "clockStatus",
                                              {{0, "reliable"}, {1, "invalid"}, {2, "unreliable"}}, "ResponseCode")});
}

UseCase gcs28() { return clock("GCS28", "6.11", "SynchroniseClock"); }
UseCase gcs28_commission() { return clock("GCS28Commission", "8.1.1", "CommissionDeviceSynchroniseClock"); }

// ---- 7.2, 7.3: valve ----

UseCase change_supply(std::uint16_t code, std::string_view name, std::string_view title, int state) {
  return setting(code, name, title, Protection::Signed)
      .with({send(0x0702, 0x0B, "ChangeSupply",
                  issued({immediate("RequestDateTime"), immediate("ImplementationDateTime"),
                          enum8().is(state).as("ProposedSupplyStatus"), bits8().is(1).as("SupplyControlBits")}))
                 .answers(
                     0x0C, "SupplyStatusResponse",
                     {u32("ProviderId"), u32("IssuerEventId"), u32("ImplementationDateTime"), enum8("SupplyStatus")})});
}

UseCase gcs32() {
  return change_supply(0x0081, "GCS32", "GSME supply: disable", 0)
      .serves("7.2", "DisableSupply")
      .shows("DisableSupplyRsp");
}

UseCase gcs39() {
  return change_supply(0x0085, "GCS39", "GSME supply: arm", 1).serves("7.3", "ArmSupply").shows("ArmSupplyRsp");
}

}  // namespace

std::vector<UseCase> gas_configuration() {
  return {gcs07(),  gcs44(),  gcs11(),  gcs21e(), gcs21m(), gcs21a(),           gcs23(), gcs24(), gcs24a(), gcs25(),
          gcs25a(), gcs21d(), gcs21k(), gcs20(),  gcs20r(), gcs28_commission(), gcs28(), gcs32(), gcs39()};
}

}  // namespace gridpost::chapters
