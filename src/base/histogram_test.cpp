#include "base/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

namespace gridpost {
namespace {

TEST(Histogram, IsEmptyAtFirst) {
  const Histogram h;
  EXPECT_EQ(h.count(), 0u);
  EXPECT_EQ(h.max(), 0u);
  EXPECT_EQ(h.quantile(0.99), 0u);
  EXPECT_EQ(h.at_most(1'000'000), 0u);
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram h;
  for (std::uint64_t v = 0; v < 256; ++v) h.record(v);
  EXPECT_EQ(h.sum(), 255u * 256 / 2);
  for (std::uint64_t v = 0; v < 256; ++v) {
    EXPECT_EQ(h.at_most(v), v + 1);
    EXPECT_EQ(h.quantile(static_cast<double>(v + 1) / 256), v);
  }
}

// Against the sorted values themselves, over nine powers of ten.
TEST(Histogram, QuantilesAreWithinOnePercentOfTheSortedValues) {
  std::mt19937_64 random(20261124);
  std::uniform_real_distribution<double> exponent(0, 9);
  Histogram h;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(static_cast<std::uint64_t>(std::pow(10.0, exponent(random))));
    h.record(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto exact = static_cast<double>(values[rank - 1]);
    EXPECT_GE(static_cast<double>(h.quantile(share)), exact) << share;
    EXPECT_LE(static_cast<double>(h.quantile(share)), exact * 1.01) << share;
  }
  EXPECT_EQ(h.max(), values.back());
}

TEST(Histogram, AtMostRisesToTheCount) {
  Histogram h;
  for (const std::uint64_t v : {90u, 1'000u, 30'000u, 30'001u, 5'000'000u}) h.record(v);
  EXPECT_EQ(h.at_most(100), 1u);
  EXPECT_EQ(h.at_most(1'000), 2u);
  EXPECT_EQ(h.at_most(29'000), 2u);
  EXPECT_EQ(h.at_most(31'000), 4u);
  EXPECT_EQ(h.at_most(6'000'000), 5u);
}

TEST(Histogram, ValuesBeyondItsRangeCountInTheLastStep) {
  Histogram h;
  h.record(UINT64_MAX);
  EXPECT_EQ(h.count(), 1u);
  EXPECT_EQ(h.max(), UINT64_MAX);
  EXPECT_EQ(h.at_most((std::uint64_t{1} << 39)), 0u);
  EXPECT_EQ(h.at_most(UINT64_MAX), 1u);
}

TEST(Histogram, ThreadsLoseNothing) {
  Histogram h;
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t)
    threads.emplace_back([&h, t] {
      for (std::uint64_t i = 0; i < 10'000; ++i) h.record(t * 1'000 + i % 1'000);
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(h.count(), 40'000u);
  EXPECT_EQ(h.at_most(10'000), 40'000u);
}

}  // namespace
}  // namespace gridpost
