// Chapter 6 of the service matrix: device configuration and security credentials.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> configuration_bodies() {
  const SimpleType floor = integer(0, INT64_MAX);
  const Content credentials = sequence({optional("DigitalSigningCertificate", certificate()),
                                        optional("KeyAgreementCertificate", certificate()),
                                        optional("KeyAgreementTopUpCertificate", certificate())});
  const SimpleType log = one_of({"Event", "ALCSEvent", "PowerEvent", "Security", "GSMEEvent", "GSMESecurity"});
  return {
      // 6.2.7
      element("ReadDeviceConfigurationMPxN", nothing()),
      // 6.13
      element("ReadEventOrSecurityLog", sequence({read_log_period(), one("LogToRead", log)})),
      // 6.15.1
      element("UpdateSecurityCredentialsKRP",
              future_dated({one("RemotePartyRole", remote_party_role()), optional("RemotePartyFloorSeqNumber", floor),
                            optional("RemotePartyPrepaymentTopUpFloorSeqNumber", floor),
                            one("ReplacementCertificates",
                                sequence({one("SupplierOrNetworkOperatorCertificates", credentials)})),
                            certification_path(), one("ApplyTimeBasedCPVChecks", boolean())})),
      // 6.20.1
      element("SetDeviceConfigurationImportMPxN",
              future_dated({choice(
                  {one("ImportMPANs", sequence({one("ImportMPAN", mpan()), optional("SecondaryImportMPAN", mpan())})),
                   one("ImportMPRN", mprn())})})),
      // 6.24.1
      element("RetrieveDeviceSecurityCredentialsKRP", sequence({many(1, 7, "RemotePartyRole", remote_party_role())})),
  };
}

}  // namespace gridpost::catalogue
