// The alerts that Devices raise of themselves. (GBCS 8)
#pragma once

#include "devices/device.h"

namespace gridpost::devices {

// Codes of alerts and log entries. (tables/alert-codes)
namespace event_code {
constexpr std::uint16_t kClockAdjusted = 0x8145;
constexpr std::uint16_t kClockNotAdjusted = 0x81C6;
constexpr std::uint16_t kHardwareReset = 0x81B2;
constexpr std::uint16_t kGasLogChanged = 0x8071;
constexpr std::uint16_t kBadFormat = 0x8F1E;
constexpr std::uint16_t kOutageEnded = 0x8F35;
constexpr std::uint16_t kLongOutageEnded = 0x8F36;
constexpr std::uint16_t kFirmwareChanged = 0x8F43;
constexpr std::uint16_t kNotAuthentic = 0x8F3D;
constexpr std::uint16_t kNotAuthorised = 0x8F3E;
constexpr std::uint16_t kJoinFailed = 0x8F48;
constexpr std::uint16_t kJoined = 0x8F49;
constexpr std::uint16_t kUnjoinFailed = 0x8F4A;
constexpr std::uint16_t kUnjoined = 0x8F4B;
constexpr std::uint16_t kInstructionDone = 0x8F66;
constexpr std::uint16_t kInstructionFailed = 0x8F67;
constexpr std::uint16_t kImageReceived = 0x8F72;
}  // namespace event_code

// The generic alert with this code: 8Fxx are critical and signed, 80xx and 81xx carry a MAC (proposed). 80xx go to the
// network operator, the others to the supplier; those of a hub to the broker. An error for a code that is unknown or
// has a layout of its own, and for a Device that sends none.
Result<Bytes> generic_alert(Device& device, std::uint16_t code, TimeMs now);
// ECS80: the supply was interrupted between the two.
Result<Bytes> outage_alert(Device& device, TimeMs from, TimeMs until);
// What became of an instruction of a future-dated command: 8F66 done, 8F67 failed; to who sent the command.
Result<Bytes> outcome_alert(Device& device, const UseCase& use_case, const gbcs::Header& command, View part, bool good,
                            TimeMs now);
// The same for an ASN.1 command, which is reported as a whole: `answer` is how it would have been answered without
// date.
Result<Bytes> outcome_alert(Device& device, const UseCase& use_case, const gbcs::Header& command, const Value& answer,
                            TimeMs now);
// A firmware image with this hash was received and verified: to the supplier.
Result<Bytes> image_alert(Device& device, View hash, TimeMs now);
// GCS62: the whole device log of the GPF, to the broker.
Result<Bytes> gas_log_alert(Device& gpf, TimeMs now);

}  // namespace gridpost::devices
