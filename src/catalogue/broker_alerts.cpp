// Alerts that Devices send to the access control broker: they become DCC alerts or changes of the inventory.
// (DUIS 3.10)
#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using enum DeviceType;

// Alert of a hub: code, time, and what is particular to it.
UseCase hub_alert(std::uint16_t code, std::string_view name, std::string_view title, Type particular) {
  return dlms(code, name, title, {CHF}, Sender::Device, Protection::MacOnly)
      .alerts(structure({u16("alertCode"), octets(12).as("time"), std::move(particular)}));
}

// Entries whose link key hash is empty have not joined yet.
UseCase cs14() {
  return hub_alert(
      0x0018, "CS14", "CHF device log changed",
      structure("deviceLog", {octets(12).as("changedAt"), octets(8).as("hanIdentifier"),
                              array("entries", structure({octets(8).as("deviceId"), octets().as("linkKeyHash")}))}));
}

UseCase ccs08() {
  return asn1(0x0128, "CCS08", "Firmware transfer to a HAN device finished", {CHF}, Sender::Device, Protection::Signed)
      .alerts(structure({integer("alertCode"), general_time("time"), asn1_octets("deviceId"),
                         asn1_octets("firmwareVersion"), integer("responseCode")}));
}

UseCase cs09() {
  return asn1(0x012B, "CS09", "Firmware activation outcome", {PPMID, HCALCS}, Sender::Device, Protection::Signed)
      .alerts(structure(
          {integer("alertCode"), general_time("time"), asn1_octets("firmwareVersion"), integer("responseCode")}));
}

// ---- dual band hubs ----

UseCase dbch06() { return hub_alert(0x0110, "DBCH06", "Sub-GHz duty cycle action", octets(8).as("deviceId")); }

UseCase dbch07() {
  return hub_alert(0x0111, "DBCH07", "Sub-GHz channel changed",
                   structure("channelChange", {bit_string(32, "channelMask"), octets(1).as("trigger")}));
}

UseCase dbch08() {
  return hub_alert(0x0112, "DBCH08", "Sub-GHz channel scan request outcome",
                   structure("scanOutcome", {octets(1).as("outcome"), octets(1).as("trigger")}));
}

UseCase dbch09() { return hub_alert(0x0113, "DBCH09", "Sub-GHz configuration changed", sub_ghz_configuration()); }

// Originator, target, CRA flag and originator counter of the message.
UseCase dbch10() {
  return hub_alert(0x0114, "DBCH10", "Message dropped for duty cycle reasons", octets(25).as("droppedMessage"));
}

UseCase dbch11() { return hub_alert(0x0115, "DBCH11", "No sub-GHz device capacity left", octets(8).as("deviceId")); }

}  // namespace

std::vector<UseCase> broker_alerts() {
  return {cs14(), ccs08(), cs09(), dbch06(), dbch07(), dbch08(), dbch09(), dbch10(), dbch11()};
}

}  // namespace gridpost::chapters
