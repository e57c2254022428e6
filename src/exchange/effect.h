// The closed list of effects that a decision may have. The engine commits them in one transaction.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "exchange/records.h"
#include "inventory/device.h"

namespace gridpost::exchange {

struct PutDevice {
  inventory::Device device;
};
struct RemoveDevice {
  Eui64 device;
};
struct RecordStatus {
  inventory::StatusChange change;
  Eui64 by = {};  // who caused it, for the log of changes; all zero: the DCC. decide() says so. (RCOM-08)
};
struct RecordDetail {
  inventory::DetailChange change;
};
struct PutJoin {
  inventory::Join join;
};
struct RemoveJoin {
  Eui64 device;
  Eui64 other;
};
struct PutHubLogEntry {
  inventory::HubLogEntry entry;
};
struct RemoveHubLogEntry {
  Eui64 hub;
  Eui64 device;
};
// The last accepted counter of a stream. (DUIS 6.1)
struct SetCounter {
  Eui64 originator;
  Eui64 target;
  std::string stream;
  std::uint64_t counter = 0;
};
struct PutRequest {
  RequestRecord record;
};  // makes or replaces
struct Enqueue {
  OutboxItem item;
};
// Ends every outbox command of the request.
struct CloseCommands {
  RequestId request;
};
// The push was confirmed.
struct CloseOutbox {
  std::int64_t id = 0;
};
struct ParkOutbox {
  std::int64_t id = 0;
  std::string reason;
};
struct RetryOutbox {
  std::int64_t id = 0;
  std::int64_t not_before = 0;
  int attempts = 0;
  std::int64_t queued_at = 0;  // 0: as it was
  std::string reason = {};
};
struct StartTimer {
  Timer timer;
};
struct CancelTimers {
  RequestId request;
};
struct Audit {
  AuditEntry entry;
};

using Effect = std::variant<PutDevice, RemoveDevice, RecordStatus, RecordDetail, PutJoin, RemoveJoin, PutHubLogEntry,
                            RemoveHubLogEntry, SetCounter, PutRequest, Enqueue, CloseCommands, CloseOutbox, ParkOutbox,
                            RetryOutbox, StartTimer, CancelTimers, Audit>;
using Effects = std::vector<Effect>;

}  // namespace gridpost::exchange
