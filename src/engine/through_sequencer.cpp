#include "engine/through_sequencer.h"

#include <algorithm>
#include <future>

namespace gridpost::engine {

using std::chrono::microseconds;

Result<microseconds> through_sequencer(Sequencer& sequencer, Sequencer::Write write) {
  // Shared: get() may return while the other thread is still in set_value().
  auto promise = std::make_shared<std::promise<Status>>();
  std::future<Status> decided = promise->get_future();
  microseconds took{0};
  Sequencer::Work work;
  work.what = [&took, write = std::move(write)](Transaction& tx) {
    const auto start = std::chrono::steady_clock::now();
    Status done = write(tx);
    took = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - start);
    return done;
  };
  work.decided = [promise](const auto& result) {
    promise->set_value(result ? Status() : Status(tl::unexpected(result.error())));
  };
  if (!sequencer.submit(std::move(work))) return fail("the sequencer was stopped");
  GP_CHECK(decided.get());
  return took;
}

microseconds Rests::after(microseconds took) {
  constexpr microseconds kShortest{1'000};
  const std::uint64_t before = std::exchange(came_, counters_.requests + counters_.device_messages);
  if (came_ == before) return kShortest;
  return std::max(kShortest, microseconds(static_cast<std::int64_t>(static_cast<double>(took.count()) * pace_.rest)));
}

}  // namespace gridpost::engine
