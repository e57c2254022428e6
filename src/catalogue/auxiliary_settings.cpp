// Chapter 6.14: names and calendars of the auxiliary controllers of an ESME.
#include <fmt/format.h>

#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase ecs46a() {
  std::vector<Row> labels;
  for (int n = 1; n <= kInstances; ++n) {
    const std::string at = fmt::format("ALCSHCALCSDescription[{}]", n);
    labels.push_back(
        set(1, fmt::format("0-0:94.44.0.{}", 10 + n), 2, visible(at + "/SwitchDescription")).when_present(at));
  }
  return dlms(0x0053, "ECS46a", "ESME auxiliary controller labels: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("6.14.1", "UpdateDeviceConfigurationALCDescriptions")
      .with(labels)
      .shows("UpdateDeviceConfigurationALCDescriptionsRsp");
}

// The calendar of the controllers: special days, and a schedule whose script is the one that switches controllers.
std::vector<Row> calendar(std::string_view special_days, std::string_view number, std::string_view schedule,
                          const Type& selector, std::string_view period) {
  const BitGroup special = bits_by("SpecialDaysApplicability", number).at(-1, 1);
  return {
      special_days_table("0-1:11.0.3.255", special_days, date5(".").as("date"), u8(number).as("day")),
      set(10, "0-1:12.0.2.255", 2,
          list(schedule, schedule_entry("00000A0067FF", selector, special, fmt::format("/{}", special_days), period))),
      activates(9000, "0-0:94.44.128.26", 6), activates(9000, "0-0:94.44.128.35", 6)};
}

UseCase ecs46c() {
  // The number of the switch in the high octet; 1 switches on, 2 off.
  const Type selector = u16("selector")
                            .is(2)
                            .plus("ActivateDeactivateSwitch/@index", 256)
                            .plus_if("ActivateDeactivateSwitch/ActivateSwitch", -1);
  std::vector<Row> types;
  for (int n = 1; n <= kInstances; ++n) {
    const std::string at = fmt::format("SwitchTypeAndId[{}]", n);
    types.push_back(set(1, fmt::format("0-0:94.44.0.{}", 20 + n), 2, eui(at + "/HCALCS").or_octets("0000000000000000"))
                        .when_present(at));
  }
  return dlms(0x0054, "ECS46c", "ESME auxiliary switch calendar: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("6.14.2", "UpdateDeviceConfigurationALCScheduler")
      .stamped(Stamp::Own)
      .with(types)
      .with(calendar("ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay", "@index", "ALCSHCALCSConnectionSchedule", selector,
                     "ALCSScheduleDatesAndTime"))
      .reports("FD-DLMS")
      .shows("UpdateDeviceConfigurationALCSchedulerRsp");
}

// MMC has no element for 6.14.3; that of 6.14.2 says the same.
UseCase ecs46d() {
  // High octet: 1 for the output, 2 for the input, and the number of the controller; low octet: the level above 80h.
  const Type selector = u16("selector")
                            .is(0x1080)
                            .plus("AuxiliaryControllerAction/@auxiliaryControllerN", 0x100)
                            .plus_if("AuxiliaryControllerAction/InputFromControlledLoad", 0x1000)
                            .plus("AuxiliaryControllerAction/CommandedStateLevel");
  return dlms(0x011A, "ECS46d", "Auxiliary controller calendar: set", {DeviceType::ESME}, Sender::User,
              Protection::Signed)
      .serves("6.14.3", "UpdateDeviceConfigurationAuxiliaryControllerScheduler")
      .stamped(Stamp::Own)
      .with(calendar("AuxiliaryControllerSpecialDayDefinitions/AuxiliaryControllerSpecialDayDefinition", "@identifier",
                     "AuxiliaryControllerSchedule", selector, "AuxiliaryControllerSchedulePeriodAndTime"))
      .reports("FD-DLMS")
      .shows("UpdateDeviceConfigurationALCSchedulerRsp");
}

}  // namespace

std::vector<UseCase> auxiliary_settings() { return {ecs46a(), ecs46c(), ecs46d()}; }

}  // namespace gridpost::chapters
