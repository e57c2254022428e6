// Chapters 8.7 and 8.8: joins between Devices, and the logs that Devices keep of them: 8.9, 8.12.2. (GBCS 11)
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using enum DeviceType;

// What the first value of a join says: method A by its initiator or its responder, method B, method C.
enum JoinMethod : std::uint8_t { kInitiateA = 0, kRespondA = 1, kMethodB = 2, kMethodC = 3 };

Type device_type(std::string_view path) {
  return integer(path).words(
      {{"GSME", 0}, {"ESME", 1}, {"CHF", 2}, {"GPF", 3}, {"HCALCS", 4}, {"PPMID", 5}, {"IHD", 6}, {"CAD", 6}});
}

MmcField shown_device_type(std::string_view path, std::string_view value) {
  return text(path, value,
              {{0, "GSME"}, {1, "ESME"}, {2, "CHF"}, {3, "GPF"}, {4, "HCALCS"}, {5, "PPMID"}, {6, "Type2"}});
}

Type log_entry() { return structure("entry", {asn1_octets("deviceId"), integer("deviceType")}); }

MmcField join_outcome() {
  return text("joinResponseCode/ASN1Status", "responseCode",
              {{0, "success"},
               {1, "invalidMessageCodeForJoinMethodAndRole"},
               {2, "invalidJoinMethodAndRole"},
               {3, "incompatibleWithExistingEntry"},
               {4, "deviceLogFull"},
               {5, "writeFailure"},
               {6, "keyAgreementNoResources"},
               {7, "keyAgreementUnknownIssuer"},
               {8, "keyAgreementUnsupportedSuite"},
               {9, "keyAgreementBadMessage"},
               {10, "keyAgreementBadKeyConfirm"},
               {11, "invalidOrMissingCertificate"},
               {12, "noPartnerLinkKeyReceived"},
               {13, "noCBKEResponse"},
               {kAnyOther, "notKnown"}},
              "ResponseCode");
}

MmcField unjoin_outcome() {
  return text("unjoinResponseCode/ASN1Status", "responseCode",
              {{0, "success"}, {1, "otherDeviceNotInDeviceLog"}, {2, "otherFailure"}, {kAnyOther, "notKnown"}},
              "ResponseCode");
}

// ---- joins ----

// Method, the other Device, its type; with method C its certificate as well.
UseCase join(UseCase use_case, JoinMethod method) {
  std::vector<Type> values{integer_is("joinMethodAndRole", method), asn1_octets("OtherDeviceID"),
                           device_type("$/OtherDevice/DeviceType")};
  if (method == kMethodC) values.push_back(certificate("$/OtherDevice/Certificate"));
  return use_case.carries(structure(values)).answers(integer("responseCode")).effect("join");
}

UseCase critical_join(UseCase use_case, JoinMethod method) {
  return join(use_case, method)
      .serves("8.7.1", "JoinServiceCritical")
      .shows("JoinServiceCriticalRsp", {join_outcome()});
}

UseCase other_join(UseCase use_case, JoinMethod method) {
  return join(use_case, method)
      .serves("8.7.2", "JoinServiceNonCritical")
      .shows("JoinServiceNonCriticalRsp", {join_outcome()});
}

UseCase cs03a1() {
  return critical_join(
      asn1(0x000D, "CS03A1", "Join, method A, initiating meter", {ESME}, Sender::User, Protection::Signed)
          .between(ESME, {HCALCS, PPMID}),
      kInitiateA);
}

UseCase cs03a2_critical() {
  return critical_join(asn1(0x00AB, "CS03A2Critical", "Join, method A, responding auxiliary load switch", {HCALCS},
                            Sender::User, Protection::Signed)
                           .between(HCALCS, {ESME}),
                       kRespondA);
}

UseCase cs03a2_non_critical() {
  return other_join(asn1(0x00AB, "CS03A2NonCritical", "Join, method A, responding display", {PPMID}, Sender::Broker,
                         Protection::SignedByBroker)
                        .between(PPMID, {ESME}),
                    kRespondA);
}

// The gas proxy takes whatever shows its data; the pairs other than GSME and GPF are proposed.
UseCase cs03b() {
  return other_join(
      asn1(0x000E, "CS03B", "Join, method B", {ESME, GSME, GPF}, Sender::UserOrBroker, Protection::MacOnly)
          .between(GSME, {GPF})
          .between(GPF, {GSME, PPMID, IHD, CAD})
          .between(ESME, {IHD, CAD}),
      kMethodB);
}

UseCase cs03c_critical() {
  return critical_join(
      asn1(0x00AF, "CS03CCritical", "Join, method C, gas meter", {GSME}, Sender::User, Protection::Signed)
          .between(GSME, {PPMID}),
      kMethodC);
}

UseCase cs03c_non_critical() {
  return other_join(
      asn1(0x00AF, "CS03CNonCritical", "Join, method C, display", {PPMID}, Sender::Broker, Protection::SignedByBroker)
          .between(PPMID, {GSME}),
      kMethodC);
}

// ---- unjoins ----

UseCase unjoin(UseCase use_case) {
  return use_case.carries(asn1_octets("OtherDeviceID")).answers(integer("responseCode")).effect("unjoin");
}

UseCase cs04ac_critical() {
  return unjoin(asn1(0x000F, "CS04ACCritical", "Unjoin of a method A or C join", {ESME, GSME, HCALCS}, Sender::User,
                     Protection::Signed))
      .serves("8.8.1", "UnjoinServiceCritical")
      .shows("UnjoinServiceCriticalRsp", {unjoin_outcome()});
}

UseCase cs04ac_non_critical() {
  return unjoin(asn1(0x000F, "CS04ACNonCritical", "Unjoin of a method A or C join, display", {PPMID}, Sender::Broker,
                     Protection::SignedByBroker))
      .serves("8.8.2", "UnjoinServiceNonCritical")
      .shows("UnjoinServiceNonCriticalRsp", {unjoin_outcome()});
}

UseCase cs04b() {
  return unjoin(asn1(0x0010, "CS04B", "Unjoin of a method B join", {ESME, GSME, GPF}, Sender::UserOrBroker,
                     Protection::MacOnly))
      .serves("8.8.2", "UnjoinServiceNonCritical")
      .shows("UnjoinServiceNonCriticalRsp", {unjoin_outcome()});
}

// ---- logs ----

UseCase cs07() {
  return asn1(0x0013, "CS07", "Device log of a Device: read", {ESME, GSME, GPF, HCALCS, PPMID}, Sender::UserOrBroker,
              Protection::MacOnly)
      .serves("8.9", "ReadDeviceLog")
      .carries(null_().as("readLog"))
      .answers(structure({integer("responseCode"), array("log", log_entry()).optional()}))
      .effect("read_device_log")
      .shows(
          "ReadDeviceLogRsp/DeviceLogEntries",
          {each("LogEntry", "log", {as_eui("DeviceID", "deviceId"), shown_device_type("DeviceType", "deviceType")})});
}

// The entries are those of the gas proxy that is replaced, as it reported them.
UseCase gcs59() {
  return asn1(0x008C, "GCS59", "GPF device log: restore", {GPF}, Sender::BrokerAlone, Protection::MacOnly)
      .serves("8.12.2", "RestoreGPFDeviceLog")
      .carries(structure({list("$/Log/Entry", structure({asn1_octets("DeviceID"), device_type("DeviceType")}))}))
      .answers(structure({array("outcomes", structure({log_entry(), integer("responseCode")}))}))
      .effect("restore_device_log")
      .shows("RestoreGPFDeviceLogRsp",
             {each("RestoreDeviceLogOutcome", "outcomes",
                   {as_eui("DeviceLogEntry/DeviceID", "deviceId"),
                    shown_device_type("DeviceLogEntry/DeviceType", "deviceType"), join_outcome()})});
}

}  // namespace

std::vector<UseCase> joins() {
  return {cs03a1(),
          cs03a2_critical(),
          cs03a2_non_critical(),
          cs03b(),
          cs03c_critical(),
          cs03c_non_critical(),
          cs04ac_critical(),
          cs04ac_non_critical(),
          cs04b(),
          cs07(),
          gcs59()};
}

}  // namespace gridpost::chapters
