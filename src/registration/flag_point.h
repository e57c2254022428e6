// What is kept of a metering point's service flag, and how it follows what happens. The records of the store, and pure
// functions between them. (R77-18, R77-23 to R77-33)
#pragma once

#include "registration/flag_updates.h"
#include "registration/providers.h"

namespace gridpost::registration {

// The stored state of one metering point.
struct FlagPoint {
  std::string mpxn;
  PointState state;
  std::string effective;         // from when the flag has its value, YYYYMMDD; empty: never set
  bool several_meters = false;   // more than one meter that is not gone, an anomaly (R77-17)
  bool no_rule = false;          // the last value stays although no rule gives it, an anomaly (R77-06)
  std::optional<Told> accepted;  // the last value that the provider took

  bool operator==(const FlagPoint&) const = default;
};

// One line of the flag's history.
struct FlagChange {
  std::string mpxn;
  TimeMs at = 0;
  std::optional<ServiceFlag> flag;
  std::string effective;
  std::string cause;  // "8.1.1: 02-47-.. is Commissioned"

  bool operator==(const FlagChange&) const = default;
};

// One update with its life; see UpdateState.
struct FlagUpdate {
  std::int64_t id = 0;  // given by the store, rising
  std::string mpxn;
  ServiceFlag flag = ServiceFlag::A;
  std::string effective;
  UpdateState state = UpdateState::Queued;
  std::string provider;           // empty: none is known yet
  std::uint64_t file = 0;         // number of the file that it is or was in; 0: none
  std::uint64_t instruction = 0;  // its number there
  TimeMs at = 0;                  // of the last step
  std::string reason;             // of a rejection, or why it is where it is

  bool operator==(const FlagUpdate&) const = default;
};

// A file that was taken in or made.
struct FileRecord {
  std::string provider;
  FlagFileType type = FlagFileType::D0350;
  std::uint64_t number = 0;
  std::string name;
  bool outgoing = false;
  bool sent = false;                       // it lies in the provider's folder
  TimeMs at = 0;                           // made or taken in
  std::string text;                        // outgoing: while it is not sent
  std::string digest;                      // incoming: of its octets, hexadecimal
  std::size_t records = 0;                 // in it
  std::size_t refused = 0;                 // incoming: records that were not taken
  bool summed = false;                     // outgoing, electricity: the summary is here
  std::size_t accepted = 0, rejected = 0;  // as the summary has it

  bool operator==(const FileRecord&) const = default;
};

// What an event makes of a point.
struct Observed {
  FlagPoint point;
  std::optional<FlagChange> change;  // the flag has another value
  std::string anomaly;               // that was not there before, in words
};
// The meters count so now. `effective` is the day for a new value.
Observed observe(const FlagPoint& point, std::span<const CountedMeter> meters, const FlagRules& rules, TimeMs at,
                 const std::string& effective, const std::string& cause);

// The point's updates that are not at their end, as the pure rules see them.
PointUpdates updates_of(const FlagPoint& point, std::span<const FlagUpdate> open);
// The updates to be written so that what waits is `after.waiting`: the one that waits no longer is closed with this
// reason, a new one has id 0. A waiting update that stays stays in its place.
std::vector<FlagUpdate> requeued(std::span<const FlagUpdate> open, const PointUpdates& after, const FlagUpdate& fresh,
                                 TimeMs now, const std::string& why);

// The metering point has another provider from this day on: what was on its way ends, and the new one is told the
// present value, effective from that day at the earliest. (registration 7)
PointUpdates moved_away(const FlagPoint& point, const std::string& day);

}  // namespace gridpost::registration
