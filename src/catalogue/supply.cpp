// Chapters 3, 7 and 9: change of tenancy, the state of the supply, and what customers are shown.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

// ---- 3.2: data from before a date is for the tenant of that time only ----

UseCase ecs12() {
  return dlms(0x0022, "ECS12", "ESME change of tenancy: restrict data from a date", {DeviceType::ESME}, Sender::User,
              Protection::MacOnly)
      .serves("3.2", "RestrictAccessForChangeOfTenancy")
      .with({set(1, "0-0:94.44.3.2", 2, date_time("RestrictionDateTime"))})
      .shows("RestrictAccessForChangeOfTenancyRsp");
}

UseCase gcs09() {
  constexpr int kRestrict = 0x200;
  return gbz(0x0072, "GCS09", "GPF change of tenancy: restrict data from a date", {DeviceType::GPF}, Sender::User,
             Protection::MacOnly)
      .serves("3.2", "RestrictAccessForChangeOfTenancy")
      .with({publish(0x0708, 0x00, "PublishChangeOfTenancy",
                     {u32().is(0).as("ProviderId"), build_time("IssuerEventId"), bits8().is(0).as("TariffType"),
                      zigbee_time("RestrictionDateTime").as("ImplementationDateTime"),
                      bits32().is(kRestrict).as("ProposedTenancyChangeControl")})})
      .shows("RestrictAccessForChangeOfTenancyRsp");
}

// ---- 7.4 ----

UseCase ecs45() {
  return dlms(0x0052, "ECS45", "ESME supply state: read", {DeviceType::ESME}, Sender::UserOrBroker, Protection::MacOnly)
      .serves("7.4", "ReadSupplyStatus")
      .with({get(70, "0-0:96.3.10.255", 3, enum8("supplyState"))})
      .shows("ReadSupplyStatusRsp",
             {text("SupplyState", "supplyState", {{0, "Disabled"}, {1, "Enabled"}, {2, "Armed"}})});
}

UseCase gcs33() {
  return gbz(0x0082, "GCS33", "Gas supply state and battery: read", {DeviceType::GSME, DeviceType::GPF},
             Sender::UserOrBroker, Protection::MacOnly)
      .serves("7.4", "ReadSupplyStatus")
      .with({read(0x0702, {attr(0x0205, u16("batteryDays")), attr(0x0014, enum8("supplyState"))})})
      .shows("ReadSupplyStatusRsp",
             {text("SupplyState", "supplyState", {{0, "Disabled"}, {1, "Armed"}, {2, "Enabled"}}),
              number("Gas/RemainingBatteryCapacity", "batteryDays")});
}

// ---- 9.1: a number on the display, by which a customer can show where they live ----

constexpr std::string_view kCustomerNumber = "$/CustomerIdentificationNumber";

UseCase ecs50() {
  return dlms(0x0058, "ECS50", "ESME customer identification number: show", {DeviceType::ESME}, Sender::Broker,
              Protection::MacOnly)
      .serves("9.1", "RequestCustomerIdentificationNumber")
      .with({set(1, "0-3:96.13.1.255", 2, octets(4, kCustomerNumber))})
      .shows("RequestCustomerIdentificationNumberRsp");
}

UseCase gcs36() {
  return gbz(0x0083, "GCS36", "GSME customer identification number: show", {DeviceType::GSME}, Sender::Broker,
             Protection::MacOnly)
      .serves("9.1", "RequestCustomerIdentificationNumber")
      .with({publish(0x0708, 0x06, "UpdateCIN",
                     {build_time("IssuerEventId"), u32().is(0).as("CINImplementationTime"),
                      u32().is(0).as("ProviderId"), octets(kCustomerNumber).as("CustomerIdNumber")})})
      .shows("RequestCustomerIdentificationNumberRsp");
}

}  // namespace

std::vector<UseCase> supply() { return {ecs12(), gcs09(), ecs45(), gcs33(), ecs50(), gcs36()}; }

}  // namespace gridpost::chapters
