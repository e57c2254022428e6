// Chapter 7: the load switch, auxiliary loads and the boost button.
#include <fmt/format.h>

#include "catalogue/calendar_pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase critical(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::User, Protection::Signed);
}

UseCase plain(std::uint16_t code, std::string_view name, std::string_view title, Sender sender) {
  return dlms(code, name, title, {DeviceType::ESME}, sender, Protection::MacOnly);
}

// Method 1 of a script table runs the script of this number.
Row run_script(std::string_view table, Type script) { return act(9, table, 1, std::move(script)); }

// ---- 7.1 to 7.3: the supply ----

UseCase supply_switch(UseCase use_case, int script) {
  return use_case.with({run_script("0-0:10.0.106.255", u16().is(script).as("script"))});
}

UseCase ecs42() {
  return supply_switch(critical(0x004F, "ECS42", "ESME load switch: enable supply"), 51)
      .serves("7.1", "EnableSupply")
      .shows("EnableSupplyRsp");
}

UseCase ecs43() {
  return supply_switch(critical(0x0050, "ECS43", "ESME load switch: disable supply"), 52)
      .serves("7.2", "DisableSupply")
      .shows("DisableSupplyRsp");
}

UseCase ecs44() {
  return supply_switch(critical(0x0051, "ECS44", "ESME load switch: arm"), 54)
      .serves("7.3", "ArmSupply")
      .shows("ArmSupplyRsp");
}

// ---- 7.5, 7.6, 7.8: switches of auxiliary loads, one message code for all ----

constexpr std::string_view kControllerScripts = "0-0:10.0.103.255";
constexpr int kClose = 0x11;
constexpr int kOpen = 0x12;
constexpr int kReset = 0x20;

// Number of the switch in the high octet, what it shall do in the low one.
Row command_switch(std::string_view element, int action) {
  return run_script(kControllerScripts,
                    u16().is(action).plus(fmt::format("{}/@index", element), 0x100).as("switchAndAction"));
}

// For so many minutes.
Row for_duration(std::string_view element, std::string_view first_switch) {
  return set(1, first_switch, 2, u16(fmt::format("{}/Duration", element)))
      .numbered_by(fmt::format("{}/@index", element));
}

UseCase auxiliary_switch(std::string_view name, std::string_view title) { return critical(0x0055, name, title); }

UseCase ecs47_activate() {
  constexpr std::string_view kElement = "ActivateALCSHCALCS";
  return auxiliary_switch("ECS47Activate", "ESME auxiliary switch: activate")
      .serves("7.5", "ActivateAuxiliaryLoad")
      .with({for_duration(kElement, "0-0:94.44.117.1"), command_switch(kElement, kClose)})
      .shows("ActivateAuxiliaryLoadRsp");
}

UseCase ecs47_deactivate() {
  constexpr std::string_view kElement = "DeactivateALCSHCALCS";
  return auxiliary_switch("ECS47Deactivate", "ESME auxiliary switch: deactivate")
      .serves("7.6", "DeactivateAuxiliaryLoad")
      .with({for_duration(kElement, "0-0:94.44.117.2"), command_switch(kElement, kOpen)})
      .shows("DeactivateAuxiliaryLoadRsp");
}

UseCase ecs47_reset() {
  return auxiliary_switch("ECS47Reset", "ESME auxiliary switch: back to its calendar")
      .serves("7.8", "ResetAuxiliaryLoad")
      .with({command_switch("ResetALCSHCALCS", kReset)})
      .shows("ResetAuxiliaryLoadRsp");
}

// ---- 7.13, 7.16: a level from one time to another ----

// High octet: what is commanded, 10h the output or 20h the input, and the number of the controller; low octet: percent.
Type commanded_level() {
  return u16("CommandedStateLevel")
      .plus("@auxiliaryControllerN", 0x0100)
      .plus_if("InputFromControlledLoad", 0x2000, 0x1000)
      .as("controllerAndLevel");
}

UseCase level_between(UseCase use_case, std::string_view first_start, std::string_view first_end,
                      std::string_view scripts) {
  return use_case.with({set(1, first_start, 2, date_time("StartDateTime")).numbered_by("@auxiliaryControllerN"),
                        set(1, first_end, 2, date_time("EndDateTime")).numbered_by("@auxiliaryControllerN"),
                        run_script(scripts, commanded_level())});
}

UseCase ecs47a() {
  return level_between(critical(0x011E, "ECS47a", "Auxiliary controller state: set"), "0-0:94.44.117.1",
                       "0-0:94.44.117.2", kControllerScripts)
      .serves("7.13", "SetAuxiliaryControllerState")
      .shows("SetAuxiliaryControllerStateRsp");
}

UseCase ecs47e() {
  return level_between(critical(0x011F, "ECS47e", "Auxiliary proportional controller level: limit"), "0-0:94.44.117.3",
                       "0-0:94.44.117.4", "0-0:10.0.107.255")
      .serves("7.16", "LimitAPCLevel")
      .shows("LimitAPCLevelRsp");
}

// ---- 7.9 to 7.11: the boost button ----

// What a request does not name stays as it is.
std::vector<Row> boost_controls(std::string_view element, std::int64_t value) {
  std::vector<Row> out;
  for (int number = 1; number <= kInstances; ++number)
    out.push_back(set(1, fmt::format("0-0:94.44.6.{}", number), 2, boolean().is(value).as("boostControl"))
                      .when_equals(fmt::format("{}[{}]", element, number), "true"));
  return out;
}

UseCase ecs62_add() {
  return plain(0x005F, "ECS62Add", "ESME auxiliary controller: add to the boost button", Sender::User)
      .serves("7.9", "AddAuxiliaryLoadToBoostButton")
      .with(boost_controls("AddToBoostButton", 1))
      .shows("AddAuxiliaryLoadToBoostButtonRsp");
}

UseCase ecs62_remove() {
  return plain(0x005F, "ECS62Remove", "ESME auxiliary controller: remove from the boost button", Sender::User)
      .serves("7.10", "RemoveAuxiliaryLoadFromBoostButton")
      .with(boost_controls("RemoveFromBoostButton", 0))
      .shows("RemoveAuxiliaryLoadFromBoostButtonRsp");
}

UseCase ecs61c() {
  std::vector<MmcField> fields{each("EventLogEntry", "log", {date("BoostEnd", "end"), date("BoostStart", "start")}),
                               truth("BoostFunctionAvailability", "available")};
  UseCase out = plain(0x005E, "ECS61c", "ESME boost button: read", Sender::UserOrBroker)
                    .serves("7.11", "ReadBoostButtonDetails")
                    .with({get(1, "0-0:94.44.7.255", 2, boolean("available")),
                           get_log("0-0:99.98.20.255", compact("log", structure({u32("start"), u32("end")})))});
  for (int number = 1; number <= kInstances; ++number) {
    const std::string control = fmt::format("control{}", number);
    out = out.with({get(1, fmt::format("0-0:94.44.6.{}", number), 2, boolean(control))});
    fields.push_back(truth(fmt::format("BoostFunctionControl{}Value", number), control));
  }
  return out.shows("ReadBoostButtonDetailsRsp", std::move(fields));
}

// ---- 7.12 ----

UseCase ecs38() {
  return critical(0x004B, "ECS38", "ESME randomised offset limit: set")
      .serves("7.12", "SetRandomisedOffsetLimit")
      .with({set(1, "0-0:94.44.0.1", 2, u16("RandomisedOffsetLimit"))})
      .shows("SetRandomisedOffsetLimitRsp");
}

// ---- 7.7, 7.14, 7.15: what auxiliary controllers are, and do ----

// One attribute of each controller: "description1" of instance first + 1, ...
std::vector<Row> of_controllers(int first, std::string_view name, const Type& type) {
  std::vector<Row> out;
  for (int number = 1; number <= kInstances; ++number)
    out.push_back(get(1, fmt::format("0-0:94.44.0.{}", first + number), 2, type.as(fmt::format("{}{}", name, number))));
  return out;
}

std::vector<Row> descriptions() { return of_controllers(10, "description", visible()); }
std::vector<Row> types_and_identifiers() { return of_controllers(20, "identifier", octets()); }

std::vector<Row> calendar() {
  return {get(11, "0-0:11.0.3.255", 2, answered_special_days("specialDays")),
          get(10, "0-0:12.0.2.255", 2, answered_schedule("schedule"))};
}

// An element for each controller, made by its number, with the number in this attribute.
template <class Fields>
std::vector<MmcField> for_each_controller(std::string_view path, std::string_view attribute, const Fields& fields) {
  std::vector<MmcField> out;
  for (int number = 1; number <= kInstances; ++number)
    out.push_back(group(path, fields(std::to_string(number))).at_index(number, attribute));
  return out;
}

// On which days and at what time something is done: the elements differ in the attribute that has the special day.
std::vector<MmcField> with_days_and_time(std::vector<MmcField> what, std::string_view attribute,
                                         std::string_view time_path) {
  what.push_back(each_bit("SpecialDaysApplicability", "onSpecialDays", {number(fmt::format("@{}", attribute), "bit")}));
  what.push_back(shown_days_of_week());
  for (MmcField& f : shown_schedule_time(time_path)) what.push_back(std::move(f));
  return what;
}

const std::string kNoHandset = "0000000000000000";  // a switch of the meter itself

// Newer meters have levels where older ones have actions.
constexpr std::int64_t kZero = 0x80;
constexpr std::int64_t kFull = kZero + 100;

MmcField switch_action(std::string_view element, std::int64_t action, std::int64_t level) {
  return text(fmt::format("ActivateDeactivateSwitch/{}", element), "selector", {{action, ""}, {level, ""}}).part(0, 8);
}

UseCase ecs61a() {
  std::vector<MmcField> fields =
      for_each_controller("AuxiliaryLoadControlSwitch", "Index", [](const std::string& number) {
        return std::vector<MmcField>{characters("Description", "description" + number),
                                     octet_words("TypeAndIdentifier/ALCS", "identifier" + number, {{kNoHandset, ""}})
                                         .or_else(as_eui("TypeAndIdentifier/HCALCS", "identifier" + number)),
                                     truth("State", "state" + number)};
      });
  fields.push_back(shown_special_days("ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay", "specialDays", "index"));
  fields.push_back(
      each("ALCSScheduler", "schedule",
           with_days_and_time({switch_action("ActivateSwitch", 1, kFull), switch_action("DeactivateSwitch", 2, kZero),
                               number("ActivateDeactivateSwitch/@index", "selector").part(8, 4)},
                              "index", "ALCSScheduleDatesAndTime")));
  UseCase out = plain(0x00BB, "ECS61a", "ESME auxiliary switches: read", Sender::UserOrBroker)
                    .serves("7.7", "ReadALCSData")
                    .with(descriptions())
                    .with(types_and_identifiers())
                    .with(calendar());
  for (int number = 1; number <= kInstances; ++number)
    out = out.with({get(70, fmt::format("0-{}:96.3.10.255", number), 2, boolean(fmt::format("state{}", number)))});
  return out.shows("ReadALCSDataRsp", std::move(fields));
}

UseCase ecs61d() {
  std::vector<MmcField> fields =
      for_each_controller("AuxiliaryControllerDescription", "auxiliaryControllerN", [](const std::string& number) {
        return std::vector<MmcField>{characters("AuxiliaryControlDescription", "description" + number)};
      });
  fields.push_back(shown_special_days(
      "AuxiliaryControllerSpecialDayDefinitions/AuxiliaryControllerSpecialDayDefinition", "specialDays", "identifier"));
  fields.push_back(each(
      "AuxiliaryControllerSchedule", "schedule",
      with_days_and_time({number("AuxiliaryControllerAction/CommandedStateLevel", "selector").part(0, 7),
                          text("AuxiliaryControllerAction/InputFromControlledLoad", "selector", {{2, ""}}).part(12, 4),
                          number("AuxiliaryControllerAction/@auxiliaryControllerN", "selector").part(8, 4)},
                         "identifier", "AuxiliaryControllerSchedulePeriodAndTime")));
  return plain(0x011C, "ECS61d", "Auxiliary controllers, configuration: read", Sender::UserOrBroker)
      .serves("7.14", "ReadAuxiliaryControllerConfigurationData")
      .with(descriptions())
      .with(calendar())
      .shows("ReadAuxiliaryControllerConfigurationDataRsp", std::move(fields));
}

UseCase ecs61e() {
  constexpr std::string_view kState = "AuxiliaryControllerStateAndAssociatedInformation";
  std::vector<MmcField> fields =
      for_each_controller("AuxiliaryControllerOperationalData", "auxiliaryControllerN", [&](const std::string& number) {
        const std::string identifier = "identifier" + number;
        const std::string state = "state" + number;
        return std::vector<MmcField>{octet_words("TypeAndIdentifier/AuxiliaryControllerType", identifier,
                                                 {{"", "None"}, {"FF", "APC"}, {kNoHandset, "ALCS"}, {"*", "HCALCS"}}),
                                     as_eui("TypeAndIdentifier/HCALCSID", identifier),
                                     json_number(fmt::format("{}/OutputState", kState), state, "outputState"),
                                     json_number(fmt::format("{}/InputState", kState), state, "inputState"),
                                     characters(fmt::format("{}/StateAndAssociatedInformation", kState), state)};
      });
  return plain(0x011D, "ECS61e", "Auxiliary controllers, operation: read", Sender::UserOrBroker)
      .serves("7.15", "ReadAuxiliaryControllerOperationalData")
      .with(types_and_identifiers())
      .with(of_controllers(30, "state", utf8()))
      .shows("ReadAuxiliaryControllerOperationalDataRsp", std::move(fields));
}

}  // namespace

std::vector<UseCase> load_control() {
  return {ecs42(),       ecs43(),  ecs44(),  ecs47_activate(), ecs47_deactivate(),
          ecs47_reset(), ecs47a(), ecs47e(), ecs62_add(),      ecs62_remove(),
          ecs61c(),      ecs38(),  ecs61a(), ecs61d(),         ecs61e()};
}

}  // namespace gridpost::chapters
