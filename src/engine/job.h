// Bulk work that is done in batches beside ordinary requests. Its state is in the store, changed in the transaction of
// each batch: whoever finds a job under way goes on with it, and two at once do nothing twice. What is done is a matter
// of its kind (job_kind.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/time.h"

namespace gridpost::engine {

// Stores keep the numbers: new ones go to the end.
enum class JobState : std::uint8_t { Running, Done };

struct Job {
  std::int64_t id = 0;  // given by the store, rising
  std::string kind;     // the name of a JobKind
  JobState state = JobState::Running;
  TimeMs as_of = 0;  // world time that decides what the job is about
  TimeMs started_at = 0;
  TimeMs ended_at = 0;      // once Done
  std::uint64_t total = 0;  // what is to be looked at, as counted before the first batch
  std::uint64_t done = 0;   // what was looked at
  std::string cursor;       // where the next batch begins; empty: at the beginning
  std::string subject;      // what the job is about, in the words of its kind; may be empty

  bool operator==(const Job&) const = default;
};

// How much a job may take of what ordinary requests need: the writer's time.
struct JobPace {
  std::size_t items = 64;             // in a batch, at most
  std::chrono::milliseconds time{5};  // after which a batch ends, whatever it has done
  double rest = 4;                    // pause after a batch while requests come, in times of what the batch took
};

}  // namespace gridpost::engine
