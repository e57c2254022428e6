// Work of threads beside the sequencer that wait for it: bulk work, and the desk for registration data.
#pragma once

#include <chrono>

#include "engine/counters.h"
#include "engine/job.h"
#include "engine/sequencer.h"

namespace gridpost::engine {

// Has the sequencer do it, and waits until it is committed. How long it took there. The sequencer undoes a piece that
// fails, and the others of its batch go on without it.
Result<std::chrono::microseconds> through_sequencer(Sequencer& sequencer, Sequencer::Write write);

// How long bulk work leaves the writer to others after a batch. One for each thread that works.
class Rests {
 public:
  Rests(const Counters& counters, const JobPace& pace) : counters_(counters), pace_(pace) {}

  // For the batch's own time, times the pace's rest, if requests or messages of Devices have come since this was asked
  // last; next to nothing if none have.
  std::chrono::microseconds after(std::chrono::microseconds took);

 private:
  const Counters& counters_;
  const JobPace& pace_;
  std::uint64_t came_ = 0;  // requests and messages of Devices so far
};

}  // namespace gridpost::engine
