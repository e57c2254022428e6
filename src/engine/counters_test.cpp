#include "engine/counters.h"

#include <gtest/gtest.h>

namespace gridpost::engine {
namespace {

using std::chrono::milliseconds;

TEST(Tally, CountsByBothLabels) {
  Tally tally;
  tally.add("4.1.1", "I99");
  tally.add("4.1.1", "I99");
  tally.add("4.1.1", "E4");
  EXPECT_EQ(tally.counts(), (Tally::Counts{{{"4.1.1", "E4"}, 1}, {{"4.1.1", "I99"}, 2}}));
}

TEST(Tally, WhatIsTooManyCountsAsOther) {
  Tally tally;
  for (std::size_t i = 0; i < limits::kTallies + 5; ++i) tally.add(std::to_string(i), "x");
  tally.add("0", "x");  // known: goes on
  const auto counts = tally.counts();
  EXPECT_EQ(counts.size(), limits::kTallies + 1);
  EXPECT_EQ(counts.at({"other", "other"}), 5u);
  EXPECT_EQ(counts.at({"0", "x"}), 2u);
}

TEST(RoundTrips, RunFromTheFirstSendingToTheFirstAnswer) {
  RoundTrips trips;
  const RoundTrips::Time start{};
  trips.sent(7, start);
  trips.sent(7, start + milliseconds(50));  // after a reconnection
  trips.answered(7, start + milliseconds(80));
  trips.answered(7, start + milliseconds(90));  // the Device process repeats itself
  trips.answered(8, start);                     // sent before a restart
  EXPECT_EQ(trips.times().count(), 1u);
  EXPECT_EQ(trips.times().sum(), 80'000u);
}

TEST(RoundTrips, CommandsWithoutAnswerAreForgottenOldestFirst) {
  RoundTrips trips;
  const RoundTrips::Time start{};
  for (std::uint64_t id = 0; id < 2 * limits::kRoundTrips; ++id) trips.sent(id, start);
  trips.answered(0, start + milliseconds(1));
  EXPECT_EQ(trips.times().count(), 0u);
  trips.answered(2 * limits::kRoundTrips - 1, start + milliseconds(1));
  EXPECT_EQ(trips.times().count(), 1u);
}

}  // namespace
}  // namespace gridpost::engine
