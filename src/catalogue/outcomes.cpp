// Alerts that report what became of a future-dated command: 8F66 done, 8F67 failed. (GBCS 8.1)
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

// Both name the command that was future-dated: its message code, its counter, and which part of it came due.
std::vector<MmcField> shown_command(std::vector<MmcField> part) {
  std::vector<MmcField> shown{as_hex("FutureDatedCommandMessageCode", "instruction").part(0, 2),
                              number("FutureDatedCommandOriginatorCounter", "instruction").part(2, 8)};
  shown.insert(shown.end(), part.begin(), part.end());
  return shown;
}

UseCase fd_dlms() {
  return dlms(0x00CC, "FD-DLMS", "Future-dated instruction outcome, DLMS", {DeviceType::ESME}, Sender::Device,
              Protection::Signed)
      .alerts(structure({u16("alertCode"), octets(12).as("time"), octets(19).as("instruction")}))
      .shows("FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert",
             shown_command({as_hex("DLMSCOSEMFDInstructionIdentification/ClassId", "instruction").part(10, 2),
                            as_hex("DLMSCOSEMFDInstructionIdentification/InstanceId", "instruction").part(12, 6),
                            as_hex("DLMSCOSEMFDInstructionIdentification/AttributeId", "instruction").part(18, 1)}));
}

UseCase fd_gbz() {
  return gbz(0x00CD, "FD-GBZ", "Future-dated instruction outcome, GBZ", {DeviceType::GSME}, Sender::Device,
             Protection::Signed)
      .alerts(structure({octets().as("instruction")}))
      .shows("FutureDatedCommandOutcomeDeviceAlert/GBZFutureDatedAlert",
             shown_command({as_hex("GBZFDInstructionIdentification/ExtendedHeaderClusterID", "instruction").part(10, 2),
                            as_hex("GBZFDInstructionIdentification/FrameControl", "instruction").part(12, 1),
                            as_hex("GBZFDInstructionIdentification/CommandIdentifier", "instruction").part(13, 1)}));
}

}  // namespace

std::vector<UseCase> outcomes() { return {fd_dlms(), fd_gbz()}; }

}  // namespace gridpost::chapters
