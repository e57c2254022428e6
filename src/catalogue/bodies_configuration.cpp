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
  const std::vector<Particle> certificates{one("DigitalSigningCertificate", certificate()),
                                           optional("KeyAgreementCertificate", certificate()),
                                           optional("KeyAgreementTopUpCertificate", certificate())};
  const std::vector<Particle> checks{certification_path(), one("ApplyTimeBasedCPVChecks", boolean())};
  const SimpleType credential_type = one_of({"Digital Signature", "Key Agreement"});
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
                            sequence(checks)})),
      // 6.15.2
      element("UpdateSecurityCredentialsDevice", sequence({one("DeviceCertificate", certificate())})),
      // 6.17
      element("IssueSecurityCredentials", sequence({one("CredentialType", credential_type)})),
      // 6.20.1
      element("SetDeviceConfigurationImportMPxN",
              future_dated({choice(
                  {one("ImportMPANs", sequence({one("ImportMPAN", mpan()), optional("SecondaryImportMPAN", mpan())})),
                   one("ImportMPRN", mprn())})})),
      // 6.21
      element("RequestHandoverOfDCCControlledDevice",
              future_dated({one("RemotePartyRole", remote_party_role()), optional("RemotePartyFloorSeqNumber", floor),
                            optional("RemotePartyPrepaymentTopUpFloorSeqNumber", floor),
                            one("ReplacementCertificates", sequence(certificates)), sequence(checks)})),
      // 6.23
      element(
          "UpdateSecurityCredentialsCoS",
          future_dated({one("SupplierFloorSeqNumber", floor), optional("SupplierPrepaymentTopUpFloorSeqNumber", floor),
                        one("SupplierReplacementCertificates", sequence(certificates)), sequence(checks),
                        one("ImportMPxN", import_mpxn())})),
      // 6.24.1
      element("RetrieveDeviceSecurityCredentialsKRP", sequence({many(1, 7, "RemotePartyRole", remote_party_role())})),
      // 6.24.2
      element("RetrieveDeviceSecurityCredentialsDevice", sequence({one("CredentialType", credential_type)})),
  };
}

}  // namespace gridpost::catalogue
