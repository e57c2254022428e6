// What the engine counts, for /metrics.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/histogram.h"
#include "engine/round_trips.h"
#include "engine/tally.h"

namespace gridpost::engine {

struct Counters {
  using Count = std::atomic<std::uint64_t>;
  Count requests{0};         // bodies handed in by the gateway
  Count answers{0};          // signed responses given back
  Count not_requests{0};     // answered in plain words: no RequestID to quote
  Count busy{0};             // answered with HTTP 503
  Count device_messages{0};  // responses and alerts that came in
  Count acknowledged{0};     // of these, committed and acknowledged
  Count batches{0};          // transactions of the sequencer
  Count events{0};           // events in them
  Count failed_batches{0};
  Count sequencer_microseconds{0};  // time spent in batches
  Count commands_sent{0};           // handed to the network, repeats included
  Count commands_unsendable{0};     // no key for the Device
  Count pushes_delivered{0};
  Count pushes_refused{0};      // parked by HTTP 400 or 413
  Count pushes_unreachable{0};  // to be tried again
  Count timers{0};              // fired
  Tally by_service;             // requests by service and code of the synchronous answer
  Tally by_user;                // pushes by User and result
  Histogram answer_time;        // microseconds from a body handed in to its synchronous answer
  Histogram batch_events;       // events in a transaction
  Histogram commit_time;        // microseconds, within the time of a batch
  Histogram sync_time;          // microseconds until a batch was durable, beside the next batch
  RoundTrips round_trips;       // of commands
};

}  // namespace gridpost::engine
