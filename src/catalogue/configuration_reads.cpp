// Chapters 6.2.1 to 6.2.5 and 6.2.9: the configuration that electricity meters and hubs report.
#include <fmt/format.h>

#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase reads(std::uint16_t code, std::string_view name, std::string_view title, DeviceType device = DeviceType::ESME) {
  const Sender sender = device == DeviceType::CHF ? Sender::Broker : Sender::UserOrBroker;
  return dlms(code, name, title, {device}, sender, Protection::MacOnly);
}

// ---- 6.2.1: voltage ----

constexpr int kPhases = 3;
constexpr int kPhaseGroups[kPhases] = {32, 52, 72};  // group C of the objects of a phase

Row over(int phase) {
  return get(1, fmt::format("1-0:{}.35.0.4", kPhaseGroups[phase - 1]), 2, u32(fmt::format("over{}", phase)));
}
Row under(int phase) {
  return get(1, fmt::format("1-0:{}.31.0.4", kPhaseGroups[phase - 1]), 2, u32(fmt::format("under{}", phase)));
}

std::vector<MmcField> shown_average(std::string_view path, int phase) {
  return {number(fmt::format("{}/AverageRMSOverVoltageThreshold", path), fmt::format("over{}", phase)),
          number(fmt::format("{}/AverageRMSUnderVoltageThreshold", path), fmt::format("under{}", phase))};
}

// Thresholds and periods of four kinds, alike for one phase and three.
std::vector<Row> limits() {
  std::vector<Row> out;
  int number = 1;
  for (const char* kind : {"extremeOver", "extremeUnder", "sag", "swell"}) {
    const std::string limiter = fmt::format("0-0:17.0.{}.255", number++);
    out.push_back(get(71, limiter, 4, u32(fmt::format("{}Threshold", kind))));
    out.push_back(get(71, limiter, 6, u32(fmt::format("{}Period", kind))));
  }
  return out;
}

void append_shown_limits(std::vector<MmcField>& fields) {
  const std::pair<const char*, const char*> kinds[] = {{"ExtremeOverVoltage", "extremeOver"},
                                                       {"ExtremeUnderVoltage", "extremeUnder"},
                                                       {"VoltageSag", "sag"},
                                                       {"VoltageSwell", "swell"}};
  for (const auto& [element, kind] : kinds) {
    fields.push_back(
        number(fmt::format("RMSVoltageSettings/RMS{}MeasurementPeriod", element), fmt::format("{}Period", kind)));
    fields.push_back(
        number(fmt::format("RMSVoltageSettings/RMS{}Threshold", element), fmt::format("{}Threshold", kind)));
  }
}

UseCase ecs26b() {
  std::vector<MmcField> fields = shown_average("SinglePhaseVoltageSettings", 1);
  append_shown_limits(fields);
  return reads(0x003C, "ECS26b", "ESME voltage configuration, single phase: read")
      .serves("6.2.1", "ReadDeviceConfigurationVoltage")
      .with(limits())
      .with({over(1), under(1)})
      .shows("ReadDeviceConfigurationVoltageRsp", std::move(fields));
}

UseCase ecs26k() {
  std::vector<MmcField> fields;
  for (int phase = 1; phase <= kPhases; ++phase) {
    std::vector<MmcField> settings = shown_average("PhaseVoltageSettings", phase);
    settings.insert(settings.begin(), constant("Phase", std::to_string(phase)));
    fields.push_back(group("PolyPhaseVoltageSettings", std::move(settings)));
  }
  append_shown_limits(fields);
  return reads(0x00C6, "ECS26k", "ESME voltage configuration, three phases: read")
      .serves("6.2.1", "ReadDeviceConfigurationVoltage")
      .when(polyphase())
      .with(limits())
      .with({over(1), under(1), under(2), over(2), under(3), over(3)})
      .shows("ReadDeviceConfigurationVoltageRsp", std::move(fields));
}

// ---- 6.2.2, 6.2.3, 6.2.5, 6.2.9 ----

UseCase ecs26c() {
  return reads(0x003D, "ECS26c", "ESME randomised offset: read")
      .serves("6.2.2", "ReadDeviceConfigurationRandomisation")
      .with({get(1, "0-0:94.44.0.0", 2, u16("offset")), get(1, "0-0:94.44.0.2", 2, u16("offsetNumber")),
             get(1, "0-0:94.44.0.1", 2, u16("offsetLimit"))})
      .shows("ReadDeviceConfigurationRandomisationRsp",
             {number("RandomisedOffset", "offset"), number("RandomisedOffsetNumber", "offsetNumber"),
              number("RandomisedOffsetLimit", "offsetLimit")});
}

// From this GBCS version on Devices know every periodicity, and the message that says so. (proposed)
constexpr std::string_view kAllPeriodicities = "2.0";

UseCase billing_calendar_read(UseCase use_case) {
  return use_case.serves("6.2.3", "ReadDeviceConfigurationBillingCalendar")
      .with({get(22, "0-0:15.0.0.255", 4, array("dates", structure({octets(4, "time"), octets(5, "date")})))})
      .shows("ReadDeviceConfigurationDataBillingCalendarRsp",
             {billing_calendar("BillingCalendar/ElectricityBillingCalendar", "dates")});
}

UseCase ecs26d() {
  return billing_calendar_read(
      reads(0x003E, "ECS26d", "ESME billing calendar: read").before_version(kAllPeriodicities));
}

UseCase ecs26l() {
  return billing_calendar_read(
      reads(0x00D9, "ECS26l", "ESME billing calendar, all periodicities: read").from_version(kAllPeriodicities));
}

UseCase ecs26f() {
  return reads(0x0040, "ECS26f", "ESME instantaneous power thresholds: read")
      .serves("6.2.5", "ReadDeviceConfigurationInstantaneousPowerThresholds")
      .with({get(21, "0-0:16.0.0.255", 2, array("thresholds", u32()))})
      .shows("ReadDeviceConfigurationInstantaneousPowerThresholdsRsp",
             {number("LowMediumPowerThreshold", "thresholds[1]"), number("MediumHighPowerThreshold", "thresholds[2]")});
}

UseCase ecs26j() {
  return reads(0x00BE, "ECS26j", "ESME payment mode: read")
      .serves("6.2.9", "ReadDeviceConfigurationPaymentMode")
      .with({get(111, "0-0:19.0.0.255", 2, structure("modeAndStatus", {enum8("paymentMode"), enum8("status")}))})
      .shows("ReadDeviceConfigurationPaymentModeRsp",
             {text("PaymentMode", "paymentMode", {{1, "Credit"}, {2, "Prepayment"}})});
}

// ---- 6.2.4: identity ----

// From this GBCS version on manufacturers have four characters, and the identifier is not asked for. (proposed)
constexpr std::string_view kLongManufacturers = "4.0";

Row identifier() { return get(1, "0-0:96.1.1.255", 2, octets(8, "identifier")); }
Row variant() { return get(1, "0-0:96.1.2.255", 2, octets(1, "variant")); }
Row model() { return get(1, "0-0:96.1.4.255", 2, octets("model")); }
Row manufacturer() { return get(1, "0-0:96.1.6.255", 2, octets("manufacturer")); }
Row tamper_state() { return get(1, "0-0:94.44.0.4", 2, boolean("tamperState")); }

std::vector<MmcField> shown_device() {
  return {characters("ModelType", "model"), characters("ManufacturerIdentifier", "manufacturer")};
}

std::vector<MmcField> with_identifier(std::vector<MmcField> fields) {
  fields.insert(fields.begin(), as_eui("DeviceIdentifier", "identifier"));
  return fields;
}

std::vector<MmcField> shown_meter() {
  std::vector<MmcField> out = shown_device();
  out.push_back(text("Electricity/SupplyTamperState", "tamperState", {{0, "Unchanged"}, {1, "Locked"}}));
  out.push_back(characters("Electricity/MeterVariant", "variant"));
  return out;
}

UseCase identity_read(UseCase use_case, std::vector<Row> rows, std::vector<MmcField> fields) {
  return use_case.serves("6.2.4", "ReadDeviceConfigurationIdentityExcMPxN")
      .with(std::move(rows))
      .shows("ReadDeviceConfigurationIdentityExcMPxNRsp", std::move(fields));
}

UseCase ecs26e() {
  return identity_read(
      reads(0x003F, "ECS26e", "ESME identity and tamper state: read").before_version(kLongManufacturers),
      {identifier(), variant(), model(), manufacturer(), tamper_state()}, with_identifier(shown_meter()));
}

UseCase ecs26m() {
  return identity_read(reads(0x00F9, "ECS26m", "ESME type and tamper state: read").from_version(kLongManufacturers),
                       {variant(), model(), manufacturer(), tamper_state()}, shown_meter());
}

UseCase ecs26i() {
  return identity_read(
      reads(0x0092, "ECS26i", "Hub identity: read", DeviceType::CHF).before_version(kLongManufacturers),
      {identifier(), model(), manufacturer()}, with_identifier(shown_device()));
}

UseCase ecs26n() {
  return identity_read(reads(0x00FA, "ECS26n", "Hub type: read", DeviceType::CHF).from_version(kLongManufacturers),
                       {model(), manufacturer()}, shown_device());
}

}  // namespace

std::vector<UseCase> configuration_reads() {
  return {ecs26k(), ecs26b(), ecs26c(), ecs26d(), ecs26l(), ecs26e(), ecs26m(), ecs26i(), ecs26n(), ecs26f(), ecs26j()};
}

}  // namespace gridpost::chapters
