// Chapter 6 of the service matrix: device configuration and security credentials.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> configuration_bodies() {
  const SimpleType role =
      one_token_of({"ACB", "NetworkOperator", "Recovery", "Root", "Supplier", "TransCoS", "LoadController"});
  const SimpleType floor = integer(0, INT64_MAX);
  const Content credentials = sequence({optional("DigitalSigningCertificate", certificate()),
                                        optional("KeyAgreementCertificate", certificate()),
                                        optional("KeyAgreementTopUpCertificate", certificate())});
  return {
      // 6.15.1
      element("UpdateSecurityCredentialsKRP",
              future_dated({one("RemotePartyRole", role), optional("RemotePartyFloorSeqNumber", floor),
                            optional("RemotePartyPrepaymentTopUpFloorSeqNumber", floor),
                            one("ReplacementCertificates",
                                sequence({one("SupplierOrNetworkOperatorCertificates", credentials)})),
                            one("CertificationPathCertificates", sequence({many(1, 3, "Certificate", certificate())})),
                            one("ApplyTimeBasedCPVChecks", boolean())})),
      // 6.20.1
      element("SetDeviceConfigurationImportMPxN",
              future_dated({choice(
                  {one("ImportMPANs", sequence({one("ImportMPAN", mpan()), optional("SecondaryImportMPAN", mpan())})),
                   one("ImportMPRN", mprn())})})),
  };
}

}  // namespace gridpost::catalogue
