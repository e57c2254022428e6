// What the exchange keeps about each request, and what leaves through the outbox.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"

namespace gridpost::exchange {

// Stores keep the numbers of the enumerations of this file: new ones go to the end.
enum class RequestState : std::uint8_t {
  PreCommandIssued,  // command variant 4 answered with I0; waits for its signed pre-command
  InFlight,          // acknowledged with I99; a command is queued, sent, or waits for its answer
  Done,              // its final result is committed
  Held,              // acknowledged with I99; waits for its execution date (DUIS 3.4)
  Local,             // answered with I0 and the command, which its User carries; the answer may come by 8.13
};

// One Service Request that was accepted. Its final result is given once. (design: Delivery)
struct RequestRecord {
  RequestId id;
  std::string reference;
  std::string variant;
  int command_variant = 0;
  std::string schema_version;
  RequestState state = RequestState::InFlight;
  TimeMs received_at = 0;
  Eui64 device;       // the Device that the command goes to
  Bytes pre_command;  // as issued, while PreCommandIssued
  std::uint16_t message_code = 0;
  Eui64 command_originator;  // header originator of the command: the User, or the access control broker
  std::uint64_t command_counter = 0;
  // JSON: what a later event needs: the body of an 8.11, 6.20.1 or held request, the number of a 9.1.
  std::string facts;
  std::string result_code;  // once Done

  bool operator==(const RequestRecord&) const = default;
};

enum class OutboxKind : std::uint8_t { Command, Push };
enum class OutboxState : std::uint8_t {
  Queued,  // to be sent at not_before
  Sent,    // Command only: it waits for its answer; resent until answered or timed out
  Parked,  // refused by its receiver (400, 413) or given up: an operator's item
};

// Something that leaves the system, kept until its receiver confirmed it.
struct OutboxItem {
  std::int64_t id = 0;  // given by the store, rising; also the delivery id of a command
  OutboxKind kind = OutboxKind::Command;
  OutboxState state = OutboxState::Queued;
  Eui64 user;                   // whom it concerns; the receiver of a Push
  Eui64 device;                 // Command: the target; Push: the Device it is about (order is kept per User and Device)
  Eui64 hub;                    // Command: the CHF that carries it
  RequestId request;            // the request it belongs to; all zero for alerts
  std::string identity;         // Push: "RequestID|ResponseID|kind", by which the receiver drops repeats
  Bytes body;                   // Command: grouping part without MAC; Push: unsigned canonical DUIS response
  TimeMs created_at = 0;        // world time
  std::int64_t not_before = 0;  // machine time in ms, for back-off
  int attempts = 0;
  std::int64_t queued_at = 0;  // machine time in ms of the commit that queued it, or of an operator's retry
  std::string reason;          // why it is parked, or why its last try failed

  bool operator==(const OutboxItem&) const = default;
};

enum class TimerKind : std::uint8_t {
  CommandTimeout,  // no answer in time: E20 or E21
  PreCommandExpiry,
  JoinPeriod,     // the join period of an 8.11 Add is over
  ExecutionDate,  // a held request is due
  OutcomesDue,    // by now the outcomes of what a Device held should have come (DUIS 3.5)
};

struct Timer {
  std::int64_t id = 0;  // given by the store
  TimeMs due = 0;       // world time
  TimerKind kind = TimerKind::CommandTimeout;
  RequestId request;

  bool operator==(const Timer&) const = default;
};

// A title of the audit trail; the body lies apart and lives shorter. (design: Store keys)
struct AuditEntry {
  TimeMs at = 0;
  std::string kind;             // "request", "signed-pre-command", "answer", "alert", "push", "timer", "command"
  Eui64 user;                   // zero if unknown
  Eui64 device;                 // zero if none
  std::string request_id;       // as quoted, may be empty
  std::string variant;          // service reference variant, may be empty
  std::string code;             // response code given, may be empty
  std::string rule;             // rule that decided
  std::string clause;           // document section of the rule
  std::string explanation;      // for people
  std::string rules_consulted;  // feature keys, comma-separated (RREL)
  std::string body;             // the message itself; stored apart

  bool operator==(const AuditEntry&) const = default;
};

}  // namespace gridpost::exchange
