// What MMC should say of the answers and alerts in ASN.1: credentials, firmware, joins, clocks of gas meters.
#pragma once

#include "mmc_of_electricity.h"

namespace gridpost::second {

constexpr std::uint8_t kInteger = 0x02;

// ---- credentials ----

inline void put_status(const Shown& at, const Node& status) {
  at.put_code("StatusCode", "ASN1Status", status,
              {{0, "success"},
               {5, "badCertificate"},
               {10, "noTrustAnchor"},
               {17, "insufficientMemory"},
               {25, "trustAnchorNotFound"},
               {30, "resourcesBusy"},
               {127, "other"}},
              "ResponseCode");
}

inline Text role(const Node& n) {
  return word(n, {{0, "Root"},
                  {1, "Recovery"},
                  {2, "Supplier"},
                  {3, "NetworkOperator"},
                  {4, "ACB"},
                  {5, "TransCoS"},
                  {8, "LoadController"}});
}

// A cell of 1 is the key for top-ups; else the bit of the key usage tells.
inline Text usage(const Node& key_usage, const Node& cell) {
  if (cell.there() && cell.number == 1) return "KeyAgreementTopUp";
  const std::map<std::string, std::string> names{
      {"80", "DigitalSigning"}, {"08", "KeyAgreement"}, {"04", "KeyCertSign"}};
  const auto found = names.find(hex(key_usage).value_or(""));
  return found == names.end() ? std::nullopt : Text(found->second);
}

// {counter, mode, changed counters, replacements}
inline void put_outcome(const Shown& at, const Node& outcome) {
  at.put("AuthorisingRemotePartyOriginatorCounter", plain(outcome[0]));
  at.put("CredentialsReplacementMode", word(outcome[1], {{2, "SupplierBySupplier"},
                                                         {3, "NetworkOperatorByNetworkOperator"},
                                                         {4, "ACBByACB"},
                                                         {7, "SupplierByTransCoS"},
                                                         {11, "LoadControllerBySupplier"}}));
  if (const Node& change = outcome[2][0]; change.there()) {
    const Shown counters = at.in("RemotePartySeqNumberChange");
    counters.put("RemotePartyRole", role(change[0]));
    counters.put("RemotePartyFloorSeqNumber", plain(change[1]));
    counters.put("RemotePartyPrepaymentTopUpFloorSeqNumber", plain(change[2][0][1]));
  }
  for (const Node& one : outcome[3].items) {
    const Shown result = at.next("ReplacementOutcome");
    put_status(result, one[1]);
    result.put("CertificateType", usage(one[0][1], one[0][2]));
    result.put("RemotePartyRole", role(one[0][0]));
    result.put("ExistingRemotePartyID", eui(one[2]));
    result.put("ExistingCertificateHash", base64(one[3]));
    result.put("NewRemotePartyID", eui(one[4]));
    result.put("NewCertificateHash", base64(one[5]));
  }
}

// {accepted, outcome}; without one where the command was only stored.
template <int Which>
void put_update(const Reading& r, const Shown& s) {
  static const char* const roots[] = {"UpdateSecurityCredentialsKRPRsp", "RequestHandoverOfDCCControlledDeviceRsp",
                                      "UpdateSecurityCredentialsCoSRsp", "ServiceOptOutRsp"};
  const Shown root = s.in(roots[Which]);
  if (r.value[1].there()) put_outcome(root.in("ExecutionOutcome"), r.value[1]);
}

inline void put_held_credentials(const Reading& r, const Shown& s) {
  for (const Node& slot : r.value.items) {
    const bool with_floor = slot[2].tag == kInteger;
    const Node& certificates = slot[with_floor ? 3 : 2];
    for (std::size_t i = 0; i < std::max<std::size_t>(certificates.items.size(), 1); ++i) {
      const Node& held = certificates[i];
      const bool with_cell = held[1].tag == kInteger;
      const Shown at = s.in("RetrieveDeviceSecurityCredentialsKRPRsp").next("RemotePartyDetails");
      at.put("RemotePartyRole", role(slot[0]));
      put_status(at, slot[1]);
      if (with_floor) at.put("RemotePartyFloorSeqNumber", plain(slot[2]));
      if (!held.there()) continue;
      at.put("CertificateUsage", usage(held[0], with_cell ? held[1] : Node{}));
      at.put("ExistingRemotePartyID", eui(held[with_cell ? 2 : 1]));
      at.put("ExistingCertificateHash", base64(held[with_cell ? 3 : 2]));
    }
  }
}

inline void put_outcome_alert(const Reading& r, const Shown& s) {
  put_outcome(s.in("FutureDatedCommandOutcomeDeviceAlert/UpdateSecurityCredentialsDeviceAlert/"
                   "UpdateSecurityCredentialsExecutionOutcome"),
              r.value[2]);
}

inline Expectations expected_credentials() {
  return {
      {"CS02aMAC", put_held_credentials},
      {"CS02fMAC", put_held_credentials},
      {"CS02b-A", put_outcome_alert},
      {"CS02g-A", put_outcome_alert},
      {"CS02bSupplierBySupplier", put_update<0>},
      {"CS02bNOByNO", put_update<0>},
      {"CS02gLoadControllerBySupplier", put_update<0>},
      {"CS02bSupplierBySupplierHandover", put_update<1>},
      {"CS02bNOByNOHandover", put_update<1>},
      {"CS02bSupplierByTransCoS", put_update<2>},
      {"CS02bACBByACB", put_update<3>},
      {"CS02c",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("IssueSecurityCredentialsRsp");
         if (r.value.tag == kInteger)
           root.put_code("IssueCredentialsResponseCode", "ASN1Status", r.value,
                         {{1, "invalidKeyUsage"}, {2, "keyPairGenerationFailed"}, {3, "cRProductionFailed"}},
                         "ResponseCode");
         else
           root.put("CertificationRequest", to_base64(r.value.whole));
       }},
      {"CS02d",
       [](const Reading& r, const Shown& s) {
         s.in("UpdateSecurityCredentialsDeviceRsp")
             .put_code("UpdateSecurityCredentialsResponseCode", "ASN1Status", r.value,
                       {{0, "success"},
                        {1, "invalidCertificate"},
                        {2, "wrongDeviceIdentity"},
                        {3, "invalidKeyUsage"},
                        {4, "noCorrespondingKeyPairGenerated"},
                        {5, "wrongPublicKey"},
                        {6, "certificateStorageFailed"},
                        {7, "privateKeyChangeFailed"}},
                       "ResponseCode", "other");
       }},
      {"CS02e",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("RetrieveDeviceSecurityCredentialsDeviceRsp");
         if (r.value.tag == kInteger)
           root.put_code("RetrieveDeviceSecurityCredentialsStatusCode", "ASN1Status", r.value,
                         {{1, "invalidKeyUsage"}, {2, "noCertificateHeld"}, {3, "certificateRetrievalFailure"}},
                         "ResponseCode");
         else
           root.put("Certificate", to_base64(r.value.whole));
       }},
  };
}

// ---- firmware, joins, clocks ----

inline void put_activation(const Shown& root, const Node& outcome) {
  if (!outcome.there()) return;
  root.put_code("ActivateImageResponseCode", "ASN1Status", outcome[0],
                {{0, "success"}, {1, "noImageHeld"}, {2, "hashMismatch"}, {3, "activationFailure"}}, "ResponseCode");
  root.put("FirmwareVersion", hex(outcome[1]));
}

inline void put_join(const Shown& root, const Node& code) {
  static const Words words{{0, "success"},
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
                           {13, "noCBKEResponse"}};
  root.put_code("joinResponseCode", "ASN1Status", code, words, "ResponseCode", "notKnown");
}

template <bool Critical>
void put_join_answer(const Reading& r, const Shown& s) {
  put_join(s.in(Critical ? "JoinServiceCriticalRsp" : "JoinServiceNonCriticalRsp"), r.value);
}

template <bool Critical>
void put_unjoin_answer(const Reading& r, const Shown& s) {
  s.in(Critical ? "UnjoinServiceCriticalRsp" : "UnjoinServiceNonCriticalRsp")
      .put_code("unjoinResponseCode", "ASN1Status", r.value,
                {{0, "success"}, {1, "otherDeviceNotInDeviceLog"}, {2, "otherFailure"}}, "ResponseCode", "notKnown");
}

inline Text device_type(const Node& n) {
  return word(n, {{0, "GSME"}, {1, "ESME"}, {2, "CHF"}, {3, "GPF"}, {4, "HCALCS"}, {5, "PPMID"}, {6, "Type2"}});
}

inline void put_gas_clock(const Shown& root, const Reading& r) {
  root.put("DeviceTime", date(r.value[0]));
  root.put_code("Gas/GasClockTimeStatus", "ASN1Status", r.value[1],
                {{0, "reliable"}, {1, "invalid"}, {2, "unreliable"}}, "ResponseCode");
}

inline Expectations expected_joins() {
  return {
      {"CS03A1", put_join_answer<true>},
      {"CS03A2Critical", put_join_answer<true>},
      {"CS03A2NonCritical", put_join_answer<false>},
      {"CS03B", put_join_answer<false>},
      {"CS03CCritical", put_join_answer<true>},
      {"CS03CNonCritical", put_join_answer<false>},
      {"CS04ACCritical", put_unjoin_answer<true>},
      {"CS04ACNonCritical", put_unjoin_answer<false>},
      {"CS04B", put_unjoin_answer<false>},
      {"CS06", [](const Reading& r, const Shown& s) { put_activation(s.in("ActivateFirmwareRsp"), r.value); }},
      {"CS06-A",
       [](const Reading& r, const Shown& s) {
         const Shown root = s.in("FutureDatedCommandOutcomeDeviceAlert/FirmwareActivationDeviceAlert");
         root.put("ExecutionDateTime", date(r.value[1]));
         root.put("OriginatorCounterFromCommand", plain(r.value[2]));
         put_activation(root, r.value[3]);
       }},
      {"CS07",
       [](const Reading& r, const Shown& s) {
         for (const Node& entry : r.value[1].items) {
           const Shown at = s.in("ReadDeviceLogRsp/DeviceLogEntries").next("LogEntry");
           at.put("DeviceID", eui(entry[0]));
           at.put("DeviceType", device_type(entry[1]));
         }
       }},
      {"CS08", [](const Reading& r,
                  const Shown& s) { s.in("ReadFirmwareVersionRsp").put("FirmwareVersion", hex(r.value[0])); }},
      {"GCS28", [](const Reading& r, const Shown& s) { put_gas_clock(s.in("SynchroniseClockRsp"), r); }},
      {"GCS28Commission",
       [](const Reading& r, const Shown& s) { put_gas_clock(s.in("CommissionDeviceSynchroniseClockRsp"), r); }},
      {"GCS59",
       [](const Reading& r, const Shown& s) {
         for (const Node& outcome : r.value[0].items) {
           const Shown at = s.in("RestoreGPFDeviceLogRsp").next("RestoreDeviceLogOutcome");
           at.put("DeviceLogEntry/DeviceID", eui(outcome[0][0]));
           at.put("DeviceLogEntry/DeviceType", device_type(outcome[0][1]));
           put_join(at, outcome[1]);
         }
       }},
  };
}

}  // namespace gridpost::second
