// What is told to the registration data providers, and what they answer: which updates go, in which files, and what an
// answer means. (registration 7 and 8, R77-23 to R77-35)
#pragma once

#include <map>

#include "registration/flag_file.h"
#include "registration/registration.h"

namespace gridpost::registration {

// ---- The life of one update ----

enum class UpdateState : std::uint8_t { Queued, InFile, Sent, Accepted, Rejected, Unanswered, Closed };
inline constexpr int kUpdateStates = 7;
enum class UpdateEvent : std::uint8_t {
  PutInFile,
  FileSent,
  Accepted,
  Rejected,
  FileRefused,     // the file as a whole
  DeadlinePassed,  // no answer
  Resent,          // by an operator
  Closed,          // by an operator, or overtaken by a later value before it went
  MovedAway,       // the metering point has another network operator
};
inline constexpr int kUpdateEvents = 9;
std::string_view text(UpdateState state);
// The state after the event; none: the event can not happen in that state, and changes nothing.
std::optional<UpdateState> next_state(UpdateState state, UpdateEvent event);

// ---- What one metering point has to tell ----

// A value with the day from which it is effective, YYYYMMDD.
struct Told {
  ServiceFlag flag = ServiceFlag::A;
  std::string effective;

  bool operator==(const Told&) const = default;
};
struct PointUpdates {
  std::optional<Told> accepted;     // the last value that the provider took
  std::optional<Told> outstanding;  // in a file that is not answered
  std::optional<Told> waiting;      // to go into the next file

  bool operator==(const PointUpdates&) const = default;
};
// The flag has this value from this day on. A value that the provider has or is being told already leaves nothing to
// send, of several values before the next file the last one goes, one that is older than what was told never goes, and
// "never set" is not told. (R77-01, R77-23, R77-33)
PointUpdates with_change(PointUpdates updates, std::optional<ServiceFlag> flag, const std::string& effective);
// What waits goes into a file; nothing while an earlier update is not answered.
PointUpdates put_in_file(PointUpdates updates);
// The outstanding update was accepted or rejected.
PointUpdates answered(PointUpdates updates, bool accepted);
// Its file was refused as a whole: it goes again, unless a later value waits.
PointUpdates file_refused(PointUpdates updates);

// ---- Which provider, which file ----

// The registration data provider of the network operator on the effective date. (R77-24)
Result<std::string> provider_of(std::span<const Registration> history, Fuel fuel, const std::string& effective,
                                const std::map<Eui64, std::string>& provider_of_operator);

struct QueuedUpdate {
  std::string mpxn;
  ServiceFlag flag = ServiceFlag::A;
  std::string effective;

  bool operator==(const QueuedUpdate&) const = default;
};
// One run for one provider: places in `queued` by file, and those that stay in the queue, in their order.
struct RunPlan {
  std::vector<std::vector<std::size_t>> files;
  std::vector<std::size_t> carried_over;
};
// The oldest effective date first, at most one update a metering point and run, within the limits. (R77-31 to R77-33)
RunPlan plan_run(std::span<const QueuedUpdate> queued, const FlagSettings& settings);

// The file of these updates, D0350 or DXI; instructions are numbered from 1.
FlagFile update_file(FlagFileType type, FileHeader header, std::span<const QueuedUpdate> updates);

// ---- Answers ----

// An update that was sent. `accepted` is what was answered to it before, if anything.
struct SentUpdate {
  std::string mpxn;
  ServiceFlag flag = ServiceFlag::A;
  std::string effective;
  std::string instruction;  // electricity
  std::optional<bool> accepted;
};
struct Answer {
  std::string mpxn;
  bool accepted = false;
  std::vector<std::string> reasons;

  bool operator==(const Answer&) const = default;
};
// What answers say. Errors (unknown updates, values other than those sent, a change of mind) are for the error list and
// change nothing; repeats are for the log.
struct Settlement {
  std::vector<Answer> answers;
  std::vector<Error> errors;
  std::vector<std::string> repeated;  // metering points
  bool complete = false;              // every update of the file has its answer
};
// Gas: a response, against everything that was sent to its sender. (R77-28, R77-30)
Settlement settle(std::span<const SentUpdate> sent, const FlagFile& response, std::string_view name);

// Electricity: one file against its summary (a record of D0172; null: not there yet) and the rejections (records of
// D0351) that came from its receiver. What nobody names is accepted once as many rejections are there as the summary
// counts; until then only rejections are settled. A summary that does not add up is an error and settles nothing.
struct SentFile {
  std::string number;
  std::vector<SentUpdate> updates;
};
Settlement settle(const SentFile& sent, const FlagRecord* summary, std::span<const FlagRecord> rejections,
                  std::string_view name);

// Gas: which of the files without answer a refusal (FRJ) is about. It names none, so it can only be told if there is
// one. (ours)
Result<std::size_t> refused_file(std::span<const SentFile> unanswered, std::string_view name);

}  // namespace gridpost::registration
