// DUIS request to GBCS command, and the correlation of a pre-command with its request. (GBCS 12, 13)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/element.h"
#include "catalogue/use_case.h"
#include "gbcs/message.h"
#include "transform/origin.h"

namespace gridpost::transform {

// What the inventory knows of the Device that a command goes to.
struct Target {
  Eui64 id;
  DeviceType type = DeviceType::ESME;
  std::string esme_variant;               // decides single or twin element, single or polyphase
  std::string gbcs_version;               // decides GCS60 or GCS60a
  std::vector<std::string> without = {};  // rules that are not in force: use cases that need them do not exist (R15-48)
};

// The request that is to become a command.
struct Source {
  RequestId id;         // originator: the User; counter: of its stream
  std::string variant;  // service reference variant, "4.1.1"
  const Element* body = nullptr;
  const Element* added = nullptr;  // what the DSP adds, made by Supplement::element(); null: nothing
};

struct Circumstances {
  TimeMs now = 0;                    // time of build
  Eui64 broker;                      // the access control broker
  std::uint64_t broker_counter = 0;  // next counter towards the Device of the DCC's party that is the originator
  bool known_remote_party = true;    // false: an unknown remote party, for whom the broker sends
  Bytes certificate;                 // key agreement certificate of an unknown remote party
  Eui64 trans_cos = {};              // the party that changes suppliers; 0: there is none
};

// True if Devices of this GBCS version have the use case.
bool of_version(const UseCase& use_case, std::string_view gbcs_version);

// The use case that this service has for this Device. (GBCS 12, R15: GCS60 or GCS60a by the Device's version)
Result<const UseCase*> select(const Source& source, const Target& target);

// The command carries the key agreement certificate of the User, for whom the broker sends. (GBCS 2.4)
bool carries_certificate(const UseCase& use_case, bool known_remote_party);

// The pre-command (critical) or the command without MAC. `signature` is absent where somebody has yet to sign: the User
// the pre-command, the broker what it sends in that form; else it is empty.
// `origins`, if asked for, gets one tree for each row or component: where its values came from.
Result<gbcs::Message> to_command(const UseCase& use_case, const Source& source, const Target& target,
                                 const Circumstances& circumstances, std::vector<Origin>* origins = nullptr);

// What differs between the pre-command and what the request means; empty: it means the same. Time-of-build fields may
// differ. (GBCS 13)
struct Difference {
  std::string where;     // "row 3 / StandingCharge"
  std::string expected;  // what the request means
  std::string found;
  std::vector<std::string> elements;  // of the request's body, that decide on this value; empty: none does
};
Result<std::vector<Difference>> correlate(const Source& source, const Target& target, const gbcs::Message& pre_command);

}  // namespace gridpost::transform
