// Who may send what to which Device, and the code when not. (DUIS 5, 6)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/user.h"
#include "base/time.h"
#include "catalogue/rule_list.h"
#include "catalogue/services.h"

namespace gridpost::access {

// The web services of the gateway. (DUIS 2)
enum class WebService : std::uint8_t { Transform, SendCommand, NonDevice };

// Who is registered in a role at a metering point of the Device, at the time that counts.
struct MeteringPoint {
  std::string mpxn;
  UserRole role = UserRole::IS;
  std::optional<Eui64> party;
};

// The Device that a request is sent to, as the inventory has it.
struct Target {
  DeviceType type = DeviceType::ESME;
  SmiStatus status = SmiStatus::Pending;
  Eui64 notified_by;
  std::optional<SmiStatus> hub_status;  // of the CHF it stands behind; none: it stands behind none
  // Its own metering points; of a CHF, PPMID or HCALCS those of all meters behind the hub.
  std::vector<MeteringPoint> points;
  // 8.11: who pre-notified the Device that the hub shall add or remove; none if that Device is not known.
  std::optional<Eui64> log_device_notified_by;
};

// Everything that the checks look at; nothing else decides.
struct Question {
  WebService path = WebService::NonDevice;
  const catalogue::Service* service = nullptr;  // null: no such Service Reference Variant
  RoleSet added_roles = {};                     // those that a rule in force adds to its row of the matrix
  std::string_view reference;                   // as the header has it
  std::string_view body_element;                // as the body has it; "SignedPreCommand" for variants 5 to 7
  int command_variant = 0;
  Eui64 originator;
  const User* user = nullptr;    // null: not known
  Eui64 device;                  // the target of the RequestID
  std::optional<Target> target;  // none: not in the inventory; not looked at for non-device services
  TimeMs at = 0;                 // now, or the execution date
};

// The roles that may use the service.
RoleSet roles_of(const Question& question);

// What the checks found. A refusal names its rule and the facts it rests on.
struct Verdict {
  bool allowed = true;
  std::string_view code;    // "E4"; empty if allowed
  std::string_view rule;    // "access.eligibility"
  std::string_view clause;  // "DUIS 5"
  std::string explanation;

  static Verdict refuse(const NamedRule& rule, std::string explanation);
};

// Checks 5 to 13 of the order in DUIS 6; the first that fails gives the verdict.
Verdict check(const Question& question);

// True if the SMI status of the target allows the service. (DUIS 6, table)
bool status_allows(SmiStatus status, std::string_view variant);

}  // namespace gridpost::access
