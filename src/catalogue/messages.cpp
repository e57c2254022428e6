// Chapter 3: messages to customers, contact details of the supplier, privacy, cleared event logs.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase for_esme(std::uint16_t code, std::string_view name, std::string_view title) {
  return dlms(code, name, title, {DeviceType::ESME}, Sender::User, Protection::MacOnly);
}

UseCase ecs10() {
  return for_esme(0x0021, "ECS10", "ESME display message: send")
      .serves("3.1", "DisplayMessage")
      .with({set(1, "0-2:96.13.1.255", 2, octets("SupplierMessage"))})
      .shows("DisplayMessageRsp");
}

UseCase clears_log(UseCase use_case) { return use_case.serves("3.3", "ClearEventLog").shows("ClearEventLogRsp"); }

UseCase ecs15c() {
  return clears_log(for_esme(0x00C1, "ECS15c", "ESME auxiliary controller event log: clear"))
      .when(equals("ESMEEventLogType", "ALCS"))
      .with({act(7, "0-17:99.98.2.255", 1, i8().is(0))});
}

// Also where the request does not say which log.
UseCase ecs15a() {
  return clears_log(for_esme(0x0024, "ECS15a", "ESME event log: clear"))
      .with({act(7, "0-0:99.98.0.255", 1, i8().is(0))});
}

UseCase cs11() {
  constexpr int kEventLog = 3;
  return clears_log(gbz(0x0015, "CS11", "Gas event log: clear", {DeviceType::GSME, DeviceType::GPF}, Sender::User,
                        Protection::MacOnly))
      .with({send(0x0709, 0x01, "ClearEventLogRequest", {bits8().is(kEventLog).as("LogId")})
                 .answers(0x02, "ClearEventLogResponse", {bits8("ClearedEventLogs")})})
      .succeeds_by("ClearedEventLogs", {1 << kEventLog});
}

UseCase ecs16() {
  return for_esme(0x0025, "ECS16", "ESME supplier contact details: set")
      .serves("3.4", "UpdateSupplierName")
      .with({set(9000, "0-0:96.13.0.255", 2, octets("SupplierTelephoneNumber")),
             set(9000, "0-0:96.13.1.255", 2, octets("SupplierName"))})
      .shows("UpdateSupplierNameRsp");
}

UseCase ecs14() {
  return for_esme(0x0023, "ECS14", "ESME privacy PIN protection: disable")
      .serves("3.5", "DisablePrivacyPIN")
      .with({set(1, "0-0:94.44.3.1", 2, octets(0).is("").as("pin"))})
      .shows("DisablePrivacyPINRsp");
}

}  // namespace

std::vector<UseCase> messages() { return {ecs10(), ecs15c(), ecs15a(), cs11(), ecs16(), ecs14()}; }

}  // namespace gridpost::chapters
