// Chapters 6.15.2, 6.17, 6.24.2 and 11.3: keys and certificates of Devices themselves, and the activation of firmware.
#include "catalogue/pieces.h"
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

const DeviceTypes kAll{DeviceType::ESME, DeviceType::GSME,   DeviceType::GPF,
                       DeviceType::CHF,  DeviceType::HCALCS, DeviceType::PPMID};

UseCase by_supplier(std::uint16_t code, std::string_view name, std::string_view title) {
  return asn1(code, name, title, kAll, Sender::User, Protection::Signed);
}

// Which key is meant: a bit string in a sequence of its own.
Type credential_type() {
  const Type usage = bit_string(0).from("CredentialType").words({{"Digital Signature", 0x80}, {"Key Agreement", 0x08}});
  return structure({usage.as("keyUsage")});
}

UseCase cs02c() {
  return by_supplier(0x000A, "CS02c", "Device key pair: generate and ask for a certificate")
      .serves("6.17", "IssueSecurityCredentials")
      .effect("make_key_pair")
      .carries(credential_type())
      .answers(either({integer("status"), der("certificationRequest")}))
      .shows("IssueSecurityCredentialsRsp",
             {text("IssueCredentialsResponseCode/ASN1Status", "status",
                   {{1, "invalidKeyUsage"}, {2, "keyPairGenerationFailed"}, {3, "cRProductionFailed"}}, "ResponseCode"),
              as_base64("CertificationRequest", "certificationRequest")});
}

UseCase cs02d() {
  return by_supplier(0x000B, "CS02d", "Device certificate: install")
      .serves("6.15.2", "UpdateSecurityCredentialsDevice")
      .effect("install_certificate")
      .carries(certificate("DeviceCertificate"))
      .answers(integer("status"))
      .shows("UpdateSecurityCredentialsDeviceRsp", {text("UpdateSecurityCredentialsResponseCode/ASN1Status", "status",
                                                         {{0, "success"},
                                                          {1, "invalidCertificate"},
                                                          {2, "wrongDeviceIdentity"},
                                                          {3, "invalidKeyUsage"},
                                                          {4, "noCorrespondingKeyPairGenerated"},
                                                          {5, "wrongPublicKey"},
                                                          {6, "certificateStorageFailed"},
                                                          {7, "privateKeyChangeFailed"},
                                                          {kAnyOther, "other"}},
                                                         "ResponseCode")});
}

UseCase cs02e() {
  return by_supplier(0x000C, "CS02e", "Device certificate: read")
      .serves("6.24.2", "RetrieveDeviceSecurityCredentialsDevice")
      .effect("read_certificate")
      .carries(credential_type())
      .answers(either({integer("status"), der("certificate")}))
      .shows(
          "RetrieveDeviceSecurityCredentialsDeviceRsp",
          {text("RetrieveDeviceSecurityCredentialsStatusCode/ASN1Status", "status",
                {{1, "invalidKeyUsage"}, {2, "noCertificateHeld"}, {3, "certificateRetrievalFailure"}}, "ResponseCode"),
           as_base64("Certificate", "certificate")});
}

// ---- 11.3 ----

// What became of an activation, and which version runs now.
Type activation_outcome() { return structure("activation", {integer("status"), asn1_octets("firmwareVersion")}); }

std::vector<MmcField> shown_activation() {
  return {text("ActivateImageResponseCode/ASN1Status", "status",
               {{0, "success"}, {1, "noImageHeld"}, {2, "hashMismatch"}, {3, "activationFailure"}}, "ResponseCode"),
          as_hex("FirmwareVersion", "firmwareVersion")};
}

UseCase cs06() {
  return asn1(0x0012, "CS06", "Firmware: activate", {DeviceType::ESME, DeviceType::GSME}, Sender::User,
              Protection::Signed)
      .serves("11.3", "ActivateFirmware")
      .effect("activate_firmware")
      .stamped(Stamp::Own)
      .carries(structure({asn1_octets("FirmwareHash"), originator_counter(),
                          general_time("ExecutionDateTime").when_present("ExecutionDateTime")}))
      .answers(either({null_().as("accepted"), activation_outcome()}))
      .reports("CS06-A")
      .shows("ActivateFirmwareRsp", shown_activation());
}

UseCase cs06_outcome() {
  std::vector<MmcField> shown{date("ExecutionDateTime", "time"),
                              number("OriginatorCounterFromCommand", "originatorCounter")};
  for (MmcField& field : shown_activation()) shown.push_back(std::move(field));
  return asn1(0x00CA, "CS06-A", "Future-dated firmware activation outcome", {DeviceType::ESME, DeviceType::GSME},
              Sender::Device, Protection::Signed)
      .alerts(
          structure({integer("alertCode"), general_time("time"), integer("originatorCounter"), activation_outcome()}))
      .shows("FutureDatedCommandOutcomeDeviceAlert/FirmwareActivationDeviceAlert", shown);
}

}  // namespace

std::vector<UseCase> device_credentials() { return {cs02c(), cs02d(), cs02e(), cs06(), cs06_outcome()}; }

}  // namespace gridpost::chapters
