// Everything that can happen to the exchange, what must be known to decide on it, and the form of a decision.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "access/access.h"
#include "access/user.h"
#include "catalogue/rules.h"
#include "crypto/certificate.h"
#include "duis/request.h"
#include "duis/response.h"
#include "exchange/dcc_alert.h"
#include "exchange/effect.h"
#include "exchange/limits.h"
#include "exchange/records.h"
#include "gbcs/message.h"
#include "inventory/device.h"
#include "inventory/recovery.h"
#include "registration/registration.h"

namespace gridpost::exchange {

using access::WebService;

enum class Protection : std::uint8_t {
  Good,       // MAC or signature checked with the right keys
  Bad,        // checked and wrong
  Unchecked,  // MAC for a User: only the User has the key (DUIS 3.9)
};

// A response or alert that a Device sent.
struct DeviceSpoke {
  Eui64 hub;
  std::uint64_t delivery = 0;           // of the device process
  Bytes message;                        // as received
  std::optional<gbcs::Message> parsed;  // none: not a GBCS message
  std::string parse_error;
  Protection protection = Protection::Unchecked;
  std::optional<gbcs::Payload> payload;  // decoded, where the catalogue describes it and it is in clear
};

// A request read from the gateway. What could be checked without the store (form, signatures) was checked already; its
// outcome is here as a fact.
struct RequestArrived {
  WebService service = WebService::NonDevice;
  duis::Request request;         // whole, or only id and references when `refusal` is set
  std::optional<Error> refusal;  // why the message was refused before any rule was asked; rule names the check
  std::optional<gbcs::Message> pre_command;  // command variants 5 to 7: the signed pre-command taken apart
  bool pre_command_signature_good = false;   // its GBCS signature verifies with the originator's role certificate
  std::string body;                          // the message as received, for the audit trail
  std::optional<DeviceSpoke> returned = std::nullopt;  // 8.13: what the Device said, checked as if from the network
};

struct TimerFired {
  Timer timer;
};

enum class PushOutcome : std::uint8_t { Delivered, Refused, Unreachable };
struct PushEnded {
  OutboxItem item;
  PushOutcome outcome = PushOutcome::Delivered;
  std::string detail;           // "HTTP 204", "connection refused"
  std::int64_t machine_ms = 0;  // machine time, for the back-off
};

// The Central Products List may say something new about the model of this Device. (DUIS 7.5; RCOM-07)
struct ListingChanged {
  Eui64 device;
};

// The model of this hub is recalled. (proposed)
struct HubRecalled {
  Eui64 hub;
};

// An operator tells how far the recovery of a Device's credentials is. (DUIS 7.5)
struct RecoveryMoved {
  Eui64 device;
  inventory::RecoveryStep step = inventory::RecoveryStep::Begun;
  std::string by;  // the operator, for the audit trail
};

using Event =
    std::variant<RequestArrived, DeviceSpoke, TimerFired, PushEnded, ListingChanged, HubRecalled, RecoveryMoved>;

// What an event needs loaded. The engine loads it; absent records stay absent.
struct Needs {
  // A certificate of somebody else that the command may have to carry.
  struct Certificate {
    Eui64 owner;
    crypto::Usage usage = crypto::Usage::KeyAgreement;

    auto operator<=>(const Certificate&) const = default;
  };
  std::optional<Eui64> user;
  std::vector<Eui64> devices;      // with their registrations, and each one's hub
  std::vector<Eui64> held_for;     // Devices whose held requests are needed
  std::vector<Eui64> joins;        // Devices whose joins are needed
  std::vector<Eui64> histories;    // Devices whose status histories are needed
  std::vector<Eui64> homes;        // CHFs whose device logs and Devices, with their registrations, are needed
  std::vector<std::string> mpxns;  // 8.2 by metering point, 8.11: Devices and registrations of these
  std::optional<RequestId> request;
  struct Command {
    Eui64 device;
    Eui64 originator;
    std::uint64_t counter = 0;
  };
  std::optional<Command> command;  // the request whose command this answers
  struct Stream {
    Eui64 originator;
    Eui64 target;
    std::string stream;
  };
  std::optional<Stream> counter;
  std::optional<Stream> returned;  // 8.13: of the alert that is brought back
  std::optional<Stream> held;      // a cancellation: the last held request of this stream
  struct Model {
    DeviceType type;
    std::string manufacturer, model, firmware_version;
  };
  std::optional<Model> product;
  struct Coverage {
    std::string uprn, post_code;
  };
  std::optional<Coverage> coverage;  // lines of the coverage table
  std::string uprn;                  // 8.2 by address
  std::string post_code, address_identifier;
  bool command_taken = false;  // whether a hub has taken the command of `request`
  bool chance = false;         // a random number
  std::vector<Certificate> certificates;

  bool empty() const;
};

// What was loaded.
struct Known {
  std::optional<access::User> user;
  std::map<Eui64, inventory::Device> devices;
  std::map<Eui64, std::vector<registration::Registration>> registrations;  // by Device, of all its metering points
  std::map<std::string, std::vector<registration::Registration>> mpxn_registrations;  // of Needs::mpxns
  std::map<Eui64, std::vector<inventory::HubLogEntry>> hub_logs;                      // by CHF
  std::optional<RequestRecord> request;
  std::vector<RequestRecord> held;                                  // of Needs::held_for
  std::vector<inventory::Join> joins;                               // of Needs::joins, from either side
  std::map<Eui64, std::vector<inventory::StatusChange>> histories;  // of Needs::histories, oldest first
  std::optional<std::uint64_t> last_counter;
  std::optional<std::uint64_t> last_returned;  // of Needs::returned
  std::optional<std::uint64_t> last_held;      // of Needs::held
  bool command_taken = false;                  // of Needs::command_taken
  std::optional<inventory::Product> product;
  std::map<Needs::Certificate, Bytes> certificates;  // DER of those in use now
  std::vector<inventory::Coverage> coverage;
  std::uint64_t chance = 0;  // of Needs::chance
  Eui64 broker;              // identity of the access control broker
  Eui64 trans_cos;           // and of the change of supplier party; 0: there is none
  TimeMs now = 0;
  Rules rules;
  Limits limits;
};

// The synchronous answer and what follows from the event.
struct Decision {
  std::optional<duis::Response> answer;
  // The answer carries a LocalCommand to which the access control broker's MAC has yet to be added: its message is the
  // grouping part. Pushes of this kind are told by bare_command(). (DUIS 3.8)
  bool protect_answer = false;
  Effects effects = {};
  // They are numbered by receiver when they are queued, in the same transaction: queue_alert().
  RaisedAlerts alerts = {};
};

// What must be loaded for this event.
Needs needs(const Event& event);
// What must be loaded in addition, now that more is known: asked in rounds 1, 2, ... after each load until it is empty.
// Mostly that is at once.
Needs further_needs(const Event& event, const Known& known, int round);
// The decision. Pure: same event, same knowledge, same decision.
Decision decide(const Event& event, const Known& known);

}  // namespace gridpost::exchange
