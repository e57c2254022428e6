// Chapters 6.15 and 6.24: security credentials that Devices hold of their remote parties. (GBCS 7)
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr int kSupplier = 2;
constexpr int kSupplierBySupplier = 2;  // mode of the replacement
constexpr int kTopUp = 1;               // cell usage: prepayment top-up

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
  return text("RemotePartyRole", value,
              {{0, "Root"},
               {1, "Recovery"},
               {2, "Supplier"},
               {3, "NetworkOperator"},
               {4, "ACB"},
               {5, "TransCoS"},
               {8, "LoadController"}});
}

// Key usages are told apart by how many bits it takes to name them.
MmcField shown_usage(std::string_view path) {
  return text(path, "cellUsage", {{kTopUp, "KeyAgreementTopUp"}})
      .or_else(text(path, "keyUsage", {{1, "DigitalSigning"}, {5, "KeyAgreement"}, {6, "KeyCertSign"}}));
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

UseCase cs02b_supplier_by_supplier() {
  const std::string_view certificates = "ReplacementCertificates/SupplierOrNetworkOperatorCertificates/";
  const auto path = [&](std::string_view element) { return std::string(certificates) + std::string(element); };
  Type counter = integer("originatorCounter");
  counter.sources = {FieldSource{.kind = FieldSource::Kind::Counter}};
  return asn1(0x0102, "CS02bSupplierBySupplier", "Credential update: supplier by supplier",
              {DeviceType::ESME, DeviceType::GPF}, Sender::User, Protection::Signed)
      .serves("6.15.1", "UpdateSecurityCredentialsKRP")
      .when(equals("RemotePartyRole", "Supplier"))
      .stamped(Stamp::Own)
      .carries(structure(
          {structure("control",
                     {integer_is("mode", kSupplierBySupplier),
                      integer_is("noTimeBasedChecks", 1).tagged(0x81).when_equals("ApplyTimeBasedCPVChecks", "false"),
                      structure("authorisingSlot", slot(kSupplier, "digitalSignature")).tagged(0xA2),
                      counter.tagged(0x83), integer("RemotePartyFloorSeqNumber").tagged(0x84),
                      fixed_array("topUpFloors",
                                  {structure({integer_is("cellUsage", 0),
                                              integer("RemotePartyPrepaymentTopUpFloorSeqNumber").as("floor")})})
                          .tagged(0xA5)
                          .when_present("RemotePartyPrepaymentTopUpFloorSeqNumber")}),
           fixed_array("replacements",
                       {replacement(path("DigitalSigningCertificate"), kSupplier, "digitalSignature"),
                        replacement(path("KeyAgreementCertificate"), kSupplier, "keyAgreement"),
                        replacement(path("KeyAgreementTopUpCertificate"), kSupplier, "keyAgreement", kTopUp)}),
           list("CertificationPathCertificates/Certificate", certificate(".").as("certificate")),
           general_time("ExecutionDateTime").when_present("ExecutionDateTime")}))
      .answers(structure({null_().as("accepted"), execution_outcome().optional()}))
      .effect("update_credentials")
      .reports("CS02b-A")
      .shows("UpdateSecurityCredentialsKRPRsp", shown_outcome("ExecutionOutcome/"));
}

UseCase cs02b_outcome() {
  return asn1(0x00CB, "CS02b-A", "Future-dated credential update outcome", {DeviceType::ESME, DeviceType::GPF},
              Sender::Device, Protection::Signed)
      .alerts(structure({integer("alertCode"), general_time("time"), execution_outcome()}))
      .shows("FutureDatedCommandOutcomeDeviceAlert/UpdateSecurityCredentialsDeviceAlert",
             shown_outcome("UpdateSecurityCredentialsExecutionOutcome/"));
}

// ---- 6.24.1: which certificates a Device holds ----

constexpr int kBroker = 4;

UseCase read_credentials(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  const Type role = integer(".")
                        .words({{"Root", 0},
                                {"Recovery", 1},
                                {"Supplier", kSupplier},
                                {"NetworkOperator", 3},
                                {"ACB", kBroker},
                                {"TransCoS", 5},
                                {"LoadController", 8}})
                        .as("role");
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

}  // namespace

std::vector<UseCase> credentials() { return {cs02b_supplier_by_supplier(), cs02b_outcome(), cs02f_mac(), cs02a_mac()}; }

}  // namespace gridpost::chapters
