// Chapter 6.15: security credentials that Devices hold of their remote parties. (GBCS 7)
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
      .shows("UpdateSecurityCredentialsKRPRsp");
}

UseCase cs02b_outcome() {
  return asn1(0x00CB, "CS02b-A", "Future-dated credential update outcome", {DeviceType::ESME, DeviceType::GPF},
              Sender::Device, Protection::Signed)
      .alerts(structure({integer("alertCode"), general_time("time"), execution_outcome()}));
}

}  // namespace

std::vector<UseCase> credentials() { return {cs02b_supplier_by_supplier(), cs02b_outcome()}; }

}  // namespace gridpost::chapters
