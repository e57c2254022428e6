// DUIS responses and alerts: to canonical text, ready to be signed, and back for the Users' side. (duis 1.2)
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/element.h"
#include "base/ids.h"
#include "base/time.h"
#include "duis/xml.h"

namespace gridpost::duis {

// A device response.
struct GbcsPayload {
  Bytes message;
  bool operator==(const GbcsPayload&) const = default;
};
// The Device response to 9.1, with the number that the Device now shows its customer.
struct CinMessage {
  Bytes message;
  std::string number;  // four digits
  bool operator==(const CinMessage&) const = default;
};
// The answer of the transform service: an unsigned command.
struct PreCommand {
  std::string gbcs_version;  // "4.2"
  Bytes message;
  bool operator==(const PreCommand&) const = default;
};
// A command for delivery by the User.
struct LocalCommand {
  Bytes message;
  bool operator==(const LocalCommand&) const = default;
};
// The answer to 8.2: a DSPInventory element with 1 to 17 Device elements.
struct Inventory {
  Element dsp_inventory;
};
// The answer to 12.1: a DSPWANMatrix element.
struct WanMatrix {
  Element dsp_wan_matrix;
};
// The answer to 8.6: a DSPOptIn element.
struct OptIn {
  Element dsp_opt_in;
};
// What became of an instruction of a future-dated command that its Device held.
struct FutureDatedAlert {
  std::uint16_t code = 0;  // 0x8F66 done, 0x8F67 failed
  Bytes message;
  int instruction = 0;  // 1 ...
  int instructions = 0;
  bool operator==(const FutureDatedAlert&) const = default;
};
// An alert from a device to a User.
struct DeviceAlert {
  std::uint16_t code = 0;  // 0x8F30
  Bytes message;
  bool operator==(const DeviceAlert&) const = default;
};
// An alert of the DCC: its code and the one element below DCCAlert.
struct DccAlert {
  std::string code;  // "N16"
  Element alert;
};

using Payload = std::variant<std::monostate, GbcsPayload, CinMessage, PreCommand, LocalCommand, Inventory, WanMatrix,
                             OptIn, FutureDatedAlert, DeviceAlert, DccAlert>;

struct Response {
  std::optional<RequestId> request_id;
  std::optional<ResponseId> response_id;
  std::string code;  // "I0"
  TimeMs time = 0;
  std::string schema_version = "5.4";
  std::string reference;  // not of alerts
  std::string variant;    // not of alerts
  Payload payload;
};

// The canonical text: what is written is what the signature covers.
std::string write(const Response& response);

// Reads a response or alert. A payload of a kind that has no place in Payload is an error that names it.
Result<Response> read_response(const Document& document);

}  // namespace gridpost::duis
