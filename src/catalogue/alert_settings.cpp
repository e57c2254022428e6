// Chapters 6.2.10 and 6.22: which events of an ESME are told to Users and shown on displays, sound an alarm, are
// logged.
#include "catalogue/alert_settings.h"

#include <fmt/format.h>

#include <span>

#include "catalogue/use_cases.h"

namespace gridpost::catalogue {

std::string event_element(std::uint16_t code) { return fmt::format("x{:04X}", code); }

}  // namespace gridpost::catalogue

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr std::string_view kSupplierSettings = "0-30:97.98.";
constexpr std::string_view kOperatorSettings = "0-33:97.98.";

std::string object(std::string_view owner, int number) { return fmt::format("{}{}.255", owner, number); }

// ---- 6.22 ----

// Elements below this group, by the low octet of their code.
BitGroup events(std::string_view settings, std::string_view group, std::string_view stem) {
  return bits_named(fmt::format("{}/{}/*", settings, group), stem, 16);
}

// Two numbers of 256 bits: the events that are meant, and those of them that are on. Bit 0 is the last one.
Type mask_and_values(const std::vector<BitGroup>& groups) {
  constexpr int kEach = 256;
  std::vector<BitGroup> bits;
  for (const BitGroup& g : groups) bits.push_back(g.at(kEach - 1, -1));
  for (const BitGroup& g : groups) bits.push_back(g.only("Enable").at(2 * kEach - 1, -1));
  return bit_set(2 * kEach, "maskAndValues", std::move(bits));
}

UseCase configures(std::uint16_t code, std::string_view name, std::string_view title, std::string_view settings,
                   std::string_view obis, const Type& value) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("6.22", "ConfigureAlertBehaviour")
      .when(present(settings))
      .with({set(1, obis, 2, value)})
      .shows("ConfigureAlertBehaviourRsp");
}

UseCase for_supplier(std::uint16_t code, std::string_view name, std::string_view title, std::string_view settings,
                     int number) {
  return configures(code, name, title, settings, object(kSupplierSettings, number),
                    mask_and_values({events(settings, "SupplierESMECommon", "x81"),
                                     events(settings, "SupplierESMEPolyPhase", "x81").if_polyphase()}));
}

UseCase for_operator(std::uint16_t code, std::string_view name, std::string_view title, std::string_view settings,
                     int number) {
  return configures(code, name, title, settings, object(kOperatorSettings, number),
                    mask_and_values({events(settings, "NetworkOperatorESMECommon", "x80"),
                                     events(settings, "NetworkOperatorESMESinglePhase", "x80"),
                                     events(settings, "NetworkOperatorESMEPolyPhase", "x80").if_polyphase()}));
}

// ---- 6.2.10 ----

Row settings(std::string_view obis, std::string_view name) { return get(1, obis, 2, bit_string(0, name)); }

// Enable or Disable for each event of a group.
MmcField shown_group(std::string_view path, std::string_view value, std::span<const std::uint16_t> codes) {
  std::vector<std::pair<std::int64_t, std::string>> names;
  for (std::uint16_t code : codes) names.emplace_back(code & 0xFF, catalogue::event_element(code));
  return flags(path, value, std::move(names), "Enable", "Disable");
}

std::vector<MmcField> shown_supplier(std::string_view element, std::string_view value) {
  const std::string path = fmt::format("ElectricitySupplier{}", element);
  return {shown_group(path + "/SupplierESMECommon", value, catalogue::kSupplierEvents),
          shown_group(path + "/SupplierESMEPolyPhase", value, catalogue::kSupplierPolyPhaseEvents).if_any_is_set()};
}

// The answer does not say which kind of meter it is: one with events of polyphase meters switched on is one.
std::vector<MmcField> shown_operator(std::string_view element, std::string_view value) {
  const std::string path = fmt::format("ElectricityNetworkOperator{}", element);
  return {shown_group(path + "/NetworkOperatorESMECommon", value, catalogue::kOperatorEvents),
          shown_group(path + "/NetworkOperatorESMEPolyPhase", value, catalogue::kOperatorPolyPhaseEvents)
              .if_any_is_set()
              .or_else(
                  shown_group(path + "/NetworkOperatorESMESinglePhase", value, catalogue::kOperatorSinglePhaseEvents))};
}

std::vector<MmcField> all(std::vector<std::vector<MmcField>> parts) {
  std::vector<MmcField> out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

UseCase reads_settings(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("6.2.10", "ReadDeviceConfigurationEventAndAlertBehaviours");
}

UseCase ecs25r2() {
  return reads_settings(0x00EF, "ECS25r2", "ESME event and alert behaviour, network operator: read")
      .when(equals("$/User/Role", "ED"))
      .with({settings(object(kOperatorSettings, 15), "wan"), settings(object(kOperatorSettings, 18), "logging")})
      .shows("ReadDeviceConfigurationEventAndAlertBehavioursRsp/ElectricityNetworkOperatorAlertEventSettings",
             all({shown_operator("WANAlertSettings", "wan"), shown_operator("LoggingSettings", "logging")}));
}

UseCase ecs25r1() {
  return reads_settings(0x00EE, "ECS25r1", "ESME event and alert behaviour, supplier: read")
      .with({settings(object(kSupplierSettings, 15), "wan"), settings(object(kSupplierSettings, 16), "han"),
             settings(object(kSupplierSettings, 17), "alarm"), settings(object(kSupplierSettings, 18), "logging")})
      .shows("ReadDeviceConfigurationEventAndAlertBehavioursRsp/ElectricitySupplierAlertEventSettings",
             all({shown_supplier("WANAlertSettings", "wan"), shown_supplier("HANAlertSettings", "han"),
                  shown_supplier("AlarmSettings", "alarm"), shown_supplier("LoggingSettings", "logging")}));
}

}  // namespace

std::vector<UseCase> alert_settings() {
  return {
      for_supplier(0x00AC, "ECS25a", "ESME WAN alert behaviour, supplier: set", "ElectricitySupplierAlerts", 11),
      for_supplier(0x00EA, "ECS25a1", "ESME events shared with HAN Devices: set", "ElectricitySupplierHANAlertSettings",
                   12),
      for_supplier(0x00EB, "ECS25a2", "ESME events with audible alarm: set", "ElectricitySupplierAlarmSettings", 13),
      for_supplier(0x00EC, "ECS25a3", "ESME event logging, supplier: set", "ElectricitySupplierLoggingSettings", 14),
      for_operator(0x00B0, "ECS25b", "ESME WAN alert behaviour, network operator: set",
                   "ElectricityNetworkOperatorAlerts", 11),
      for_operator(0x00ED, "ECS25b3", "ESME event logging, network operator: set",
                   "ElectricityNetworkOperatorLoggingSettings", 14),
      ecs25r2(),
      ecs25r1()};
}

}  // namespace gridpost::chapters
