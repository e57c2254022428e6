// Chapters 6 and 8.1: configuration of Devices, and the clock that commissions them.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase ecs39a() {
  return dlms(0x004C, "ECS39a", "ESME import MPAN: set", {DeviceType::ESME}, Sender::User, Protection::MacOnly)
      .serves("6.20.1", "SetDeviceConfigurationImportMPxN")
      .with({set(1, "0-0:94.44.34.11", 2,
                 octets("ImportMPANs/ImportMPAN").joined_with("ImportMPANs/SecondaryImportMPAN"))})
      .shows("SetDeviceConfigurationImportMPxNRsp");
}

UseCase gcs41() {
  return gbz(0x0087, "GCS41", "GSME MPRN: set", {DeviceType::GSME}, Sender::User, Protection::MacOnly)
      .serves("6.20.1", "SetDeviceConfigurationImportMPxN")
      .with({publish(0x0708, 0x03, "UpdateSiteId",
                     {build_time("IssuerEventId"), u32().is(0).as("SiteIdTime"), u32().is(0).as("ProviderId"),
                      octets("ImportMPRN").as("SiteId")})})
      .effect("set_site_id")
      .shows("SetDeviceConfigurationImportMPxNRsp");
}

// The ESME takes the time of its hub if that lies in the range; then its clock is reliable.
UseCase sets_esme_clock(std::string_view name, std::string_view mmc_root) {
  const std::string_view clock = "0-0:1.0.0.255";
  return dlms(0x0062, name, "ESME clock: set", {DeviceType::ESME}, Sender::User, Protection::Signed)
      .with({set(8, clock, 9, enum8().is(5).as("clockBase")),
             act(8, clock, 5,
                 structure("validTimeRange",
                           {octets(12).is("FFFFFFFFFFFFFFFFFF8000FF"), date_time("CurrentDateTime"),
                            date_time("CurrentDateTime").plus_seconds("TolerancePeriod").as("ValidUntil")})),
             act(8, clock, 4, i8().is(0).as("setTime")), get(8, clock, 2, octets(12).as("deviceTime")),
             get(8, clock, 4, u8("clockStatus"))})
      .shows(mmc_root, {date("DeviceTime", "deviceTime"),
                        text("Electricity/ElecClockTimeStatus/TimeStatus", "clockStatus",
                             {{0, "reliable"}, {1, "invalid"}, {2, "unreliable"}}, "TimeStatusCode")});
}

UseCase ecs70_commission() {
  return sets_esme_clock("ECS70Commission", "CommissionDeviceSynchroniseClockRsp")
      .serves("8.1.1", "CommissionDeviceSynchroniseClock");
}

UseCase ecs70() { return sets_esme_clock("ECS70", "SynchroniseClockRsp").serves("6.11", "SynchroniseClock"); }

}  // namespace

std::vector<UseCase> configuration() { return {ecs39a(), gcs41(), ecs70_commission(), ecs70()}; }

}  // namespace gridpost::chapters
