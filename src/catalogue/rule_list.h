// Every rule that can decide on a message, by the stable name under which the audit trail and the reports show it.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace gridpost {

// One rule: its name never changes once traffic was decided by it.
struct NamedRule {
  std::string_view name;    // "access.eligibility"
  std::string_view code;    // the response code when it refuses; empty for rules that refuse without one, or that act
  std::string_view clause;  // where it comes from
  std::string_view title;   // what holds when it passes

  constexpr bool operator==(const NamedRule&) const = default;
};

namespace rule {

inline constexpr NamedRule kWebService{"access.web-service", "E13", "DUIS 2",
                                       "The Command Variant belongs to another web service"};
inline constexpr NamedRule kCommandVariant{"access.command-variant", "E12", "DUIS 2",
                                           "The Command Variant is not one of the service"};
inline constexpr NamedRule kBodyMatchesReference{"access.body-matches-reference", "E12", "DUIS 1.1",
                                                 "Body, Service Reference and variant belong together"};
inline constexpr NamedRule kUserKnown{"access.user-known", "E1", "DUIS 5", "The User and its roles are known"};
inline constexpr NamedRule kRoleInMatrix{"access.role-in-matrix", "E2", "DUIS 5",
                                         "One of the User's roles may use the service"};
inline constexpr NamedRule kUserInOperation{"access.user-in-operation", "E3", "DUIS 6", "The User is in operation"};
inline constexpr NamedRule kDeviceKnown{"access.device-known", "E19", "DUIS 6", "The Device is in the inventory"};
inline constexpr NamedRule kDeviceType{"access.device-type", "E11", "DUIS 6",
                                       "The service applies to the type of Device"};
inline constexpr NamedRule kStatus{"access.status", "E5", "DUIS 6", "The SMI status of the Device allows the service"};
inline constexpr NamedRule kLocalDelivery{"access.local-delivery", "E17", "DUIS 3.8",
                                          "A local command is possible for this role and status"};
inline constexpr NamedRule kEligibility{"access.eligibility", "E4", "DUIS 5",
                                        "The User is registered for the Device at the time"};
inline constexpr NamedRule kResponsibleSupplier{"access.responsible-supplier", "E4", "DUIS 5, RCOM-04",
                                                "The User is the responsible supplier of the Device"};

inline constexpr NamedRule kMessage{"exchange.message", "E100", "DUIS 6",
                                    "The message is well formed and signed by its originator"};
inline constexpr NamedRule kSchemaVersion{"exchange.schema-version", "E62", "DUIS 1",
                                          "The schema version is one that the gateway knows"};
inline constexpr NamedRule kAntiReplay{"exchange.anti-replay", "E48", "DUIS 6.1", "The RequestID counter rises"};
inline constexpr NamedRule kPreCommandIssued{"exchange.pre-command-issued", "E100", "DUIS 3.3",
                                             "A pre-command was issued under this RequestID"};
inline constexpr NamedRule kPreCommandHeader{"exchange.pre-command-header", "E100", "DUIS 6",
                                             "The GBCS header equals the RequestID"};
inline constexpr NamedRule kPreCommandCode{"exchange.pre-command-code", "E100", "DUIS 6",
                                           "The message code belongs to the service"};
inline constexpr NamedRule kPreCommandSame{"exchange.pre-command-same", "E100", "DUIS 3.3",
                                           "The payload is the pre-command that was issued"};
inline constexpr NamedRule kPreCommandSignature{"exchange.pre-command-signature", "E100", "GBCS 4.3",
                                                "The GBCS signature is the originator's"};
inline constexpr NamedRule kExecutionDate{"exchange.execution-date", "E49", "DUIS 3.4",
                                          "The execution date lies ahead, and is one the service has"};
inline constexpr NamedRule kNothingToCancel{"exchange.nothing-to-cancel", "E49", "DUIS 3.4",
                                            "A cancellation has a held request to cancel"};
inline constexpr NamedRule kTransform{"exchange.transform", "E100", "GBCS 12",
                                      "The request has a command for this Device"};
inline constexpr NamedRule kPartnerCertificate{"exchange.partner-certificate", "E080723", "DUIS 8.12",
                                               "The certificate that a join has to carry is known"};
inline constexpr NamedRule kPartyCertificate{"exchange.party-certificate", "E100", "DUIS 3.9",
                                             "The certificate of a User whom the Device does not know is known"};
inline constexpr NamedRule kNonDeviceKnown{"exchange.non-device-known", "E100", "DUIS 3.1",
                                           "The service is one that the system answers"};
inline constexpr NamedRule kCarrier{"exchange.carrier", "E5", "DUIS 7.2",
                                    "The Device stands behind a hub that can carry the command"};
inline constexpr NamedRule kNotReached{"exchange.not-reached", "E20", "DUIS 3.2",
                                       "The hub could not be reached in time"};
inline constexpr NamedRule kNoAnswer{"exchange.no-answer", "E21", "DUIS 3.2", "The Device did not answer in time"};
inline constexpr NamedRule kNotJoined{"exchange.not-joined", "E20", "DUIS 3.2 (proposed)",
                                      "The Device has joined the HAN of its hub"};
inline constexpr NamedRule kCancelled{"exchange.cancelled", "E30", "DUIS 3.4",
                                      "A held request was cancelled by its User"};
inline constexpr NamedRule kOutcomeMissing{"exchange.outcome-missing", "E30", "DUIS 3.5",
                                           "The Device told in time what became of a future-dated command"};
inline constexpr NamedRule kHeldEnded{"exchange.held-ended", "E5", "DUIS 7.5",
                                      "What is held for a Device ends when the Device leaves service"};
inline constexpr NamedRule kCosMeteringPoint{"exchange.cos-metering-point", "", "DUIS 8.9",
                                             "A change of supplier names a metering point of the Device"};
inline constexpr NamedRule kCosSupplier{"exchange.cos-supplier", "", "DUIS 8.9",
                                        "A change of supplier is asked for by the supplier of that day"};
inline constexpr NamedRule kCosCertificate{"exchange.cos-certificate", "", "DUIS 8.9",
                                           "The certificates of a change of supplier are the User's own"};
inline constexpr NamedRule kAccepted{"exchange.accepted", "", "DUIS 6", "Every check passed"};
inline constexpr NamedRule kAnswerForm{"exchange.answer-form", "", "GBCS 2", "What a Device sends is a GBCS message"};
inline constexpr NamedRule kAnswerProtection{"exchange.answer-protection", "", "GBCS 4",
                                             "MAC or signature of a Device's message is right and of the right kind"};
inline constexpr NamedRule kAnswerSolicited{"exchange.answer-solicited", "", "GBCS 2.5",
                                            "An answer belongs to a command that waits for it"};
inline constexpr NamedRule kAnswerMatches{"exchange.answer-matches", "", "GBCS 2.5",
                                          "Recipient, counter and message code of an answer are those of its command"};
inline constexpr NamedRule kAnswerOnce{"exchange.answer-once", "", "DUIS 3.2", "A request has one final result"};
inline constexpr NamedRule kAnswerAccepted{"exchange.answer-accepted", "", "DUIS 3.2",
                                           "The answer of the Device goes to the User"};
inline constexpr NamedRule kAlertAccepted{"exchange.alert-accepted", "", "DUIS 3.10",
                                          "The alert goes to the party it names"};
inline constexpr NamedRule kAlertReceiver{"exchange.alert-receiver", "", "DUIS 3.10",
                                          "An alert names a User or the access control broker"};
inline constexpr NamedRule kTimerStale{"exchange.timer-stale", "", "DUIS 3.2",
                                       "A timer whose request is done has nothing to do"};
inline constexpr NamedRule kPreCommandExpired{"exchange.pre-command-expired", "", "DUIS 3.3",
                                              "A pre-command waits for its signature for a limited time"};
inline constexpr NamedRule kDelivered{"exchange.delivered", "", "DUIS 2.2",
                                      "The User's endpoint confirmed the message"};
inline constexpr NamedRule kPushRefused{"exchange.push-refused", "", "DUIS 2.2",
                                        "The endpoint refused the message for good"};
inline constexpr NamedRule kPushRetried{"exchange.push-retried", "", "DUIS 2.2", "The endpoint is tried again later"};
inline constexpr NamedRule kPushRetriedByOperator{"exchange.push-retried-by-operator", "", "DUIS 2.2",
                                                  "An operator sends a parked message on its way again"};
inline constexpr NamedRule kPushDroppedByOperator{"exchange.push-dropped-by-operator", "", "DUIS 2.2",
                                                  "An operator takes a message out of the outbox for good"};
inline constexpr NamedRule kPushGivenUp{"exchange.push-given-up", "", "DUIS 2.2",
                                        "The endpoint did not take the message for seven days"};

inline constexpr NamedRule kNewDevice{"inventory.new-device", "E120201", "DUIS 8.15",
                                      "The identifier is new to the inventory"};
inline constexpr NamedRule kModelListed{"inventory.model-listed", "E120203", "DUIS 7.3",
                                        "The model is on the Central Products List"};
inline constexpr NamedRule kGasProxy{"inventory.gas-proxy", "E120204", "DUIS 7.2",
                                     "A hub, and only a hub, names its gas proxy"};
inline constexpr NamedRule kDeviceDetails{"inventory.device-details", "E120207", "DUIS 8.15",
                                          "Version, firmware and ESME variant as the type needs them"};
inline constexpr NamedRule kLogDeviceKnown{"inventory.log-device-known", "E081102", "DUIS 8.5",
                                           "The Device of the log entry is in the inventory"};
inline constexpr NamedRule kLogDeviceStatus{"inventory.log-device-status", "E081104", "DUIS 8.5",
                                            "The status of the Device allows the change of the log"};
inline constexpr NamedRule kLogModelListed{"inventory.log-model-listed", "E081105", "DUIS 8.5",
                                           "The model of the Device is on the Central Products List"};
inline constexpr NamedRule kLogRequestForm{"inventory.log-request-form", "E081106", "DUIS 8.5",
                                           "Add has its details, Remove has none"};
inline constexpr NamedRule kLogMpxn{"inventory.log-mpxn", "E081107", "DUIS 8.5",
                                    "The metering points are the User's, and the Device has no others"};
inline constexpr NamedRule kLogOtherHub{"inventory.log-other-hub", "E081108", "DUIS 8.5",
                                        "The Device is not on the log of another hub"};
inline constexpr NamedRule kLogFull{"inventory.log-full", "E081109", "DUIS 8.5", "The log has room"};
inline constexpr NamedRule kLogEntry{"inventory.log-entry", "E081110", "DUIS 8.5",
                                     "The Device to be removed is on the log"};
inline constexpr NamedRule kLogInstallCode{"inventory.log-install-code", "E081111", "DUIS 8.5 (proposed)",
                                           "The install code has a length that ZigBee knows"};
inline constexpr NamedRule kJoinOther{"inventory.join-other", "E080702", "DUIS 8.12",
                                      "The other Device is known, fits, and stands behind the same hub"};
inline constexpr NamedRule kJoinVariant{"inventory.join-variant", "E080721", "DUIS 8.12",
                                        "The service is the one for this pair of Devices"};
inline constexpr NamedRule kJoinLog{"inventory.join-log", "E080722", "DUIS 8.12",
                                    "The other Device is on the log of the hub"};
inline constexpr NamedRule kUnjoinJoined{"inventory.unjoin-joined", "E080801", "DUIS 8.12", "The Devices are joined"};
inline constexpr NamedRule kUnjoinVariant{"inventory.unjoin-variant", "E080821", "DUIS 8.12",
                                          "The service is the one for this pair of Devices"};
inline constexpr NamedRule kUnjoinLog{"inventory.unjoin-log", "E080822", "DUIS 8.12 (proposed)",
                                      "The Device to be left is still on the log of the hub"};
inline constexpr NamedRule kSecurityDetails{"inventory.security-details", "E080902", "DUIS 8.1",
                                            "Only the log of a hub has security details"};
inline constexpr NamedRule kSecurityDetailsRole{"inventory.security-details-role", "E080903", "DUIS 8.1 (proposed)",
                                                "Security details are for suppliers"};
inline constexpr NamedRule kRestoreOld{"inventory.restore-old", "E081202", "DUIS 8.6",
                                       "The hub or gas proxy that is replaced is in the inventory"};
inline constexpr NamedRule kRestoreBackup{"inventory.restore-backup", "E081204", "DUIS 8.6",
                                          "A log of the old hub is known"};
inline constexpr NamedRule kRestoreFresh{"inventory.restore-fresh", "E081205", "DUIS 8.6",
                                         "The log of the new hub is empty"};
inline constexpr NamedRule kRestorePremises{"inventory.restore-premises", "E081221", "DUIS 8.6",
                                            "Both gas proxies served the same home"};
inline constexpr NamedRule kRestoreProxyLog{"inventory.restore-proxy-log", "E081222", "DUIS 8.6",
                                            "The old gas proxy was joined to something"};
inline constexpr NamedRule kRestoreOnce{"inventory.restore-once", "E081223", "DUIS 8.6",
                                        "The new gas proxy has no log yet"};
inline constexpr NamedRule kReturnedRequest{"exchange.returned-request", "E081301", "DUIS 8.7",
                                            "The answer that is returned is one to a request of the User"};
inline constexpr NamedRule kReturnedLocal{"exchange.returned-local", "E081302", "DUIS 8.7",
                                          "The request was for local delivery"};
inline constexpr NamedRule kReturnedAnswer{"exchange.returned-answer", "E081303", "DUIS 8.7, 3.8",
                                           "The answer is good as if it had come over the WAN"};
inline constexpr NamedRule kDecommissionStatus{"inventory.decommission-status", "E080301", "DUIS 8.2",
                                               "The Device is in service"};
inline constexpr NamedRule kDecommissionType{"inventory.decommission-type", "E080302", "DUIS 8.2",
                                             "The Device is a meter, PPMID or HCALCS"};
inline constexpr NamedRule kUpdateStatusFrom{"inventory.update-status-from", "E080405", "DUIS 7.5",
                                             "The status can be reached from the present one"};
inline constexpr NamedRule kUpdateStatusType{"inventory.update-status-type", "E080406", "DUIS 8.3",
                                             "The choice is one for this type of Device"};
inline constexpr NamedRule kUpdateModelListed{"inventory.update-model-listed", "E080407", "DUIS 7.3, RCOM-06",
                                              "The model is on the Central Products List"};
inline constexpr NamedRule kUpdateNotifier{"inventory.update-notifier", "E080408", "DUIS 8.3, R125-02",
                                           "The User pre-notified the Device"};
inline constexpr NamedRule kUpdatePending{"inventory.update-pending", "E080409", "DUIS 8.3, R125-12",
                                          "The status allows the change of these details"};
inline constexpr NamedRule kUpdateMpxnRegistered{"inventory.update-mpxn-registered", "E080410", "DUIS 8.3",
                                                 "The User is the supplier registered at the metering point"};
inline constexpr NamedRule kUpdateMpxnForm{"inventory.update-mpxn-form", "E080411", "DUIS 8.3",
                                           "The metering point is one of the meter's fuel"};
inline constexpr NamedRule kUpdateMpxnVariant{"inventory.update-mpxn-variant", "E080412", "DUIS 8.3",
                                              "The meter can have such a metering point"};
inline constexpr NamedRule kUpdateVariantType{"inventory.update-variant-type", "E080413", "DUIS 8.3, R125-09",
                                              "A variant is that of an ESME"};
inline constexpr NamedRule kUpdateFirmware{"inventory.update-firmware", "E080414", "DUIS 8.3",
                                           "The type of Device has a firmware version"};
inline constexpr NamedRule kUpdateVariantAlone{"inventory.update-variant-alone", "E080415", "DUIS 8.3, R125-04",
                                               "ESMEVariant alone is changed once a Device is not Pending"};
inline constexpr NamedRule kHubReported{"inventory.hub-reported", "E081401", "DUIS 8.8",
                                        "The hub is in the inventory and was not returned before"};
inline constexpr NamedRule kHubMpxn{"inventory.hub-mpxn", "E4", "DUIS 8.8",
                                    "The User is the supplier registered at the metering point that it names"};
inline constexpr NamedRule kHubInstallDate{"inventory.hub-install-date", "E081402", "DUIS 8.8",
                                           "The installation is not ahead of the time"};
inline constexpr NamedRule kHubOther{"inventory.hub-other-device", "E081405", "DUIS 8.8",
                                     "The other Device is in the inventory"};
inline constexpr NamedRule kHubInContact{"inventory.hub-in-contact", "E081406", "DUIS 8.8",
                                         "A hub without WAN has not been on it before"};
inline constexpr NamedRule kAddressKnown{"inventory.address-known", "E120101", "DUIS 8.14",
                                         "The place is in the coverage database"};
inline constexpr NamedRule kAddressUnique{"inventory.address-unique", "E120102", "DUIS 8.14",
                                          "The address is one place"};
inline constexpr NamedRule kAddressForm{"inventory.address-form", "E120103", "DUIS 8.14, R146-12",
                                        "The post code has the form of one"};
inline constexpr NamedRule kFound{"inventory.found", "E080201", "DUIS 8.1", "The search finds Devices"};
inline constexpr NamedRule kOnePremises{"inventory.one-premises", "E080202", "DUIS 8.1",
                                        "The search finds one premises"};
inline constexpr NamedRule kPrenotified{"inventory.prenotified", "", "DUIS 7.5",
                                        "A Device that was notified is Pending"};
inline constexpr NamedRule kAdded{"inventory.added", "", "DUIS 7.5", "A log entry makes a Device Whitelisted"};
inline constexpr NamedRule kRemoved{"inventory.removed", "", "DUIS 7.5",
                                    "Without log entry a Device that was never Commissioned is Pending"};
inline constexpr NamedRule kJoined{"inventory.joined", "", "DUIS 7.5",
                                   "A link key makes a Device InstalledNotCommissioned"};
inline constexpr NamedRule kCommissioned{"inventory.commissioned", "", "DUIS 7.5",
                                         "A clock set over the WAN behind a Commissioned hub commissions a meter"};
inline constexpr NamedRule kMpxnSet{"inventory.mpxn-set", "", "DUIS 8.10",
                                    "The metering points that a meter accepted are copied"};
inline constexpr NamedRule kGasProxyFollows{"inventory.gas-proxy-follows", "", "DUIS 7.2 (proposed)",
                                            "The gas proxy takes MPRN and commissioning from the GSME behind its hub"};
inline constexpr NamedRule kDecommissioned{"inventory.decommissioned", "", "DUIS 7.5",
                                           "A Device that leaves service is Decommissioned"};
inline constexpr NamedRule kReactivated{"inventory.reactivated", "", "DUIS 7.5, RCOM-06",
                                        "A Device begins a new life as Pending"};
inline constexpr NamedRule kStatusUpdated{"inventory.status-updated", "", "DUIS 7.5",
                                          "The supplier says what became of the Device"};
inline constexpr NamedRule kDetailsUpdated{"inventory.details-updated", "", "DUIS 8.3",
                                           "Who pre-notified a Pending Device changes its details"};
inline constexpr NamedRule kVariantCorrected{"inventory.variant-corrected", "", "R125-01",
                                             "The responsible supplier corrects the variant"};
inline constexpr NamedRule kDeleted{"inventory.deleted", "", "DUIS 7.5",
                                    "Who pre-notified a Pending Device deletes it"};
inline constexpr NamedRule kMpxnUpdated{"inventory.mpxn-updated", "", "DUIS 8.3",
                                        "The meter carries the metering point"};
inline constexpr NamedRule kHubInstalled{"inventory.hub-installed", "", "DUIS 7.5",
                                         "The installer reports what became of the hub"};
inline constexpr NamedRule kHubReturned{"inventory.hub-returned", "", "DUIS 7.5",
                                        "A hub that is returned is Decommissioned with its gas proxy"};
inline constexpr NamedRule kHubRecalled{"inventory.hub-recalled", "", "DUIS 7.5 (proposed)",
                                        "A hub whose model is recalled is Decommissioned with its gas proxy"};
inline constexpr NamedRule kHubHeard{"inventory.hub-heard", "", "DUIS 7.5",
                                     "A hub that was installed without WAN is Commissioned when it is heard"};
inline constexpr NamedRule kDevicesJoined{
    "inventory.devices-joined", "", "DUIS 7.5",
    "Devices that are joined work together; who follows is Commissioned by whom it follows"};
inline constexpr NamedRule kDevicesUnjoined{"inventory.devices-unjoined", "", "DUIS 7.5 (proposed)",
                                            "A display or load switch that is joined to nothing is Whitelisted"};
inline constexpr NamedRule kHubLogRestored{"inventory.hub-log-restored", "", "DUIS 7.5",
                                           "The entries of a restored log, and their Devices, are the new hub's"};
inline constexpr NamedRule kProxyLogRestored{"inventory.proxy-log-restored", "", "DUIS 7.5",
                                             "The new gas proxy is joined to what the old one was joined to"};
inline constexpr NamedRule kJoinNotSeen{"inventory.join-not-seen", "", "DUIS 8.5",
                                        "A join that was not seen in its period is told"};
inline constexpr NamedRule kFirmwareCorrected{"inventory.firmware-corrected", "", "DUIS 8.13",
                                              "The inventory has the firmware version that the Device reports"};
inline constexpr NamedRule kFirmwareNotListed{"inventory.firmware-not-listed", "", "DUIS 8.13",
                                              "The same, of a version that is not on the Central Products List"};
inline constexpr NamedRule kSuspended{"inventory.suspended", "", "DUIS 7.5",
                                      "A Device whose model is not on the Central Products List is Suspended"};
inline constexpr NamedRule kRestored{"inventory.restored", "", "DUIS 7.5, RCOM-07",
                                     "A Device whose model is listed again has the status held before"};
inline constexpr NamedRule kImported{"inventory.imported", "", "DUIS 7.5 (proposed)",
                                     "A Device of another system comes with its history"};
inline constexpr NamedRule kVariantContradicts{
    "inventory.variant-contradicts", "", "R125-17",
    "The Central Products List knows the model with other variants; the check is the supplier's"};
inline constexpr NamedRule kVariantReview{"inventory.variant-review", "", "R125-20",
                                          "The firmware is not one for the recorded variant, which has to be reviewed"};
inline constexpr NamedRule kOptInModelListed{"inventory.opt-in-model-listed", "E080601", "DUIS 8.4",
                                             "The model is on the Central Products List"};
inline constexpr NamedRule kOptInEnrolled{"inventory.opt-in-enrolled", "E080602", "DUIS 8.4, 7.5",
                                          "The meter had been opted out"};
inline constexpr NamedRule kOptInMpxn{"inventory.opt-in-mpxn", "E080604", "DUIS 8.4",
                                      "The User is the supplier registered at the metering point"};
inline constexpr NamedRule kOptInDate{"inventory.opt-in-date", "E080606", "DUIS 8.4 (proposed)",
                                      "The day of opting in has come"};
inline constexpr NamedRule kOptedIn{"inventory.opted-in", "", "DUIS 7.5",
                                    "A meter that is opted in begins a new life as Pending"};
inline constexpr NamedRule kOptedOut{"inventory.opted-out", "", "DUIS 7.5", "A meter that is opted out is Withdrawn"};
inline constexpr NamedRule kPendingTooLong{"inventory.pending-too-long", "", "SECMP0060, R60-01",
                                           "The Device was Pending for its whole retention period, and has left"};
inline constexpr NamedRule kPendingReset{"inventory.pending-reset", "", "SECMP0060, R60-19",
                                         "The time of Pending counts anew, as an operator decided"};
inline constexpr NamedRule kHousekeepingSet{"inventory.housekeeping-set", "", "SECMP0060, R60-06",
                                            "The settings of housekeeping are other ones from now on"};
inline constexpr NamedRule kFirmwareActivated{"inventory.firmware-activated", "", "DUIS 8.13",
                                              "The inventory has the firmware version that a Device has activated"};
inline constexpr NamedRule kRecoveryStatus{"inventory.recovery-status", "", "DUIS 7.5 (from memory)",
                                           "The Device's status leads to the step of the recovery"};
inline constexpr NamedRule kRecoveryMoved{"inventory.recovery", "", "DUIS 7.5 (from memory)",
                                          "The recovery of a Device's credentials goes a step on, as an operator says"};

}  // namespace rule

inline constexpr auto kNamedRules = std::to_array<NamedRule>({
    rule::kWebService,
    rule::kCommandVariant,
    rule::kBodyMatchesReference,
    rule::kUserKnown,
    rule::kRoleInMatrix,
    rule::kUserInOperation,
    rule::kDeviceKnown,
    rule::kDeviceType,
    rule::kStatus,
    rule::kLocalDelivery,
    rule::kEligibility,
    rule::kResponsibleSupplier,
    rule::kMessage,
    rule::kSchemaVersion,
    rule::kAntiReplay,
    rule::kPreCommandIssued,
    rule::kPreCommandHeader,
    rule::kPreCommandCode,
    rule::kPreCommandSame,
    rule::kPreCommandSignature,
    rule::kExecutionDate,
    rule::kNothingToCancel,
    rule::kTransform,
    rule::kPartnerCertificate,
    rule::kPartyCertificate,
    rule::kNonDeviceKnown,
    rule::kCarrier,
    rule::kNotReached,
    rule::kNoAnswer,
    rule::kNotJoined,
    rule::kCancelled,
    rule::kOutcomeMissing,
    rule::kHeldEnded,
    rule::kCosMeteringPoint,
    rule::kCosSupplier,
    rule::kCosCertificate,
    rule::kAccepted,
    rule::kAnswerForm,
    rule::kAnswerProtection,
    rule::kAnswerSolicited,
    rule::kAnswerMatches,
    rule::kAnswerOnce,
    rule::kAnswerAccepted,
    rule::kAlertAccepted,
    rule::kAlertReceiver,
    rule::kTimerStale,
    rule::kPreCommandExpired,
    rule::kDelivered,
    rule::kPushRefused,
    rule::kPushRetried,
    rule::kPushGivenUp,
    rule::kPushRetriedByOperator,
    rule::kPushDroppedByOperator,
    rule::kNewDevice,
    rule::kModelListed,
    rule::kGasProxy,
    rule::kDeviceDetails,
    rule::kLogDeviceKnown,
    rule::kLogDeviceStatus,
    rule::kLogModelListed,
    rule::kLogRequestForm,
    rule::kLogMpxn,
    rule::kLogOtherHub,
    rule::kLogFull,
    rule::kLogEntry,
    rule::kLogInstallCode,
    rule::kJoinOther,
    rule::kJoinVariant,
    rule::kJoinLog,
    rule::kUnjoinJoined,
    rule::kUnjoinVariant,
    rule::kUnjoinLog,
    rule::kSecurityDetails,
    rule::kSecurityDetailsRole,
    rule::kRestoreOld,
    rule::kRestoreBackup,
    rule::kRestoreFresh,
    rule::kRestorePremises,
    rule::kRestoreProxyLog,
    rule::kRestoreOnce,
    rule::kReturnedRequest,
    rule::kReturnedLocal,
    rule::kReturnedAnswer,
    rule::kDecommissionStatus,
    rule::kDecommissionType,
    rule::kUpdateStatusFrom,
    rule::kUpdateStatusType,
    rule::kUpdateModelListed,
    rule::kUpdateNotifier,
    rule::kUpdatePending,
    rule::kUpdateMpxnRegistered,
    rule::kUpdateMpxnForm,
    rule::kUpdateMpxnVariant,
    rule::kUpdateVariantType,
    rule::kUpdateFirmware,
    rule::kUpdateVariantAlone,
    rule::kHubReported,
    rule::kHubMpxn,
    rule::kHubInstallDate,
    rule::kHubOther,
    rule::kHubInContact,
    rule::kAddressKnown,
    rule::kAddressUnique,
    rule::kAddressForm,
    rule::kFound,
    rule::kOnePremises,
    rule::kPrenotified,
    rule::kAdded,
    rule::kRemoved,
    rule::kJoined,
    rule::kCommissioned,
    rule::kMpxnSet,
    rule::kGasProxyFollows,
    rule::kDecommissioned,
    rule::kReactivated,
    rule::kStatusUpdated,
    rule::kDetailsUpdated,
    rule::kVariantCorrected,
    rule::kDeleted,
    rule::kMpxnUpdated,
    rule::kHubInstalled,
    rule::kHubReturned,
    rule::kHubRecalled,
    rule::kHubHeard,
    rule::kDevicesJoined,
    rule::kDevicesUnjoined,
    rule::kHubLogRestored,
    rule::kProxyLogRestored,
    rule::kJoinNotSeen,
    rule::kFirmwareCorrected,
    rule::kFirmwareNotListed,
    rule::kSuspended,
    rule::kRestored,
    rule::kImported,
    rule::kVariantContradicts,
    rule::kVariantReview,
    rule::kOptInModelListed,
    rule::kOptInEnrolled,
    rule::kOptInMpxn,
    rule::kOptInDate,
    rule::kOptedIn,
    rule::kOptedOut,
    rule::kPendingTooLong,
    rule::kPendingReset,
    rule::kHousekeepingSet,
    rule::kFirmwareActivated,
    rule::kRecoveryStatus,
    rule::kRecoveryMoved,
});

// The rules in the order in which a request meets them.
constexpr std::span<const NamedRule> named_rules() { return kNamedRules; }

}  // namespace gridpost
