// Chapters 6.15, 6.21, 6.23, 6.24 and 8.5: security credentials that Devices hold of their remote parties. (GBCS 7)
#include <optional>

#include "catalogue/party_roles.h"
#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

// Roles of remote parties.
constexpr int kSupplier = 2;
constexpr int kOperator = 3;
constexpr int kBroker = 4;
constexpr int kTransCoS = 5;
constexpr int kLoadController = 8;
// Modes of replacement.
constexpr int kSupplierBySupplier = 2;
constexpr int kOperatorByOperator = 3;
constexpr int kBrokerByBroker = 4;
constexpr int kSupplierByTransCoS = 7;
constexpr int kLoadControllerBySupplier = 11;
constexpr int kTopUp = 1;  // cell usage: prepayment top-up

// Which slot of the Device is meant: role of its owner, key usage, and what else it is for.
std::vector<Type> slot(int role, std::string_view usage, int cell_usage = 0) {
  std::vector<Type> items{integer_is("role", role), key_usage("keyUsage", usage)};
  if (cell_usage != 0) items.push_back(integer_is("cellUsage", cell_usage));
  return items;
}

// A certificate and the slot that it replaces, if the request has one.
Type replacement(std::string_view path, int role, std::string_view usage, int cell_usage = 0) {
  return structure({certificate(path), structure("slot", slot(role, usage, cell_usage))}).when_present(path);
}

// What became of an attempt to replace or read a certificate. (GBCS 7)
MmcField shown_status(std::string_view path) {
  return text(path, "status",
              {{0, "success"},
               {5, "badCertificate"},
               {10, "noTrustAnchor"},
               {17, "insufficientMemory"},
               {25, "trustAnchorNotFound"},
               {30, "resourcesBusy"},
               {127, "other"}},
              "ResponseCode");
}

MmcField shown_role(std::string_view value) {
  std::vector<std::pair<std::int64_t, std::string>> words;
  for (const catalogue::PartyRole& role : catalogue::kPartyRoles) words.emplace_back(role.number, role.text);
  return text("RemotePartyRole", value, std::move(words));
}

MmcField shown_usage(std::string_view path) {
  return text(path, "cellUsage", {{kTopUp, "KeyAgreementTopUp"}})
      .or_else(
          octet_words(path, "keyUsage", {{"80", "DigitalSigning"}, {"08", "KeyAgreement"}, {"04", "KeyCertSign"}}));
}

// Any slot, as a Device reports it.
Type reported_slot() {
  return structure("slot", {integer("role"), key_usage("keyUsage", {}), integer("cellUsage").optional()});
}

// What became of the replacements. (GBCS 7)
Type execution_outcome() {
  return structure(
      "outcome",
      {integer("originatorCounter"), integer("mode"),
       array("counterChanges",
             structure({integer("role"), integer("floor"),
                        array("topUpFloors", structure({integer("cellUsage"), integer("floor")})).optional()})),
       array("replacements", structure({reported_slot(), enumerated("status"), asn1_octets("existingParty"),
                                        asn1_octets("existingKeyIdentifier"), asn1_octets("newParty"),
                                        asn1_octets("newKeyIdentifier")}))});
}

// At most one role's counters change where a User replaces its own certificates; more are not shown.
std::vector<MmcField> shown_outcome(const std::string& below) {
  const auto at = [&](std::string_view element) { return below + std::string(element); };
  MmcField role = shown_role("counterChanges/role");
  role.path = at("RemotePartySeqNumberChange/RemotePartyRole");
  return {number(at("AuthorisingRemotePartyOriginatorCounter"), "originatorCounter"),
          text(at("CredentialsReplacementMode"), "mode",
               {{2, "SupplierBySupplier"},
                {3, "NetworkOperatorByNetworkOperator"},
                {4, "ACBByACB"},
                {7, "SupplierByTransCoS"},
                {11, "LoadControllerBySupplier"}}),
          role,
          number(at("RemotePartySeqNumberChange/RemotePartyFloorSeqNumber"), "counterChanges/floor"),
          number(at("RemotePartySeqNumberChange/RemotePartyPrepaymentTopUpFloorSeqNumber"), "topUpFloors/floor"),
          each(at("ReplacementOutcome"), "replacements",
               {shown_status("StatusCode/ASN1Status"), shown_usage("CertificateType"), shown_role("role"),
                as_eui("ExistingRemotePartyID", "existingParty"), as_eui("NewRemotePartyID", "newParty"),
                as_base64("ExistingCertificateHash", "existingKeyIdentifier"),
                as_base64("NewCertificateHash", "newKeyIdentifier")})};
}

// ---- updates ----

Type top_up_floors(std::string_view path) {
  return fixed_array("topUpFloors", {structure({integer_is("cellUsage", 0), integer(path).as("floor")})});
}

// What an update says of itself; `floors` follow the counter.
Type control(int mode, std::optional<int> authorising_role, std::vector<Type> floors) {
  std::vector<Type> items{
      integer_is("mode", mode),
      integer_is("noTimeBasedChecks", 1).tagged(0x81).when_equals("ApplyTimeBasedCPVChecks", "false")};
  if (authorising_role)
    items.push_back(structure("authorisingSlot", slot(*authorising_role, "digitalSignature")).tagged(0xA2));
  items.push_back(originator_counter().tagged(0x83));
  items.insert(items.end(), floors.begin(), floors.end());
  return structure("control", std::move(items));
}

// The floors of the party's own counters. What a request leaves out stays as it is.
std::vector<Type> own_floors(std::string_view floor) {
  const std::string_view top_up = "RemotePartyPrepaymentTopUpFloorSeqNumber";
  return {integer(floor).tagged(0x84).when_present(floor), top_up_floors(top_up).tagged(0xA5).when_present(top_up)};
}

// The certificates of one role below a path.
std::vector<Type> replacements_of(std::string_view path, int role) {
  const auto at = [&](std::string_view element) { return std::string(path) + std::string(element); };
  std::vector<Type> out{replacement(at("DigitalSigningCertificate"), role, "digitalSignature"),
                        replacement(at("KeyAgreementCertificate"), role, "keyAgreement")};
  if (role == kSupplier) out.push_back(replacement(at("KeyAgreementTopUpCertificate"), role, "keyAgreement", kTopUp));
  return out;
}

// A command, and its answer: at once the outcome, else that it is kept; the outcome comes by an alert then. An update
// that the DCC holds until its date has no date in the message.
UseCase update(UseCase use_case, Type control, std::vector<Type> replacements) {
  return use_case.stamped(Stamp::Own)
      .carries(structure({std::move(control), fixed_array("replacements", std::move(replacements)),
                          list("CertificationPathCertificates/Certificate", certificate(".").as("certificate")),
                          general_time("ExecutionDateTime").when_present("ExecutionDateTime")}))
      .answers(structure({null_().as("accepted"), execution_outcome().optional()}));
}

UseCase held_by_dcc(UseCase use_case) {
  use_case.command.items.pop_back();
  return use_case;
}

const DeviceTypes kMeters{DeviceType::ESME, DeviceType::GSME, DeviceType::GPF};
constexpr std::string_view kUsersCertificates = "ReplacementCertificates/SupplierOrNetworkOperatorCertificates/";
const std::string kOutcome = "ExecutionOutcome/";

// ---- 6.15.1 ----

// The use case for a role. Only suppliers have something to do with top-ups: a request for another role that has, has
// no use case.
UseCase for_role(const UseCase& use_case, std::string_view role, std::string_view certificates) {
  const UseCase chosen = use_case.when(equals("RemotePartyRole", role));
  if (role == "Supplier") return chosen;
  return chosen.when(absent("RemotePartyPrepaymentTopUpFloorSeqNumber"))
      .when(absent(std::string(certificates) + "KeyAgreementTopUpCertificate"));
}

UseCase by_user(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices,
                std::string_view role) {
  return for_role(asn1(code, name, title, devices, Sender::User, Protection::Signed), role, kUsersCertificates)
      .serves("6.15.1", "UpdateSecurityCredentialsKRP")
      .effect("update_credentials")
      .shows("UpdateSecurityCredentialsKRPRsp", shown_outcome(kOutcome));
}

UseCase cs02b_supplier_by_supplier() {
  return update(
             by_user(0x0102, "CS02bSupplierBySupplier", "Credential update: supplier by supplier", kMeters, "Supplier"),
             control(kSupplierBySupplier, kSupplier, own_floors("RemotePartyFloorSeqNumber")),
             replacements_of(kUsersCertificates, kSupplier))
      .reports("CS02b-A");
}

UseCase cs02b_operator_by_operator() {
  return update(by_user(0x0103, "CS02bNOByNO", "Credential update: network operator by network operator", kMeters,
                        "NetworkOperator"),
                control(kOperatorByOperator, kOperator, own_floors("RemotePartyFloorSeqNumber")),
                replacements_of(kUsersCertificates, kOperator))
      .reports("CS02b-A");
}

// The floor is that of another role than the sender's.
UseCase cs02g_by_supplier() {
  const std::string_view floor = "RemotePartyFloorSeqNumber";
  const Type floors =
      fixed_array("otherFloors", {structure({integer_is("role", kLoadController), integer(floor).as("floor")})})
          .tagged(0xA6)
          .when_present(floor);
  return update(by_user(0x0126, "CS02gLoadControllerBySupplier", "Credential update: load controller by supplier",
                        {DeviceType::ESME}, "LoadController"),
                control(kLoadControllerBySupplier, kSupplier, {floors}),
                replacements_of(kUsersCertificates, kLoadController))
      .reports("CS02g-A");
}

// ---- 6.21, 6.23, 8.5: what the DCC's parties send for Users ----

// The gas proxy was the DCC's until now: the broker signs in the place of its owner.
UseCase handover(std::uint16_t code, std::string_view name, std::string_view title, std::string_view role, int mode,
                 int number) {
  const std::string_view certificates = "ReplacementCertificates/";
  const UseCase by_broker = asn1(code, name, title, kMeters, Sender::BrokerAlone, Protection::SignedByBroker)
                                .serves("6.21", "RequestHandoverOfDCCControlledDevice")
                                .effect("update_credentials")
                                .shows("RequestHandoverOfDCCControlledDeviceRsp", shown_outcome(kOutcome));
  return held_by_dcc(update(for_role(by_broker, role, certificates),
                            control(mode, number, own_floors("RemotePartyFloorSeqNumber")),
                            replacements_of(certificates, number)));
}

UseCase cs02b_supplier_handover() {
  return handover(0x0102, "CS02bSupplierBySupplierHandover", "Credential update: supplier takes over from the DCC",
                  "Supplier", kSupplierBySupplier, kSupplier);
}

UseCase cs02b_operator_handover() {
  return handover(0x0103, "CS02bNOByNOHandover", "Credential update: network operator takes over from the DCC",
                  "NetworkOperator", kOperatorByOperator, kOperator);
}

// A change of supplier: the new one's credentials, by the DCC's party for that.
UseCase cs02b_supplier_by_trans_cos() {
  const std::string_view top_up = "SupplierPrepaymentTopUpFloorSeqNumber";
  const Type floors =
      fixed_array("otherFloors",
                  {structure({integer_is("role", kSupplier), integer("SupplierFloorSeqNumber").as("floor"),
                              top_up_floors(top_up).when_present(top_up)})})
          .tagged(0xA6)
          .unless_cancelled();
  return update(asn1(0x0107, "CS02bSupplierByTransCoS", "Credential update: supplier by the change of supplier party",
                     kMeters, Sender::TransCoS, Protection::SignedByBroker)
                    .serves("6.23", "UpdateSecurityCredentialsCoS")
                    .effect("update_credentials")
                    .shows("UpdateSecurityCredentialsCoSRsp", shown_outcome(kOutcome)),
                control(kSupplierByTransCoS, kTransCoS, {floors}),
                replacements_of("SupplierReplacementCertificates/", kSupplier))
      .reports("CS02b-A");
}

// The broker's own key for a Device of a User who leaves the DCC; the User only says when.
UseCase cs02b_broker_by_broker() {
  return held_by_dcc(update(asn1(0x0104, "CS02bACBByACB", "Credential update: access control broker by itself", kMeters,
                                 Sender::BrokerAlone, Protection::AnswerSigned)
                                .serves("8.5", "ServiceOptOut")
                                .effect("update_credentials")
                                .shows("ServiceOptOutRsp", shown_outcome(kOutcome)),
                            control(kBrokerByBroker, std::nullopt, {integer("ACBFloorSeqNumber").tagged(0x84)}),
                            replacements_of("ReplacementCertificates/", kBroker)));
}

// ---- updates that no request asks for ----

Type any_slot(std::string_view name) {
  return structure(name, {integer("role"), key_usage("keyUsage", {}), integer("cellUsage").optional()});
}

// The same command with nothing settled: any mode, slots and floors. Values have no source.
Type any_update() {
  const auto floor = [](std::string_view number) { return structure({integer(number), integer("floor")}); };
  const Type control = structure(
      "control",
      {integer("mode"), integer("noTimeBasedChecks").tagged(0x81).optional(),
       any_slot("authorisingSlot").tagged(0xA2).optional(), integer("originatorCounter").tagged(0x83),
       integer("floor").tagged(0x84).optional(), array("topUpFloors", floor("cellUsage")).tagged(0xA5).optional(),
       array("otherFloors",
             structure({integer("role"), integer("floor"), array("topUpFloors", floor("cellUsage")).optional()}))
           .tagged(0xA6)
           .optional()});
  return structure({control, array("replacements", structure({certificate("certificate"), any_slot("slot")})),
                    array("path", certificate("certificate")), general_time("executionTime").optional()});
}

UseCase by_other_party(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  return asn1(code, name, title, devices, Sender::OtherParty, Protection::Signed)
      .stamped(Stamp::Own)
      .effect("update_credentials")
      .carries(any_update())
      .answers(structure({null_().as("accepted"), execution_outcome().optional()}));
}

std::vector<UseCase> updates_without_request() {
  return {by_other_party(0x0105, "CS02bWPByWP", "Credential update: WAN provider by itself", {DeviceType::CHF}),
          by_other_party(0x0106, "CS02bTransCoSByTransCoS", "Credential update: change of supplier party by itself",
                         {DeviceType::ESME}),
          by_other_party(0x0108, "CS02bAnyExceptAbnormalRootByRecovery", "Credential update: any by recovery",
                         {DeviceType::ESME}),
          by_other_party(0x0109, "CS02bAnyByContingency", "Credential update: any by contingency", {DeviceType::ESME}),
          by_other_party(0x0125, "CS02gLoadControllerByLoadController", "Credential update: load controller by itself",
                         {DeviceType::ESME})};
}

// ---- outcomes ----

UseCase outcome_alert(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  return asn1(code, name, title, devices, Sender::Device, Protection::Signed)
      .alerts(structure({integer("alertCode"), general_time("time"), execution_outcome()}))
      .shows("FutureDatedCommandOutcomeDeviceAlert/UpdateSecurityCredentialsDeviceAlert",
             shown_outcome("UpdateSecurityCredentialsExecutionOutcome/"));
}

UseCase cs02b_outcome() { return outcome_alert(0x00CB, "CS02b-A", "Future-dated credential update outcome", kMeters); }

UseCase cs02g_outcome() {
  return outcome_alert(0x0124, "CS02g-A", "Future-dated load controller credential update outcome", {DeviceType::ESME});
}

// ---- 6.24.1: which certificates a Device holds ----

UseCase read_credentials(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  std::vector<std::pair<std::string, std::int64_t>> words;
  for (const catalogue::PartyRole& role : catalogue::kPartyRoles) words.emplace_back(role.text, role.number);
  const Type role = integer(".").words(words).as("role");
  const Type held = structure(
      {key_usage("keyUsage", {}), integer("cellUsage").optional(), asn1_octets("party"), asn1_octets("keyIdentifier")});
  return asn1(code, name, title, devices, Sender::BrokerAlone, Protection::MacOnly)
      .serves("6.24.1", "RetrieveDeviceSecurityCredentialsKRP")
      .carries(structure({structure("authorisingSlot", slot(kBroker, "keyAgreement")), list("RemotePartyRole", role)}))
      .answers(array("credentials", structure({integer("role"), enumerated("status"), integer("floor").optional(),
                                               array("certificates", held).optional()})))
      .effect("read_credentials")
      .shows("RetrieveDeviceSecurityCredentialsKRPRsp",
             {each_within(
                 "RemotePartyDetails", "credentials", "certificates",
                 {shown_role("role"), shown_status("StatusCode/ASN1Status"),
                  number("RemotePartyFloorSeqNumber", "floor"), shown_usage("CertificateUsage"),
                  as_eui("ExistingRemotePartyID", "party"), as_base64("ExistingCertificateHash", "keyIdentifier")})});
}

// The first form knows no load controllers.
UseCase cs02f_mac() {
  return read_credentials(0x011B, "CS02fMAC", "Credentials held, with the load controller: read", {DeviceType::ESME})
      .when(equals("RemotePartyRole", "LoadController"));
}

UseCase cs02a_mac() {
  return read_credentials(0x0008, "CS02aMAC", "Credentials held: read",
                          {DeviceType::ESME, DeviceType::GSME, DeviceType::GPF, DeviceType::CHF});
}

// The same questions by other parties, with a slot of their own.
UseCase asked_by_signature(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  UseCase form = read_credentials(code, name, title, devices);
  form.sender = Sender::OtherParty;
  form.protection = Protection::Signed;
  form.services.clear();
  form.body_element.clear();
  form.mmc_root.clear();
  form.mmc.clear();
  return form.carries(structure({any_slot("authorisingSlot"), array("roles", integer("role"))}));
}

}  // namespace

std::vector<UseCase> credentials() {
  std::vector<UseCase> all{
      cs02b_supplier_by_supplier(),
      cs02b_operator_by_operator(),
      cs02g_by_supplier(),
      cs02b_supplier_handover(),
      cs02b_operator_handover(),
      cs02b_supplier_by_trans_cos(),
      cs02b_broker_by_broker(),
      cs02b_outcome(),
      cs02g_outcome(),
      cs02f_mac(),
      cs02a_mac(),
      asked_by_signature(0x0008, "CS02aSignature", "Credentials held: read with a signature",
                         {DeviceType::ESME, DeviceType::GSME, DeviceType::GPF, DeviceType::CHF}),
      asked_by_signature(0x011B, "CS02fSignature", "Credentials held, with the load controller: read with a signature",
                         {DeviceType::ESME})};
  for (UseCase& use_case : updates_without_request()) all.push_back(std::move(use_case));
  return all;
}

}  // namespace gridpost::chapters
